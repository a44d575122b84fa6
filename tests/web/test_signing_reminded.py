"""Who has a declaration to sign is told once, on his own page, one tap from it."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.support import crew, signin
from tests.support.crew import post, words
from tests.web.test_certifying import AWARD, MONTH, page_of, signed
from timesheet.actions import reminding
from timesheet.store import migrate, reminders, staff
from timesheet.store.base import table_of
from timesheet.store.db import db, read, write
from timesheet.store.reminders import Policy
from timesheet.store.tables import ReminderRow

ASKED = "Your signature is wanted. It is about November 2026."
ONLY = Policy(clock_in=False, clock_out=False, question=False, week=False)


@pytest.fixture
def ids(app, ids, clock):
    """Let two people work in November, of whom Ana's hours are an award's."""
    crew.work(app, ids)
    clock.show("2026-12-01 09:00:00")
    with app.app_context(), write() as tx:
        reminders.set_policy(tx, ONLY)
    return ids


@pytest.fixture
def lena(app, ids):
    lead = signin.add_person(app, "lena", "lead", zone=crew.ZONE)
    with app.app_context(), write() as tx:
        staff.set_leads(tx, ids["framing"], {lead.id})
    client = app.test_client()
    signin.sign_in(client, "lena")
    return client


def sweep(app, wall="09:00", day=date(2026, 12, 1)):
    with app.app_context():
        return reminding.sweep(crew.instant(day, wall), lambda done, total: None)


def test_the_worker_and_his_lead_are_told_once_and_sign_with_a_tap(app, ana, carla, lena, ids):
    assert sweep(app) == 0
    post(carla, "/forms/us-effort/values", **AWARD)
    assert (sweep(app, "06:59"), sweep(app, "20:00", date(2026, 11, 30))) == (0, 0)
    assert (sweep(app), sweep(app, "09:10")) == (2, 0)
    for client in (ana, lena):
        page = client.get("/", follow_redirects=True)
        assert ASKED in words(page)
        assert 'href="/declarations/next"' in page.text
        answer = client.get("/declarations/next")
        assert answer.headers["Location"] == page_of(ids["ana"])
    signed(ana, ids["ana"])
    assert ASKED not in words(ana.get("/"))
    # One signature is enough for effort, so nothing is left for whoever leads her.
    assert ASKED not in words(lena.get("/crew/"))
    assert ana.get("/declarations/next").headers["Location"] == "/declarations"


def test_where_both_sign_each_is_asked_for_his_own(app, ana, carla, lena, ids):
    said = {"eu_number|HARBOUR": "101000000", "category|P-001": "SC1"}
    post(carla, "/forms/horizon-europe/values", **said)
    assert sweep(app) == 2
    address = ana.get("/declarations/next").headers["Location"]
    assert address == f"/declarations/horizon-europe/{MONTH}/{ids['ana']}"
    page = ana.get(address).text
    digest = page.split('name="sha256" value="')[1].split('"')[0]
    post(ana, f"{address}/sign", sha256=digest)
    assert ASKED not in words(ana.get("/"))
    assert ASKED in words(lena.get("/crew/"))


def test_who_stops_it_is_told_no_more_and_admins_may_switch_it_off(app, ana, carla, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    sweep(app)
    post(ana, "/reminders/stop", cause="sign")
    assert ASKED not in words(ana.get("/"))
    with app.app_context(), write() as tx:
        reminders.set_policy(tx, crew.SILENT)
        tx.execute(text("DELETE FROM reminder_choice"))
    assert sweep(app, "10:00") == 0
    assert ASKED not in words(ana.get("/"))


def test_reminders_given_survive_the_way_to_the_schema_before_and_back(app, ana, carla, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    sweep(app)
    rows = table_of(ReminderRow)
    with app.app_context():
        with write() as tx:
            values = {"person_id": ids["ben"], "cause": "week", "about": 1, "why": "",
                      "expected": 1, "until": 2, "made_at": 1}  # fmt: skip
            tx.execute(rows.insert().values(values))
        db.engine.dispose()
        migrate.downgrade("0038")
        migrate.upgrade()
        with read() as tx:
            kept = tx.execute(select(rows.c.cause, rows.c.about).order_by(rows.c.id)).all()
            assert reminders.policy(tx).sign
        assert [tuple(row) for row in kept] == [("week", 1)]
        for change in ("UPDATE reminder SET about = 3", "DELETE FROM reminder"):
            with pytest.raises(DBAPIError, match="facts are only ever added"), write() as tx:
                tx.execute(text(change))
    assert sweep(app, "10:00") == 1
