"""The round trip by workbook, through the pages: out, corrected, previewed, applied, undone."""

import html
import io
import random
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, time, timedelta

import openpyxl
import pytest
from sqlalchemy import select

from tests.support import crew, signin
from tests.support.crew import post, words
from timesheet.actions import deriving
from timesheet.exchange import corrections, sent_back
from timesheet.store import audit, correctable, facts
from timesheet.store.db import add, read, write
from timesheet.store.selection import Selection
from timesheet.store.tables import Project

FIRST = date(2026, 11, 9)
PAGE = f"/corrections/{FIRST}"
SHEET = "Lines to correct"
SOFFICE = shutil.which("soffice")


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    with app.app_context(), write() as tx:
        values = {"code": "DEPOT", "name": "Depot", "attestation_required": False}
        ids["depot"] = add(tx, Project.__table__, values)
    clock.show("2026-11-23 09:00:00")
    return ids


def downloaded(client):
    with client.get(f"{PAGE}/lines.xlsx") as answer:
        assert answer.status_code == 200
        return answer.data


def edited(content, edit):
    """Return the workbook with its rows (dicts by heading) as a function leaves them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[SHEET]
    names = [cell.value for cell in sheet[1]]
    rows = [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(2, values_only=True)]
    rows, order = edit(rows), list(names)
    sheet.delete_rows(2, sheet.max_row)
    for row in rows:
        sheet.append([row[name] for name in order])
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def recode(project="DEPOT", who="Ben", most=99, **more):
    def edit(rows):
        for row in [row for row in rows if row["person"].startswith(who)][:most]:
            row["correct_project"] = project
            row.update(more)
        return rows

    return edit


def upload(client, content, name="lines.xlsx"):
    return post(client, f"{PAGE}/upload", file=(io.BytesIO(content), name))


def hidden(page, name):
    return re.search(rf'name="{name}" value="([\w-]+)"', page)[1]


def apply(client, page):
    form = page.text[page.text.index(f"{PAGE}/apply") :]
    said = {"uuid": hidden(form, "uuid"), "stamp": hidden(form, "stamp")}
    return said, post(client, f"{PAGE}/apply", **said)


def codes(app, person):
    with app.app_context(), read() as tx:
        found = correctable.of_period(tx, Selection(FIRST, FIRST + timedelta(days=13)))
        return [(row.project_id, row.source) for row, _ in found if row.person_id == person]


@pytest.mark.parametrize(
    ("language", "said", "until"),
    [
        ("en", "Choose correct_project and correct_task", "that you may correct."),
        ("es", "Elija correct_project y correct_task", "que puede corregir."),
        ("de", "Wählen Sie correct_project und correct_task", "die Sie berichtigen dürfen."),
    ],
)
def test_the_workbook_explains_itself_in_the_readers_language(carla, ids, language, said, until):
    with carla.get(f"{PAGE}/lines.xlsx", headers={"Accept-Language": language}) as answer:
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
    told = [row[0] for row in book["Read me"].values]
    assert told[1].startswith(said)
    assert told[-1].endswith(until)
    assert str(FIRST) in told[-1]
    assert book[SHEET]["A1"].value == "person_number"


def test_a26_three_rows_are_three_changes_and_nothing_before_apply(app, carla, ids):
    before = codes(app, ids["ben"])
    page = upload(carla, edited(downloaded(carla), recode(most=3)))
    shown = words(page)
    assert "Apply 3 changes" in shown
    assert "unallocated → DEPOT 3 1 25.50 $612.00" in shown
    assert "unallocated -25.50 -$612.00" in shown.replace("−", "-")
    assert codes(app, ids["ben"]) == before


def test_applied_undone_and_the_same_file_again(app, carla, ids):
    content = edited(downloaded(carla), recode(correct_note="he told me"))
    said, after = apply(carla, upload(carla, content))
    assert "4 lines corrected." in words(after)
    assert set(codes(app, ids["ben"])) == {(ids["depot"], "accounting_word")}
    assert "0 lines corrected" in words(post(carla, f"{PAGE}/apply", **said))
    assert "Nothing to do" in words(upload(carla, content))
    with app.app_context(), read() as tx:
        entries = list(tx.execute(select(audit.audit).where(audit.audit.c.event == "corrected")))
        assert len(entries) == 4
        assert all('"row": ' in one.payload and '"file": ' in one.payload for one in entries)
        reasons = {one.reason for one in facts.answers_between(tx, ids["ben"])}
        assert reasons == {"he told me"}
        assert deriving.check() == []
    assert "Taken back" in words(post(carla, f"{PAGE}/undo", uuid=said["uuid"]))
    assert {project for project, _ in codes(app, ids["ben"])} == {None}


def shuffled(content):
    """Return the workbook sorted, columns shuffled, a title above, half of the rows hidden."""
    old = openpyxl.load_workbook(io.BytesIO(content))
    rows = [list(row) for row in old[SHEET].iter_rows(values_only=True)]
    order = list(range(len(rows[0])))
    random.Random(3).shuffle(order)
    del old[SHEET]
    sheet = old.create_sheet("Sheet7")
    sheet.append(["my corrections"])
    for row in [rows[0], *reversed(rows[1:])]:
        sheet.append([row[i] for i in order])
    for n in range(3, 6):
        sheet.row_dimensions[n].hidden = True
    return saved(old)


def resaved(folder, *contents):
    """Return workbooks as LibreOffice saves them again: one start for all."""
    paths = [folder / f"{n}.xlsx" for n in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(folder / "out"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [(folder / "out" / path.name).read_bytes() for path in paths]


def stamp_of(page):
    return hidden(page.text[page.text.index(f"{PAGE}/apply") :], "stamp")


def test_a27_sorted_shuffled_and_filtered_it_says_the_same(carla):
    content = edited(downloaded(carla), recode())
    plain, moved = upload(carla, content), upload(carla, shuffled(content))
    assert stamp_of(plain) == stamp_of(moved)
    assert "ignored" not in words(moved)


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
def test_a27_saved_again_by_libreoffice_it_says_the_same(carla, tmp_path):
    content = edited(downloaded(carla), recode())
    saved, as_it_was = resaved(tmp_path, content, downloaded(carla))
    plain, again = upload(carla, content), upload(carla, saved)
    assert stamp_of(plain) == stamp_of(again)
    assert "ignored" not in words(again)
    drop_downs = openpyxl.load_workbook(io.BytesIO(as_it_was))[SHEET]
    assert len(drop_downs.data_validations.dataValidation) == 3


@pytest.mark.parametrize("fraction", [28_710 / 86_400, 28_710 / 86_400 - 1e-9])
def test_a_time_is_the_same_however_a_program_keeps_it(fraction):
    values = {"person_number": "1", "person": "", "day": FIRST, "project": "", "task": ""}
    said = dict(
        corrections.shown({**values, "seconds": 0, "start": time(7, 58, 30), "end": time(0)})
    )
    assert (said["start"], said["end"]) == ("07:58", "00:00")
    assert sent_back.clock(fraction) == "07:58"


def test_p31_what_changed_meanwhile_is_a_conflict_and_stays(app, carla, ids):
    stale = edited(downloaded(carla), recode())
    other = edited(downloaded(carla), recode("HARBOUR", most=1))
    apply(carla, upload(carla, other))
    page = upload(carla, stale)
    assert "Apply 3 changes" in words(page)
    assert "Ben O’Dea DEPOT HARBOUR" in words(page)
    _said, _after = apply(carla, page)
    assert (ids["harbour"], "accounting_word") in codes(app, ids["ben"])


def test_changes_that_are_not_those_shown_are_not_applied(app, carla, ids):
    page = upload(carla, edited(downloaded(carla), recode()))
    upload(carla, edited(downloaded(carla), recode("HARBOUR")))
    _said, after = apply(carla, page)
    assert "changed since they were shown" in words(after)
    assert {project for project, _ in codes(app, ids["ben"])} == {None}


def test_refused_codes_come_with_row_column_and_the_nearest(carla):
    def edit(rows):
        recode("DEPTO", most=1)(rows)
        recode("HARBOUR", who="Ana", most=1, correct_task="=1+1", day="2020-01-01")(rows)
        return rows

    shown = words(upload(carla, edited(downloaded(carla), edit)))
    assert "correct_project There is no project “DEPTO”. DEPOT" in shown
    # A formula is what it came to, and this one was never computed: no task.
    assert "HARBOUR / 10 → HARBOUR" in shown
    assert "is ignored (row" in shown


def test_p37_what_is_locked_is_refused_and_not_offered(app, carla, ids):
    content = edited(downloaded(carla), recode(who="Ana"))
    for step in ("submit", "approve", "lock"):
        post(carla, f"/closing/{FIRST}/{step}", person=[ids["ana"]])
    shown = words(upload(carla, content))
    assert "pay period is closed" in shown
    assert "Nothing in it can be applied" in shown
    book = openpyxl.load_workbook(io.BytesIO(downloaded(carla)))
    assert {cell.value for cell in book[SHEET]["B"][1:]} == {"Ben O’Dea"}


def test_of_a_night_that_began_in_a_closed_period_only_the_open_part_is_corrected(
    app, carla, ids, monkeypatch
):
    sunday, monday = FIRST + timedelta(days=13), FIRST + timedelta(days=14)
    crew.press(app, ids["ana"], "in", sunday, "22:00")
    crew.press(app, ids["ana"], "out", monday, "05:30")
    with app.app_context():
        deriving.rebuild()
    for step in ("submit", "approve", "lock"):
        post(carla, f"/closing/{FIRST}/{step}", person=[ids["ana"]])
    monkeypatch.setattr(sys.modules[__name__], "PAGE", f"/corrections/{monday}")
    content = edited(downloaded(carla), recode(who="Ana"))
    _said, after = apply(carla, upload(carla, content))
    assert "1 line corrected." in words(after)
    line = correctable.lines.c
    with app.app_context(), read() as tx:
        (word,) = facts.answers_between(tx, ids["ana"])
        assert word.start == crew.instant(monday, "00:00")
        assert deriving.check() == []
        near = (line.person_id == ids["ana"], line.day >= sunday)
        rows = tx.execute(select(line.day, line.project_id).where(*near))
        assert set(map(tuple, rows)) == {(sunday, ids["harbour"]), (monday, ids["depot"])}


def test_what_an_earlier_version_kept_is_said_plainly_and_can_be_sent_again(carla, settings):
    content = edited(downloaded(carla), recode())
    assert "Apply 4 changes" in words(upload(carla, content))
    (kept,) = (settings.data_folder / "uploads").glob("*.json")
    kept.write_text('["0", "2026-11-09"]\n["of", "another", "shape", "than", "now"]\n')
    shown = carla.get(PAGE)
    assert shown.status_code == 200
    assert "kept by an earlier version of the program" in words(shown)
    assert "Apply 4 changes" in words(upload(carla, content))


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


STRANGERS = (
    b"no zip at all",
    zipped(),
    zipped(xl__workbook=b"<x/>"),
    zipped(xl__workbook=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
    zipped(xl__worksheets__sheet1=b" " * 23_000_000),
    zipped(**{f"part{n}": b"" for n in range(300)}),
    saved(openpyxl.Workbook()),
    zipped(nested=zipped(nested=zipped(nested=b" " * 9_000_000))),
    b"line,revision,period,correct_project,correct_task\n" + b"x" * 900_000,
)


def test_p26_what_is_no_workbook_of_ours_is_refused_and_kept_nowhere(carla, settings):
    for content in STRANGERS:
        page = upload(carla, content)
        assert page.status_code == 200
        assert re.search("neither a workbook|larger than|Nothing in this file", words(page))
        assert "What your file would change" not in words(page)
        assert not [path for path in settings.data_folder.glob("uploads/*") if path.is_file()]


def test_a_workbook_of_another_period_is_refused(carla):
    content = downloaded(carla)
    said = {"csrf_token": crew.token_in(carla.get("/account").text)}
    said["file"] = (io.BytesIO(content), "lines.xlsx")
    page = carla.post("/corrections/2026-11-23/upload", data=said, follow_redirects=True)
    assert "begins on 2026-11-09" in words(page)


def test_only_accounting_corrects_by_workbook_and_nobody_his_own_hours(app, ana, carla, ids):
    assert ana.get(PAGE).status_code == 403
    crew.press(app, ids["carla"], "in", FIRST, "08:00")
    crew.press(app, ids["carla"], "out", FIRST, "12:00")
    with app.app_context():
        deriving.rebuild()
    assert b"Carla" not in zipfile.ZipFile(io.BytesIO(downloaded(carla))).read(
        "xl/worksheets/sheet3.xml"
    )


def test_a_pattern_becomes_a_rule_by_the_form_of_rules(app, carla, ids):
    both = signin.signed_in(app, "dora", "accounting", "admin")
    content = edited(downloaded(both), recode("HARBOUR", who="Ana", correct_task=""))
    assert "Make it a rule?" not in upload(carla, content).text
    page = upload(both, content).text
    address = html.unescape(re.search(r'href="(/admin/rules/new[^"]+)"', page)[1])
    form = both.get(address).text
    assert 'value="HARBOUR"' in form
    assert 'value="P-001"' in form
    assert re.search(rf'<input[^>]*checked[^>]*name="teams"[^>]*value="{ids["framing"]}"', form)


def test_what_is_corrected_teaches_the_learner(app, carla, ids):
    apply(carla, upload(carla, edited(downloaded(carla), recode("DEPOT", most=3))))
    with app.app_context():
        deriving.rebuild()
        with read() as tx:
            found = correctable.of_period(tx, Selection(FIRST, FIRST + timedelta(days=13)))
    rest = [row for row, _ in found if row.person_id == ids["ben"] and "word" not in row.source]
    assert [row.project_id or row.likely_project_id for row in rest] == [ids["depot"]]
