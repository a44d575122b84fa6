"""Exceptions and their fixes: listed for who may mend them, looked at, made, taken back."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from tests.support import crew
from timesheet.actions import deriving, fixing
from timesheet.core.pay.policy import Policy
from timesheet.store import issues as stored
from timesheet.store import policies, staff
from timesheet.store.db import add, is_sqlite, read, write
from timesheet.store.derived import issues, pay_lines
from timesheet.store.selection import Selection
from timesheet.store.tables import Team, TeamLead

OPEN = "SELECT 1 FROM shift WHERE shift.is_open AND shift.open_since BETWEEN 1 AND 9"
UNVOIDED = (
    "SELECT 1 FROM correction c WHERE NOT EXISTS"
    " (SELECT 1 FROM correction later WHERE later.added_id = c.id)"
)
WEDNESDAY = crew.MONDAY + timedelta(days=2)


@pytest.fixture
def ids(app, ids):
    rules = {"overtime": {"weekly": [{"over_h": 33, "mult": "1.5"}], "needs_approval": True}}
    with app.app_context(), write() as tx:
        policies.add_pay_policy(
            tx, code="own", name="own", effective_from=date(2026, 1, 1), team=None, person=None,
            document=json.dumps(Policy.from_dict(rules).to_dict()), at=0, by=None,
        )  # fmt: skip
        ids["yard"] = add(tx, Team.__table__, {"name": "Yard"})
        staff.join(tx, ids["ben"], ids["yard"], date(2026, 1, 1))
        staff.set_roles(tx, ids["ana"], {"worker", "lead"})
        add(tx, TeamLead.__table__, {"team_id": ids["yard"], "person_id": ids["ana"]})
    crew.work(app, ids)
    return ids


def texts(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def found(client, query=""):
    return client.get(f"/exceptions/2026-11-09{query}").text


def address(page, code):
    return re.search(rf'href="(/exceptions/\d+/\d+/{code})"', page).group(1)


def send(client, path, **values):
    token = crew.token_in(client.get("/exceptions").text)
    return client.post(path, data={"csrf_token": token, **values})


def paid(app, person):
    with app.app_context(), read() as tx:
        query = select(pay_lines.c.seconds).where(pay_lines.c.person_id == person)
        assert deriving.check() == []
        return sum(tx.execute(query).scalars())


def unsettled(app):
    with app.app_context(), read() as tx:
        query = select(issues.c.code, issues.c.person_id).where(issues.c.settled_id.is_(None))
        return sorted(tuple(row) for row in tx.execute(query))


def test_accounting_sees_all_but_its_own_and_a_lead_his_crew(app, carla, ana, ids):
    shown = texts(found(carla))
    assert re.search(
        r"Clock-out missing 1 Ben O’Dea · .*?Clocked in, and not out\. Look and fix", shown
    )
    assert "Ben O’Dea · Wed, Nov 11, 06:55" in shown
    assert "Ana Ruiz" in shown
    mine = texts(found(ana))
    assert "Ben O’Dea" in mine
    assert "Ana Ruiz ·" not in mine
    assert texts(found(carla, "?code=missing_out&severity=block&q=ben")).count("Look and fix") == 1
    assert "Nothing to fix" in texts(found(carla, "?q=zoe"))


def test_exceptions_of_a_kind_stand_together_and_mere_notes_are_folded(carla):
    page = found(carla)
    kinds = re.findall(r'<details class="card kind"( open)?>(.*?)</details>', page, re.DOTALL)
    said = {re.search("<strong>(.*?)</strong>", each)[1]: bool(is_open) for is_open, each in kinds}
    assert next(iter(said)) == "Clock-out missing"
    assert said["Clock-out missing"]
    for is_open, each in kinds:
        assert bool(is_open) == ("badge block" in each or "badge warn" in each)
        assert int(re.search(r'"quiet">(\d+)', each)[1]) == each.count("Look and fix")
    only = found(carla, "?severity=info")
    assert only.count('<details class="card kind" open>') == only.count('<details class="card kind')


def test_exceptions_speak_the_language_of_the_page(carla):
    shown = texts(carla.get("/exceptions/2026-11-09", headers={"Accept-Language": "de"}).text)
    assert "Gehen fehlt" in shown
    assert "Gekommen, aber nicht gegangen." in shown
    assert "Clocked in" not in shown


def test_a_worker_has_no_such_page(app, ids):
    client = app.test_client()
    crew.sign_in(client, "ben")
    assert client.get("/exceptions").status_code == 403


def test_a_missing_out_is_added_at_a_time_of_ones_own_and_taken_back(app, carla, ids):
    where = address(found(carla), "missing_out")
    shown = texts(carla.get(f"{where}?time=15:00").text)
    assert "Clocked out at 15:00 your time" in shown
    assert "34 h 00 → 42 h 05" in shown
    value = re.search(r'value="(add_out:\d+)"', carla.get(f"{where}?time=15:00").text).group(1)
    assert send(carla, where, fix=value, reason="he says so").location == "/exceptions/2026-11-11"
    assert paid(app, ids["ben"]) == 42 * 3600 + 300
    assert ("missing_out", ids["ben"]) not in unsettled(app)
    undo = re.search(r'action="(/exceptions/undo/punch/\d+)"', found(carla)).group(1)
    send(carla, undo, reason="he was wrong")
    assert paid(app, ids["ben"]) == 34 * 3600
    assert ("missing_out", ids["ben"]) in unsettled(app)
    assert send(carla, undo, reason="he was wrong").status_code == 404


def test_what_cannot_be_is_refused_in_words(carla, ids):
    where = address(found(carla), "missing_out")
    assert "Say a time" in texts(carla.get(f"{where}?time=soon").text)
    at = int(where.split("/")[3])
    for fix, reason, said in (
        (f"add_out:{at - 60}", "because", "An out comes after its in."),
        (f"add_out:{at + 90_000}", "because", "too far from the punch"),
        ("add_out", "because", "Say when."),
        ("approve", "because", "Choose one of the fixes."),
        ("accept", "x", "Say why"),
    ):
        send(carla, where, fix=fix, reason=reason)
        assert said in texts(carla.get("/exceptions").text), said


def test_an_approval_and_an_acceptance_outlive_a_rebuild_until_taken_back(app, ana, carla, ids):
    before = unsettled(app)
    send(ana, address(found(ana), "unapproved_overtime"), fix="approve", reason="the storm")
    send(ana, address(found(ana), "missing_out"), fix="accept", reason="paid in cash")
    with app.app_context():
        deriving.rebuild()
    assert [code for code, person in unsettled(app) if person == ids["ben"]] == []
    page = texts(found(carla))
    assert "Ana Ruiz: the storm" in page
    assert "Ana Ruiz: paid in cash" in page
    for undo in re.findall(r'action="(/exceptions/undo/declaration/\d+)"', found(carla)):
        assert send(carla, undo, reason="not agreed").status_code == 303
    assert unsettled(app) == before


def test_nobody_fixes_his_own_or_a_strangers(app, ana, carla, ids):
    own = address(found(carla), "unapproved_overtime")
    his = f"/exceptions/{ids['ana']}/"
    path = own if own.startswith(his) else address(found(carla, "?q=ana"), "unapproved_overtime")
    assert path.startswith(his)
    assert ana.get(path).status_code == 404
    assert send(ana, path, fix="approve", reason="my own").status_code == 404
    assert carla.get(f"/exceptions/{ids['ben']}/99999999999999999/late").status_code == 404
    assert carla.get("/exceptions/9999-12-31").status_code == 404


def test_the_database_picks_the_worst_and_what_was_looked_for(app, carla, ids, monkeypatch):
    monkeypatch.setattr(fixing, "MOST", 1)
    page = found(carla)
    number = int(re.search(r"(\d+) open", texts(page))[1])
    assert number > 1
    assert page.count("Look and fix") == 1
    assert f"1 of {number}. Narrow the filter" in texts(page)
    assert "must be settled" in page
    codes = re.findall(r'<option value="([a-z_]+)">', page[page.index('name="code"') :])
    assert {"missing_out", "unapproved_overtime"} <= set(codes)
    for query, there in (
        ("?code=missing_out", 1),
        ("?code=missing_out&severity=info", 0),
        ("?q=O’DEA&code=missing_out", 1),
        ("?q=ruiz&code=missing_out", 0),
        ("?q=nobody+of+that+name", 0),
    ):
        narrowed = found(carla, query)
        assert narrowed.count("Look and fix") == there, query
        assert f"{number} open" in texts(narrowed)


def test_of_what_was_fixed_as_many_are_shown_as_fit(app, carla, ids, monkeypatch):
    monkeypatch.setattr(fixing, "MOST", 1)
    for _ in range(2):
        page = carla.get("/exceptions/2026-11-09?code=unapproved_overtime").text
        send(carla, address(page, "unapproved_overtime"), fix="approve", reason="all of it agreed")
        page = carla.get("/exceptions/2026-11-09?code=missing_out").text
        if "missing_out" in page and "Look and fix" in page:
            send(carla, address(page, "missing_out"), fix="accept", reason="was on the phone")
    page = found(carla)
    assert page.count("Take it back") == 1
    assert re.search(r"1 of [2-9]\. Narrow the filter", texts(page))
    assert "Take it back" not in found(carla, "?q=nobody+of+that+name")


def test_open_shifts_and_added_punches_are_found_by_their_indexes(app, ids):
    days = Selection(crew.MONDAY, crew.MONDAY + timedelta(days=13), now=1 << 32)
    with app.app_context(), read() as tx:
        assert len(stored.issue_counts(tx, days)) > 0
        if not is_sqlite(tx):
            return
        plans = [
            " ".join(str(row) for row in tx.execute(text(f"EXPLAIN QUERY PLAN {query}")))
            for query in (OPEN, UNVOIDED)
        ]
    assert "ix_shift_open" in plans[0]
    assert "ix_correction_added_id" in plans[1]
