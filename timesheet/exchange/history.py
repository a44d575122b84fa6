"""Reading people's history from a CSV: one row is one stretch of work and what it was for.

Columns, by name and in any order: ``entry_id, person, team, start, end`` (local wall clock,
``YYYY-MM-DDTHH:MM:SS``), ``hours`` (net of unpaid breaks, decimal), ``project``, ``task``; others
are ignored. Files may be gzipped.
"""

import csv
import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from timesheet.core import calendar
from timesheet.core.model import HOUR, Instant, Seconds
from timesheet.core.shifts.reach import LONGEST_PAIR
from timesheet.exchange.text import legal

COLUMNS = ("entry_id", "person", "team", "start", "end", "hours", "project", "task")
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Entry:
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
    """A row that can't be used: its number (the heading is 1), the column, its value, and why."""

    row: int
    column: str
    value: str
    message: str


class Unreadable(ValueError):
    """The file as a whole can't be read; the message says why."""


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def entries(path: Path, zone: str) -> Iterator[Entry | RowError]:
    """Yield each row as an entry or as what is wrong with it; memory is that of one row."""
    number = 1
    try:
        with _opened(path) as file:
            reader = csv.reader(file)
            names = _heading(next(reader, []))
            for number, values in enumerate(reader, 2):
                if values:
                    yield _entry(number, dict(zip(names, values, strict=False)), zone)
    except (csv.Error, UnicodeDecodeError, EOFError, OSError) as error:
        msg = f"after row {number}: {error}"
        raise Unreadable(msg) from error


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    if zipped:
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
            yield text
    else:
        with path.open(encoding="utf-8-sig", newline="") as plain:
            yield plain


def _heading(names: list[str]) -> list[str]:
    names = [name.strip().lower() for name in names]
    if missing := [name for name in COLUMNS if name not in names]:
        msg = f"row 1: the heading lacks {', '.join(missing)}"
        raise Unreadable(msg)
    return names


def _entry(number: int, row: dict[str, str], zone: str) -> Entry | RowError:
    for name in COLUMNS:
        value = row.get(name)
        if value is None or not (value.strip() or name in {"task", "team", "project"}):
            return RowError(number, name, "", "nothing stands here")
        if len(value) > LONGEST_TEXT or value != legal(value):
            return RowError(number, name, value[:40], "too long, or not text")
    start, end = _instant(number, row, "start", zone), _instant(number, row, "end", zone)
    if isinstance(start, RowError):
        return start
    if isinstance(end, RowError):
        return end
    paid = _seconds(row["hours"])
    wrong = _wrong_length(number, row, start, end, paid)
    if wrong is not None or paid is None:
        return wrong or RowError(number, "hours", row["hours"], "not a number")
    rest = end - start - paid
    return Entry(
        number,
        row["entry_id"].strip(),
        row["person"].strip(),
        row["team"].strip(),
        start,
        end,
        # Hours are rounded to four decimals: less than a second is no break.
        rest if rest >= 1 else 0,
        row["project"].strip(),
        row["task"].strip(),
    )


def _wrong_length(
    number: int, row: dict[str, str], start: Instant, end: Instant, paid: Seconds | None
) -> RowError | None:
    if end <= start:
        return RowError(number, "end", row["end"], "not after the start")
    if end - start > LONGEST_PAIR:
        return RowError(number, "end", row["end"], "more than 48 hours after the start")
    if paid is None:
        return RowError(number, "hours", row["hours"], "not a number of hours")
    if paid > end - start + 1:
        return RowError(number, "hours", row["hours"], "more than lies between start and end")
    return None


def _instant(number: int, row: dict[str, str], name: str, zone: str) -> Instant | RowError:
    try:
        wall = datetime.fromisoformat(row[name].strip())
    except ValueError:
        return RowError(number, name, row[name], "not a time like 2026-11-23T08:00:00")
    if wall.tzinfo is not None:
        return int(wall.timestamp())
    wall = wall.replace(microsecond=0)
    at = calendar.shown_at(wall, zone)
    if at is None:
        return RowError(number, name, row[name], f"clocks went forward over it in {zone}")
    return at


def _seconds(text: str) -> Seconds | None:
    try:
        hours = float(text)
    except ValueError:
        return None
    return round(hours * HOUR) if 0 < hours <= 48 else None
