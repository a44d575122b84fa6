"""The workbook *Lines to correct*: written with drop-downs, read however it comes back.

Rows may be sorted, filtered, deleted, columns moved, the file saved by another program. Columns
are found by their headings; values are read as texts, of formulas what they last came to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from timesheet.core.correcting import Said
from timesheet.core.model import HOUR
from timesheet.core.reports.table import Column, Row, Table, Type
from timesheet.errors import Refused
from timesheet.exchange.book import front, package
from timesheet.exchange.book.formulas import put_row
from timesheet.exchange.book.rows import RowWriter, stream
from timesheet.exchange.book.sheets import Model, lay_out, model_sheet, reference
from timesheet.exchange.text import legal

TITLE = "Lines to correct"
SCHEMA = "corrections 1"
COLUMNS = (
    Column("person_number", "No.", width=10),
    Column("person", "Person", width=24),
    Column("day", "Day", Type.DAY),
    Column("start", "From", Type.TIME),
    Column("end", "To", Type.TIME),
    Column("seconds", "Hours", Type.SECONDS),
    Column("cents", "Amount", Type.CENTS),
    Column("project", "Project"),
    Column("task", "Task"),
    Column("confidence", "Confidence", Type.SHARE),
    Column("source", "Source", width=16),
    Column("reason", "Reason", width=40),
    Column("correct_project", "Correct project", width=20),
    Column("correct_task", "Correct task", width=16),
    Column("correct_note", "Note", width=30),
    Column("line", "Line", width=40),
    Column("revision", "Revision", width=16),
)
NEEDED = frozenset({"line", "revision", "correct_project", "correct_task"})
# What a row shows of the line itself: an edit there changes nothing, and is said to.
LOCKED = ("person_number", "person", "day", "start", "end", "hours", "project", "task")
OPEN = PatternFill(fill_type="solid", fgColor="FFF7DB")
QUIET = Font(color="595959")
READ_ME = (
    "Lines to correct",
    "Choose correct_project and correct_task where a code is wrong; leave the others empty.",
    "Sort, filter, fill down, move columns, delete rows: a row that is missing changes nothing.",
    "The other columns only tell you which line it is; edits there are ignored.",
    "Then upload this file on the page it came from: you see what it would change first.",
)

MOST_OFFERED, MOST_ROWS = 15_000, 20_000
MOST_BYTES = 24_000_000
MOST_PARTS = 200
SIDE_BYTES = 2_000_000
# Sheets shrink to a tenth or a twentieth; what shrinks a hundredfold was made to be a bomb.
MOST_RATIO, SMALL_PART = 100, 1_000_000
HEADINGS_WITHIN = 10
MOST_COLUMNS = 100
LONGEST_TEXT, LONGEST_NOTE = 200, 480
_ROWS = re.compile(r"xl/(worksheets/.*|sharedStrings\.xml)")
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Source:
    """What the workbook is made of: rows in the order of COLUMNS, and the codes to choose from."""

    period: date
    rows: Sequence[Row]
    projects: Sequence[str]
    tasks: Sequence[str]
    generated_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A workbook that came back: of which pay period, and its rows."""

    period: date
    rows: tuple[Said, ...]


def write(out: IO[bytes], source: Source) -> None:
    """Write the workbook into a binary file; the same source makes the same bytes."""
    book = Workbook()
    book.properties.creator = "timesheet"
    book.properties.created = source.generated_at.replace(tzinfo=None)
    _read_me(book, source)
    table = Table(name="corrections", title=TITLE, columns=COLUMNS, rows=source.rows)
    model = _look(model_sheet(book, table, TITLE, "tblLines", TITLE), len(source.rows))
    front.list_sheet(
        book.create_sheet("Lists"), {"project": source.projects, "task": source.tasks}, TITLE
    )
    book["Lists"].sheet_state = "hidden"
    book.active = book.sheetnames.index(TITLE)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        frame = package.frames(book, [TITLE])[TITLE]
        writer = RowWriter(model.fields, model.styles, model.heading)
        paths = package.numbered(book.sheetnames.index(TITLE) + 1)
        stream(archive, paths, frame, writer, source.rows)
        model.native.ref = reference(len(model.fields), len(source.rows))
        package.add_parts(archive, book, archive.namelist(), {})


def _read_me(book: Workbook, source: Source) -> None:
    sheet = book.worksheets[0]
    sheet.title = "Read me"
    lay_out(sheet, TITLE)
    sheet.column_dimensions["A"].width = 90
    whole = len(source.rows) < MOST_OFFERED
    note = "All lines" if whole else f"The {MOST_OFFERED:,} lines that are least sure"
    said = (*READ_ME, f"{note} of the pay period from {source.period} that you may correct.")
    for row, text in enumerate(said, 1):
        put_row(sheet, row, (text,))
    meta = book.create_sheet("_meta")
    meta.sheet_state = "veryHidden"
    for row, pair in enumerate((("schema", SCHEMA), ("period", source.period.isoformat())), 1):
        put_row(meta, row, pair)


