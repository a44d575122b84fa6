"""What accounting asks of a workbook, item by item, held by the workbook of every report."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from tests.support import reported
from timesheet.exchange.book.front import LISTS
from timesheet.web.report_names import LINES, MORE, VIEWS

SHAPED = (
    "labor-lines?is.project=HARBOUR",
    "labor-distribution?by=team,project,pay_code",
    "labor-distribution?by=project&against=budget",
    "payroll-summary?against=previous",
    "timecards?by=person,day",
    "payroll-summary?columns=person,pay_code,seconds,cents",
    "labor-distribution?q=no+such+text",
    "job-cost-summary?by=project,task&against=previous",
)
REPORTS = (*VIEWS, LINES, *MORE, *SHAPED)
# Functions that Excel, LibreOffice, Google Sheets and Numbers all know by these names.
EVERYWHERE = {"SUM", "SUMIFS", "COUNTIFS", "SUMPRODUCT", "ROUND", "IF"}
FRONT = ["Read me", "Summary", "Reconciliation", "Data"]
# The dates and durations of a sheet are told by their formats; 14 is written as its reader's own.
FORMATS = {
    "hours": "0.00",
    "duration": "[h]:mm",
    "amount": "#,##0.00;[Red]-#,##0.00",
    "debit": "#,##0.00;[Red]-#,##0.00",
}


@dataclass(frozen=True)
class Book:
    """A workbook as it was sent, and how two readers see it: its formulas, and their values."""

    report: str
    content: bytes
    again: bytes

    @cached_property
    def plain(self) -> Any:
        return openpyxl.load_workbook(io.BytesIO(self.content))

    @cached_property
    def values(self) -> Any:
        return openpyxl.load_workbook(io.BytesIO(self.content), data_only=True)

    @cached_property
    def parts(self) -> dict[str, str]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    @property
    def tables(self) -> list[tuple[Any, Any]]:
        return [(sheet, one) for sheet in self.plain.worksheets for one in sheet.tables.values()]

    def named(self, name: str) -> Any:
        ((sheet, cells),) = self.plain.defined_names[name].destinations
        return self.values[sheet][cells]

    def column(self, field: str) -> set[Any]:
        """Return what occurs in a column of the data."""
        for column in self.values["Data"].iter_cols(values_only=True):
            if column[0] == field:
                return set(column[1:])
        return set()

    def says_nothing(self, cell: Any) -> bool:
        """Tell whether a formula's value is the empty text, which openpyxl takes for no value."""
        path = f"xl/worksheets/sheet{self.plain.sheetnames.index(cell.parent.title) + 1}.xml"
        found = re.search(f'<c r="{cell.coordinate}"[^>]*>.*?</c>', self.parts[path])
        return found is not None and found[0].endswith("</f><v></v></c>")

    def read_me(self) -> dict[tuple[str, str], Any]:
        return {row[:2]: row[2] for row in self.values["Read me"].iter_rows(2, values_only=True)}


@pytest.fixture(scope="module")
def books(sqlite_databases, tmp_path_factory):
    """Give the function from a report to its workbook, made twice and then kept."""
    kept: dict[tuple[str, str], Book] = {}
    with reported.office(sqlite_databases, tmp_path_factory.mktemp("books")) as client:

        def sent(report: str, language: str) -> bytes:
            client.set_cookie("language", language)
            name, _, query = report.partition("?")
            with client.get(f"/accounting/{reported.FIRST}/{name}.xlsx?{query}") as page:
                assert page.status_code == 200
                return page.data

        def one(report: str, language: str = "en") -> Book:
            key = report, language
            if key not in kept:
                first = sent(*key)
                kept[key] = Book(report, first, sent(*key) if language == "en" else first)
            return kept[key]

        yield one


@pytest.mark.parametrize("report", REPORTS)
def test_the_workbook_of_every_report_keeps_every_law(books, report):
    book = books(report)
    broken = {law.__name__: said for law in LAWS if (said := list(law(book)))}
    assert not broken


SECTIONS = {
    "de": {"Bericht", "Parameter", "Kontrolle", "Notiz", "Spalte"},
    "es": {"Informe", "Parámetro", "Control", "Nota", "Columna"},
}


@pytest.mark.parametrize("language", SECTIONS)
def test_read_me_and_what_columns_mean_are_in_the_readers_language(books, language):
    for report in (*VIEWS, LINES, *MORE) if language == "de" else VIEWS[:2]:
        rows, ours = (
            list(books(report, one).values["Read me"].iter_rows(2, values_only=True))
            for one in (language, "en")
        )
        assert {row[0] for row in rows} <= SECTIONS[language], report
        for row, english in zip(rows, ours, strict=True):
            if english[0] == "Column":
                assert row[1] == english[1]
                assert row[2] != english[2], row
            elif english[0] == "Note" and ": " not in english[2]:
                assert row[2] != english[2], row
        labels = {row[0] for row in books(report, language).values["Reconciliation"].values}
        assert not labels & {"Overall", "Hours", "Amount", "Rows", "Exceptions"}, report


