"""A deducted meal in a real browser: said on the receipt, and one tap makes it work again."""

import uuid

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.browser.test_kiosk import TABLET
from tests.support import crew
from tests.support.browser import LOOKS, PHONE, assert_accessible, stand_still
from timesheet import now
from timesheet.actions import deriving, kiosk, punching
from timesheet.actions.punching import Press
from timesheet.store.db import read

pytestmark = [pytest.mark.browser, LOOKS]


@pytest.fixture
def at_work(app, ids):
    """Let Ana be in since nine hours, where meals are deducted."""
    crew.deduct_meals(app)
    came = now.utc() - 9 * 3600
    with app.app_context():
        punching.record(
            Press(person=ids["ana"], uuid=str(uuid.uuid4()), intent="in",
                  received_us=came * 1_000_000, zone=crew.ZONE, actor=ids["ana"])
        )  # fmt: skip
        deriving.rebuild()


def deducted(app):
    with app.app_context(), read() as tx:
        return tx.execute(text("SELECT meal_taken FROM shift")).scalars().all()


def test_one_tap_on_the_phone_makes_the_meal_work_and_one_takes_that_back(app, at_work, signed_in):
    page = signed_in("ana", "/", PHONE)
    page.get_by_role("button", name="Clock out", exact=True).click()
    through = page.get_by_role("button", name="I worked through")
    expect(page.get_by_text("30 min meal deducted by rule")).to_be_visible()
    expect(through).to_be_enabled()
    assert through.bounding_box()["height"] >= 44
    page.get_by_text("Another length").click()
    expect(page.get_by_role("button", name="45 min")).to_be_visible()
    assert_accessible(page)
    through.click()
    expect(page.get_by_text("No meal deducted")).to_be_visible()
    assert deducted(app) == [0]
    back = page.get_by_role("button", name="Take it back")
    expect(back).to_be_enabled()
    back.click()
    expect(page.get_by_text("30 min meal deducted by rule")).to_be_visible()
    assert deducted(app) == [1800]


def test_one_tap_at_the_kiosk_does_the_same_and_the_screen_forgets_it(app, ids, at_work, open_page):
    with app.test_request_context():
        from timesheet.web.kiosk import pepper  # noqa: PLC0415

        code = kiosk.add("Gate 2", None, ids["ana"], now.utc())
        kiosk.set_pin(ids["ana"], "314159", pepper(), ids["ana"], now.utc())
    page = open_page("/kiosk/", TABLET)
    stand_still(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Register").click()
    page.get_by_role("button", name="Ana").click()
    page.keyboard.type("314159")
    page.get_by_role("button", name="Clock out", exact=True).click()
    through = page.get_by_role("button", name="I worked through")
    expect(through).to_be_visible()
    assert through.bounding_box()["height"] >= 64
    assert_accessible(page)
    through.click()
    expect(page.get_by_text("Noted in your own words.")).to_be_visible()
    assert deducted(app) == [0]
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Scan your badge, or tap your name")).to_be_visible()
    assert page.locator("#meal-words").inner_text() == ""
