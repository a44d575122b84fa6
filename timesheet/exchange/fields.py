"""How the columns of a report become the fields of a sheet.

JSON keeps the integers of a Table (``seconds``, ``cents``). Sheets that people read have, for each
column of seconds, the seconds, decimal hours of full value, and a duration; for each column of
cents an amount.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from timesheet.core.reports.table import Column, Speech, Type


class Kind(StrEnum):
    """What a field of a sheet holds."""

    TEXT = "text"
    DAY = "day"
    TIME = "time"
    INTEGER = "integer"
    HOURS = "hours"
    DURATION = "duration"
    AMOUNT = "amount"
    RATE = "rate"
    SHARE = "share"
    BOOLEAN = "boolean"


Speak = Callable[[Column], Callable[[str], str] | None]
"""What gives for a column the function from a text to what its reader reads; None: the same."""


def silent(_column: Column) -> None:
    """Leave all texts as they are."""


_HEADING = Column("heading", "Heading", speech=Speech.HEADING)


def headings(speak: Speak) -> Callable[[str], str]:
    """Return the function from our own headings, meanings and notes to what their reader reads."""
    return speak(_HEADING) or str


class Field(NamedTuple):
    """A field: its heading, its kind, the column it comes from and that column's position."""

    name: str
    kind: Kind
    column: Column
    at: int


_PLAIN = {
    Type.TEXT: Kind.TEXT,
    Type.DAY: Kind.DAY,
    Type.TIME: Kind.TIME,
    Type.RATE: Kind.RATE,
    Type.SHARE: Kind.SHARE,
    Type.BOOLEAN: Kind.BOOLEAN,
    Type.COUNT: Kind.INTEGER,
}


def fields(columns: Sequence[Column]) -> tuple[Field, ...]:
    """Return the fields of some columns: ``break_seconds`` makes ``break_hours`` and so on."""
    found: list[Field] = []
    for at, column in enumerate(columns):
        if column.type == Type.SECONDS:
            found += [
                Field(column.name, Kind.INTEGER, column, at),
                Field(_renamed(column, "seconds", "hours"), Kind.HOURS, column, at),
                Field(_renamed(column, "seconds", "duration"), Kind.DURATION, column, at),
            ]
        elif column.type == Type.CENTS:
            found.append(Field(_renamed(column, "cents", "amount"), Kind.AMOUNT, column, at))
        else:
            found.append(Field(column.name, _PLAIN[column.type], column, at))
    return tuple(found)


def _renamed(column: Column, unit: str, name: str) -> str:
    stem = column.name.removesuffix(unit).rstrip("_")
    return f"{stem}_{name}" if stem else name
