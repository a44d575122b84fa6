"""Workbooks for the tests: a source with its true control totals, and an independent reader."""

import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import openpyxl

from timesheet.core.reports.table import Column, Table, Type
from timesheet.exchange.book.source import Extra, Tie
from timesheet.exchange.workbook import Control, WorkbookSource, write_workbook

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MONDAY = date(2026, 11, 16)
COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No."),
    Column("person", "Person"),
    Column("day", "Day", Type.DAY),
    Column("clock_in", "In", Type.TIME),
    Column("project", "Project"),
    Column("cost_code", "Cost code"),
    Column("pay_code", "Pay code"),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("cents", "Amount", Type.CENTS, total=True),
    Column("rate", "Rate", Type.RATE),
    Column("confidence", "Confidence", Type.SHARE),
    Column("attested", "Attested", Type.BOOLEAN),
    Column("note", "Note"),
)
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "＝1+1",
    "  =1",
    "space at the end ",
    "'quoted",
    "<b>&amp;</b>",
    "\x0bvertical",
    "nul\x00",
    "two\nlines",
    "\U0001f680 emoji",
    "\u202eright to left",
    "\ud800 lone",
    "\ufffe",
    "_x0041_",
    "00042",
    "1E5",
    "03-01",
    "Mar 3",
    "TRUE",
    "*",
    "?",
    "~",
    ">5",
    "<>",
    "x" * 300,
    "#REF!",
    "%s %d \\",
)


def row(n: int = 1, **changes: Any) -> tuple[Any, ...]:
    usual = {
        "person_id": n,
        "person_number": f"{n:05d}",
        "person": f"Worker {n}",
        "day": MONDAY,
        "clock_in": time(7, 2),
        "project": "P-100",
        "cost_code": "03-01",
        "pay_code": "REG",
        "seconds": 27_000,
        "cents": 15_005,
        "rate": 200_000,
        "confidence": 0.93,
        "attested": False,
        "note": "",
    }
    return tuple({**usual, **changes}.values())


def various(count: int) -> list[tuple[Any, ...]]:
    return [
        row(
            n // 5,
            day=MONDAY + timedelta(days=n % 5),
            project=HOSTILE[n % len(HOSTILE)] if n % 2 else f"P-{n % 7}",
            pay_code=("REG", "OT", "")[n % 3],
            seconds=1200 + n,
            cents=n * 37 - 500,
            note=HOSTILE[n % len(HOSTILE)],
        )
        for n in range(count)
    ]


def table(rows: Any) -> Table:
    return Table(
        "lines", "Lines", COLUMNS, rows, (("Team", "all"),), ("A note.",), person="person_number"
    )


def control(of: list[tuple[Any, ...]], **changes: Any) -> Control:
    by_pay_code: dict[str, tuple[int, int]] = {}
    for one in of:
        seconds, cents = by_pay_code.get(one[7], (0, 0))
        by_pay_code[one[7]] = (seconds + one[8], cents + one[9])
    usual = {
        "seconds": sum(one[8] for one in of),
        "cents": sum(one[9] for one in of),
        "rows": len(of),
        "people": len({one[1] for one in of}),
        "by": {"pay_code": by_pay_code},
    }
    return Control(**{**usual, **changes})


def source(rows: list[tuple[Any, ...]], **changes: Any) -> WorkbookSource:
    usual = {
        "table": table(tuple(rows)),
        "control": control(rows),
        "generated_at": datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        "exceptions": Table(
            "exceptions",
            "Exceptions",
            (Column("severity", "Severity"), Column("details", "Details")),
            (("block", "=1+1"), ("warn", "late")),
        ),
        "period": (MONDAY, MONDAY + timedelta(days=13)),
        "state": "open",
        "export_id": "E&12",
        "generated_by": "Bo Acker",
        "version": "0.1.0",
    }
    return WorkbookSource(**{**usual, **changes})


def extras(rows: list[tuple[Any, ...]]) -> tuple[Extra, ...]:
    """Return the sheets that the workbook of a period has beside the data."""
    hours, money = sum(one[8] for one in rows), sum(one[9] for one in rows)
    columns = (
        Column("project", "Project"),
        Column("seconds", "Hours", Type.SECONDS, total=True),
        Column("cents", "Amount", Type.CENTS, total=True),
    )
    sides = (
        Column("account", "Account"),
        Column("debit", "Debit", Type.CENTS, total=True),
        Column("credit", "Credit", Type.CENTS, total=True),
    )
    ties = (Tie("hours", "seconds", hours), Tie("amount", "cents", money))
    booked = (Tie("debit", "debit", money), Tie("credit = debit", "credit", money))
    return (
        Extra("Job cost", Table("j", "J", columns, (("=1+1", hours, money),)), ties),
        Extra("Overtime", Table("o", "O", columns, ()), (Tie("hours", "seconds", 0),)),
        Extra(
            "Journal",
            Table("g", "G", sides, (("6000", money, None), ("2110", None, money))),
            booked,
            last=True,
        ),
    )


def written(what: WorkbookSource) -> io.BytesIO:
    out = io.BytesIO()
    write_workbook(out, what)
    out.seek(0)
    return out


def parsed(book: io.BytesIO, path: str) -> list[list[tuple[str, str | None, str | None]]]:
    """Read a sheet with nothing but an XML parser: rows of (type, text or number, formula)."""
    with zipfile.ZipFile(book) as archive:
        tree = ET.fromstring(archive.read(path))
    found = []
    for line in tree.iter(f"{SPREADSHEET}row"):
        cells = []
        for cell in line.iter(f"{SPREADSHEET}c"):
            text = cell.find(f"{SPREADSHEET}is/{SPREADSHEET}t")
            value = cell.find(f"{SPREADSHEET}v")
            formula = cell.find(f"{SPREADSHEET}f")
            held = text if text is not None else value
            cells.append(
                (
                    cell.get("t", "n"),
                    None if held is None else held.text,
                    None if formula is None else formula.text,
                )
            )
        found.append(cells)
    return found


def opened(what: WorkbookSource, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(written(what), data_only=values)


def column(sheet: Any, name: str) -> list[Any]:
    heading = [cell.value for cell in sheet[1]]
    at = heading.index(name) + 1
    return [sheet.cell(line, at) for line in range(2, sheet.max_row + 1)]


def results(book: Any) -> dict[str, str]:
    return {
        line[0]: line[4] for line in book["Reconciliation"].iter_rows(min_row=2, values_only=True)
    }
