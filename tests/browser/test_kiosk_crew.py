"""A lead's crew at the tablet, a press taken back, another language; and no server at all."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.browser.test_kiosk import at_gate, kinds, scan  # noqa: F401
from tests.support.browser import PHONE, assert_accessible, pause, stand_still, until
from timesheet import now
from timesheet.actions import kiosk
from timesheet.store import facts
from timesheet.store.db import add, read, write
from timesheet.store.tables import Membership, TeamLead

pytestmark = pytest.mark.browser

KEPT = "caches.open('kiosk-page').then(c => c.keys()).then(all => all.length >= 3)"
READY = f"{KEPT}.then(kept => kept && !!navigator.serviceWorker.controller)"


@pytest.fixture
def lead(app, ids):
    """Ana leads Ben's team."""
    with app.app_context(), write() as tx:
        team = {"team_id": ids["framing"], "person_id": ids["ana"]}
        add(tx, TeamLead.__table__, team)
        tx.execute(text(f"INSERT INTO role_grant (person_id, role) VALUES ({ids['ana']}, 'lead')"))
        row = {"person_id": ids["ben"], "team_id": ids["framing"], "valid_from": date(2026, 1, 1)}
        add(tx, Membership.__table__, row)
    return ids["ana"]


def test_a_lead_clocks_his_crew_with_one_tap_and_takes_it_back(app, ids, lead, at_gate):  # noqa: F811
    stand_still(at_gate)
    scan(at_gate)
    crew = at_gate.get_by_role("button", name="Clock them in")
    expect(crew).to_be_visible()
    assert_accessible(at_gate)
    crew.click()
    expect(at_gate.get_by_text("1 clocked in.")).to_be_visible()
    with app.app_context(), read() as tx:
        rows = [(p.person, str(p.kind), p.actor) for p in facts.punches_of(tx, ids["ben"])]
    assert rows == [(ids["ben"], "in", lead)]
    before = at_gate.locator("[data-stage=done] [data-left]").inner_text()
    at_gate.locator("[data-stage=done]").get_by_role("button", name="More time").click()
    expect(at_gate.locator("[data-stage=done] [data-left]")).not_to_have_text(before)
    at_gate.get_by_role("button", name="Undo").click()
    expect(at_gate.get_by_text("Taken back. Nothing else has changed.")).to_be_visible()
    expect(at_gate.get_by_role("button", name="Undo")).to_be_hidden()
    with app.app_context(), read() as tx:
        (said,) = facts.corrections_of(tx, ids["ben"])
    assert (said.author, said.reason) == (lead, "taken back within five minutes")


def test_one_press_in_another_language(app, at_gate):  # noqa: F811
    stand_still(at_gate)
    german = at_gate.get_by_role("link", name="Deutsch")
    german.click()
    expect(german).to_have_attribute("aria-current", "true")
    assert_accessible(at_gate)
    # In its own language the page stays: in another it would go home when the clock is moved.
    at_gate.goto("/kiosk/")
    pause(at_gate)
    german.click()
    expect(german).to_have_attribute("aria-current", "true")
    scan(at_gate)
    expect(at_gate.get_by_role("button", name="Rückgängig")).to_be_visible()
    assert kinds(app) == ["in"]
    at_gate.clock.fast_forward(10_000)
    expect(at_gate.locator("[data-stage=idle]")).to_be_visible()
    assert "Ana" not in at_gate.locator("[data-stage=done]").inner_text()
    at_gate.clock.fast_forward(31_000)
    expect(at_gate.get_by_text("Scan your badge, or tap your name")).to_be_visible()


@pytest.fixture
def kept_gate(app, ids, open_page):
    """Open a tablet that has kept its page."""
    with app.test_request_context():
        code = kiosk.add("Gate 3", None, ids["ana"], now.utc())
        kiosk.add_badge(ids["ana"], "BADGE-0815", ids["ana"], now.utc())
        kiosk.add_badge(ids["ben"], "BADGE-0816", ids["ben"], now.utc())
    page = open_page("/kiosk/", PHONE, service_workers="allow")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("button", name="Ana")).to_be_visible()
    until(page, lambda: page.evaluate(READY))
    return page


def test_the_tablet_opens_without_the_server_for_all_and_its_presses_wait(app, ids, kept_gate):
    page = kept_gate
    page.context.set_offline(True)
    page.goto("/kiosk/")
    scan(page)
    page.get_by_role("button", name="Clock in", exact=True).click()
    expect(page.get_by_text("Saved on this tablet at")).to_be_visible()
    # Taken back before anybody heard of it: both facts wait, in their order.
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 waiting to be delivered")).to_be_visible()
    page.goto("/kiosk/?language=de")
    page.get_by_role("button", name="Ben").click()
    expect(page.locator("[data-stage=pin]")).to_be_visible()
    page.keyboard.type("000000")
    page.locator("#choices button.in").click()
    expect(page.locator("#queue")).to_contain_text("3")
    page.context.set_offline(False)
    page.goto("/kiosk/")
    expect(page.locator("#queue")).to_be_hidden()
    until(page, lambda: kinds(app) == ["in", "in"])
    with app.app_context(), read() as tx:
        (mine,) = facts.punches_of(tx, ids["ana"])
        (back,) = facts.corrections_of(tx, ids["ana"])
        (unproven,) = facts.punches_of(tx, ids["ben"])
    assert back.punch == mine.id
    assert unproven.unverified
    assert unproven.actor is None


def test_p15_a_tablet_whose_registration_ended_keeps_presses_and_forgets_people(
    app, ids, kept_gate
):
    page = kept_gate
    page.context.set_offline(True)
    scan(page)
    page.get_by_role("button", name="Clock in", exact=True).click()
    expect(page.locator("#queue")).to_contain_text("1 waiting")
    with app.app_context():
        (tablet,) = kiosk.tablets()
        kiosk.end(tablet.id, ids["carla"], now.utc())
    page.context.set_offline(False)
    scan(page)
    expect(page.get_by_text("This tablet is not registered any more.")).to_be_visible()
    until(page, lambda: page.evaluate("localStorage.getItem('kiosk-people')") is None)
    assert kinds(app) == []
    with app.app_context():
        code = kiosk.offer(tablet.id, ids["carla"], now.utc())
    page.goto("/kiosk/")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("button", name="Ana")).to_be_visible()
    until(page, lambda: kinds(app) == ["in"])
    expect(page.locator("#queue")).to_be_hidden()
    assert kinds(app) == ["in"]
