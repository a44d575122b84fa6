"""Corrections as CSV, with cost centers, and as jobs where they are many."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.web.test_corrections import (
    FIRST,
    PAGE,
    codes,
    downloaded,
    edited,
    hidden,
    post,
    recode,
    upload,
    words,
)
from tests.web.test_corrections import ids as ids  # noqa: PLC0414  (a fixture)
from timesheet import jobs, now
from timesheet.actions import correcting, correcting_later, deriving
from timesheet.store import audit, correctable
from timesheet.store import jobs as rows
from timesheet.store.db import add, read, write
from timesheet.store.selection import Selection
from timesheet.store.tables import CostCenter


@pytest.fixture
def centers(app, ids):
    with app.app_context(), write() as tx:
        return {
            code: add(tx, CostCenter.__table__, {"code": code, "name": code})
            for code in ("100", "200-A")
        }


def as_csv(client, dialect, edit):
    """Return the lines as a CSV of a dialect, with its rows as a function leaves them."""
    with client.get(f"{PAGE}/lines.csv?dialect={dialect}") as answer:
        text = answer.data.decode("utf-8-sig")
    separator = ";" if dialect == "de" else ","
    read_rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    said, out = edit(list(read_rows)), io.StringIO(newline="")
    writer = csv.DictWriter(out, read_rows.fieldnames, delimiter=separator, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(said)
    return out.getvalue().encode("cp1252")


def stamp_of(page):
    return hidden(page.text[page.text.index(f"{PAGE}/apply") :], "stamp")


@pytest.mark.parametrize("dialect", ["us", "de", "iso"])
def test_a27_as_csv_of_any_dialect_it_says_the_same_as_a_workbook(carla, ids, dialect):
    plain = upload(carla, edited(downloaded(carla), recode()))
    said = upload(carla, as_csv(carla, dialect, recode()), "lines.csv")
    assert stamp_of(said) == stamp_of(plain)
    assert "ignored" not in words(said)


def centered(app, person):
    with app.app_context(), read() as tx:
        found = correctable.of_period(tx, Selection(FIRST, FIRST + timedelta(days=13)))
        return {
            (row.project_id, lines[0].cost_center_id)
            for row, lines in found
            if row.person_id == person
        }


def test_a_cost_center_is_corrected_beside_the_project_or_alone(app, carla, ids, centers):
    content = edited(downloaded(carla), recode("DEPOT", correct_cost_center="100"))
    page = upload(carla, content)
    assert "unallocated → DEPOT · 100 4" in words(page)
    applied(carla, page)
    assert centered(app, ids["ben"]) == {(ids["depot"], centers["100"])}
    alone = recode("", correct_cost_center="200-a")
    page = upload(carla, edited(downloaded(carla), alone))
    assert "DEPOT · 100 → DEPOT · 200-A 4" in words(page)
    applied(carla, page)
    assert centered(app, ids["ben"]) == {(ids["depot"], centers["200-A"])}
    with app.app_context():
        assert deriving.check() == []
    assert "Nothing to do" in words(upload(carla, edited(downloaded(carla), alone)))


def test_a_cost_center_nobody_has_and_a_pay_code_are_refused_with_what_is_right(carla, centers):
    def edit(lines):
        recode(most=1, correct_cost_center="200A")(lines)
        return lines

    shown = words(upload(carla, edited(downloaded(carla), edit)))
    assert "correct_cost_center There is no cost center “200A” now. 200-A" in shown

    def paid(lines):
        return [{**line, "correct_note": "x"} for line in lines]

    content = as_csv(carla, "iso", paid).replace(b"correct_note", b"correct_pay_code", 1)
    assert "The pay code follows from times, leave and the pay policy" in words(
        upload(carla, content, "lines.csv")
    )


def applied(client, page):
    form = page.text[page.text.index(f"{PAGE}/apply") :]
    said = {name: hidden(form, name) for name in ("uuid", "stamp", "lines")}
    return said["uuid"], post(client, f"{PAGE}/apply", **said)


def run(app, settings):
    with app.app_context():
        return jobs.run_all(settings)


def test_many_changes_are_a_job_with_one_undo(app, carla, ids, settings, monkeypatch):
    monkeypatch.setattr(correcting_later, "MANY", 3)
    before = codes(app, ids["ben"])
    uuid, page = applied(carla, upload(carla, edited(downloaded(carla), recode())))
    assert "Corrections are applied" in page.text
    assert codes(app, ids["ben"]) == before
    run(app, settings)
    address = page.request.path
    page = carla.get(address)
    assert f"{PAGE}?undo={uuid}" in page.text
    assert set(codes(app, ids["ben"])) == {(ids["depot"], "accounting_word")}
    with app.app_context():
        assert deriving.check() == []
    assert "Taken back" in words(post(carla, f"{PAGE}/undo", uuid=uuid))
    assert codes(app, ids["ben"]) == before


def test_a_job_killed_after_its_words_were_said_says_them_once(
    app, carla, ids, settings, monkeypatch
):
    monkeypatch.setattr(correcting_later, "MANY", 3)

    class Killed(BaseException):
        """What kill -9 looks like from inside."""

    def killed(_tell):
        raise Killed

    applied(carla, upload(carla, edited(downloaded(carla), recode())))
    with app.app_context():
        whole = deriving.derive_stale
        monkeypatch.setattr(correcting_later.deriving, "derive_stale", killed)
        with pytest.raises(Killed):
            jobs.run_next(settings)
        monkeypatch.setattr(correcting_later.deriving, "derive_stale", whole)
        with write() as tx:
            tx.execute(rows.jobs.update().values(beat_at=now.utc() - rows.SILENCE - 1))
        assert jobs.run_next(settings)
        with read() as tx:
            event = audit.audit.c.event == "corrected"
            said = tx.execute(select(func.count()).select_from(audit.audit).where(event)).scalar()
        assert said == 4
    assert set(codes(app, ids["ben"])) == {(ids["depot"], "accounting_word")}


def test_a_job_cancelled_before_it_begins_changes_nothing(app, carla, ids, settings, monkeypatch):
    monkeypatch.setattr(correcting_later, "MANY", 3)
    before = codes(app, ids["ben"])
    _uuid, page = applied(carla, upload(carla, edited(downloaded(carla), recode())))
    post(carla, f"{page.request.path}/cancel")
    run(app, settings)
    assert codes(app, ids["ben"]) == before
    assert "Apply 4 changes" in words(carla.get(PAGE))


def test_a_large_file_is_read_by_a_job_that_says_what_is_wrong(
    app, carla, ids, settings, monkeypatch
):
    monkeypatch.setattr(correcting, "AT_ONCE_BYTES", 100)
    page = upload(carla, edited(downloaded(carla), recode(most=3)), "mine.xlsx")
    assert "mine.xlsx is read" in page.text
    run(app, settings)
    assert "See what it would change" in carla.get(page.request.path).text
    assert "Apply 3 changes" in words(carla.get(PAGE))
    page = upload(carla, b"line,revision\n" * 99)
    run(app, settings)
    assert "Nothing in this file has the columns" in carla.get(page.request.path).text
    assert "Apply 3 changes" in words(carla.get(PAGE))
    assert sorted(path.suffix for path in settings.data_folder.glob("uploads/*")) == [".json"]
