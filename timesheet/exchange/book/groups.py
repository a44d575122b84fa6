"""What is summed up while the rows stream by; memory is that of the groups."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from timesheet.core.model import Cents, Seconds
from timesheet.core.reports.table import Digest, Row, Table, Tally
from timesheet.exchange.book.cells import storable
from timesheet.exchange.book.rows import CHUNK

Sums = tuple[str, Seconds, Cents]


class Watch:
    """Counts, sums, digests and groups the rows of a table (with hidden columns gone)."""

    def __init__(self, table: Table, dimensions: Sequence[str]) -> None:
        names = [column.name for column in table.columns]
        self._table = table
        self._tally = Tally(table.columns)
        self._digest = Digest()
        self._person = names.index(table.person) if table.person else None
        self._people: set[object] = set()
        self._seconds = names.index("seconds") if "seconds" in names else None
        self._cents = names.index("cents") if "cents" in names else None
        self._groups: dict[str, dict[str, list[int]]] = {name: {} for name in dimensions}
        self._at = [(names.index(name), self._groups[name]) for name in dimensions]

    def rows(self) -> Iterator[Row]:
        """Yield the rows; where the table is of people, with 1 added on each one's first row."""
        source = iter(self._table.rows)
        while chunk := list(islice(source, CHUNK)):
            self._digest.add(chunk)
            for row in chunk:
                self._tally.add(row)
                self._group(row)
            yield from chunk if self._person is None else self._marked(chunk, self._person)

    def _group(self, row: Row) -> None:
        seconds: Any = row[self._seconds] if self._seconds is not None else 0
        cents: Any = row[self._cents] if self._cents is not None else 0
        for at, groups in self._at:
            value: Any = row[at]
            found = groups.get(value)
            if found is None:
                found = groups[value] = [0, 0]
            found[0] += seconds or 0
            found[1] += cents or 0

    def _marked(self, chunk: Iterable[Row], at: int) -> Iterator[Row]:
        people = self._people
        for row in chunk:
            if row[at] in people:
                yield (*row, 0)
            else:
                people.add(row[at])
                yield (*row, 1)

    @property
    def totals(self) -> dict[str, int]:
        """Sums by column name, and ``rows``."""
        return self._tally.totals

    @property
    def people(self) -> int:
        """How many people there are in the rows."""
        return len(self._people)

    @property
    def data_hash(self) -> str:
        """Digest of the rows."""
        return self._digest.hexdigest()

    def values(self, dimension: str) -> list[str]:
        """Return what occurs in a column, sorted; without the empty text."""
        return sorted(value for value in self._groups[dimension] if value)

    def groups(self, dimension: str) -> list[Sums]:
        """Return value, seconds and cents, the largest first.

        Values that differ by the case of letters only are one, as they are for any spreadsheet.
        """
        folded: dict[str, list[Sums]] = {}
        for value, (seconds, cents) in sorted(self._groups[dimension].items()):
            text = storable(value)
            folded.setdefault(text.lower(), []).append((text, seconds, cents))
        found = [
            (same[0][0], sum(one[1] for one in same), sum(one[2] for one in same))
            for same in folded.values()
        ]
        return sorted(found, key=lambda one: (-one[1], -one[2], one[0]))
