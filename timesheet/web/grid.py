"""A report on screen: the same Table, filtered, sorted and cut to what a person can look at."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any, NamedTuple
from urllib.parse import urlencode

from timesheet.core.reports.asking import AGAINST, AGAINST_BUDGET, Asking, Excerpt, plain
from timesheet.core.reports.grouping import before_rows
from timesheet.core.reports.table import Behind, Column, Row, Table, Type, Value
from timesheet.web import filters
from timesheet.web.i18n import gettext as _
from timesheet.web.phrases import phrase
from timesheet.web.row_words import speaker, word

STEP = 100
MOST_GROUPS = 3
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
LONG = 40
MOST = 2000

# What the screen shows of each report first; the rest is one click away, and in every file.
PRESETS: Mapping[str, tuple[str, ...]] = {
    "payroll-summary": (
        "person_number", "person", "team", "pay_code", "seconds", "average_rate", "cents",
    ),
    "labor-distribution": (
        "person", "day", "project", "task", "cost_center", "pay_code", "seconds", "cents",
        "source", "reason",
    ),
    "timecards": (
        "person", "day", "site", "clock_in", "clock_out", "break_seconds", "seconds", "exceptions",
    ),
    "labor-lines": (
        "person", "day", "start", "end", "project", "task", "pay_code", "seconds", "cents",
        "source", "confidence",
    ),
    "absence": (
        "person", "kind", "seconds", "cents", "unpaid_seconds", "before_seconds",
        "granted_seconds", "used_seconds", "left_seconds", "booked_seconds",
    ),
    "audit-trail": (
        "made", "at", "by", "event", "subject", "person", "day", "before", "after", "reason",
        "cents",
    ),
    "rate-history": (
        "person", "only_project", "rate", "valid_from", "valid_to", "state", "by", "reason",
        "seconds", "cents",
    ),
    "job-cost-summary": (
        "project", "task", "budget_seconds", "to_date_seconds", "used_share", "budget_cents",
        "cents", "to_date_cents", "approved_cents", "said_cents", "inferred_cents", "eac_cents",
        "variance_cents",
    ),
    "wip": (
        "project", "project_name", "customer", "basis", "to_date_seconds", "complete_share",
        "earned_cents", "earned_to_date_cents", "billed_to_date_cents", "unbilled_cents",
        "overbilled_cents",
    ),
    "effort-detail": (
        "week", "shifts", "taps", "shift_seconds", "fields", "right_fields", "seconds",
        "right_seconds", "cents", "right_cents", "office_words",
    ),
    "exceptions": ("severity", "exception", "person", "day", "at", "details", "seconds"),
}  # fmt: skip
COMPARED = "previous_"
BADGES = frozenset({"source", "severity"})
NUMBERS = frozenset({Type.SECONDS, Type.CENTS, Type.RATE, Type.SHARE, Type.COUNT})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a grid: filters, order and length, as they stand in the address.

    ``equal`` are pairs of column and shown value, ``text`` is looked for in all texts of a row;
    ``by`` are the columns to sum up by, ``columns`` those to show (none: the usual ones),
    ``against`` what the report is held against.
    """

    report: str
    sort: str = ""
    down: bool = False
    text: str = ""
    by: tuple[str, ...] = ()
    equal: tuple[tuple[str, str], ...] = ()
    every_column: bool = False
    limit: int = STEP
    columns: tuple[str, ...] = ()
    against: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same as the query of an address, without what is usual."""
        said = {
            "sort": self.sort,
            "down": "1" if self.down else "",
            "q": self.text,
            "by": ",".join(self.by),
            "columns": "all" if self.every_column else ",".join(self.columns),
            "against": self.against,
            "limit": str(self.limit) if self.limit != STEP else "",
            **{f"is.{name}": value for name, value in self.equal},
        }
        return {name: value for name, value in said.items() if value}

    @property
    def asking(self) -> Asking:
        """What of it concerns the report itself, on whatever it is shown."""
        return Asking(
            self.text, self.equal, self.by, self.sort, self.down, self.columns, self.against
        )

    @property
    def file_query(self) -> str:
        """The query of the address of a file with the same rows in the same order."""
        mine = {"limit"} if self.columns else {"limit", "columns"}
        return urlencode({name: value for name, value in self.query.items() if name not in mine})

    def but(self, **changes: Any) -> str:
        """Return the query of an address that asks for something else."""
        return urlencode(replace(self, **changes).query)


def asked(report: str, query: Mapping[str, str]) -> Asked:
    """Read what an address asks for; what makes no sense is left out."""
    limit = query.get("limit", "")
    return Asked(
        report=report,
        sort=query.get("sort", "")[:64],
        down=query.get("down") == "1",
        text=query.get("q", "").strip()[:100],
        by=_names(f"{query.get('by', '')},{query.get('then', '')}")[:MOST_GROUPS],
        equal=tuple(
            (name.removeprefix("is."), value[:200])
            for name, value in sorted(query.items())
            if name.startswith("is.")
        )[:8],
        every_column=query.get("columns") == "all",
        columns=_columns(query),
        against=against if (against := query.get("against", "")) in AGAINST else "",
        limit=min(max(int(limit), STEP), MOST) if limit.isdecimal() and len(limit) < 6 else STEP,
    )


def _names(said: str) -> tuple[str, ...]:
    """Return the names of columns that a text has, each once; what can be none is left out."""
    names = [name for name in said[:2000].split(",") if _NAME.fullmatch(name)]
    return tuple(dict.fromkeys(names))


def _columns(query: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns to show: of an address, or as a form ticks them ("show.person")."""
    ticked = [name.removeprefix("show.") for name in query if name.startswith("show.")]
    said = query.get("columns", "")
    return _names(",".join(ticked) or ("" if said == "all" else said))


