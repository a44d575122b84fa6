"""The crew page on a phone: who is late, who forgot, who is off."""

import pytest

from tests.support import crew
from tests.support.browser import PHONE, assert_accessible
from timesheet import now
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
