"""Reading people's history from a table: one row is one stretch of work and what it was for.

Columns, by name and in any order: ``entry_id, person, team, start, end`` (local wall clock,
``YYYY-MM-DDTHH:MM:SS``), ``hours`` (net of unpaid breaks, decimal), ``project``, ``task``; others
are ignored. A file is a CSV (commas, semicolons or tabs; maybe gzipped) or a workbook.
"""

import csv
import gzip
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

from timesheet.core import calendar
from timesheet.core.model import HOUR, Instant, Seconds
from timesheet.core.shifts.reach import LONGEST_PAIR
from timesheet.errors import Refused
from timesheet.exchange import zipped
from timesheet.exchange.sheet_reader import sheets
from timesheet.exchange.text import legal

COLUMNS = ("entry_id", "person", "team", "start", "end", "hours", "project", "task")
MAY_BE_EMPTY = frozenset({"task", "team", "project"})
LONGEST_TEXT = 200
YEARS = range(1970, 2101)

MOST_ROWS = 1_000_000
MOST_BYTES = 400_000_000

EMPTY = "Nothing stands here: fill it in."
NO_TEXT = "This is too long, or no text: at most 200 characters."
NO_TIME = "This is no time: write it like 2026-11-23T08:00:00."
NO_SUCH_TIME = "The clocks went forward over this time, there was none such: write the hour after."
NOT_AFTER = "The end is not after the start: look at both times, and at their days."
TOO_LONG = "The end is more than 48 hours after the start: write it as several shifts."
NO_HOURS = "This is no number of hours: above 0 and up to 48, without the unpaid breaks."
TOO_MANY = "These are more hours than lie between start and end: look at all three."

Row = tuple[int, list[str]]
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_TIMES = frozenset({"start", "end"})


class Entry(NamedTuple):
    """A row that can be used: instants in UTC, and the unpaid break within them in seconds."""

    row: int
    entry_id: str
    person: str
    team: str
    start: Instant
    end: Instant
    break_seconds: Seconds
    project: str
    task: str


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that can't be used: its number (the heading is 1), the column, its value, and why.

    The message says what to do as well; pages translate it.
    """

    row: int
    column: str
    value: str
    message: str


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def entries(path: Path, zone: str) -> Iterator[Entry | RowError]:
    """Yield each row as an entry or as what is wrong with it; memory is that of one row.

    Refused where the file can't be read as a table with these columns.
    """
    with path.open("rb") as file:
        for row in rows(file):
            yield entry(row, zone)


def rows(file: BinaryIO, most: int | None = None) -> Iterator[Row]:
    """Yield the rows of a file as texts in the order of COLUMNS, each with its number.

    Refused where it is no such table, or has more than ``most`` rows (None: any number).
    """
    begins, number = file.read(2), 0
    file.seek(0)
    read = _of_workbook(file.read()) if begins == zipped.WORKBOOK else _of_text(file, begins)
    try:
        for number, values in read:
            _check_number(number, most)
            if any(values):
                yield number, values
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a damaged part leads to
        raise Refused(
            "After row %(row)s the file can’t be read: it may be damaged. Save it again.",
            field="file", row=number,
        ) from error  # fmt: skip


def _check_number(number: int, most: int | None) -> None:
    if most is not None and number > most + 1:
        raise _too_large()


def _of_workbook(content: bytes) -> Iterator[Row]:
    for sheet in sheets(zipped.archive(content, MOST_BYTES, _too_large)):
        numbered = enumerate(sheet.rows, 1)
        at = _places(str(cell or "") for cell in next(numbered, (1, []))[1])
        cells = [(at[name], name in _TIMES) for name in COLUMNS]
        for number, row in numbered:
            held = ((row[n] if n < len(row) else None, time) for n, time in cells)
            yield number, [_plain(cell, sheet.days, time=time) for cell, time in held]
        return


def _plain(cell: str | float | None, days: int, *, time: bool) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    if time:
        # Programs keep a time as a fraction of a day, a hair off.
        seconds = round((cell + days) * 86_400)
        return (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()
    return str(int(cell)) if cell.is_integer() else str(cell)


def _of_text(file: BinaryIO, begins: bytes) -> Iterator[Row]:
    with _opened(file, zipped=begins == b"\x1f\x8b") as text:
        heading = text.readline(LONGEST_TEXT * 100)
        sign = max(",;\t", key=heading.count)
        at = _places(next(csv.reader([heading], delimiter=sign), []))
        places = [at[name] for name in COLUMNS]
        for number, values in enumerate(csv.reader(text, delimiter=sign), 2):
            yield number, [_decoded(values[n]) if n < len(values) else "" for n in places]


@contextmanager
def _opened(file: BinaryIO, *, zipped: bool) -> Iterator[TextIO]:
    # What is no UTF-8 is kept byte by byte, and read as Windows would have written it.
    text: dict[str, Any] = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    with (
        gzip.open(file, "rt", **text) if zipped else TextIOWrapper(file, **text) as opened,
    ):
        yield opened


def _decoded(text: str) -> str:
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return text


def _places(heading: Iterable[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in heading]
    if missing := [name for name in COLUMNS if name not in names]:
        raise Refused(
            "Row 1, the heading, lacks: %(names)s. Name the columns so, in any order.",
            field="file", names=", ".join(missing),
        )  # fmt: skip
    return {name: names.index(name) for name in COLUMNS}


def _too_large() -> Refused:
    return Refused(
        "This file has more than 1,000,000 rows, or unpacks to too much: send it in parts.",
        field="file",
    )


def entry(row: Row, zone: str) -> Entry | RowError:
    """Return a row as an entry, or as what is wrong with it."""
    number, values = row
    if wrong := _wrong_text(number, values):
        return wrong
    key, person, team, begins, ends, hours, project, task = map(str.strip, values)
    start, end = _instant(begins, zone), _instant(ends, zone)
    if isinstance(start, str):
        return RowError(number, "start", begins, start)
    if isinstance(end, str):
        return RowError(number, "end", ends, end)
    if end <= start or end - start > LONGEST_PAIR:
        return RowError(number, "end", ends, NOT_AFTER if end <= start else TOO_LONG)
    paid = _seconds(hours)
    if paid is None or paid > end - start + 1:
        return RowError(number, "hours", hours, NO_HOURS if paid is None else TOO_MANY)
    # Hours are rounded to four decimals: less than a second is no break.
    rest = max(end - start - paid, 0)
    return Entry(number, key, person, team, start, end, rest, project, task)


def _wrong_text(number: int, values: list[str]) -> RowError | None:
    for name, value in zip(COLUMNS, values, strict=True):
        if not value.strip() and name not in MAY_BE_EMPTY:
            return RowError(number, name, "", EMPTY)
        if len(value) > LONGEST_TEXT or value != legal(value):
            return RowError(number, name, legal(value[:40]), NO_TEXT)
    return None


def _instant(text: str, zone: str) -> Instant | str:
    """Return an instant, or why there is none."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return NO_TIME
    if wall.year not in YEARS:
        return NO_TIME
    if wall.tzinfo is not None:
        return int(wall.timestamp())
    at = calendar.shown_at(wall.replace(microsecond=0), zone)
    return NO_SUCH_TIME if at is None else at


def _seconds(text: str) -> Seconds | None:
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(hours * HOUR) if 0 < hours <= 48 else None
