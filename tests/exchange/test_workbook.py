import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from tests.exchange.books import (
    HOSTILE,
    column,
    control,
    extras,
    opened,
    parsed,
    results,
    row,
    source,
    table,
    various,
    written,
)
from timesheet.core.reports.table import Rows, Table
from timesheet.exchange.book import rows as book_rows
from timesheet.exchange.book.cells import storable
from timesheet.exchange.book.source import Tie
from timesheet.exchange.workbook import write_workbook


def test_the_sheets_and_their_tables():
    book = opened(source(various(12)))
    assert book.sheetnames == [
        "Read me",
        "Summary",
        "Reconciliation",
        "Data",
        "Exceptions",
        "Lists",
        "_meta",
    ]
    assert book["_meta"].sheet_state == "veryHidden"
    assert book.active.title == "Read me"
    assert book["Data"].tables["tblData"].ref == "A1:P13"
    assert book["Exceptions"].tables["tblExceptions"].ref == "A1:B3"
    heading = [cell.value for cell in book["Data"][1]]
    assert heading == book["Data"].tables["tblData"].column_names
    assert "person_id" not in heading


def test_the_workbook_of_a_period_has_every_sheet_and_its_tables():
    rows = various(12)
    book = opened(source(rows, extras=extras(rows)), values=True)
    assert book.sheetnames == [
        "Read me",
        "Summary",
        "Reconciliation",
        "Data",
        "Job cost",
        "Overtime",
        "Exceptions",
        "Journal",
        "Lists",
        "_meta",
    ]
    tables = {name: ref for sheet in book.worksheets for name, ref in sheet.tables.items()}
    assert tables == {
        "tblData": "A1:P13",
        "tblJobCost": "A1:E2",
        "tblOvertime": "A1:E2",
        "tblExceptions": "A1:B3",
        "tblJournal": "A1:C3",
    }
    for sheet in book.worksheets[3:8]:
        (native,) = sheet.tables.values()
        assert [cell.value for cell in sheet[1]] == native.column_names
        assert sheet.freeze_panes
        assert sheet.print_title_rows == "$1:$1"
        assert not sheet.merged_cells.ranges
    checks = {line[0]: line[4] for line in book["Reconciliation"].values}
    assert checks["Job cost: amount"] == checks["Journal: credit = debit"] == "OK"
    assert set(checks.values()) == {"result", "OK"}


def test_a_further_sheet_that_does_not_tie_is_told():
    rows = various(3)
    job = extras(rows)[0]
    wrong = job._replace(ties=(Tie("hours", "seconds", 1),))
    out = io.BytesIO()
    assert not write_workbook(out, source(rows, extras=(wrong,))).reconciled


def test_values_are_real_days_times_durations_and_numbers():
    data = opened(source([row(seconds=1200, clock_in=None), row(seconds=90_000)]))["Data"]
    assert [cell.value for cell in column(data, "day")] == [datetime(2026, 11, 16)] * 2
    assert column(data, "clock_in")[1].value == time(7, 2)
    assert column(data, "clock_in")[0].value is None
    assert column(data, "hours")[0].value == 1200 / 3600
    assert [cell.number_format for cell in column(data, "duration")] == ["[h]:mm"] * 2
    assert column(data, "duration")[1].value == timedelta(hours=25)
    assert column(data, "amount")[0].value == 150.05
    assert column(data, "rate")[0].value == 20
    assert column(data, "confidence")[0].value == 0.93
    assert column(data, "attested")[0].value is False
    assert {cell.data_type for cell in column(data, "person_number")} == {"s"}


def test_the_cells_as_an_independent_reader_sees_them():
    first = parsed(written(source([row(note="  x")])), "xl/worksheets/sheet4.xml")[1]
    assert first == [
        ("inlineStr", "00001", None),
        ("inlineStr", "Worker 1", None),
        ("n", "46342", None),
        ("n", "0.29305555555555557", None),
        ("inlineStr", "P-100", None),
        ("inlineStr", "03-01", None),
        ("inlineStr", "REG", None),
        ("n", "27000", None),
        ("n", "7.5", None),
        ("n", "0.3125", None),
        ("n", "150.05", None),
        ("n", "20.00", None),
        ("n", "0.93", None),
        ("b", "0", None),
        ("inlineStr", "  x", None),
        ("n", "1", None),
    ]


def test_days_before_the_calendar_of_spreadsheets_are_text():
    data = opened(source([row(day=date(1899, 5, 1)), row(day=date(1900, 3, 1))]))["Data"]
    assert [c.value for c in column(data, "day")] == ["1899-05-01", datetime(1900, 3, 1)]


def test_print_set_up_panes_and_no_merged_cells():
    book = opened(source(various(3)))
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
    data = book["Data"]
    assert data.freeze_panes == "C2"
    assert data.print_title_rows == "$1:$1"
    assert data.page_setup.orientation == "landscape"
    assert (data.page_setup.fitToWidth, data.page_setup.fitToHeight) == (1, 0)
    assert data.sheet_properties.pageSetUpPr.fitToPage
    assert data.column_dimensions["B"].width >= 10


