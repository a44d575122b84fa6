"""A report on screen: the same Table, filtered, sorted and cut to what a person can look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _later

from timesheet.core.reports.asking import Asking, Excerpt, plain
from timesheet.core.reports.table import Column, Row, Table, Type, Value
from timesheet.web import filters
from timesheet.web.i18n import gettext as _
from timesheet.web.phrases import phrase

STEP = 100
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
    "exceptions": ("severity", "exception", "person", "day", "at", "details", "seconds"),
}  # fmt: skip
GROUPS: Mapping[str, object] = {
    "project": _later("Project"),
    "project,task": _later("Project and task"),
    "cost_center": _later("Cost center"),
    "team": _later("Team"),
    "person": _later("Person"),
    "person,project": _later("Person and project"),
    "day": _later("Day"),
    "pay_code": _later("Pay code"),
    "source": _later("Source"),
}
NUMBERS = frozenset({Type.SECONDS, Type.CENTS, Type.RATE, Type.SHARE, Type.COUNT})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a grid: filters, order and length, as they stand in the address.

    ``equal`` are pairs of column and shown value, ``text`` is looked for in all texts of a row;
    ``by`` are the columns to sum up by.
    """

    report: str
    sort: str = ""
    down: bool = False
    text: str = ""
    by: tuple[str, ...] = ()
    equal: tuple[tuple[str, str], ...] = ()
    every_column: bool = False
    limit: int = STEP

    @property
    def query(self) -> dict[str, str]:
        """The same as the query of an address, without what is usual."""
        said = {
            "sort": self.sort,
            "down": "1" if self.down else "",
            "q": self.text,
            "by": ",".join(self.by),
            "columns": "all" if self.every_column else "",
            "limit": str(self.limit) if self.limit != STEP else "",
            **{f"is.{name}": value for name, value in self.equal},
        }
        return {name: value for name, value in said.items() if value}

    @property
    def asking(self) -> Asking:
        """What of it concerns the report itself, on whatever it is shown."""
        return Asking(self.text, self.equal, self.by, self.sort, self.down)

    @property
    def file_query(self) -> str:
        """The query of the address of a file with the same rows in the same order."""
        mine = {"columns", "limit"}
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
        by=_groups(query.get("by", "")),
        equal=tuple(
            (name.removeprefix("is."), value[:200])
            for name, value in sorted(query.items())
            if name.startswith("is.")
        )[:8],
        every_column=query.get("columns") == "all",
        limit=min(max(int(limit), STEP), MOST) if limit.isdecimal() and len(limit) < 6 else STEP,
    )


def _groups(said: str) -> tuple[str, ...]:
    return tuple(said.split(",")) if said in GROUPS else ()


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
    lines: bool = False


class Line(NamedTuple):
    """A row on screen, and as ``key`` the query that finds the lines behind it.

    A labor line itself has a ``story``: what its own address is made of.
    """

    cells: tuple[Cell, ...]
    key: str
    story: Mapping[str, Any] | None = None


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
    formats = [_format_of(table.columns[i]) for i in shown]
    drill, story = _drill(table), _story(table)
    more = wanted.but(limit=min(wanted.limit + 4 * STEP, MOST))
    return Grid(
        asked=wanted,
        headings=tuple(_heading(table.columns[i], wanted) for i in shown),
        lines=tuple(
            Line(
                tuple(make(row[i]) for i, make in zip(shown, formats, strict=True)),
                drill(row),
                story(row),
            )
            for row in found.rows
        ),
        totals=tuple(_total(table.columns[i], found.totals) for i in shown),
        count=found.totals.get("rows"),
        more=more if found.more and wanted.limit < MOST else "",
        notes=tuple(_note(note) for note in table.notes),
    )


def _note(note: str) -> str:
    """Return a note in the language of the page; before its colon stands a name."""
    name, colon, sentence = note.rpartition(": ")
    return f"{name}{colon}{phrase(sentence)}"


def _shown(table: Table, wanted: Asked) -> list[int]:
    visible = [i for i, column in enumerate(table.columns) if not column.hidden]
    preset = PRESETS.get(wanted.report, ())
    if wanted.every_column or wanted.by or not preset:
        return visible
    return [i for name in preset for i in visible if table.columns[i].name == name]


def _heading(column: Column, wanted: Asked) -> Heading:
    sorted_now = column.name == wanted.sort
    order = ("descending" if wanted.down else "ascending") if sorted_now else ""
    # Who sorts by a number looks for the largest; who sorts by a name begins with A.
    down = not wanted.down if sorted_now else column.type in NUMBERS
    query = wanted.but(sort=column.name, down=down)
    return Heading(column.name, _(column.title), column.type in NUMBERS, query, order)


def _total(column: Column, totals: Mapping[str, int]) -> str:
    return str(_FORMATS[column.type](totals[column.name])) if column.name in totals else ""


def _drill(table: Table) -> Callable[[Row], str]:
    names = [name for name in table.drill if table.has(name)]
    places = [table.index(name) for name in names]
    return lambda row: "&".join(
        [query_of(name, plain(row[i])) for name, i in zip(names, places, strict=True)]
    )


def _story(table: Table) -> Callable[[Row], Mapping[str, Any] | None]:
    if table.drill[-1:] != ("line",):
        return lambda _row: None
    places = {"person": "person_id", "day": "day", "name": "line"}
    at = {piece: table.index(name) for piece, name in places.items()}
    return lambda row: {piece: row[i] for piece, i in at.items()}


def query_of(column: str, value: str) -> str:
    """Return the piece of a query that asks for a value of a column."""
    return urlencode({f"is.{column}": value})


def _words(name: object) -> str:
    return str(name).replace("_", " ")


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


# Texts that the core said, in the language of the page.
_SPOKEN: Mapping[str, Callable[[Any], object]] = {"exception": _words, "reason": phrase}


def _look(column: Column) -> str:
    if column.type in NUMBERS:
        return "number"
    if column.name in {"source", "severity"}:
        return column.name
    return "long" if column.width >= LONG else ""


def _format_of(column: Column) -> Callable[[Value], Cell]:
    make = _SPOKEN.get(column.name, _FORMATS[column.type])
    look = _look(column)
    lines = column.total

    def cell(value: Value) -> Cell:
        return Cell("" if value is None else str(make(value)), look, lines and bool(value))

    if column.type is Type.DAY:
        known: dict[Value, Cell] = {}
        return lambda value: known.get(value) or known.setdefault(value, cell(value))
    return cell