Formats = Sequence[tuple[int, Callable[[Value], "Cell"]]]


class Heading(NamedTuple):
    """The head of a column: what to read, how to sort by it, how it is sorted now."""

    name: str
    title: str
    number: bool
    query: str
    order: str


class Cell(NamedTuple):
    """A value as text; ``look`` is "number", "long", "source", "severity" or ""."""

    text: str
    look: str
    behind: Behind = Behind.NOTHING


class Line(NamedTuple):
    """A row on screen, and as ``key`` the query that finds the lines behind it.

    ``before`` finds those of the days that it is compared with.
    A labor line itself has a ``story``: what its own address is made of. ``subtotal``: it sums up
    the rows after it that begin as it does, in so many columns (0: it is a row).
    """

    cells: tuple[Cell, ...]
    key: str
    story: Mapping[str, Any] | None = None
    subtotal: int = 0
    before: str = ""


@dataclass(frozen=True)
class Grid:
    """What is shown of a report: ``lines`` are the first of the ``count`` rows that matched.

    ``count`` is None where nobody counted them; ``notes`` are the sentences to read with them.
    """

    asked: Asked
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    totals: tuple[str, ...]
    count: int | None
    more: str = field(default="")
    notes: tuple[str, ...] = ()


def grid(found: Excerpt, wanted: Asked) -> Grid:
    """Return what is shown of a report's excerpt."""
    table = found.table
    shown = _shown(table, wanted)
    formats = [(i, _format_of(table.columns[i])) for i in shown]
    drill, before, story = _drill(table), _before(table), _story(table)
    subtotals = _subtotals(table, formats)
    more = wanted.but(limit=min(wanted.limit + 4 * STEP, MOST))
    return Grid(
        asked=wanted,
        headings=tuple(_heading(table.columns[i], wanted) for i in shown),
        lines=tuple(
            line
            for row in found.rows
            for line in (
                *subtotals(row),
                Line(
                    tuple(make(row[i]) for i, make in formats),
                    drill(row),
                    story(row),
                    before=before(row),
                ),
            )
        ),
        totals=tuple(_total(table.columns[i], found.totals) for i in shown),
        count=found.totals.get("rows"),
        more=more if found.more and wanted.limit < MOST else "",
        notes=tuple(_note(note) for note in table.notes),
    )


def _subtotals(table: Table, formats: Formats) -> Callable[[Row], Iterator[Line]]:
    """Return the function from a row to the subtotals that stand before it, where some do."""
    before = before_rows(table)
    at = {name: table.index(name) for name in table.levels}

    def lines(row: Row) -> Iterator[Line]:
        for one in before(row):
            key = [(name, one.row[i]) for name, i in list(at.items())[: one.level]]
            cells = tuple(make(one.row[i]) for i, make in formats)
            yield Line(cells, _query(key), subtotal=one.level)

    return lines


def _note(note: str) -> str:
    """Return a note in the language of the page; before its colon stands a name."""
    name, colon, sentence = note.rpartition(": ")
    return f"{name}{colon}{phrase(sentence)}"


