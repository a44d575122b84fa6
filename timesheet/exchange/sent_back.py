"""What comes back of the lines to correct, as a workbook or as CSV, however a program left it.

Rows may be sorted, filtered, deleted, columns moved, the file saved by another program. Columns are
found by their headings. What a person may have touched is compared as text, so a value reads the
same whether a program keeps it as a number, a day or a text.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO
from itertools import islice
from typing import Any, NamedTuple

from timesheet.core.correcting import Said
from timesheet.errors import Refused
from timesheet.exchange import zipped
from timesheet.exchange.sheet_reader import Cell, sheets
from timesheet.exchange.text import legal
from timesheet.exchange.zipped import no_file

NEEDED = frozenset({"line", "revision", "period", "correct_project", "correct_task"})
# What a row shows of the line itself: an edit there changes nothing, and is said to.
LOCKED = ("person_number", "person", "day", "start", "end", "hours", "project", "task")

MOST_ROWS = 20_000
MOST_BYTES = 40_000_000
HEADINGS_WITHIN = 10
LONGEST_TEXT, LONGEST_NOTE = 200, 480
_EPOCH = date(1899, 12, 30)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?\s*([AaPp])?\.?[Mm]?\.?")
_DAY = re.compile(r"(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})")
_DISARMED = re.compile(r"'[\s=+\-@＝＋－＠]")

Plain = Callable[[str, Cell], str]


class Sent(NamedTuple):
    """A file that came back: of which pay period it says to be, and its rows."""

    period: date
    rows: Iterator[Said]


def read(content: bytes) -> Sent:
    """Return what a file says; Refused where it is none of ours, or none at all.

    A bad row of it may be found while the rows are read.
    """
    with _refusing():
        sent = _workbook(content) if content.startswith(zipped.WORKBOOK) else _text(content)

    def rows() -> Iterator[Said]:
        with _refusing():
            yield from sent.rows

    return Sent(sent.period, rows())


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a damaged part leads to
        raise no_file() from error


def _workbook(content: bytes) -> Sent:
    archive = zipped.archive(content, MOST_BYTES, _too_large)
    for sheet in sheets(archive):
        found = _table(sheet.rows, _plain_of(sheet.days))
        if found is not None:
            return found
    raise _no_columns()


def _text(content: bytes) -> Sent:
    if len(content) > MOST_BYTES:
        raise _too_large()
    text = _decoded(content)
    if "\0" in text or not text.strip():
        raise no_file()
    for separator in ",;\t":
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
        found = _table(rows, _typed(month_first=separator == ","))
        if found is not None:
            return found
    raise _no_columns()


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _table(rows: Iterable[list[Any]], plain: Plain) -> Sent | None:
    """Return what stands below our headings, in the first rows that may have them; else None."""
    numbered = enumerate(rows, 1)
    for _number, values in islice(numbered, HEADINGS_WITHIN):
        names = [str(value or "").strip().casefold() for value in values]
        if set(names) >= NEEDED:
            at = {name: n for n, name in reversed(list(enumerate(names))) if name}
            return _sent(_rows(numbered, at), plain)
    return None


def _sent(rows: Iterator[tuple[int, Mapping[str, Cell]]], plain: Plain) -> Sent:
    first = next(rows, None)
    if first is None:
        raise Refused("This file has no rows; send back those that you corrected.")
    try:
        period = date.fromisoformat(plain("period", first[1].get("period")))
    except ValueError:
        raise Refused(
            "This file wasn’t made here: download the lines again and correct those."
        ) from None

    def every() -> Iterator[Said]:
        yield _said(*first, plain)
        for row in rows:
            yield _said(*row, plain)

    return Sent(period, every())


def _rows(
    numbered: Iterator[tuple[int, list[Any]]], at: Mapping[str, int]
) -> Iterator[tuple[int, Mapping[str, Cell]]]:
    seen = 0
    for number, values in numbered:
        if any(value is not None and value != "" for value in values):
            seen += 1
            if seen > MOST_ROWS:
                raise _too_large()
            yield number, {name: values[i] for name, i in at.items() if i < len(values)}


def _said(number: int, cells: Mapping[str, Cell], plain: Plain) -> Said:
    def text(name: str, longest: int = LONGEST_TEXT) -> str:
        return plain(name, cells.get(name))[:longest]

    locked = {name: text(name) for name in LOCKED if name in cells}
    return Said(
        number,
        text("line"),
        text("revision"),
        text("correct_project"),
        text("correct_task"),
        text("correct_note", LONGEST_NOTE),
        locked,
        text("correct_cost_center"),
        text("correct_pay_code"),
    )


def _plain_of(days: int) -> Plain:
    """Return how a cell of a workbook reads in a column; ``days`` are added to its days."""

    def plain(name: str, value: Cell) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return iso(value) if name in {"day", "period"} else legal(value).strip()
        if name in {"day", "period"}:
            return (_EPOCH + timedelta(days=int(value) + days)).isoformat()
        if name in {"start", "end"}:
            return clock(value)
        if name == "hours":
            return f"{value:.2f}"
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)

    return plain


def _typed(*, month_first: bool) -> Plain:
    """Return how a text of a CSV reads in a column, as people and programs type it."""

    def plain(name: str, value: Cell) -> str:
        text = legal(str(value or "")).strip()
        if name in {"day", "period"}:
            return iso(text, month_first=month_first)
        if name in {"start", "end"} and (found := _CLOCK.fullmatch(text)):
            return _of_day(found)
        if name == "hours":
            return _two_decimals(text)
        # The apostrophe was ours: it kept a spreadsheet from running the text.
        return text[1:] if _DISARMED.match(text) else text

    return plain


def iso(text: str, *, month_first: bool = True) -> str:
    """Return a day as YYYY-MM-DD, whichever way it is written; what is no day as it stands."""
    found = _DAY.match(text)
    if not found:
        return text
    first, sign, second, third = found[1], found[2], int(found[3]), found[4]
    if len(first) == 4:
        year, month, day = int(first), second, int(third)
    else:
        year, month, day = int(third), second, int(first)
        if sign == "/" and month_first:
            month, day = day, month
    return f"{year + 2000 if year < 100 else year:04}-{month:02}-{day:02}"


def clock(fraction: float) -> str:
    """Return a time of day, a fraction of a day, to the minute."""
    # To the second first: programs keep a time as a fraction, a hair off.
    minutes = round(fraction * 86_400) // 60 % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _of_day(found: re.Match[str]) -> str:
    hour, half = int(found[1]), (found[3] or "").lower()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return f"{hour:02}:{found[2]}"


def _two_decimals(text: str) -> str:
    try:
        return f"{float(text.replace(',', '.')):.2f}"
    except ValueError:
        return text


def _too_large() -> Refused:
    return Refused(
        "This file is larger than lines to correct can be; delete rows that you don’t correct."
    )


def _no_columns() -> Refused:
    return Refused(
        "Nothing in this file has the columns line, revision, period, correct_project and"
        " correct_task."
    )
