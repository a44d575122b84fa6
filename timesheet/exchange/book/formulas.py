"""Live formulas over the data, each with the value that it will have.

Only functions that work in every spreadsheet are used: SUM, SUMIFS, COUNTIFS, SUMPRODUCT, ROUND,
IF; and references of the form ``tblData[hours]``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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

    def total_where(self, field: str, key: str, value: str, cell: str) -> str:
        """Return the formula of a field's sum where ``key`` is ``value``, found in ``cell``."""
        if _plain(value):
            return "+".join(
                f"SUMIFS({table}[{field}],{table}[{key}],{cell})" for table in self.tables
            )
        wanted = cell if value else '""'
        return "+".join(
            f"SUMPRODUCT(({table}[{key}]={wanted})*{table}[{field}])" for table in self.tables
        )


def _plain(value: str) -> bool:
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