def _shown(table: Table, wanted: Asked) -> list[int]:
    visible = [i for i, column in enumerate(table.columns) if not column.hidden]
    preset = PRESETS.get(wanted.report, ())
    summed = wanted.by or wanted.against == AGAINST_BUDGET
    if wanted.every_column or wanted.columns or summed or not preset:
        return visible
    found = [i for name in preset for i in visible if table.columns[i].name == name]
    return [*found, *(i for i in visible if table.columns[i].name.startswith(COMPARED))]


def _heading(column: Column, wanted: Asked) -> Heading:
    sorted_now = column.name == wanted.sort
    order = ("descending" if wanted.down else "ascending") if sorted_now else ""
    # Who sorts by a number looks for the largest; who sorts by a name begins with A.
    down = not wanted.down if sorted_now else column.type in NUMBERS
    query = wanted.but(sort=column.name, down=down)
    return Heading(column.name, title(column), column.type in NUMBERS, query, order)


def title(column: Column) -> str:
    """Return what a column is called; of one that was added to compare, both parts of it."""
    return ": ".join(_(part) for part in column.title.split(": "))


def _total(column: Column, totals: Mapping[str, int]) -> str:
    value = column.of(totals)
    return "" if value is None else str(_number(column)(value))


def _drill(table: Table) -> Callable[[Row], str]:
    names = [name for name in table.drill if table.has(name)]
    places = [table.index(name) for name in names]
    pairs = list(zip(names, places, strict=True))
    return lambda row: _query([(name, row[i]) for name, i in pairs])


def _before(table: Table) -> Callable[[Row], str]:
    """Return the function from a row to the query that finds the lines of the days before."""
    if table.before is None:
        return lambda _row: ""
    shift = table.before.shift

    def moved(value: Value) -> Value:
        return value - shift if isinstance(value, date) else value

    places = [(name, table.index(name)) for name in table.drill if table.has(name)]
    return lambda row: _query([(name, moved(row[i])) for name, i in places])


def _query(pairs: Sequence[tuple[str, Value]]) -> str:
    return "&".join(query_of(name, plain(value)) for name, value in pairs if value is not None)


def _story(table: Table) -> Callable[[Row], Mapping[str, Any] | None]:
    if table.drill[-1:] != ("line",):
        return lambda _row: None
    places = {"person": "person_id", "day": "day", "name": "line"}
    at = {piece: table.index(name) for piece, name in places.items()}
    return lambda row: {piece: row[i] for piece, i in at.items()}


def query_of(column: str, value: str) -> str:
    """Return the piece of a query that asks for a value of a column."""
    return urlencode({f"is.{column}": value})


def _yes(value: object) -> str:
    return "✓" if value else ""


def _time(value: time) -> str:
    return f"{value:%H:%M}"


def _day(value: date) -> str:
    return filters.day(value)


_FORMATS: Mapping[Type, Callable[[Any], object]] = {
    Type.TEXT: str,
    Type.DAY: _day,
    Type.TIME: _time,
    Type.SECONDS: filters.hours,
    Type.CENTS: filters.money,
    Type.RATE: filters.rate,
    Type.SHARE: filters.percent,
    Type.BOOLEAN: _yes,
    Type.COUNT: str,
}


def _number(column: Column) -> Callable[[Any], object]:
    """Return how values of a column are written: averages to the cent, counts in thousands."""
    if column.type is Type.RATE and column.ratio:
        return lambda value: filters.money(round(value / 100))
    return filters.whole if column.type is Type.COUNT and column.total else _FORMATS[column.type]


def _look(column: Column) -> str:
    if column.type in NUMBERS:
        return "number"
    if column.name in BADGES:
        return column.name
    return "long" if column.width >= LONG else ""


def _format_of(column: Column) -> Callable[[Value], Cell]:
    look, behind = _look(column), column.leads_to
    # What is drawn as a badge has its words there.
    make = _number(column)
    if look not in BADGES and (say := word if column.name == "project" else speaker(column)):
        make = say

    def cell(value: Value) -> Cell:
        text = "" if value is None else str(make(value))
        return Cell(text, look, behind if value else Behind.NOTHING)

    if column.type is Type.DAY:
        known: dict[Value, Cell] = {}
        return lambda value: known.get(value) or known.setdefault(value, cell(value))
    return cell
