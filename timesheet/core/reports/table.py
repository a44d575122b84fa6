"""A report as a value: what the page, the CSV, the JSON and the workbook all render.

Values in a row, by type of their column: TEXT str ("" for none), DAY date, TIME a wall-clock time
without zone, SECONDS int, CENTS int, RATE int of 1/10,000 per hour, SHARE float (1 is all),
BOOLEAN bool, COUNT int. All but TEXT may be None where there is no value.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from timesheet.core.money import average_rate, round_half_up

Value = str | int | float | bool | date | time | None
Row = tuple[Value, ...]

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Type(StrEnum):
    """What the values of a column are; it decides how each output writes them."""

    TEXT = "text"
    DAY = "day"
    TIME = "time"
    SECONDS = "seconds"
    CENTS = "cents"
    RATE = "rate"
    SHARE = "share"
    BOOLEAN = "boolean"
    COUNT = "count"


class Behind(StrEnum):
    """What a number of a row leads to.

    Lines of the days, of all days until the last, or of the days that the report is compared with;
    budgets and invoices, leave, or nothing.
    """

    LINES = "lines"
    TO_DATE = "to_date"
    BEFORE = "before"
    BUDGETS = "budgets"
    LEAVE = "leave"
    NOTHING = "nothing"


class Speech(StrEnum):
    """What the texts of a column are made of, for whoever says them in another language.

    ``HEADING``: our own headings, meanings and notes. ``WORD``: words of a closed vocabulary.
    ``SENTENCE``: sentences of the core. ``DETAILS``: named values, "in: 07:02; late".
    ``CHANGE``: how something stood before or after it was changed.
    """

    AS_IT_IS = "as_it_is"
    HEADING = "heading"
    WORD = "word"
    SENTENCE = "sentence"
    DETAILS = "details"
    CHANGE = "change"


ADDITIVE = frozenset({Type.SECONDS, Type.CENTS, Type.COUNT})
MONEY = frozenset({Type.CENTS, Type.RATE})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``name`` is its stable key in every file, ``title`` its heading on screen.

    ``total``: its values may be summed over all rows. ``hidden``: only for links, never in a file.
    ``width`` is in characters (0: by type); ``about`` is the entry in the column dictionary.
    ``behind`` is what its values lead to (default: sums lead to the lines of the days). ``ratio``
    names two columns of sums that its values are the ratio of, so that it has one for any rows
    together: a share, cents and seconds of a rate, or seconds and a count of a mean. ``speech``
    says how its texts are put into the reader's language, ``order`` how they are sorted where that
    isn't by the alphabet: all that it may have, in order.
    """

    name: str
    title: str
    type: Type = Type.TEXT
    total: bool = False
    hidden: bool = False
    width: int = 0
    about: str = ""
    behind: Behind | None = None
    ratio: tuple[str, str] | tuple[()] = ()
    speech: Speech = Speech.AS_IT_IS
    order: tuple[str, ...] = ()

    @property
    def leads_to(self) -> Behind:
        """What is behind its values."""
        return self.behind or (Behind.LINES if self.total else Behind.NOTHING)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            msg = f"not a column name: {self.name!r}"
            raise ValueError(msg)
        if self.total and self.type not in ADDITIVE:
            msg = f"{self.name}: {self.type} can't be summed"
            raise ValueError(msg)

    def of(self, sums: Mapping[str, int]) -> int | float | None:
        """Return its value for rows together whose columns sum to these; None where it has none."""
        if not self.ratio:
            return sums.get(self.name) if self.total else None
        part, whole = (sums.get(name) for name in self.ratio)
        if part is None or not whole:
            return None
        if self.type is Type.RATE:
            return average_rate(whole, part)
        return part / whole if self.type is Type.SHARE else round_half_up(Fraction(part, whole))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows made anew at each pass, so that a million of them need no memory.

    ``make`` is called for every iteration; where it reads a database, both passes belong into one
    transaction, or the totals of one would not be those of the other.
    """

    make: Callable[[], Iterable[Row]]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.make())


class Kept:
    """Rows made once, when they are first asked for, and held in memory from then on."""

    def __init__(self, make: Callable[[], list[Row]]) -> None:
        self._make = make

    @cached_property
    def _rows(self) -> list[Row]:
        return self._make()

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)


class Before(NamedTuple):
    """The days that a report is compared with, and how far they lie behind its own."""

    first: date
    last: date
    shift: timedelta


@dataclass(frozen=True)
class Table:
    """A report: columns, rows, and what a reader must know to trust them.

    ``rows`` can be iterated again and again (a tuple, or ``Rows``). ``parameters`` are pairs of
    what was asked for and its value in words, ``notes`` sentences to print with it, ``drill`` the
    columns whose values find the lines behind a row (those that are None in it say nothing),
    ``person`` the column that tells people apart ("" where rows are of no person). ``since`` is the
    first day of what is summed up to date, where anything is. ``levels`` are the columns that its
    rows are summed up by, while they are in their order. ``before`` are the days that it is
    compared with.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    parameters: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    drill: tuple[str, ...] = ()
    person: str = ""
    since: date | None = None
    levels: tuple[str, ...] = ()
    before: Before | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            msg = f"{self.name}: two columns of one name"
            raise ValueError(msg)

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """Sums of the columns that have one, and ``rows``; one pass over the rows, kept."""
        tally = Tally(self.columns)
        for row in self.rows:
            tally.add(row)
        return tally.totals

    @property
    def shown(self) -> "Table":
        """The same report without its hidden columns: what every file has."""
        return self.select(column.name for column in self.columns if not column.hidden)

    @property
    def without_money(self) -> "Table":
        """The same report for those who may not see pay: no amounts, no rates."""
        return self.select(column.name for column in self.columns if column.type not in MONEY)

    def has(self, name: str) -> bool:
        """Tell whether there is a column of a name."""
        return any(column.name == name for column in self.columns)

    def index(self, name: str) -> int:
        """Position of a column; ValueError naming it where there is none."""
        for position, column in enumerate(self.columns):
            if column.name == name:
                return position
        msg = f"{self.name} has no column {name!r}"
        raise ValueError(msg)

    def select(self, names: Iterable[str]) -> "Table":
        """Return the report with these columns, in this order."""
        picked = tuple(self.index(name) for name in names)
        if picked == tuple(range(len(self.columns))):
            return self
        pick = _picker(picked)
        source = self.rows
        return replace(
            self,
            columns=tuple(self.columns[i] for i in picked),
            rows=Rows(lambda: map(pick, source)),
        )

    def records(self) -> Iterator[dict[str, Value]]:
        """Rows as mappings from column name to value, for templates and tests."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))


def _picker(positions: Sequence[int]) -> Callable[[Row], Row]:
    if len(positions) < 2:
        return lambda row: tuple(row[i] for i in positions)
    pick: Callable[[Any], Any] = itemgetter(*positions)
    return pick


class Tally:
    """Sums up rows as they pass, so that a writer needs one pass only."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns if column.total]
        self._at = [i for i, column in enumerate(columns) if column.total]
        self._sums = [0] * len(self._at)
        self._rows = 0

    def add(self, row: Row) -> None:
        """Count one row."""
        self._rows += 1
        for slot, position in enumerate(self._at):
            value = row[position]
            if isinstance(value, int):
                self._sums[slot] += value

    @property
    def totals(self) -> dict[str, int]:
        """Sums by column name, and ``rows``."""
        return {**dict(zip(self._names, self._sums, strict=True)), "rows": self._rows}


class Digest:
    """SHA-256 over rows in a form that doesn't depend on the file they end up in.

    Each value as ``str`` writes it (None as nothing), values of a row joined by U+001F, each row
    ended by U+001E, in UTF-8; so the same rows have the same digest in JSON and workbook.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, rows: Iterable[Row]) -> None:
        """Take in some rows, in order."""
        text = "".join(
            "\x1f".join(["" if value is None else str(value) for value in row]) + "\x1e"
            for row in rows
        )
        self._hash.update(text.encode("utf-8", "surrogatepass"))

    def hexdigest(self) -> str:
        """Return the digest so far, 64 hexadecimal digits."""
        return self._hash.hexdigest()
