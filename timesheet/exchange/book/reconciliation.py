"""The sheet Reconciliation: what the system says, what the sheets sum up to, and OK or CHECK."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from timesheet.core.model import HOUR, Cents, Seconds
from timesheet.exchange.book.cells import storable
from timesheet.exchange.book.formulas import Data, Values, put, put_row
from timesheet.exchange.book.groups import Watch
from timesheet.exchange.book.sheets import lay_out, marked
from timesheet.exchange.book.source import Extra, WorkbookSource
from timesheet.exchange.fields import Kind, fields, headings

HEADING = ("check", "system", "workbook", "difference", "result")
WIDTHS = (40, 18, 18, 14, 12)
GOOD, BAD = PatternFill(bgColor="C6EFCE"), PatternFill(bgColor="FFC7CE")
TITLE = "Reconciliation"
AS_WRITTEN = "as the rows were written"


class Check(NamedTuple):
    """One line: what is compared, the system's value, the formula and what it comes to."""

    label: str
    kind: Kind
    system: float
    formula: str
    workbook: float
    name: str = ""


def reconcile(
    sheet: Worksheet, checks: list[Check], values: Values, source: WorkbookSource
) -> bool:
    """Fill the sheet, the overall result first; return whether all is OK."""
    put_row(sheet, 1, HEADING)
    for column, width in enumerate(WIDTHS, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions["ABCDE"[column - 1]].width = width
    lay_out(sheet, source.export_id)
    results = [_line(sheet, row, check, values) for row, check in enumerate(checks, 3)]
    good = all(results)
    last = max(len(checks) + 2, 3)
    put(sheet, (2, 1), Kind.TEXT, headings(source.speak)("Overall"))
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


def checks(source: WorkbookSource, watch: Watch, data: Data, found: Sequence[str]) -> list[Check]:
    """Return the lines about the data; ``found`` are the dimensions of the summary."""
    table, control, say = source.table, source.control, headings(source.speak)
    totals = watch.totals
    lines = []
    for column, known, make, name in (
        ("seconds", control.seconds, _hours, "hours"),
        ("cents", control.cents, _amount, "amount"),
    ):
        if column in totals:
            label = say(name.title()) + (f" ({say(AS_WRITTEN)})" if known is None else "")
            system = totals[column] if known is None else known
            line = make(label, system, data.total(name), totals[column])
            lines.append(line._replace(name=f"ctl_{name}"))
    rows = data.filled("new_person" if table.person else table.columns[0].name)
    lines.append(_count(say("Rows"), control.rows, rows, totals["rows"], "ctl_rows"))
    if "lines" in totals and control.lines is not None:
        total = data.total("lines")
        lines.append(_count(say("Labor lines"), control.lines, total, totals["lines"], "ctl_lines"))
    if table.person:
        total = data.total("new_person")
        lines.append(_count(say("People"), control.people, total, watch.people, "ctl_people"))
    return [*lines, *_by_group(source, watch, data), *_by_summary(source, watch, found)]


def exceptions_check(source: WorkbookSource, native: str, field: str, written: int) -> Check:
    """Return the line about the number of exceptions."""
    label, known = headings(source.speak)("Exceptions"), source.control.exceptions
    count = Data((native,)).filled(field)
    return _count(label, known, count, written, "ctl_exceptions")


def extra_checks(source: WorkbookSource, extra: Extra, watch: Watch) -> list[Check]:
    """Return the lines about a further sheet."""
    lines, data, say = [], Data((extra.native,)), headings(source.speak)
    written = {(f.column.name, f.kind): f.name for f in fields(extra.table.columns)}
    for tie in extra.ties:
        label, found = f"{extra.title}: {say(tie.label)}", watch.totals[tie.column]
        if hours := written.get((tie.column, Kind.HOURS)):
            lines.append(_hours(label, tie.system, data.total(hours), found))
        else:
            amount = written[tie.column, Kind.AMOUNT]
            lines.append(_amount(label, tie.system, data.total(amount), found))
    return lines


def _hours(label: str, system: Seconds, formula: str, written: Seconds) -> Check:
    return Check(label, Kind.HOURS, system / HOUR, formula, written / HOUR)


def _amount(label: str, system: Cents, formula: str, written: Cents) -> Check:
    return Check(label, Kind.AMOUNT, system / 100, formula, written / 100)


def _count(label: str, system: int | None, formula: str, written: int, name: str) -> Check:
    known = written if system is None else system
    return Check(label, Kind.INTEGER, known, formula, written, name)


def _by_group(source: WorkbookSource, watch: Watch, data: Data) -> list[Check]:
    lines, say = [], headings(source.speak)
    for dimension, groups in source.control.by.items():
        here = {value.lower(): sums for value, *sums in watch.groups(dimension)}
        theirs = {storable(value).lower(): (value, *sums) for value, sums in groups.items()}
        for key in sorted({*here, *theirs}):
            value, seconds, cents = theirs.get(key, (key, 0, 0))
            written = here.get(key, [0, 0])
            literal = '"' + value.replace('"', '""') + '"'
            label = f"{dimension} {value}"
            formula = data.total_where("hours", dimension, value, literal)
            lines.append(_hours(f"{label}: {say('hours')}", seconds, formula, written[0]))
            if "cents" in watch.totals:
                formula = data.total_where("amount", dimension, value, literal)
                lines.append(_amount(f"{label}: {say('amount')}", cents, formula, written[1]))
    return lines


def _by_summary(source: WorkbookSource, watch: Watch, found: Sequence[str]) -> list[Check]:
    lines, control, say = [], source.control, headings(source.speak)
    totals = watch.totals
    for dimension in found if "seconds" in totals else ():
        where = f'Summary!$A:$A,"{dimension}"'
        seconds, cents = totals["seconds"], totals.get("cents")
        label, formula = f"{say('Summary by')} {dimension}", f"SUMIFS(Summary!$C:$C,{where})"
        system = seconds if control.seconds is None else control.seconds
        lines.append(_hours(f"{label}: {say('hours')}", system, formula, seconds))
        if cents is not None:
            formula = f"SUMIFS(Summary!$F:$F,{where})"
            system = cents if control.cents is None else control.cents
            lines.append(_amount(f"{label}: {say('amount')}", system, formula, cents))
    return lines
