"""Planned shifts pasted from a sheet: text with tabs, semicolons or commas, one shift a line.

Columns, in this order or named in a first line: person, day, start, end, site, project, task; the
last three may be empty.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

COLUMNS = ("person", "day", "start", "end", "site", "project", "task")
NEEDED = COLUMNS[:4]
MOST_LINES = 5000
LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line (counted from 1) and a column ("" where it is the whole line)."""

    line: int
    column: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One planned shift as it was written; an end not after the start is on the next day."""

    line: int
    person: str
    day: date
    start: time
    end: time
    site: str = ""
    project: str = ""
    task: str = ""


def read(text: str) -> tuple[list[PlannedLine], list[Problem]]:
    """Return the lines that can be read, and what is wrong with the others."""
    if "\0" in text:
        return [], [Problem(1, "", "This isn't text.")]
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=_delimiter(text)))
    except csv.Error:
        return [], [Problem(1, "", "A cell is longer than any sheet has them.")]
    if len(rows) > MOST_LINES:
        return [], [Problem(MOST_LINES + 1, "", f"At most {MOST_LINES} lines at once.")]
    order, rest = _header(rows)
    lines: list[PlannedLine] = []
    problems: list[Problem] = []
    for number, cells in enumerate(rows[rest:], rest + 1):
        if any(cell.strip() for cell in cells):
            line = _line(number, cells, order, problems)
            lines += [line] if line else []
    return lines, problems


def _delimiter(text: str) -> str:
    first = text.lstrip().split("\n", maxsplit=1)[0]
    return max("\t;,", key=first.count)


def _header(rows: list[list[str]]) -> tuple[tuple[str, ...], int]:
    first = tuple(cell.strip().lower() for cell in rows[0]) if rows else ()
    if set(NEEDED) <= set(first):
        return first, 1
    return COLUMNS, 0


def _line(
    number: int, cells: list[str], order: tuple[str, ...], problems: list[Problem]
) -> PlannedLine | None:
    found = {name: cell.strip() for name, cell in zip(order, cells, strict=False)}
    wrong = list(_problems(number, cells, found, order))
    if wrong:
        problems.extend(wrong)
        return None
    return PlannedLine(
        number,
        found["person"],
        date.fromisoformat(found["day"]),
        clock(found["start"]),
        clock(found["end"]),
        *(found.get(name, "") for name in COLUMNS[4:]),
    )


def _problems(
    number: int, cells: list[str], found: dict[str, str], order: tuple[str, ...]
) -> Iterator[Problem]:
    if len(cells) > len(order):
        yield Problem(number, "", f"There are {len(cells)} columns, and only {len(order)} known.")
        return
    for name in NEEDED:
        if not found.get(name):
            yield Problem(number, name, "This is missing.")
    for name, value in found.items():
        if len(value) > LONGEST_CELL or not value.isprintable():
            yield Problem(number, name, "This is too long, or not plain text.")
        elif value and name == "day" and not _is_day(value):
            yield Problem(number, name, "A day is written like 2026-03-31.", value)
        elif value and name in {"start", "end"} and not _is_clock(value):
            yield Problem(number, name, "A time is written like 06:30.", value)


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_clock(value: str) -> bool:
    try:
        clock(value)
    except ValueError:
        return False
    return True


def clock(value: str) -> time:
    """Return a time of day written as 06:30 or 6:30; ValueError otherwise."""
    return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007