def _look(model: Model, rows: int) -> Model:
    """Mark what may be filled in, add the drop-downs, hide what only we read."""
    sheet = model.sheet
    lists = {"correct_project": "lstProject", "correct_task": "lstTask"}
    for i, field in enumerate(model.fields, 1):
        cell = sheet.cell(2, i)
        letter = get_column_letter(i)
        if field.name.startswith("correct_"):
            cell.fill, cell.number_format = OPEN, "@"  # a code 10 that is typed stays the text 10
        else:
            cell.font = QUIET
        if field.name in lists:
            choice = DataValidation("list", formula1=f"={lists[field.name]}", allow_blank=True)
            choice.errorStyle = "warning"
            choice.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
            sheet.add_data_validation(choice)
        if field.name in {"line", "revision", "seconds", "duration"}:
            sheet.column_dimensions[letter].hidden = True
    styles = tuple(sheet.cell(2, i).style_id for i in range(1, len(model.fields) + 1))
    return model._replace(styles=styles)


def shown(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the locked cells of a row as texts, by its values under the names of COLUMNS."""
    values = {**row, "hours": row["seconds"] / HOUR}
    return tuple((name, _plain(name, values[name])) for name in LOCKED)


def read(content: bytes) -> Sent:
    """Return what a workbook says; Refused where it is none of ours, or none at all."""
    _check(content)
    with _opened(content) as book:
        period = _period(book)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            numbered = enumerate(rows, 1)
            columns = _columns(islice(numbered, HEADINGS_WITHIN))
            if columns:
                return Sent(period, tuple(_rows(numbered, columns)))
    raise Refused(
        "No sheet of this file has the columns line, revision, correct_project and correct_task."
    )


def _check(content: bytes) -> None:
    """Refuse what isn't a workbook, and what unpacks to more than one of ours would."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise _too_large()
            for part in parts:
                _check_part(archive, part)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _no_workbook() from error


def _check_part(archive: ZipFile, part: ZipInfo) -> None:
    ratio = part.file_size / max(1, part.compress_size)
    if part.file_size > SMALL_PART and ratio > MOST_RATIO:
        raise _too_large()
    if part.file_size > SIDE_BYTES and not _ROWS.fullmatch(part.filename):
        raise _too_large()
    last = b""
    with archive.open(part) as file:
        # No program writes a document type into a workbook; entities could only do harm.
        while chunk := file.read(_CHUNK):
            xml = part.filename.endswith((".xml", ".rels"))
            if xml and (b"<!DOCTYPE" in last + chunk or b"\0" in chunk):
                raise _no_workbook()
            last = chunk[-16:]


def _too_large() -> Refused:
    return Refused(
        "This file is larger than a workbook of corrections can be; delete rows that you don’t"
        " correct."
    )


def _no_workbook() -> Refused:
    return Refused("This isn’t a workbook (.xlsx); save it as one and send it again.")


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        raise _no_workbook() from error
    try:
        yield book
    except Refused:
        raise
    except Exception as error:  # the same, from a damaged sheet
        raise _no_workbook() from error
    finally:
        book.close()


def _period(book: Any) -> date:
    said: dict[str, str] = {}
    if "_meta" in book.sheetnames:
        rows = book["_meta"].iter_rows(max_row=20, max_col=2, values_only=True)
        said = {_plain("", row[0]): _plain("", row[1]) for row in rows if len(row) == 2}
    if said.get("schema") != SCHEMA:
        raise Refused("This workbook wasn’t made here: download the lines again and correct those.")
    try:
        return date.fromisoformat(said.get("period", ""))
    except ValueError:
        raise _no_workbook() from None


def _columns(rows: Iterable[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    """Return where the columns stand, by the first row that has our headings; {} where none."""
    for _number, values in rows:
        names = [_plain("", value).casefold() for value in values]
        if set(names) >= NEEDED:
            return {name: at for at, name in reversed(list(enumerate(names))) if name}
    return {}


def _rows(numbered: Iterator[tuple[int, Sequence[Any]]], at: Mapping[str, int]) -> Iterator[Said]:
    """Yield the rows below the headings, which may stand in any of the first rows."""
    seen = 0
    for number, values in numbered:
        if all(value is None for value in values):
            continue
        seen += 1
        if seen > MOST_ROWS:
            raise _too_large()
        yield _said(number, {name: values[i] for name, i in at.items() if i < len(values)})


def _said(number: int, cells: Mapping[str, Any]) -> Said:
    def text(name: str, longest: int = LONGEST_TEXT) -> str:
        return _plain(name, cells.get(name))[:longest]

    locked = {name: text(name) for name in LOCKED if name in cells}
    note = text("correct_note", LONGEST_NOTE)
    project, task = text("correct_project"), text("correct_task")
    return Said(number, text("line"), text("revision"), project, task, note, locked)


def _plain(name: str, value: Any) -> str:
    """Return a cell as text, the same whether it holds a number, a date or what looks like one."""
    if value is None:
        return ""
    if name == "hours" and isinstance(value, int | float):
        return f"{value:.2f}"
    if name in {"start", "end"} and not isinstance(value, str):
        return _clock(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return legal(str(value)).strip()


def _clock(value: Any) -> str:
    """Return a time of day to the minute, however a program holds it."""
    seconds = 0.0
    if isinstance(value, time | datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    elif isinstance(value, timedelta):
        seconds = value.total_seconds()
    elif isinstance(value, int | float):
        seconds = value * 86_400
    # To the second first: programs keep a time as a fraction of a day, a hair off.
    minutes = round(seconds) // 60 % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"
