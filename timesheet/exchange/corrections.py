"""The lines to correct, as a workbook with drop-downs or as CSV; ``sent_back`` reads them again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from timesheet.core.model import HOUR
from timesheet.core.reports.table import Column, Row, Table, Type
from timesheet.exchange import csv_file
from timesheet.exchange.book import front, package
from timesheet.exchange.book.formulas import put_row
from timesheet.exchange.book.rows import RowWriter, stream
from timesheet.exchange.book.sheets import Model, lay_out, model_sheet, reference
from timesheet.exchange.csv_file import DIALECTS
from timesheet.exchange.fields import Speak, headings, silent
from timesheet.exchange.sent_back import LOCKED, clock
from timesheet.exchange.text import legal

TITLE = "Lines to correct"
COLUMNS = (
    Column("person_number", "No.", width=10),
    Column("person", "Person", width=24),
    Column("day", "Day", Type.DAY),
    Column("start", "From", Type.TIME),
    Column("end", "Until", Type.TIME),
    Column("seconds", "Hours", Type.SECONDS),
    Column("cents", "Amount", Type.CENTS),
    Column("project", "Project"),
    Column("task", "Task"),
    Column("cost_center", "Cost center"),
    Column("pay_code", "Pay code"),
    Column("confidence", "Confidence", Type.SHARE),
    Column("source", "Source", width=16),
    Column("reason", "Reason", width=40),
    Column("correct_project", "Correct project", width=20),
    Column("correct_task", "Correct task", width=16),
    Column("correct_cost_center", "Correct cost center", width=20),
    Column("correct_note", "Note", width=30),
    Column("line", "Line", width=40),
    Column("revision", "Revision", width=16),
    Column("period", "Period", Type.DAY),
)
OPEN = PatternFill(fill_type="solid", fgColor="FFF7DB")
QUIET = Font(color="595959")
READ_ME = (
    "Lines to correct",
    "Choose correct_project and correct_task where a code is wrong; leave the others empty.",
    "correct_cost_center says where the cost falls, where it isn't the project's or the team's.",
    "The pay code follows from the pay policy, leave and the time card; it can't be chosen here.",
    "Sort, filter, fill down, move columns, delete rows: a row that is missing changes nothing.",
    "The other columns only tell you which line it is; edits there are ignored.",
    "Then upload this file on the page it came from: you see what it would change first.",
)

MOST_OFFERED = 15_000
HIDDEN = frozenset({"line", "revision", "period", "seconds", "duration"})


@dataclass(frozen=True, slots=True)
class Source:
    """What the workbook is made of: rows in the order of COLUMNS, and the codes to choose from."""

    period: date
    rows: Sequence[Row]
    projects: Sequence[str]
    tasks: Sequence[str]
    cost_centers: Sequence[str]
    generated_at: datetime


def write(out: IO[bytes], source: Source, speak: Speak = silent) -> None:
    """Write the workbook into a binary file; the same source makes the same bytes.

    What explains it is in the language of ``speak``; the names of columns stay, as a program reads
    them again.
    """
    book = Workbook()
    book.properties.creator = "timesheet"
    book.properties.created = source.generated_at.replace(tzinfo=None)
    _read_me(book, source, headings(speak))
    table = _table(source)
    model = _look(model_sheet(book, table, TITLE, "tblLines", TITLE), len(source.rows))
    lists = {
        "project": source.projects,
        "task": source.tasks,
        "cost_center": source.cost_centers,
    }
    front.list_sheet(book.create_sheet("Lists"), lists, TITLE)
    book["Lists"].sheet_state = "hidden"
    book.active = book.sheetnames.index(TITLE)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        frame = package.frames(book, [TITLE])[TITLE]
        writer = RowWriter(model.fields, model.styles, model.heading)
        paths = package.numbered(book.sheetnames.index(TITLE) + 1)
        stream(archive, paths, frame, writer, source.rows)
        model.native.ref = reference(len(model.fields), len(source.rows))
        package.add_parts(archive, book, archive.namelist(), {})


def write_csv(out: IO[bytes], source: Source, dialect: str) -> None:
    """Write the same as CSV in a dialect (us, de, iso) into a binary file."""
    csv_file.write_csv(out, _table(source), DIALECTS[dialect])


def _table(source: Source) -> Table:
    return Table(name="corrections", title=TITLE, columns=COLUMNS, rows=source.rows)


def _read_me(book: Workbook, source: Source, say: Callable[[str], str]) -> None:
    sheet = book.worksheets[0]
    sheet.title = "Read me"
    lay_out(sheet, TITLE)
    sheet.column_dimensions["A"].width = 90
    whole = len(source.rows) < MOST_OFFERED
    lines = "All lines" if whole else f"The {MOST_OFFERED:,} lines that are least sure"
    said = (*READ_ME, f"{lines} of the pay period from {source.period} that you may correct.")
    for row, text in enumerate(said, 1):
        put_row(sheet, row, (say(text),))


def _look(model: Model, rows: int) -> Model:
    """Mark what may be filled in, add the drop-downs, hide what only we read."""
    sheet = model.sheet
    lists = {
        "correct_project": "lstProject",
        "correct_task": "lstTask",
        "correct_cost_center": "lstCostCenter",
    }
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
        if field.name in HIDDEN:
            sheet.column_dimensions[letter].hidden = True
    styles = tuple(sheet.cell(2, i).style_id for i in range(1, len(model.fields) + 1))
    return model._replace(styles=styles)


def shown(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the locked cells of a row as they read when they come back untouched."""
    values = {**row, "hours": row["seconds"] / HOUR}
    return tuple((name, _plain(values[name])) for name in LOCKED)


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, time):
        return clock((value.hour * 3600 + value.minute * 60 + value.second) / 86_400)
    return value.isoformat() if isinstance(value, date) else legal(str(value)).strip()
