"""Live formulas over the data, each with the value that it will have.

Only functions that work in every spreadsheet are used: SUM, SUMIFS, COUNTIFS, SUMPRODUCT, ROUND,
IF; and references of the form ``tblData[hours]``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from timesheet.exchange.book.cells import spelled
from timesheet.exchange.book.sheets import format_cell
from timesheet.exchange.fields import Kind

# SUMIFS reads a criterion: "1E5" or "007" as a number, "Mar 3" as a day, "*" as anything.
_PLAIN = re.compile(r"[^\W\d_][\w .&/+-]{0,250}")
_MONTHS = re.compile(
    r"(jan|feb|mar|mär|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]).*\d", re.IGNORECASE
)
_TRUTHS = {"true", "false", "wahr", "falsch"}


class Key(NamedTuple):
    """What a column must be: its value, which stands in a cell."""

    field: str
    value: object
    cell: str


@dataclass(frozen=True, slots=True)
class Data:
    """The native tables that the data is in: one, or more where one sheet isn't enough."""

    tables: tuple[str, ...]

    def total(self, field: str) -> str:
        """Return the formula of a field's sum."""
        return "+".join(f"SUM({table}[{field}])" for table in self.tables)

    def filled(self, field: str) -> str:
        """Return the formula of the number of cells that aren't empty."""
        return "+".join(f'COUNTIFS({table}[{field}],"<>")' for table in self.tables)

    def total_where_all(self, field: str, keys: Sequence[Key]) -> str:
        """Return the formula of a field's sum where every column is what its cell says."""
        one = _sumifs if all(_plain(key.value) for key in keys) else _sumproduct
        return "+".join(one(table, field, keys) for table in self.tables)

    def total_where(self, field: str, key: str, value: str, cell: str) -> str:
        """Return the formula of a field's sum where ``key`` is ``value``, found in ``cell``."""
        return self.total_where_all(field, [Key(key, value, cell)])


def _sumifs(table: str, field: str, keys: Sequence[Key]) -> str:
    wanted = ",".join(f"{table}[{key.field}],{key.cell}" for key in keys)
    return f"SUMIFS({table}[{field}],{wanted})"


def _sumproduct(table: str, field: str, keys: Sequence[Key]) -> str:
    cells = ('""' if key.value in {"", None} else key.cell for key in keys)
    same = [f"({table}[{k.field}]={cell})" for k, cell in zip(keys, cells, strict=True)]
    return f"SUMPRODUCT({'*'.join(same)}*{table}[{field}])"


def _plain(value: object) -> bool:
    """Tell whether SUMIFS takes a value for what it is."""
    if not isinstance(value, str):
        return isinstance(value, date)
    return (
        _PLAIN.fullmatch(value) is not None
        and value.lower() not in _TRUTHS
        and not _MONTHS.match(value)
    )


class Values(dict[str, dict[str, float | str]]):
    """What formulas come to, by sheet and cell: openpyxl writes formulas without values."""

    def put(
        self, sheet: Worksheet, at: tuple[int, int], kind: Kind, formula: str, value: float | str
    ) -> None:
        """Write a formula with its value into a cell (row, column)."""
        cell = sheet.cell(*at, f"={formula}")
        format_cell(cell, kind)
        self.setdefault(sheet.title, {})[cell.coordinate] = value


def put(sheet: Worksheet, at: tuple[int, int], kind: Kind, value: Any) -> None:
    """Write a value into a cell (row, column); text is text, whatever it looks like."""
    cell: Any = sheet.cell(*at)
    if kind == Kind.TEXT:
        # openpyxl writes CR as it is, which every reader takes for LF.
        text = spelled(str(value)).replace("\r", "_x000D_")
        cell.value = text or None
        cell.data_type = "s" if text else "n"
    else:
        cell.value = value
    format_cell(cell, kind)


def put_row(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    """Write texts into the cells of a row."""
    for column, text in enumerate(texts, 1):
        put(sheet, (row, column), Kind.TEXT, text)
