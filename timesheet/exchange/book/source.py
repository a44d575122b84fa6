"""What a workbook is made of, and what is known of it once written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from timesheet.core.model import Cents, Seconds
from timesheet.core.reports.table import Table
from timesheet.exchange.fields import Speak, silent


@dataclass(frozen=True, slots=True)
class Control:
    """Control totals from the database, never from the rows that they check.

    None leaves a check out; where it is one of hours, money, rows or people, what was written
    stands in, so that a file which somebody changed still says CHECK. ``lines`` is the number
    of labor lines, compared with the sum of the column ``lines``. ``by`` has seconds and cents
    by value of a column that the summary is made by, as in ``{"pay_code": {"REG": (3600,
    2000)}}``.
    """

    seconds: Seconds | None = None
    cents: Cents | None = None
    rows: int | None = None
    people: int | None = None
    lines: int | None = None
    exceptions: int | None = None
    by: Mapping[str, Mapping[str, tuple[Seconds, Cents]]] = field(default_factory=dict)


class Tie(NamedTuple):
    """What the sum of a column of a further sheet must come to: seconds or cents."""

    label: str
    column: str
    system: int


class Extra(NamedTuple):
    """A further sheet: its title and table, and what of it the reconciliation checks.

    ``last`` ones stand behind the exceptions.
    """

    title: str
    table: Table
    ties: tuple[Tie, ...] = ()
    last: bool = False

    @property
    def native(self) -> str:
        """The name of its native table."""
        return f"tbl{self.title.title().replace(' ', '')}"


@dataclass(frozen=True, slots=True)
class WorkbookSource:
    """A workbook: ``table`` becomes the sheet Data, ``exceptions`` the sheet of that name.

    ``summaries`` are text columns of the table to sum up by, the first of them charted (empty:
    the usual ones that it has). ``lists`` are the drop-down sources by column name; columns not
    named there list what occurs. ``generated_at`` has a zone; the same source makes the same bytes.
    ``speak`` says the words of the core in the reader's language; the digest is of the core's own.
    """

    table: Table
    control: Control
    generated_at: datetime
    exceptions: Table | None = None
    extras: tuple[Extra, ...] = ()
    summaries: tuple[str, ...] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    period: tuple[date, date] | None = None
    state: str = ""
    export_id: str = ""
    generated_by: str = ""
    version: str = ""
    speak: Speak = silent


@dataclass(frozen=True, slots=True)
class WorkbookSummary:
    """What was written: totals as in ``Table.totals``, the digest of the rows, the sheets.

    ``reconciled``: every line of the reconciliation is OK. ``changed_texts``: how many texts were
    cut to a cell's length or had characters replaced that no workbook can hold.
    """

    totals: Mapping[str, int]
    people: int
    data_hash: str
    sheets: tuple[str, ...]
    reconciled: bool
    changed_texts: int
