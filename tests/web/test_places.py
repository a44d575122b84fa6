"""Posters of sites, and hours from a sheet of paper."""

import pytest
from sqlalchemy import text

from tests.support.signin import add_person, signed_in, token
from timesheet import now
from timesheet.store.db import read, write

NOON = 1_795_435_200  # 2026-11-23 12:00 UTC


@pytest.fixture
def at(monkeypatch):
    standing = {"at": NOON}
    monkeypatch.setattr(now, "utc", lambda: standing["at"])
    monkeypatch.setattr(now, "utc_micros", lambda: standing["at"] * 1_000_000)
    return standing


@pytest.fixture
def pier(app):
    with app.app_context(), write() as tx:
        tx.execute(text("INSERT INTO site (id, name, zone) VALUES (7, 'Pier', 'UTC')"))
    return 7


def address(app, site):
    admin = signed_in(app, "boss", "admin")
    page = admin.get(f"/admin/sites/{site}/poster").text
    assert "<svg" in page
    return page.split("http://localhost")[1].split("<")[0]


def punches(app, columns):
    with app.app_context(), read() as tx:
        return [tuple(row) for row in tx.execute(text(f"SELECT {columns} FROM punch ORDER BY id"))]


def press(client, key, intent):
    csrf = token(client.get("/").text)
    sent = {"uuid": f"uuid-{key:08}", "intent": intent, "csrf_token": csrf}
    return client.post("/punch", data=sent)


def test_a_poster_is_evidence_for_ten_minutes(app, at, pier):
    path = address(app, pier)
    ann = signed_in(app, "ann")
    answer = ann.get(path)
    assert answer.headers["Location"] == "/"
    assert "You are at Pier." in ann.get("/").text
    press(ann, 1, "in")
    at["at"] += 700
    press(ann, 2, "out")
    assert punches(app, "kind, site_id") == [("in", 7), ("out", None)]


@pytest.mark.parametrize("said", ["7", "7-", "7-abcdefabcdef", "8-{good}", "x-y", "9" * 30])
def test_a_poster_that_we_did_not_make_is_none(app, at, pier, said):
    good = address(app, pier).rpartition("-")[2]
    ann = signed_in(app, "ann")
    assert ann.get(f"/at/{said.format(good=good)}").status_code == 404
    press(ann, 1, "in")
    assert punches(app, "site_id") == [(None,)]


def enter(client, sheet):
    csrf = token(client.get("/paper").text)
    return client.post("/paper/lines", data={"sheet": sheet, "csrf_token": csrf})


def test_a_paper_sheet_adds_its_hours_once(app, at, pier):
    add_person(app, "ann")
    carla = signed_in(app, "carla", "accounting")
    assert "Ann" in carla.get("/paper").text
    sheet = "ann\t2026-11-20\t8:00\t16:30\tPier\nann\t2026-11-21\t22:00\t6:00\n"
    for added in (2, 0):
        assert enter(carla, sheet).status_code == 303
        assert f"{added} entries added" in carla.get("/paper").text
    with app.app_context(), read() as tx:
        seconds = "SELECT SUM(seconds) FROM shift"
        assert tx.execute(text(seconds)).scalar() == 16.5 * 3600
        reasons = tx.execute(text("SELECT DISTINCT reason FROM correction")).scalars()
        assert list(reasons) == ["from a paper sheet"]


def test_a_sheet_with_a_mistake_adds_nothing_and_names_it(app, at, pier):
    add_person(app, "ann")
    carla = signed_in(app, "carla", "accounting")
    good = "ann\t2026-11-20\t8:00\t16:30\n"
    for wrong, said in (
        ("bob\t2026-11-20\t8:00\t16:30", "bob"),
        ("ann\t2026-11-23\t10:00\t18:00", "still to come"),
        ("ann\t2026-13-20\t8:00\t16:30", "2026-13-20"),
        ("ann\t2026-11-20\t8:00\t16:30\tQuay", "Quay"),
    ):
        answer = enter(carla, good + wrong)
        assert answer.status_code == 422
        assert said in answer.text
        assert "ann\t2026-11-20" in answer.text
    with app.app_context(), read() as tx:
        assert tx.execute(text("SELECT COUNT(*) FROM correction")).scalar() == 0


def test_workers_enter_no_paper_sheets(app, at):
    assert signed_in(app, "ann", "worker", "lead").get("/paper").status_code == 403
