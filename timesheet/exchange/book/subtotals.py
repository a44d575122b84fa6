"""The sheet Subtotals: of rows that are summed up by several columns, live sums of the first ones.

The data itself holds no subtotal, so that its sums and pivots count nothing twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as NativeTable
from openpyxl.worksheet.worksheet import Worksheet

from timesheet.core.model import HOUR
from timesheet.core.reports.grouping import SUBTOTAL, levels, subtotals
from timesheet.core.reports.table import Column, Table, Type, Value
from timesheet.exchange.book.cells import storable
from timesheet.exchange.book.formulas import Data, Key, Values, put
from timesheet.exchange.book.reconciliation import Check
from timesheet.exchange.book.sheets import OTHER_WIDTH, STYLE, WIDTHS, lay_out, reference
from timesheet.exchange.book.source import WorkbookSource
from timesheet.exchange.fields import Field, Kind, Speak, fields, headings, silent

TITLE, NATIVE = "Subtotals", "tblSubtotals"
# A spreadsheet computes each sum over all rows: so many looks it does without a pause.
MOST_LOOKS, FEWEST = 20_000_000, 300
HEADING = Field(SUBTOTAL.name, Kind.INTEGER, SUBTOTAL, 0)
FIRST_KEY = 2


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that agree in some columns, whatever the case of letters: as a spreadsheet sees."""

    key: tuple[Value, ...]
    sums: Mapping[str, int]


def groups(table: Table, speak: Speak = silent) -> list[Group]:
    """Return the subtotals of a report by what a spreadsheet can tell apart, in their order."""
    names = [column.name for column in table.columns]
    added = [column.name for column in table.columns if column.total]
    keys = [table.columns[table.index(name)] for name in levels(table)]
    found: dict[tuple[Value, ...], Group] = {}
    for level, row in subtotals(table):
        values = dict(zip(names, row, strict=True))
        key = tuple(_stored(values[one.name], speak(one)) for one in keys[:level])
        sums = {name: value for name in added if isinstance(value := values[name], int)}
        same = tuple(one.lower() if isinstance(one, str) else one for one in key)
        held = found.get(same, Group(key, {}))
        both = {name: held.sums.get(name, 0) + sums.get(name, 0) for name in added}
        found[same] = Group(held.key, both)
    return list(found.values())


def _stored(value: Value, say: Callable[[str], str] | None) -> Value:
    """Return a value as it stands in the sheet of the data."""
    if not isinstance(value, str):
        return value
    return storable(say(value) if say else value)


class Subtotals:
    """Fills the sheet; what of it the reconciliation checks is in ``checks``."""

    def __init__(
        self, sheet: Worksheet, source: WorkbookSource, data: Data, values: Values
    ) -> None:
        table = source.table
        self._sheet, self._table, self._data, self._values = sheet, table, data, values
        self._speak, self._say = source.speak, headings(source.speak)
        self._keys = [table.columns[table.index(name)] for name in levels(table)]
        sums = [c for c in table.columns if c.total or c.ratio]
        self._fields = fields(sums)
        self._letters = {
            field.name: get_column_letter(i)
            for i, field in enumerate(self._fields, FIRST_KEY + len(self._keys))
        }

    def fill(self, rows: int, totals: Mapping[str, int], footer: str) -> list[Check]:
        """Write the groups of a report with so many rows; return what their sums must come to."""
        found = groups(self._table, self._speak)
        looks = max(rows, 1) * max(len(self._fields), 1)
        most = max(MOST_LOOKS // looks, FEWEST)
        self._heading(footer)
        for row, one in enumerate(found[:most], 2):
            self._group(row, one)
        native = NativeTable(displayName=NATIVE, ref=reference(self._width, len(found[:most])))
        native.tableStyleInfo = STYLE
        self._sheet.add_table(native)
        return self._checks(totals) if len(found) <= most else []

    @property
    def _width(self) -> int:
        return 1 + len(self._keys) + len(self._fields)

    def _heading(self, footer: str) -> None:
        lay_out(self._sheet, footer, f"{get_column_letter(FIRST_KEY + len(self._keys))}2")
        for i, field in enumerate((HEADING, *fields(self._keys), *self._fields), 1):
            put(self._sheet, (1, i), Kind.TEXT, field.name)
            self._sheet.cell(1, i).font = Font(bold=True)
            width = field.column.width or WIDTHS.get(field.kind, OTHER_WIDTH)
            letter = get_column_letter(i)
            self._sheet.column_dimensions[letter].width = max(width, len(field.name) + 3)

    def _group(self, row: int, one: Group) -> None:
        put(self._sheet, (row, 1), Kind.INTEGER, len(one.key))
        keys = []
        for i, (field, value) in enumerate(zip(fields(self._keys), one.key, strict=False)):
            at = FIRST_KEY + i
            if value is not None:
                put(self._sheet, (row, at), field.kind, value)
            keys.append(Key(field.name, value, f"${get_column_letter(at)}{row}"))
        for i, field in enumerate(self._fields, FIRST_KEY + len(self._keys)):
            formula, value = self._sum(row, field, keys, one.sums)
            self._values.put(self._sheet, (row, i), field.kind, formula, value)

    def _sum(
        self, row: int, field: Field, keys: Sequence[Key], sums: Mapping[str, int]
    ) -> tuple[str, float | str]:
        """Return the formula of a field, and what it comes to."""
        found = field.column.of(sums)
        value = "" if found is None else _VALUES[field.kind](found)
        if field.kind in _OF_SECONDS:
            seconds = f"{self._letters[field.column.name]}{row}"
            divided = f"{seconds}/{_OF_SECONDS[field.kind]}"
            return (f'IF({seconds}="","",{divided})' if field.column.ratio else divided), value
        if field.column.ratio:
            return self._ratio(row, field.column), value
        return self._data.total_where_all(field.name, keys), value

    def _ratio(self, row: int, column: Column) -> str:
        part, whole = (f"{self._letter(name)}{row}" for name in column.ratio)
        if column.type is Type.SHARE:
            return f'IF({whole}=0,"",{part}/{whole})'
        per, digits = (f"*{HOUR}", 4) if column.type is Type.RATE else ("", 0)
        return f'IF({whole}=0,"",ROUND({part}{per}/{whole},{digits}))'

    def _letter(self, column: str) -> str:
        """Return the letter of the field that holds a column's sum: its seconds, or its amount."""
        field = next(f for f in self._fields if f.column.name == column)
        return self._letters[field.name]

    def _checks(self, totals: Mapping[str, int]) -> list[Check]:
        found = []
        for level in range(1, len(self._keys) + 1):
            by = ", ".join(column.name for column in self._keys[:level])
            for field in self._fields:
                if field.column.total and field.kind not in _OF_SECONDS:
                    sums = f"SUMIFS({NATIVE}[{field.name}],{NATIVE}[{HEADING.name}],{level})"
                    whole = _VALUES[field.kind](totals[field.column.name])
                    label = f"{self._say('Subtotals by')} {by}: {field.name}"
                    found.append(Check(label, field.kind, whole, sums, whole))
        return found


_OF_SECONDS = {Kind.HOURS: 3600, Kind.DURATION: 86_400}
_VALUES = {
    Kind.INTEGER: lambda value: value,
    Kind.HOURS: lambda value: value / HOUR,
    Kind.DURATION: lambda value: value / 86_400,
    Kind.AMOUNT: lambda value: value / 100,
    Kind.RATE: lambda value: value / 10_000,
    Kind.SHARE: lambda value: value,
}
