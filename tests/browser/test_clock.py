"""The clock page in a real browser: two clicks a day, whatever the network does."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import DESK, LOOKS, PHONE, assert_accessible, to_worker, until
from timesheet.store import facts
from timesheet.store.db import read

pytestmark = pytest.mark.browser

TIME = re.compile(r"Clocked (in|out) \d\d:\d\d")


def kinds(app, ids):
    with app.app_context(), read() as tx:
        return [str(p.kind) for p in facts.punches_of(tx, ids["ana"])]


def big(page, words):
    return page.get_by_role("button", name=words, exact=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_worker_clocks_in_and_out(app, ids, signed_in, size, scripts):
    page = signed_in("ana", "/", size, java_script_enabled=scripts)
    expect(page.get_by_text("You are clocked out")).to_be_visible()
    big(page, "Clock in").click()
    expect(page.get_by_role("status")).to_contain_text("Clocked in ")
    expect(page.get_by_text("You are clocked in")).to_be_visible()
    expect(big(page, "Clock out")).to_be_enabled()
    big(page, "Clock out").click()
    expect(page.get_by_role("status")).to_contain_text("Clocked out ")
    expect(page.get_by_role("status")).to_have_text(TIME)
    expect(page.get_by_text("You are clocked out")).to_be_visible()
    assert kinds(app, ids) == ["in", "out"]


@LOOKS
def test_the_button_is_large_and_nothing_must_be_scrolled_sideways(signed_in):
    for size in [(320, 640), PHONE, DESK]:
        page = signed_in("ana", "/", size)
        box = big(page, "Clock in").bounding_box()
        assert box["height"] >= 64
        assert box["width"] >= min(240, size[0] - 96)
        assert box["y"] + box["height"] <= size[1]
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0]


def test_a_double_click_makes_one_punch(app, ids, signed_in):
    page = signed_in("ana")
    big(page, "Clock in").dblclick()
    # What the page foresees is there before the server has the press.
    expect(page.get_by_role("status")).to_contain_text("Clocked in ")
    expect(big(page, "Clock out")).to_be_enabled()
    assert kinds(app, ids) == ["in"]


def test_a_press_waits_on_the_device_while_the_server_is_away_and_arrives_once(app, ids, signed_in):
    page, away = signed_in("ana", "/", PHONE), [True]
    page.route("**/punch", lambda route: route.abort() if away else route.continue_())
    big(page, "Clock in").click()
    waiting = page.get_by_text("Saved on this device, 1 waiting to be delivered.")
    expect(waiting).to_be_visible()
    expect(big(page, "Clock out")).to_be_enabled()
    assert kinds(app, ids) == []
    # The page tries again by itself, and the next one would have nothing to deliver.
    page.once("framenavigated", lambda _frame: away.clear())
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Clocked in ")
    expect(waiting).to_be_hidden()
    assert kinds(app, ids) == ["in"]


# The device takes its time to store; ``store()`` lets it.
SLOW_TO_STORE = """
const held = new Promise((done) => { window.store = done; });
Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
  set(told) { this.addEventListener("complete", () => held.then(told)); } });
"""


def test_the_page_answers_at_once_and_claims_no_more_than_is_true(app, ids, signed_in):
    page = signed_in("ana", "/", PHONE)
    page.add_init_script(SLOW_TO_STORE)
    page.route("**/punch", lambda route: route.abort())
    page.reload()
    said = page.get_by_role("status")
    big(page, "Clock in").click()
    expect(page.locator("#status")).to_have_text(
        re.compile(r"^Pressed at \d\d:\d\d, being saved…$")
    )
    expect(page.get_by_text("You are clocked out")).to_be_visible()
    expect(big(page, "Clock in")).to_be_disabled()
    page.evaluate("window.store()")
    expect(said).to_contain_text("Saved on this device")
    expect(page.get_by_text("You are clocked in")).to_be_visible()
    assert kinds(app, ids) == []


# The page's own deliveries fail; the service worker's don't.
CUT_OFF = """
const real = window.fetch;
window.fetch = (to, ...rest) =>
  to === "/punch" ? Promise.reject(new TypeError()) : real(to, ...rest);
"""


def test_what_the_browser_delivers_by_itself_is_said_on_the_open_page(app, ids, signed_in):
    page = signed_in("ana", "/", PHONE, service_workers="allow")
    page.add_init_script(CUT_OFF)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    big(page, "Clock in").click()
    expect(page.get_by_text("You are clocked in")).to_be_visible()
    event = {"tag": "deliver", "lastChance": False}
    delivered = page.get_by_role("status").filter(has_text="Clocked in ")
    to_worker(page, "dispatchSyncEvent", event, lambda: delivered.count() > 0)
    expect(page.get_by_text("waiting to be delivered")).to_be_hidden()
    assert kinds(app, ids) == ["in"]


def test_an_answer_that_is_lost_makes_no_second_punch(app, ids, signed_in):
    page = signed_in("ana")
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/punch", lose)
    big(page, "Clock in").click()
    expect(page.get_by_role("status")).to_contain_text("Clocked in ")
    assert lost == [201]
    assert kinds(app, ids) == ["in"]


def test_a_press_is_taken_back_by_sliding_off_the_button(app, ids, signed_in):
    page = signed_in("ana")
    box = big(page, "Clock in").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] - 60)
    page.mouse.up()
    expect(page.get_by_text("You are clocked out")).to_be_visible()
    assert kinds(app, ids) == []


def test_a_panel_that_comes_under_the_finger_takes_no_press_away(app, ids, signed_in):
    page, late = signed_in("ana"), []
    # The panel that follows the first press is held back until the second has begun.
    page.route(re.compile("/$"), lambda route: route.continue_() if late else late.append(route))
    big(page, "Clock in").click()
    expect(page.get_by_role("status")).to_contain_text("Clocked in ")
    expect(big(page, "Clock out")).to_be_enabled()
    until(page, lambda: late)
    big(page, "Clock out").hover()
    page.mouse.down()
    with page.expect_response(re.compile("/$")) as answered:
        late[0].continue_()
    answered.value.finished()
    page.evaluate("new Promise((next) => setTimeout(next, 100))")
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("Clocked out ")
    assert kinds(app, ids) == ["in", "out"]


def test_the_keyboard_is_enough(app, ids, signed_in):
    page = signed_in("ana")
    big(page, "Clock in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Clocked in ")
    expect(big(page, "Clock out")).to_be_focused()
    assert kinds(app, ids) == ["in"]


@LOOKS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_stands_in_anybodys_way(signed_in, size, scheme):
    page = signed_in("ana", "/", size, color_scheme=scheme)
    assert_accessible(page)
    big(page, "Clock in").click()
    expect(page.get_by_text("You are clocked in")).to_be_visible()
    expect(big(page, "Clock out")).to_be_enabled()
    assert_accessible(page)
