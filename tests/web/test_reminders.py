"""Reminders on the worker's pages: what they say, and that one tap stops them."""

from datetime import timedelta

import pytest

from tests.support import crew
from tests.threats.walking import statements
from timesheet import now
from timesheet.actions import deriving, reminding
from timesheet.store import reminders
from timesheet.store.db import write
from timesheet.store.reminders import Policy

LAST_WEEK = crew.MONDAY


@pytest.fixture
def reminded(app, ids, clock):
    """Let Ana and Ben work for a week, forget to clock out on Monday, and be reminded."""
    crew.work(app, ids, LAST_WEEK)
    for who in ("ana", "ben"):
        crew.press(app, ids[who], "in", LAST_WEEK + timedelta(days=7), "08:00")
    clock.show("2026-11-16 17:20:00")
    with app.app_context():
        deriving.rebuild()
        with write() as tx:
            reminders.set_policy(tx, Policy())
        reminding.sweep(now.utc(), lambda done, total: None)


def test_the_clock_page_says_what_was_forgotten_and_why_and_one_tap_stops_it(ana, reminded):
    page = ana.get("/").text
    assert "Did you forget to clock out?" in page
    assert "You usually leave around 16:30." in page
    assert "Some hours of the week of Monday, November 9, 2026 have nobody’s word yet." in page
    stop = {"csrf_token": crew.token_in(page), "cause": "clock_out"}
    answer = ana.post("/reminders/stop", data=stop)
    assert (answer.status_code, answer.location) == (303, "/")
    page = ana.get("/").text
    assert "Did you forget to clock out?" not in page
    assert "Is your last week right?" in page
    assert ana.post("/reminders/stop", data={**stop, "cause": "x"}).status_code == 404


def test_a_colleague_sees_nothing_of_it(carla, reminded):
    assert "Did you forget" not in carla.get("/").text


def test_a_page_of_somebody_without_reminders_asks_little(app, ana, ids):
    ana.get("/")
    with statements(app) as sent:
        ana.get("/")
    assert sum("reminder" in one for one in sent) == 1
