"""The crew page on a phone: who is late, who forgot, who is off; a day approved with one tap."""

import pytest
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import LOOKS, PHONE, assert_accessible
from timesheet import now
from timesheet.actions import corrections, deriving, own_facts
from timesheet.actions.corrections import Said
from timesheet.core import calendar
from timesheet.core.model import HOUR, RosterShift
from timesheet.store import rosters, staff
from timesheet.store.db import add, write
from timesheet.store.tables import Membership

pytestmark = pytest.mark.browser


@pytest.fixture
def led(app, ids):
    """Let Carla lead Ana, who is late for a shift, and Ben, who forgot to clock out days ago."""
    at = now.utc()
    today = calendar.day_of(at, crew.ZONE)
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker", "lead"})
        staff.set_leads(tx, ids["framing"], {ids["carla"]})
        values = {"person_id": ids["ben"], "team_id": ids["framing"]}
        add(tx, Membership.__table__, {**values, "valid_from": crew.date(2026, 1, 1)})
        plan = RosterShift(0, ids["ana"], at - HOUR, at + HOUR)
        rosters.add_shifts(tx, [plan], 0)
    crew.press(app, ids["ben"], "in", today - crew.timedelta(days=2), "07:00")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_needs_the_lead_stands_first_and_in_nobodys_way(led, signed_in, scheme):
    page = signed_in("carla", "/crew/", PHONE, color_scheme=scheme)
    first, second = page.locator(".timeline > li").all_inner_texts()
    assert "Ben" in first
    assert "no clock-out since" in first
    assert "Ana" in second
    assert "late, planned for" in second
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert_accessible(page)


@pytest.fixture
def crew_of_two(app, ids):
    """Let Carla lead Ana and Ben, who worked yesterday and the day before."""
    today = calendar.day_of(now.utc(), crew.ZONE)
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker", "lead"})
        staff.set_leads(tx, ids["framing"], {ids["carla"]})
        values = {"person_id": ids["ben"], "team_id": ids["framing"]}
        add(tx, Membership.__table__, {**values, "valid_from": crew.date(2026, 1, 1)})
    for before in (2, 1):
        for who in ("ana", "ben"):
            for intent, time in (("in", "08:00"), ("out", "16:00")):
                crew.press(app, ids[who], intent, today - crew.timedelta(days=before), time)
    with app.app_context():
        deriving.rebuild()
    return today - crew.timedelta(days=1)


@LOOKS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_day_is_approved_with_one_tap_and_what_changed_since_is_said(
    app, ids, crew_of_two, signed_in, scheme
):
    page = signed_in("carla", f"/crew/?day={crew_of_two}", PHONE, color_scheme=scheme)
    tap = page.get_by_role("button", name="2 people · 16 h 00")
    assert tap.bounding_box()["height"] >= 64
    tap.click()
    expect(page.get_by_role("status")).to_contain_text("Approved: 2 people, 16 h 00")
    with app.app_context():
        out = own_facts.week_facts(ids["ana"], crew_of_two).punches[1]
        said = Said(ids["ana"], ids["ana"], "stayed on", now.utc())
        corrections.move(said, out.id, out.at + HOUR)
    page.goto("/crew/")
    page.get_by_role("link", name="changed").click()
    row = page.get_by_role("listitem").filter(has_text="Ana Ruiz").first
    expect(row).to_contain_text("clock-out 16:00 → 17:00")
    expect(row).to_contain_text("by Ana Ruiz")
    assert_accessible(page)
    page.get_by_role("link", name="The whole week").click()
    expect(page.get_by_role("heading", name="Approve the week")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert_accessible(page)
