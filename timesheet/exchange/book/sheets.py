"""Sheets of rows: openpyxl lays them out around one model row that the rows then replace."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as NativeTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Table, Type
from timesheet.exchange.fields import Field, Kind, fields

NEW_PERSON = Column(
    "new_person",
    "New person",
    Type.COUNT,
    total=True,
    about="1 on the first row of each person, so that its sum is the number of people.",
)
FORMATS = {
    Kind.TEXT: "General",
    Kind.DAY: "mm-dd-yy",  # builtin 14: shown as the reader's own country writes days
    Kind.TIME: "hh:mm",
    Kind.INTEGER: "0",
    Kind.HOURS: "0.00",
    Kind.DURATION: "[h]:mm",
    Kind.AMOUNT: "#,##0.00;[Red]-#,##0.00",
    Kind.RATE: "0.00##",
    Kind.SHARE: "0%",
    Kind.BOOLEAN: "General",
}
WIDTHS = {Kind.TEXT: 16, Kind.AMOUNT: 14, Kind.DAY: 12}
OTHER_WIDTH = 10
STYLE = TableStyleInfo(name="TableStyleLight9", showRowStripes=True)
ATTENTION = PatternFill(bgColor="FFE699")
LAST_ROW = 1_048_576


class Model(NamedTuple):
    """A laid-out sheet of rows: its fields, the styles of its cells and of its heading."""

    sheet: Worksheet
    native: NativeTable
    fields: tuple[Field, ...]
    styles: tuple[int, ...]
    heading: int


def written_fields(table: Table) -> tuple[Field, ...]:
    """Return the fields that the sheet of a table has, its own included."""
    found = fields(table.columns)
    if not table.person:
        return found
    return (*found, Field(NEW_PERSON.name, Kind.INTEGER, NEW_PERSON, len(table.columns)))


def model_sheet(book: Workbook, table: Table, title: str, native_name: str, footer: str) -> Model:
    """Add a sheet with heading, one model row and a native table; its rows come later."""
    sheet = book.create_sheet(title)
    found = written_fields(table)
    for i, field in enumerate(found, 1):
        sheet.cell(1, i, field.name).font = Font(bold=True)
        format_cell(sheet.cell(2, i), field.kind)
        width = field.column.width or WIDTHS.get(field.kind, OTHER_WIDTH)
        sheet.column_dimensions[get_column_letter(i)].width = max(width, len(field.name) + 3)
    lay_out(sheet, footer, "C2" if len(found) > 2 else "A2")
    _point_out(sheet, found)
    native = NativeTable(displayName=native_name, ref=reference(len(found), 0))
    native.tableStyleInfo = STYLE
    sheet.add_table(native)
    styles = tuple(sheet.cell(2, i).style_id for i in range(1, len(found) + 1))
    return Model(sheet, native, found, styles, sheet.cell(1, 1).style_id)


def format_cell(cell: Cell, kind: Kind) -> None:
    """Give a cell the format of its kind; text stays text even when somebody edits it."""
    cell.number_format = FORMATS[kind]
    if kind == Kind.TEXT:
        cell.quotePrefix = True


def lay_out(sheet: Worksheet, footer: str, frozen: str = "A2") -> None:
    """Freeze panes and set up printing: landscape, one page wide, the heading on each page."""
    sheet.freeze_panes = frozen
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    foot: Any = sheet.oddFooter
    foot.left.text = footer.replace("&", "&&")
    foot.right.text = "Page &P of &N"


def marked(
    kind: Literal["expression", "cellIs"],
    formula: str,
    fill: PatternFill,
    operator: Literal["equal"] | None = None,
) -> Rule:
    """Return a rule that colours cells; a word beside or in them says the same."""
    style = DifferentialStyle(fill=fill)
    return Rule(type=kind, operator=operator, formula=[formula], dxf=style)


def reference(columns: int, rows: int) -> str:
    """Return the range of a table; a table has a row even where it is empty."""
    return f"A1:{get_column_letter(columns)}{max(rows, 1) + 1}"


def _point_out(sheet: Worksheet, found: Sequence[Field]) -> None:
    for i, field in enumerate(found, 1):
        if field.name == "project":
            letter = get_column_letter(i)
            rule = marked("expression", f'${letter}2="{UNALLOCATED}"', ATTENTION)
            sheet.conditional_formatting.add(f"{letter}2:{letter}{LAST_ROW}", rule)