def the_same_data_makes_the_same_bytes(book):
    if book.content != book.again:
        yield "not the same"


def the_sheets_stand_in_their_order(book):
    names = book.plain.sheetnames
    if names[:4] != FRONT or names[-2:] != ["Lists", "_meta"]:
        yield names
    if book.plain["_meta"].sheet_state != "veryHidden":
        yield "_meta is seen"


def rows_are_native_tables(book):
    """A heading in row 1 of unique texts, rows without gaps, a light style, sorted and filtered."""
    if not {"tblData"} <= {one.displayName for _, one in book.tables}:
        yield "no tblData"
    for sheet, native in book.tables:
        left, top, right, bottom = range_boundaries(native.ref)
        heading = [cell.value for cell in sheet[1]]
        if (left, top, right) != (1, 1, len(heading)) or bottom != max(sheet.max_row, 2):
            yield native.displayName, native.ref, sheet.dimensions
        if heading != [one.name for one in native.tableColumns]:
            yield native.displayName, "heading and columns differ"
        if len({name.lower() for name in heading}) != len(heading) or not all(heading):
            yield native.displayName, heading
        if not native.tableStyleInfo.name.startswith("TableStyleLight") or not native.autoFilter:
            yield native.displayName, "style"
        for number, row in enumerate(sheet.iter_rows(2, values_only=True), 2):
            if all(value is None for value in row) and sheet.max_row > 2:
                yield sheet.title, f"row {number} is blank"


def no_cells_are_merged(book):
    yield from (name for name, part in book.parts.items() if "mergeCell" in part)


def panes_are_frozen_and_columns_wide_enough(book):
    for sheet in book.plain.worksheets[:-1]:
        if not sheet.freeze_panes:
            yield sheet.title, "not frozen"
        for cell in sheet[1]:
            width = sheet.column_dimensions[get_column_letter(cell.column)].width
            if cell.value and width < min(len(str(cell.value)) + 2, 60):
                yield sheet.title, cell.value, width


def each_sheet_prints_on_one_page_width(book):
    for sheet in book.plain.worksheets[:-1]:
        page, fits = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        if (page.orientation, page.fitToWidth, page.fitToHeight) != ("landscape", 1, 0):
            yield sheet.title, "page"
        if not (fits and fits.fitToPage) or sheet.print_title_rows != "$1:$1":
            yield sheet.title, "print titles"
        if sheet.oddFooter.left.text != book.named("export_id").value:
            yield sheet.title, "footer"
        if sheet.oddFooter.right.text != "Page &P of &N":
            yield sheet.title, "page number"


def formulas_hold_their_values_and_work_everywhere(book):
    count = 0
    for sheet in book.plain.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type != "f":
                    continue
                count += 1
                formula = re.sub(r'"[^"]*"', "", cell.value)
                used = set(re.findall(r"([A-Z][A-Z0-9.]*)\(", formula))
                where = (sheet.title, cell.coordinate, cell.value)
                if not used <= EVERYWHERE or "@" in formula or "#" in formula:
                    yield where
                held = book.values[sheet.title][cell.coordinate]
                if held.data_type == "e" or (held.value is None and not book.says_nothing(cell)):
                    yield where
    if count < 3:
        yield f"{count} formulas"


def everything_ties_out(book):
    rows = list(book.values["Reconciliation"].iter_rows(1, values_only=True))
    if rows[0] != ("check", "system", "workbook", "difference", "result"):
        yield rows[0]
    if rows[1][0] != "Overall" or len(rows) < 3:
        yield rows[1]
    yield from (row for row in rows[1:] if row[4] != "OK")
    yield from (row for row in rows[2:] if row[3] != 0)
    rules = book.plain["Reconciliation"].conditional_formatting
    if {rule.formula[0] for one in rules for rule in one.rules} != {'"OK"', '"CHECK"'}:
        yield "no light"


