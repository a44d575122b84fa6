"""The sheet Summary: one list, each dimension's values with live sums, the first one charted."""

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from timesheet.core.model import HOUR
from timesheet.core.reports.table import Table, Type
from timesheet.exchange.book.formulas import Data, Values, put
from timesheet.exchange.book.groups import Sums, Watch
from timesheet.exchange.book.sheets import lay_out
from timesheet.exchange.book.source import WorkbookSource
from timesheet.exchange.fields import Kind, headings

USUAL = ("project", "pay_code", "cost_center", "team")
TOTAL = "total"
HEADING = ("group_by", "value", "hours", "duration", "share", "amount")
WIDTHS = (16, 32, 12, 12, 10, 16)
# A spreadsheet computes each of these over all rows; beyond, the rest stands in one line.
MOST_GROUPS = 300
CHARTED = 20
NONE = "(none)"


def dimensions(table: Table, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the text columns to sum up by: those wanted, the usual ones, or people."""
    texts = {column.name for column in table.columns if column.type == Type.TEXT}
    if unknown := [name for name in wanted if name not in texts]:
        msg = f"{table.name} has no text column {unknown[0]!r} to sum up by"
        raise ValueError(msg)
    usual = tuple(name for name in USUAL if name in texts)
    return tuple(wanted) or usual or tuple(name for name in ("person",) if name in texts)


class Summary:
    """Fills the sheet; ``has_*`` say which measures the table has."""

    def __init__(
        self, sheet: Worksheet, source: WorkbookSource, watch: Watch, data: Data, values: Values
    ) -> None:
        names = {column.name for column in source.table.columns}
        self._sheet, self._watch, self._data, self._values = sheet, watch, data, values
        self._say = headings(source.speak)
        self._money, self._hours = "cents" in names, "seconds" in names
        self._row = 1

    def fill(self, found: Sequence[str], footer: str) -> None:
        """Write heading, groups and chart."""
        heading = HEADING if self._money else HEADING[:-1]
        for column, (name, width) in enumerate(zip(heading, WIDTHS, strict=False), 1):
            put(self._sheet, (1, column), Kind.TEXT, name)
            self._sheet.cell(1, column).font = Font(bold=True)
            self._sheet.column_dimensions["ABCDEF"[column - 1]].width = width
        lay_out(self._sheet, footer)
        charted = False
        for dimension in found if self._hours else ():
            first = self._row + 1
            self._dimension(dimension)
            if self._row > first and not charted:
                charted = True
                self._chart(dimension, first, min(self._row - 1, first + CHARTED - 1))
        if self._hours and not found:
            self._whole()
        self._sheet.auto_filter.ref = f"A1:{'F' if self._money else 'E'}{max(self._row, 2)}"

    def _whole(self) -> None:
        """Write the one line of a report that has nothing to sum up by."""
        self._row += 1
        sums = self._watch.totals
        self._labels(self._say(TOTAL), "")
        whole = ("", sums["seconds"], sums.get("cents", 0))
        self._measures(whole, self._data.total("hours"), self._data.total("amount"))

    def _dimension(self, dimension: str) -> None:
        groups = self._watch.groups(dimension)
        for one in groups[:MOST_GROUPS]:
            self._row += 1
            self._labels(dimension, one[0] or self._say(NONE))
            cell = f"$B{self._row}"
            self._measures(
                one,
                self._data.total_where("hours", dimension, one[0], cell),
                self._data.total_where("amount", dimension, one[0], cell),
            )
        if rest := groups[MOST_GROUPS:]:
            self._others(dimension, rest)

    def _others(self, dimension: str, rest: Sequence[Sums]) -> None:
        self._row += 1
        last = self._row - 1
        first = last - MOST_GROUPS + 1
        self._labels(dimension, self._say(f"({len(rest)} others)"))
        self._measures(
            ("", sum(one[1] for one in rest), sum(one[2] for one in rest)),
            f"{self._data.total('hours')}-SUM(C{first}:C{last})",
            f"{self._data.total('amount')}-SUM(F{first}:F{last})",
        )

    def _labels(self, dimension: str, value: str) -> None:
        put(self._sheet, (self._row, 1), Kind.TEXT, dimension)
        put(self._sheet, (self._row, 2), Kind.TEXT, value)

    def _measures(self, sums: Sums, hours: str, amount: str) -> None:
        sheet, row, (_, seconds, cents) = self._sheet, self._row, sums
        whole = self._watch.totals.get("seconds", 0)
        total = self._data.total("hours")
        self._values.put(sheet, (row, 3), Kind.HOURS, hours, seconds / HOUR)
        self._values.put(sheet, (row, 4), Kind.DURATION, f"C{row}/24", seconds / 86_400)
        share = f"IF(ROUND({total},6)=0,0,C{row}/({total}))"
        self._values.put(sheet, (row, 5), Kind.SHARE, share, seconds / whole if whole else 0)
        if self._money:
            self._values.put(sheet, (row, 6), Kind.AMOUNT, amount, cents / 100)

    def _chart(self, dimension: str, first: int, last: int) -> None:
        chart = BarChart()
        chart.type = "bar"
        chart.title = self._say(f"Hours by {dimension.replace('_', ' ')}")
        chart.legend = None
        chart.add_data(Reference(self._sheet, min_col=3, min_row=first, max_row=last))
        chart.set_categories(Reference(self._sheet, min_col=2, min_row=first, max_row=last))
        chart.y_axis.delete = chart.x_axis.delete = False
        chart.x_axis.scaling.orientation = "maxMin"
        self._sheet.add_chart(chart, "H2")
