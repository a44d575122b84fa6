"""The clock on a phone without a network: it opens, answers, keeps, and delivers once."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support import crew, outage
from tests.support.browser import PHONE, assert_accessible, until
from timesheet.actions import signing
from timesheet.store import effort, facts
from timesheet.store.db import read

pytestmark = pytest.mark.browser


def big(page, words):
    return page.get_by_role("button", name=words, exact=True)


def settled(page, app, person, number):
    """Wait until so many punches have arrived; return their kinds in order of time."""
    until(page, lambda: len(kinds(app, person)) >= number)
    return kinds(app, person)


def kinds(app, person):
    with app.app_context(), read() as tx:
        return [str(p.kind) for p in facts.punches_of(tx, person)]


@pytest.fixture
def phone(signed_in) -> Callable:
    """Give a function that signs somebody in on a phone that has the page installed."""

    def opened(login="ana"):
        page = signed_in(login, "/", PHONE, service_workers="allow")
        outage.kept(page)
        return page

    return opened


def test_the_server_is_dead_and_the_day_goes_on(app, ids, phone):
    page = phone()
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_text("You are clocked out")).to_be_visible()
    for n, words in enumerate(("Clock in", "Start break", "End break"), 1):
        big(page, words).click()
        saved = "1 waiting" if n == 1 else f"{n} waiting"
        expect(page.locator("#waiting")).to_contain_text(f"Saved on this device, {saved}")
    page.goto("/")
    expect(page.get_by_text("You are clocked in")).to_be_visible()
    expect(page.locator("#waiting")).to_contain_text("3 waiting")
    assert_accessible(page)
    assert kinds(app, ids["ana"]) == []
    page.context.set_offline(False)
    page.goto("/")
    three = ["in", "break_start", "break_end"]
    assert settled(page, app, ids["ana"], 3) == three
    expect(page.locator("#waiting")).to_be_hidden()
    page.goto("/")
    page.wait_for_timeout(300)
    assert kinds(app, ids["ana"]) == three
    expect(page.get_by_text("You are clocked in")).to_be_visible()


def test_the_button_answers_at_once_whatever_the_network_does(phone):
    page = phone()
    page.context.set_offline(True)
    frames = []
    for words in ("Clock in", "Clock out", "Clock in"):
        expect(big(page, words)).to_be_enabled()
        *_, until_drawn = page.evaluate(outage.PRESS)
        frames.append(until_drawn)
        expect(page.locator("#status")).to_contain_text("Saved on this device")
    # A tenth of a second at sixty frames a second; benchmarks/phone.py measures milliseconds.
    assert max(frames) <= 6


def test_a_session_that_ended_meanwhile_keeps_the_presses_for_their_owner(app, ids, phone):
    page = phone()
    with app.app_context():
        signing.change_password(ids["ana"], crew.PASSWORD, crew.PASSWORD + "!", int(time.time()))
    big(page, "Clock in").click()
    notice = page.locator("#waiting")
    expect(notice).to_contain_text("Sign in again to deliver them.")
    notice.get_by_role("link", name="Sign in").click()
    sign_in(page, "ben", crew.PASSWORD)
    expect(page.get_by_text("Ben O’Dea")).to_be_visible()
    expect(notice).to_contain_text("Presses of somebody else wait here until they sign in: 1.")
    page.wait_for_timeout(500)
    assert kinds(app, ids["ana"]) == kinds(app, ids["ben"]) == []
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Ben O’Dea")).to_be_hidden()
    page.goto("/sign-in")
    sign_in(page, "ana", crew.PASSWORD + "!")
    expect(page.locator("#status")).to_contain_text("Clocked in ")
    expect(notice).to_be_hidden()
    expect(page.get_by_text("You are clocked in")).to_be_visible()
    assert kinds(app, ids["ana"]) == ["in"]
    assert kinds(app, ids["ben"]) == []


def sign_in(page, login, password):
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def test_a_normal_day_is_two_taps_and_no_keystroke_and_its_page_is_light(app, ids, signed_in):
    page = signed_in("ana", "/", PHONE)
    sizes = page.evaluate(
        """performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
            .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
    )
    assert sizes <= 80_000
    big(page, "Clock in").click()
    expect(page.get_by_text("You are clocked in")).to_be_visible()
    expect(big(page, "Clock out")).to_be_enabled()
    assert page.locator("[required]:visible").count() == 0
    big(page, "Clock out").click()
    expect(page.locator("#status")).to_contain_text("Clocked out")
    assert kinds(app, ids["ana"]) == ["in", "out"]
    # What the last press took is stored once its answer is out.
    until(page, lambda: told(app) == (1, 2, 0))


def told(app):
    with app.app_context(), read() as tx:
        found = effort.per_shift(tx)
    return found.shifts, found.taps, found.keystrokes