def values_are_what_they_say(book):
    """Days and times are numbers, hours decimal and as a duration, money has cents, ids text."""
    dictionary = {item: said for (section, item), said in book.read_me().items()
                  if section == "Column"}  # fmt: skip
    sheet = book.values["Data"]
    heading = [cell.value for cell in sheet[1]]
    if set(heading) != set(dictionary):
        yield set(heading) ^ set(dictionary)
    for at, name in enumerate(heading, 1):
        kind = re.search(r" \(([^()]*)\)\.", dictionary.get(name, ""))
        if kind is None:
            yield name, "has no meaning"
            continue
        for row in range(2, sheet.max_row + 1):
            cell = sheet.cell(row, at)
            if cell.value is not None and not FITS[kind[1]](cell):
                yield cell.coordinate, name, kind[1], cell.value, cell.number_format
    for name in heading:
        if name.endswith("hours") and name.removesuffix("hours") + "duration" not in heading:
            yield name, "has no duration beside it"


FITS = {
    "text": lambda c: c.data_type in {"s", "inlineStr"} and c.quotePrefix,
    "day": lambda c: isinstance(c.value, datetime) and c.number_format == "mm-dd-yy",
    "time of day, local": lambda c: isinstance(c.value, time) and c.number_format == "hh:mm",
    "whole number": lambda c: isinstance(c.value, int) and c.number_format == "0",
    "decimal hours, full value": lambda c: c.data_type == "n" and c.number_format == "0.00",
    "duration, h:mm": lambda c: isinstance(c.value, timedelta) and c.number_format == "[h]:mm",
    "amount of money": lambda c: c.number_format == FORMATS["amount"] and c.data_type == "n",
    "money per hour": lambda c: c.number_format == "0.00##" and c.data_type == "n",
    "share of one": lambda c: c.number_format == "0%" and c.data_type == "n",
    "true or false": lambda c: c.data_type == "b",
}


def control_totals_have_names(book):
    names = set(book.plain.defined_names)
    wanted = {"ctl_rows", "p_start", "p_end", "p_state", "export_id", "data_hash", *LISTS.values()}
    heading = {cell.value for cell in book.plain["Data"][1]}
    yield from sorted(wanted - names)
    for name, field in (("ctl_hours", "hours"), ("ctl_amount", "amount"),
                        ("ctl_people", "new_person")):  # fmt: skip
        if field in heading and name not in names:
            yield name
    if book.named("p_start").value != datetime.combine(reported.FIRST, time()):
        yield "p_start", book.named("p_start").value
    if not re.fullmatch(r"[0-9a-f]{64}", book.named("data_hash").value):
        yield "data_hash"
    for field, name in LISTS.items():
        listed, found = book.named(name), book.column(field) - {None}
        listed = listed if isinstance(listed, tuple) else ((listed,),)
        if not found <= {row[0].value for row in listed}:
            yield name, found


def read_me_says_what_was_asked_for(book):
    said = book.read_me()
    wanted = [("Report", item) for item in (
        "Title", "First day", "Last day", "State", "Generated at", "Generated by", "Export id",
        "Software",
    )]  # fmt: skip
    wanted += [("Control", "Rows"), ("Control", "SHA-256 of the data")]
    yield from (item for item in wanted if said.get(item) in {None, ""})
    if not re.search(r"\d\d:\d\d:\d\d \+0000 \(UTC\)$", said["Report", "Generated at"]):
        yield said["Report", "Generated at"]
    if said["Control", "Rows"] != sum(
        1 for row in book.values["Data"].iter_rows(2) if any(cell.value is not None for cell in row)
    ):
        yield said["Control", "Rows"]
    heading = {cell.value for cell in book.plain["Data"][1]}
    if "hours" in heading and ("Control", "Hours") not in said:
        yield "hours"
    query = book.report.partition("?")[2]
    if query and not {"Only", "With the text", "Summed up by", "Columns", "Compared with"} & {
        item for section, item in said if section == "Parameter"
    }:
        yield "the filter"


def the_summary_sums_up_and_has_its_chart(book):
    if not book.column("hours") - {None}:
        return
    rows = [row for row in book.plain["Summary"].iter_rows(2, values_only=True) if row[0]]
    if not rows:
        yield "sums up nothing"
    several = max(Counter(row[0] for row in rows).values(), default=0) > 1
    if len(book.plain["Summary"]._charts) != several:
        yield "chart"
    yield from (row for row in rows if not str(row[2]).startswith("=SUM"))


LAWS = (
    the_same_data_makes_the_same_bytes,
    the_sheets_stand_in_their_order,
    rows_are_native_tables,
    no_cells_are_merged,
    panes_are_frozen_and_columns_wide_enough,
    each_sheet_prints_on_one_page_width,
    formulas_hold_their_values_and_work_everywhere,
    everything_ties_out,
    values_are_what_they_say,
    control_totals_have_names,
    read_me_says_what_was_asked_for,
    the_summary_sums_up_and_has_its_chart,
)
