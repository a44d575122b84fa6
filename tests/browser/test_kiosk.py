"""The shared tablet in a real browser: a badge in one motion, a name with its PIN, no network."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.support.browser import assert_accessible, pause, stand_still
from timesheet import now
from timesheet.actions import kiosk
from timesheet.store.db import read

pytestmark = pytest.mark.browser

TABLET = (820, 1180)


@pytest.fixture
def at_gate(app, ids, open_page):
    """Open a registered tablet; Ana has a badge and a PIN."""
    with app.test_request_context():
        from timesheet.web.kiosk import pepper  # noqa: PLC0415

        code = kiosk.add("Gate 2", None, ids["ana"], now.utc())
        kiosk.add_badge(ids["ana"], "BADGE-0815", ids["ana"], now.utc())
        kiosk.set_pin(ids["ana"], "314159", pepper(), ids["ana"], now.utc())
    page = open_page("/kiosk/", TABLET)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("button", name="Ana")).to_be_visible()
    return page


def kinds(app):
    with app.app_context(), read() as tx:
        return [row[0] for row in tx.execute(text("SELECT kind FROM punch ORDER BY id"))]


# A scanner's keys come at once; those of a driver on a busy machine may look like a person's.
SCANNED = """code => [...code, "Enter"].forEach(key =>
    document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""


def scan(page, code="BADGE-0815"):
    """Read a badge, once the tablet knows its people."""
    expect(page.locator("#names button").first).to_be_attached()
    page.evaluate(SCANNED, code)


def test_a_badge_is_one_motion_and_the_screen_clears_itself(app, at_gate):
    stand_still(at_gate)
    scan(at_gate)
    expect(at_gate.get_by_text("Clocked in")).to_be_visible()
    assert_accessible(at_gate)
    scan(at_gate)
    expect(at_gate.get_by_text("Clocked out")).to_be_visible()
    assert kinds(app) == ["in", "out"]
    at_gate.get_by_role("button", name="Done").click()
    expect(at_gate.get_by_text("Clocked out")).to_be_hidden()
    at_gate.go_back()
    expect(at_gate.get_by_text("Scan your badge, or tap your name")).to_be_visible()
    assert "Clocked" not in at_gate.inner_text("body")


def test_a_name_and_its_pin_then_one_button(app, at_gate):
    stand_still(at_gate)
    assert_accessible(at_gate)
    at_gate.get_by_role("button", name="Ana").click()
    for digit in "271828":
        at_gate.get_by_role("button", name=digit, exact=True).click()
    expect(at_gate.get_by_text("That is not the PIN of this name.")).to_be_visible()
    assert_accessible(at_gate)
    at_gate.keyboard.type("314159")
    expect(at_gate.get_by_role("button", name="Clock in", exact=True)).to_be_visible()
    assert_accessible(at_gate)
    assert kinds(app) == []
    at_gate.get_by_role("button", name="Clock in", exact=True).click()
    expect(at_gate.get_by_text("Clocked in")).to_be_visible()
    assert kinds(app) == ["in"]


def test_without_the_server_presses_wait_on_the_tablet(app, at_gate):
    at_gate.context.set_offline(True)
    scan(at_gate)
    expect(at_gate.get_by_role("button", name="Clock in", exact=True)).to_be_visible()
    at_gate.get_by_role("button", name="Clock in", exact=True).click()
    expect(at_gate.get_by_text("Saved on this tablet at")).to_be_visible()
    scan(at_gate)
    expect(at_gate.get_by_text("2 waiting to be delivered")).to_be_visible()
    assert kinds(app) == []
    at_gate.context.set_offline(False)
    expect(at_gate.locator("#queue")).to_be_hidden()
    assert kinds(app) == ["in", "out"]


def test_p13_the_screen_clears_within_fifteen_seconds_unless_more_time_is_wanted(app, at_gate):
    pause(at_gate)
    at_gate.reload()
    said = at_gate.locator("#done-words")
    for longer in (False, True):
        scan(at_gate)
        expect(said).to_contain_text("Clocked")
        if longer:
            at_gate.locator("[data-stage=done] [data-longer]").click()
        at_gate.clock.run_for(15_000)
        assert said.is_visible() == longer
        at_gate.clock.run_for(30_000)
        expect(said).to_be_hidden()
        assert "Clocked" not in at_gate.content()


# Headless browsers have no eyes: a camera and a reader that see one badge.
SEEING = """
window.BarcodeDetector = class { async detect() { return [{ rawValue: "BADGE-0815" }]; } };
navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas"), drawn = canvas.getContext("2d");
    setInterval(() => drawn.fillRect(0, 0, 9, 9), 50);
    return canvas.captureStream();
};
"""


def test_a_badge_is_read_by_the_camera(app, at_gate):
    assert "camera=(self)" in at_gate.request.get("/kiosk/").headers["permissions-policy"]
    at_gate.add_init_script(SEEING)
    at_gate.reload()
    expect(at_gate.locator("#names button").first).to_be_attached()
    at_gate.get_by_role("button", name="Scan with the camera").click()
    expect(at_gate.get_by_text("Clocked in")).to_be_visible()
    assert kinds(app) == ["in"]
