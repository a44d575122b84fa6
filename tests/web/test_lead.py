"""The crew page of today: who is in, late, forgot to clock out, or is off."""

import pytest

from tests.support import crew
from timesheet.core.model import RosterShift
from timesheet.core.pay.declared import Declaration, Says
from timesheet.store import declarations, rosters, staff
from timesheet.store.db import write

TODAY = crew.date(2026, 11, 16)
NINE = "2026-11-16 09:00:00"
"""By the wall clock of the company."""


@pytest.fixture
def lead(app, ids, clock):
    """Let Carla lead Ana's crew, and Ana be planned for eight."""
    start, end = crew.instant(TODAY, "08:00"), crew.instant(TODAY, "16:00")
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker", "lead"})
        staff.set_leads(tx, ids["framing"], {ids["carla"]})
        rosters.add_shifts(tx, [RosterShift(0, ids["ana"], start, end)], 0)
    clock.show(NINE)
    client = app.test_client()
    crew.sign_in(client, "carla")
    return client


def test_who_is_planned_and_has_not_come_is_late_until_he_comes(app, lead, ids):
    assert "late, planned for" in lead.get("/crew/").text
    crew.press(app, ids["ana"], "in", TODAY, "08:40")
    page = lead.get("/crew/").text
    assert "late" not in page
    assert "in since" in page


def test_an_in_of_yesterday_that_nobody_ended_is_said_to_be_forgotten(app, lead, ids):
    crew.press(app, ids["ana"], "in", crew.date(2026, 11, 15), "08:00")
    assert "no clock-out since" in lead.get("/crew/").text


def test_leave_that_was_approved_or_taken_back_counts_as_it_stands(app, lead, ids):
    leave = Declaration(0, ids["ana"], Says.LEAVE, TODAY, TODAY, ids["carla"], 0, name="VAC")
    with app.app_context(), write() as tx:
        key = declarations.put(tx, leave)
    page = lead.get("/crew/").text
    assert "on leave" in page
    assert "late" not in page
    gone = Declaration(
        0, ids["ana"], Says.WITHDRAWN, TODAY, TODAY, ids["carla"], 0, name="VAC", about=key
    )
    with app.app_context(), write() as tx:
        declarations.put(tx, gone)
    assert "late, planned for" in lead.get("/crew/").text


def test_another_day_says_nothing_of_now(lead):
    page = lead.get("/crew/?day=2026-11-13").text
    assert "late" not in page
    assert "expected" not in page
