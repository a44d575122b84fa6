"""Switch job: the three likeliest codes are one tap each, on the page and without a network."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_offline import big, settled
from tests.support import crew, outage
from tests.support.browser import LOOKS, PHONE, assert_accessible
from timesheet import now
from timesheet.actions import deriving, punching
from timesheet.actions.punching import Press
from timesheet.core import calendar
from timesheet.store import facts
from timesheet.store.db import add, read, write
from timesheet.store.tables import Project

pytestmark = [pytest.mark.browser, LOOKS]
YARDS = ("Depot yard", "Quay wall", "Sluice gate", "Tram shed")


@pytest.fixture
def jobs(app, ids):
    """Let Ana work on four jobs last week, less on each than on the one before; return ids."""
    before = calendar.day_of(now.utc(), crew.ZONE) - timedelta(days=7)
    with app.app_context(), write() as tx:
        keys = [
            add(tx, Project.__table__, {"code": f"Y{n}", "name": name,
                                        "attestation_required": False})
            for n, name in enumerate(YARDS)
        ]  # fmt: skip
    at = crew.instant(before, "07:00")
    for hours, key in zip((5, 4, 3, 2), keys, strict=True):
        crossed(app, ids["ana"], "in" if key == keys[0] else "transfer", at, key)
        at += hours * 3600
    crossed(app, ids["ana"], "out", at, None)
    with app.app_context():
        deriving.rebuild()
    return dict(zip(YARDS, keys, strict=True))


def crossed(app, person, intent, at, project):
    press = {"person": person, "uuid": f"{intent}-{at}", "intent": intent, "zone": crew.ZONE}
    with app.app_context():
        punching.record(
            Press(**press, received_us=at * 1_000_000, actor=person, project=project)
        )  # fmt: skip


def codes(app, person):
    """Return the latest punches of a person with the project of each, in order of time."""
    with app.app_context(), read() as tx:
        punches = facts.punches_of(tx, person)
    return [(str(p.kind), p.code.project if p.code else None) for p in punches][5:]


def switch(page):
    return page.get_by_role("region", name="Switch job")


def test_the_three_likeliest_are_one_tap_each(app, ids, jobs, signed_in):
    page = signed_in("ana", "/", PHONE)
    expect(switch(page)).to_have_count(0)
    big(page, "Clock in").click()
    expect(page.get_by_role("status")).to_contain_text("Clocked in")
    chips = switch(page).get_by_role("button")
    expect(chips).to_have_text(list(YARDS[:3]))
    expect(chips.nth(1)).to_be_enabled()
    heights = chips.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 44
    assert_accessible(page)
    chips.nth(1).click()
    expect(page.get_by_role("status")).to_contain_text("Quay wall")
    # What he is on now is no choice any more.
    expect(chips).to_have_text(["Depot yard", "Sluice gate", "Tram shed"])
    assert codes(app, ids["ana"]) == [("in", None), ("transfer", jobs["Quay wall"])]


def test_a_job_is_switched_without_a_network_and_arrives_as_it_was_pressed(
    app, ids, jobs, signed_in
):
    page = signed_in("ana", "/", PHONE, service_workers="allow")
    outage.kept(page)
    page.context.set_offline(True)
    page.goto("/")
    expect(switch(page)).to_have_count(0)
    big(page, "Clock in").click()
    expect(page.locator("#waiting")).to_contain_text("1 waiting")
    chip = switch(page).get_by_role("button", name="Sluice gate")
    expect(chip).to_be_enabled()
    chip.click()
    expect(page.locator("#waiting")).to_contain_text("2 waiting")
    page.goto("/")
    expect(switch(page)).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    assert settled(page, app, ids["ana"], 7)[-2:] == ["in", "transfer"]
    assert codes(app, ids["ana"])[-1] == ("transfer", jobs["Sluice gate"])
