"""The sheet Reconciliation: what the system says, what the sheets sum up to, and OK or CHECK."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from timesheet.core.model import HOUR, Cents, Seconds
from timesheet.core.reports.table import Table
from timesheet.exchange.book.cells import storable
from timesheet.exchange.book.formulas import Data, Values, put, put_row
from timesheet.exchange.book.groups import Watch
from timesheet.exchange.book.sheets import lay_out, marked
from timesheet.exchange.book.source import Control
from timesheet.exchange.fields import Kind

HEADING = ("check", "system", "workbook", "difference", "result")
WIDTHS = (40, 18, 18, 14, 12)
GOOD, BAD = PatternFill(bgColor="C6EFCE"), PatternFill(bgColor="FFC7CE")
TITLE = "Reconciliation"


class Check(NamedTuple):
    """One line: what is compared, the system's value, the formula and what it comes to."""

    label: str
    kind: Kind
    system: float
    formula: str
    workbook: float
    name: str = ""


def reconcile(sheet: Worksheet, checks: list[Check], values: Values, footer: str) -> bool:
    """Fill the sheet, the overall result first; return whether all is OK."""
    put_row(sheet, 1, HEADING)
    for column, width in enumerate(WIDTHS, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions["ABCDE"[column - 1]].width = width
    lay_out(sheet, footer)
    results = [_line(sheet, row, check, values) for row, check in enumerate(checks, 3)]
    good = all(results)
    last = max(len(checks) + 2, 3)
    put(sheet, (2, 1), Kind.TEXT, "Overall")
    overall = f'IF(COUNTIFS(E3:E{last},"CHECK")=0,"OK","CHECK")'
    values.put(sheet, (2, 5), Kind.TEXT, overall, "OK" if good else "CHECK")
    for word, fill in (("OK", GOOD), ("CHECK", BAD)):
        rule = marked("cellIs", f'"{word}"', fill, "equal")
        sheet.conditional_formatting.add(f"E2:E{last}", rule)
    return good


def _line(sheet: Worksheet, row: int, check: Check, values: Values) -> bool:
    difference = round(check.workbook - check.system, 4) + 0.0
    result = "CHECK" if difference else "OK"
    put(sheet, (row, 1), Kind.TEXT, check.label)
    put(sheet, (row, 2), check.kind, check.system)
    values.put(sheet, (row, 3), check.kind, check.formula, check.workbook)
    values.put(sheet, (row, 4), Kind.RATE, f"ROUND(C{row}-B{row},4)", difference)
    values.put(sheet, (row, 5), Kind.TEXT, f'IF(D{row}=0,"OK","CHECK")', result)
    if check.name and sheet.parent is not None:
        target = f"{TITLE}!$B${row}"
        sheet.parent.defined_names[check.name] = DefinedName(check.name, attr_text=target)
    return not difference


def checks(
    table: Table, control: Control, watch: Watch, data: Data, found: Sequence[str]
) -> list[Check]:
    """Return the lines about the data; ``found`` are the dimensions of the summary."""
    totals = watch.totals
    lines = []
    if "seconds" in totals and control.seconds is not None:
        hours = _hours("Hours", control.seconds, data.total("hours"), totals["seconds"])
        lines.append(hours._replace(name="ctl_hours"))
    if "cents" in totals and control.cents is not None:
        amount = _amount("Amount", control.cents, data.total("amount"), totals["cents"])
        lines.append(amount._replace(name="ctl_amount"))
    rows = data.filled("new_person" if table.person else table.columns[0].name)
    lines.append(_count("Rows", control.rows, rows, totals["rows"], "ctl_rows"))
    if "lines" in totals and control.lines is not None:
        total = data.total("lines")
        lines.append(_count("Labor lines", control.lines, total, totals["lines"], "ctl_lines"))
    if table.person:
        total = data.total("new_person")
        lines.append(_count("People", control.people, total, watch.people, "ctl_people"))
    return [*lines, *_by_group(control, watch, data), *_by_summary(control, watch, found)]


def exceptions_check(control: Control, native: str, field: str, written: int) -> Check:
    """Return the line about the number of exceptions."""
    count = Data((native,)).filled(field)
    return _count("Exceptions", control.exceptions, count, written, "ctl_exceptions")


def _hours(label: str, system: Seconds, formula: str, written: Seconds) -> Check:
    return Check(label, Kind.HOURS, system / HOUR, formula, written / HOUR)


def _amount(label: str, system: Cents, formula: str, written: Cents) -> Check:
    return Check(label, Kind.AMOUNT, system / 100, formula, written / 100)


def _count(label: str, system: int | None, formula: str, written: int, name: str) -> Check:
    known = written if system is None else system
    return Check(label, Kind.INTEGER, known, formula, written, name)


def _by_group(control: Control, watch: Watch, data: Data) -> list[Check]:
    lines = []
    for dimension, groups in control.by.items():
        here = {value.lower(): sums for value, *sums in watch.groups(dimension)}
        theirs = {storable(value).lower(): (value, *sums) for value, sums in groups.items()}
        for key in sorted({*here, *theirs}):
            value, seconds, cents = theirs.get(key, (key, 0, 0))
            written = here.get(key, [0, 0])
            literal = '"' + value.replace('"', '""') + '"'
            label = f"{dimension} {value}"
            formula = data.total_where("hours", dimension, value, literal)
            lines.append(_hours(f"{label}: hours", seconds, formula, written[0]))
            if "cents" in watch.totals:
                formula = data.total_where("amount", dimension, value, literal)
                lines.append(_amount(f"{label}: amount", cents, formula, written[1]))
    return lines


def _by_summary(control: Control, watch: Watch, found: Sequence[str]) -> list[Check]:
    lines = []
    totals = watch.totals
    for dimension in found if "seconds" in totals else ():
        where = f'Summary!$A:$A,"{dimension}"'
        seconds, cents = totals["seconds"], totals.get("cents")
        label, formula = f"Summary by {dimension}", f"SUMIFS(Summary!$C:$C,{where})"
        system = seconds if control.seconds is None else control.seconds
        lines.append(_hours(f"{label}: hours", system, formula, seconds))
        if cents is not None:
            formula = f"SUMIFS(Summary!$F:$F,{where})"
            system = cents if control.cents is None else control.cents
            lines.append(_amount(f"{label}: amount", system, formula, cents))
    return lines
