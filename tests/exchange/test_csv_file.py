import csv
import io
from datetime import date, time

import pytest

from timesheet.core.reports.table import Column, Table, Type
from timesheet.exchange.csv_file import DIALECTS, duration, hours, preview, rate, write_csv

COLUMNS = (
    Column("id", "Id", Type.COUNT, hidden=True),
    Column("person", "Person"),
    Column("day", "Day", Type.DAY),
    Column("at", "At", Type.TIME),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("cents", "Amount", Type.CENTS, total=True),
    Column("rate", "Rate", Type.RATE),
    Column("confidence", "Confidence", Type.SHARE),
    Column("attested", "Attested", Type.BOOLEAN),
)


def table(*rows):
    return Table("small", "Small", COLUMNS, rows)


ROW = (1, "Jörg", date(2026, 3, 1), time(7, 2), 27_000, -750, 133_725, 0.93, True)


def written(source, name="iso", **options):
    out = io.BytesIO()
    totals = write_csv(out, source, DIALECTS[name], **options)
    return out.getvalue(), totals


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("us", "Jörg,03/01/2026,07:02,27000,7.5,7:30,-7.50,13.3725,0.93,yes"),
        ("de", "Jörg;01.03.2026;07:02;27000;7,5;7:30;-7,50;13,3725;0,93;ja"),
        ("iso", "Jörg,2026-03-01,07:02,27000,7.5,7:30,-7.50,13.3725,0.93,true"),
    ],
)
def test_the_dialects(name, expected):
    raw, totals = written(table(ROW), name)
    head, line, end = raw.decode("utf-8-sig").split("\r\n")
    names = [
        "person",
        "day",
        "at",
        "seconds",
        "hours",
        "duration",
        "amount",
        "rate",
        "confidence",
        "attested",
    ]
    assert head.split(DIALECTS[name].separator) == names
    assert (line, end) == (expected, "")
    assert totals == {"seconds": 27_000, "cents": -750, "rows": 1}


def test_people_get_a_bom_and_machines_none():
    assert written(table(ROW))[0].startswith(b"\xef\xbb\xbfperson")
    assert written(table(ROW), machine=True)[0].startswith(b"person")
    assert b"J\xf6rg" in written(table(ROW), "de", encoding="cp1252")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_umlauts_are_right_in_both_encodings(encoding):
    raw, _totals = written(table((1, "Jörg Weiß €", *ROW[2:])), "de", encoding=encoding)
    text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    assert text.splitlines()[1].startswith("Jörg Weiß €;01.03.2026")


def test_missing_values_are_empty():
    raw, _ = written(table((1, "", *[None] * 7)), machine=True)
    assert raw.split(b"\r\n")[1] == b",,,,,,,,,"


HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\rx",
    "\nx",
    "\x00=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", DIALECTS)
def test_p25_no_text_runs_as_a_formula(text, name):
    raw, _ = written(table((1, text, *ROW[2:])), name)
    reader = csv.reader(
        io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=DIALECTS[name].separator
    )
    next(reader)
    (record,) = reader
    assert record[0].startswith("'")
    assert record[0].replace("'", "").replace("\ufffd", "\x00") == text


@pytest.mark.parametrize("text", ["a;=1+1", "a,=1+1", "a;  @x", "a\n=1", "a\t-1"])
def test_nor_where_a_file_is_cut_at_the_wrong_separator(text):
    raw, _ = written(table((1, text, *ROW[2:])), "us")
    assert all(sign not in raw for sign in (b";=", b",=", b";  @", b"\n=", b"\t-"))


def test_many_separators_take_no_time():
    raw, _ = written(table((1, "x" + "\t" * 200_000, *ROW[2:])))
    assert len(raw) > 200_000


def test_machine_files_hold_the_text_as_it_is():
    raw, _ = written(table((1, "=1+1", *ROW[2:])), machine=True)
    assert raw.split(b"\r\n")[1].startswith(b"=1+1,")


def test_ordinary_text_and_negative_numbers_stay():
    raw, _ = written(table((1, "added - hidden = x", *ROW[2:])))
    assert b"\r\nadded - hidden = x," in raw
    assert b",-7.50," in raw


@pytest.mark.parametrize("text", ["00042", "1E5", "03-01", "a,b", 'say "so"', "two\nlines"])
def test_ids_and_odd_text_survive_the_excel_dialect(text):
    raw, _ = written(table((1, text, *ROW[2:])), "us")
    reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), "excel")
    assert list(reader)[1][0] == text


def test_lone_surrogates_and_strange_letters_do_not_stop_the_export():
    assert b"?" in written(table((1, "\ud800", *ROW[2:])), machine=True)[0]
    assert b"\n?\xf3d?," in written(table((1, "Łódź", *ROW[2:])), encoding="cp1252")[0]


def test_many_rows_are_all_there():
    raw, totals = written(table(*[ROW] * 1001), machine=True)
    assert raw.count(b"\r\n") == 1002
    assert totals["rows"] == 1001
    assert raw.count(b"person") == 1


def test_numbers_as_text():
    assert [hours(s) for s in (0, 1200, -5400, 36_000)] == ["0", "0.3333333333", "-1.5", "10"]
    assert [duration(s) for s in (0, 59, -5400, 90_000)] == ["0:00", "0:00:59", "-1:30", "25:00"]
    assert [rate(r) for r in (0, 200_000, 133_725, -5)] == ["0.00", "20.00", "13.3725", "-0.0005"]


def test_the_preview_is_the_beginning_of_the_file():
    lines = preview(table(*[ROW] * 9), DIALECTS["de"]).splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("Jörg;01.03.2026")
