"""A report as CSV, in the dialect of whoever opens it."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from io import StringIO
from itertools import islice
from typing import IO

from timesheet.core.model import HOUR, RATE_UNIT
from timesheet.core.reports.grouping import with_subtotals
from timesheet.core.reports.table import Row, Table, Tally, Value
from timesheet.exchange.fields import Field, Kind, Speak, fields, silent
from timesheet.exchange.remembered import Remembered
from timesheet.exchange.text import disarmed, legal

BOM = "\ufeff"
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Dialect:
    """How numbers, days and fields are written: ``day`` is a strftime format."""

    name: str
    separator: str
    decimal: str
    day: str
    yes: str
    no: str


DIALECTS: Mapping[str, Dialect] = {
    "us": Dialect("us", ",", ".", "%m/%d/%Y", "yes", "no"),
    "de": Dialect("de", ";", ",", "%d.%m.%Y", "ja", "nein"),
    "iso": Dialect("iso", ",", ".", "%Y-%m-%d", "true", "false"),
}
ENCODINGS = ("utf-8", "cp1252")


def write_csv(
    out: IO[bytes],
    table: Table,
    dialect: Dialect = DIALECTS["iso"],
    *,
    machine: bool = False,
    encoding: str = "utf-8",
    speak: Speak = silent,
) -> Mapping[str, int]:
    """Write a report row by row into a binary file; return its totals.

    Subtotals stand before the rows that they sum up, told by the first field (``with_subtotals``).
    A file for people has a BOM (in UTF-8), and text that a spreadsheet would run as a formula is
    preceded by an apostrophe; ``machine`` files have neither, their text is as it is. What the
    encoding doesn't know is written as "?". ``speak`` says the words of the core in the reader's
    language.
    """
    table = table.shown
    tally = Tally(table.columns)
    for piece in csv_pieces(
        table, dialect, machine=machine, encoding=encoding, tally=tally, speak=speak
    ):
        out.write(piece)
    return tally.totals


def csv_pieces(
    table: Table,
    dialect: Dialect = DIALECTS["iso"],
    *,
    machine: bool = False,
    encoding: str = "utf-8",
    tally: Tally | None = None,
    speak: Speak = silent,
) -> Iterator[bytes]:
    """Yield the bytes of the file in pieces, for streaming; ``tally`` sums up what passes."""
    shown = table.shown
    count = tally or Tally(shown.columns)
    table = with_subtotals(shown)
    mixed = table is not shown
    columns = fields(table.columns)
    makers = (_maker(field, dialect, machine=machine) for field in columns)
    spoken = (_spoken(make, speak(f.column)) for make, f in zip(makers, columns, strict=True))
    texts = [Remembered(make) for make in spoken]
    texts_at = list(zip(texts, (field.at for field in columns), strict=True))
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=dialect.separator, lineterminator="\r\n")
    writer.writerow([field.name for field in columns])
    head = BOM if encoding == "utf-8" and not machine else ""
    rows = iter(table.rows)
    while True:
        chunk = list(islice(rows, _CHUNK))
        for row in chunk:
            if not mixed:
                count.add(row)
            elif not row[0]:
                count.add(row[1:])
        writer.writerows([text[row[at]] for text, at in texts_at] for row in chunk)
        yield (head + buffer.getvalue()).encode(encoding, "replace")
        if len(chunk) < _CHUNK:
            return
        head = ""
        buffer.seek(0)
        buffer.truncate()


def preview(table: Table, dialect: Dialect, *, lines: int = 3, speak: Speak = silent) -> str:
    """Return the first lines of the file as text, to choose a dialect by."""
    shown = with_subtotals(table.shown)
    first: tuple[Row, ...] = tuple(islice(shown.rows, lines - 1))
    small = Table(table.name, table.title, shown.columns, first)
    return b"".join(csv_pieces(small, dialect, machine=True, speak=speak)).decode()


def _maker(field: Field, dialect: Dialect, *, machine: bool) -> Callable[[Value], str]:
    def number(text: str) -> str:
        return text.replace(".", dialect.decimal)

    makers: Mapping[Kind, Callable[..., str]] = {
        Kind.TEXT: _as_is if machine else _for_people,
        Kind.DAY: lambda value: value.strftime(dialect.day),
        Kind.TIME: _clock,
        Kind.INTEGER: lambda value: str(int(value)),
        Kind.HOURS: lambda value: number(hours(value)),
        Kind.DURATION: duration,
        Kind.AMOUNT: lambda value: number(amount(value)),
        Kind.RATE: lambda value: number(rate(value)),
        Kind.SHARE: lambda value: number(_trimmed(f"{value:.6f}")),
        Kind.BOOLEAN: lambda value: dialect.yes if value else dialect.no,
    }
    make = makers[field.kind]
    return lambda value: "" if value is None else make(value)


def _spoken(
    make: Callable[[Value], str], say: Callable[[str], str] | None
) -> Callable[[Value], str]:
    return make if say is None else lambda value: make(say(str(value)))


def _as_is(value: str) -> str:
    return value


def _for_people(value: str) -> str:
    return legal(disarmed(value))


def _clock(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def amount(cents: int) -> str:
    """Return cents as "-7.50"."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02d}"


def rate(value: int) -> str:
    """Return a rate of 1/10,000 per hour with two to four decimals: "13.37", "13.3725"."""
    whole, part = divmod(abs(value), RATE_UNIT)
    return f"{'-' if value < 0 else ''}{whole}.{_trimmed(f'{part:04d}', keep=2)}"


def hours(seconds: int) -> str:
    """Return seconds as decimal hours of full value: "7.5", "0.3333333333"."""
    return _trimmed(f"{seconds / HOUR:.10f}")


def duration(seconds: int) -> str:
    """Return seconds as "h:mm", with ":ss" only where there are some."""
    minutes, left = divmod(abs(seconds), 60)
    text = f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02d}"
    return f"{text}:{left:02d}" if left else text


def _trimmed(text: str, keep: int = 0) -> str:
    if keep:
        return text[:keep] + text[keep:].rstrip("0")
    return text.rstrip("0").rstrip(".")
