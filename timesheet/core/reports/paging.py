"""A page of a report's rows, with a mark of all of them: a reader sees pages of one state only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from timesheet.core.reports.table import Digest, Row, Table


@dataclass(frozen=True, slots=True)
class Paged:
    """The rows of a report after the first ``after``, so many as a page holds.

    ``mark`` is the digest of all rows of the report, ``following`` where the next page begins;
    None at the end.
    """

    table: Table
    mark: str
    following: int | None


def paged(table: Table, after: int, most: int) -> Paged:
    """Return a page of a report in its own order; all rows are read, a page of them is held.

    It has no subtotals: those of a page would not be those of the report.
    """
    digest = Digest()
    kept = tuple(_kept(table.shown, digest, after, most + 1))
    more = len(kept) > most
    page = replace(table.shown, rows=kept[:most], levels=())
    return Paged(page, digest.hexdigest(), after + most if more else None)


def _kept(table: Table, digest: Digest, after: int, most: int) -> Iterator[Row]:
    for number, row in enumerate(table.rows):
        digest.add((row,))
        if after <= number < after + most:
            yield row
