"""Files of strangers: read in a process that has so much time and memory, whatever they are."""

import io
import json
import resource
import zipfile

import pytest

from timesheet.errors import Refused
from timesheet.exchange import reading, sent_back

HEADINGS = [b"line", b"revision", b"period", b"correct_project", b"correct_task"]
BOOK = '<workbook><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>'
RELATIONS = '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'


def zipped(sheet, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def noise(piece, size):
    """Return so many bytes of a piece, with enough else in it not to shrink a hundredfold."""
    pieces, n = [], 0
    while n < size:
        pieces.append(piece % (n * 2654435761 % 2**64))
        n += len(pieces[-1])
    return "".join(pieces)


def many_entries():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(100_000):
            archive.writestr(f"{n}", b"")
    return out.getvalue()


SIZE, SHARED, ROW = 16_000_000, "xl/sharedStrings.xml", '<row a="%d"/>'


def within(piece, *around):
    """Return so many pieces within elements."""
    around = around or ("s",)
    inner = noise(piece, SIZE)
    for name in reversed(around):
        inner = f"<{name}>{inner}</{name}>"
    return inner


TRAPS = {
    "20 MB of blanks": lambda: zipped(" " * 20_000_000),
    "400 MB of blanks": lambda: zipped(b" " * 400_000_000),
    "blank rows": lambda: zipped(within(ROW)),
    "cells": lambda: zipped(within('<c r="A%d"><v>1</v></c>', "s", "row")),
    "depth": lambda: zipped(noise("<a b='%d'>", SIZE)),
    "texts": lambda: zipped("<s/>", **{SHARED: within("<si><t>%d</t></si>")}),
    "entities": lambda: zipped('<!DOCTYPE s [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><s>&c;</s>'),
    "outside": lambda: zipped('<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><s>&a;</s>'),
    "100,000 entries": many_entries,
    "nested": lambda: zipped("<s/>", inner=zipped("<s/>", inner=zipped(" " * 9_000_000))),
    "50 MB line": lambda: b"%s\n%s" % (b",".join(HEADINGS), b"x" * 50_000_000),
    "columns": lambda: b",".join(HEADINGS * 200_000),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_p26_a_trap_costs_two_seconds_of_another_process_and_no_memory_of_ours(trap, tmp_path):
    source, target = tmp_path / "sent", tmp_path / "rows"
    source.write_bytes(TRAPS[trap]())
    used, ours = spent_by_others(), peak()
    with pytest.raises(Refused):
        reading.read(source, target)
    assert spent_by_others() - used < reading.AT_ONCE + 0.5
    assert peak() - ours < 64_000
    assert not target.exists()


def spent_by_others():
    """Return the seconds of the processor that processes of ours took which have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def peak():
    """Return the most memory that this process had so far, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_what_takes_long_is_stopped_from_outside_too(tmp_path, monkeypatch):
    source, target = tmp_path / "sent", tmp_path / "rows"
    source.write_bytes(TRAPS["blank rows"]())
    monkeypatch.setattr(reading, "PATIENCE", 0.02)
    before = spent_by_others()
    with pytest.raises(Refused, match="takes too long"):
        reading.read(source, target)
    assert spent_by_others() - before < reading.AT_ONCE / 2
    assert not target.exists()


def written(tmp_path, content):
    source, target = tmp_path / "sent", tmp_path / "rows"
    source.write_bytes(content)
    reading.read(source, target)
    head, *rows = [json.loads(line) for line in target.read_text().splitlines()]
    return head, rows


COLUMNS = ["line", "revision", "period", "correct_project", "correct_task", "day", "hours", "start"]
SPOKEN = {
    "german": (";", "9.11.2026", "10.11.2026", "7,5", "7:58"),
    "us": (",", "11/9/2026", "11/10/2026", "7.5", "7:58:00 AM"),
    "tabs of excel": ("\t", "09/11/26", "10/11/2026", "7,50", "07:58:30"),
    "iso": (",", "2026-11-09", "2026-11-10", "7.5000", "07:58"),
}


@pytest.mark.parametrize("dialect", SPOKEN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_comes_back_in_any_dialect_and_encoding(tmp_path, dialect, encoding):
    separator, period, *shown = SPOKEN[dialect]
    rows = [COLUMNS, ["L1", "r1", period, "Dépôt", "", *shown]]
    head, (row,) = written(
        tmp_path, "".join(separator.join(one) + "\r\n" for one in rows).encode(encoding)
    )
    assert head[1] == "2026-11-09"
    assert row[:5] == [2, "L1", "r1", "Dépôt", ""]
    assert row[6] == {"day": "2026-11-10", "hours": "7.50", "start": "07:58"}


def test_what_was_disarmed_for_a_spreadsheet_is_as_it_was(tmp_path):
    content = b",".join(HEADINGS) + b"\nL1,r1,2026-11-09,'-X,'apostrophe\n"
    _head, (row,) = written(tmp_path, content)
    assert row[3:5] == ["-X", "'apostrophe"]


@pytest.mark.parametrize(("given", "day"), [(46_335, "2026-11-09"), (44_873, "2026-11-09")])
def test_days_of_both_calendars_of_workbooks(tmp_path, given, day):
    texts = [*COLUMNS[:5], "L1", "r1", "A_x0041_", "é"]
    shared = "".join(f"<si><r><t>{text}</t></r><rPh><t>no</t></rPh></si>" for text in texts)
    top = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(5))
    row = f'<c t="s"><v>5</v></c><c t="s"><v>6</v></c><c><v>{given}</v></c><c t="s"><v>7</v></c>'
    sheet = f"<s><row>{top}</row><row/><row>{row}<c t='str'><f>1+1</f><v>=1</v></c></row></s>"
    book = zipped(sheet, **{"xl/sharedStrings.xml": f"<sst>{shared}</sst>"})
    if given < 46_000:
        book = book_of_1904(sheet, shared)
    head, (said,) = written(tmp_path, book)
    assert head[1] == day
    assert said[:5] == [3, "L1", "r1", "AA", "=1"]


def book_of_1904(sheet, shared):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
        )
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", f"<sst>{shared}</sst>")
    return out.getvalue()


def test_a_file_with_too_many_rows_is_refused(tmp_path):
    row = b"L1,r1,2026-11-09,X,\n"
    content = b",".join(HEADINGS) + b"\n" + row * (sent_back.MOST_ROWS + 1)
    with pytest.raises(Refused, match="larger than"):
        written(tmp_path, content)