@pytest.mark.parametrize("text", HOSTILE)
def test_p27_text_stays_text_whatever_it_looks_like(text):
    book = written(source([row(person=text, project=text, note=text)]))
    cells = parsed(book, "xl/worksheets/sheet4.xml")[1]
    assert all(formula is None for _, _, formula in cells)
    held = [value for kind, value, _ in cells if kind == "inlineStr"]
    expected = storable(text).replace("_x0041_", "_x005F_x0041_")
    assert [held[1], held[2], held[-1]] == [expected] * 3
    data = openpyxl.load_workbook(book)["Data"]
    assert column(data, "note")[0].data_type == "s"
    assert column(data, "note")[0].quotePrefix


def test_every_part_is_sound_xml():
    with zipfile.ZipFile(written(source(various(40)))) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ET.fromstring(archive.read(name))


def test_texts_that_had_to_change_are_counted_and_told():
    out = io.BytesIO()
    rows = [row(note="\x0b"), row(note="\x0b"), row(note="y" * 40_000), row()]
    assert write_workbook(out, source(rows)).changed_texts == 3
    book = openpyxl.load_workbook(out)
    notes = [line[2] for line in book["Read me"].values if line[0] == "Note"]
    assert notes[0] == "A note."
    assert notes[1].startswith("3 texts")
    assert len(column(book["Data"], "note")[2].value) == 32_767


def test_the_same_data_make_the_same_bytes(monkeypatch):
    first = written(source(various(30))).getvalue()
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 1, 0, 0, 0, 0, 1, 0))
    assert written(source(various(30))).getvalue() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2026-11-23T09:30:00Z") == 2
    assert written(source(various(29))).getvalue() != first


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(book_rows, "MOST_ROWS", 7)
    rows = various(15)
    out = io.BytesIO()
    assert write_workbook(out, source(rows)).reconciled
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[3:7] == ["Data", "Data 2", "Data 3", "Exceptions"]
    refs = [book[name].tables for name in ("Data", "Data 2", "Data 3")]
    assert [next(iter(found.values())).ref for found in refs] == ["A1:P8", "A1:P8", "A1:P2"]
    numbers = [c.value for name in book.sheetnames[3:6] for c in column(book[name], "seconds")]
    assert numbers == [one[8] for one in rows]
    assert "tblData3[hours]" in book["Reconciliation"]["C3"].value
    assert any(
        "Data 3" in (line[2] or "")
        for line in book["Read me"].iter_rows(values_only=True)
        if line[0] == "Note"
    )


def test_a_full_sheet_is_followed_by_no_empty_one(monkeypatch):
    monkeypatch.setattr(book_rows, "MOST_ROWS", 5)
    monkeypatch.setattr(book_rows, "CHUNK", 5)
    book = opened(source(various(10)))
    assert book.sheetnames[3:6] == ["Data", "Data 2", "Exceptions"]


def test_an_entry_too_large_for_a_plain_archive_is_split(monkeypatch):
    monkeypatch.setattr(book_rows, "MOST_BYTES", 6000)
    monkeypatch.setattr(book_rows, "CHUNK", 3)
    rows = various(12)
    book = opened(source(rows))
    assert "Data 2" in book.sheetnames
    names = [name for name in book.sheetnames if name.startswith("Data")]
    assert sum(len(column(book[name], "seconds")) for name in names) == 12


def test_no_rows_are_a_sound_workbook():
    empty = source([], exceptions=Table("exceptions", "E", table(()).columns, ()))
    book = opened(empty)
    assert book["Data"].tables["tblData"].ref == "A1:P2"
    assert results(opened(empty, values=True))["Overall"] == "OK"


def test_a_report_without_money_has_none_anywhere():
    poor = table((row(cents=739_117, rate=7_391_170),)).without_money
    out = written(source([], table=poor, control=control([row()], cents=None, by={})))
    with zipfile.ZipFile(out) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"7391.17" not in everything
    assert b"739.117" not in everything
    assert b"amount" not in everything


def test_the_read_me_says_what_this_is():
    book = opened(source(various(3)))
    lines = {(one[0], one[1]): one[2] for one in book["Read me"].iter_rows(values_only=True)}
    assert lines["Report", "Title"] == "Lines"
    assert lines["Parameter", "Team"] == "all"
    assert lines["Report", "Generated at"] == "2026-11-23 09:30:00 +0000 (UTC)"
    assert lines["Report", "Generated by"] == "Bo Acker"
    assert lines["Report", "Software"] == "timesheet 0.1.0"
    assert lines["Report", "State"] == "open"
    assert lines["Report", "Export id"] == "E&12"
    assert (lines["Report", "First day"], lines["Note", None]) == (
        datetime(2026, 11, 16),
        "A note.",
    )
    assert lines["Control", "Rows"] == 3
    assert lines["Control", "Hours"] == pytest.approx(3603 / 3600)
    assert len(lines["Control", "SHA-256 of the data"]) == 64
    assert "decimal hours" in lines["Column", "hours"]
    assert {("Column", cell.value) for cell in book["Data"][1]} <= set(lines)


def test_a_path_appears_complete_or_not_at_all(tmp_path):
    path = tmp_path / "report.xlsx"

    def broken():
        yield row()
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        write_workbook(path, source([], table=table(Rows(broken))))
    assert list(tmp_path.iterdir()) == []
    write_workbook(path, source([row()]))
    assert [one.name for one in tmp_path.iterdir()] == ["report.xlsx"]
    openpyxl.load_workbook(path).close()


def test_rows_are_read_once():
    passes = []

    def make():
        passes.append(1)
        return iter(various(5))

    written(source(various(5), table=table(Rows(make))))
    assert len(passes) == 1
