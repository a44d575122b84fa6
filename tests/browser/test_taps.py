"""What a day costs the worker's hands: counted by the browser, and the same by the product."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import LOOKS, PHONE, until
from tests.support.hands import Hands
from timesheet import now
from timesheet.core import calendar
from timesheet.store import effort
from timesheet.store.db import read

pytestmark = [pytest.mark.browser, LOOKS]


@pytest.fixture
def hands(signed_in):
    page = signed_in("ana", "/", PHONE)
    return Hands.at(page)


def open_clock(hands):
    hands.page.reload()
    hands.begin()


def press(hands, words, said):
    button = hands.page.get_by_role("button", name=words, exact=True)
    version = hands.page.locator("#panel [name=seen_state_version]").first
    before = version.input_value()
    expect(button).to_be_enabled()
    hands.tap(button)
    expect(hands.page.get_by_role("status")).to_contain_text(said)
    # Then the server's panel takes the place of the one foreseen: a tap just then would be two.
    expect(version).not_to_have_value(before)


def assert_counted(app, page, shifts, taps):
    """Say that the product counted as many shifts and taps in all, and no key.

    Counts are stored once the answer is out, so the page may be a moment ahead of them.
    """

    def told():
        with app.app_context(), read() as tx:
            found = effort.per_shift(tx)
        return found.shifts, found.taps * found.shifts, found.keystrokes

    until(page, lambda: told() == (shifts, taps, 0.0))


def test_a_normal_day_is_two_taps_no_key_and_no_question(app, ids, hands):
    open_clock(hands)
    press(hands, "Clock in", "Clocked in")
    press(hands, "Clock out", "Clocked out")
    expect(hands.page.locator(".receipt")).to_contain_text("Harbour hall")
    assert (hands.effort.taps, hands.effort.keys, hands.loads) == (2, 0, 0)
    assert hands.effort.seconds == pytest.approx(5.3)
    expect(hands.page.locator("section.ask")).to_have_count(0)
    assert_counted(app, hands.page, 1, 2)


def test_a_day_with_a_question_is_three_taps(app, ids, hands):
    crew.work(app, ids)
    crew.ask(app, ids)
    open_clock(hands)
    press(hands, "Clock in", "Clocked in")
    press(hands, "Clock out", "Clocked out")
    yes = hands.page.get_by_role("button", name="Yes")
    expect(yes).to_be_enabled()
    hands.tap(yes)
    expect(hands.page.get_by_role("button", name="Take the answer back")).to_be_visible()
    assert (hands.effort.taps, hands.effort.keys, hands.loads) == (3, 0, 0)
    assert_counted(app, hands.page, 1, 3)


def test_a_break_that_is_clocked_is_a_tap_each_way(app, ids, hands):
    open_clock(hands)
    press(hands, "Clock in", "Clocked in")
    press(hands, "Start break", "Break started")
    press(hands, "End break", "Break ended")
    press(hands, "Clock out", "Clocked out")
    assert (hands.effort.taps, hands.effort.keys) == (4, 0)
    assert_counted(app, hands.page, 1, 4)


def test_a_forgotten_clock_out_costs_the_tap_that_was_forgotten(app, ids, hands):
    yesterday = calendar.day_of(now.utc(), crew.ZONE) - timedelta(days=1)
    crew.work(app, ids, yesterday - timedelta(days=5))
    crew.press(app, ids["ana"], "in", yesterday, "07:58")
    open_clock(hands)
    press(hands, "Clock in", "Clocked in")
    likely = hands.page.locator("section.ask .chip").first
    expect(likely).to_be_enabled()
    hands.tap(likely)
    expect(hands.page.get_by_role("heading", name="When did you leave")).to_be_hidden()
    press(hands, "Clock out", "Clocked out")
    assert (hands.effort.taps, hands.effort.keys, hands.loads) == (3, 0, 0)
    assert_counted(app, hands.page, 2, 3)
