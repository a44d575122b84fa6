"""A phone that is reminded: subscribed by one tap, shown by the service worker, opened by a tap."""

import json
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.support import crew, push_service
from tests.support.browser import LOOKS, PHONE, assert_accessible, to_worker
from timesheet.actions import choosing
from timesheet.core.reminding import Cause, Way
from timesheet.store import reached, reminders
from timesheet.store.db import write
from timesheet.store.reached import Device, Reach
from timesheet.store.reminders import Choice, Policy
from timesheet.web import letters

HOST = "push.lan"
NARROW = (320, 640)
# No browser here reaches the push service of its maker: the page is given what it would answer.
SUBSCRIBED = """
PushManager.prototype.subscribe = async (options) => ({
  toJSON: () => options.userVisibleOnly && options.applicationServerKey.length === 65 ? %s : {} });
"""
SHOWN = """async () => {
  const all = await (await navigator.serviceWorker.ready).getNotifications();
  return all.map(one => [one.title, one.body, one.actions.map(a => a.title).join()]);
}"""

# A tap on "Stop these", as far as a page can give one: the worker's answer to it is what counts.
STOP = """async () => {
  const [notification] = await self.registration.getNotifications();
  const sent = [], fetched = self.fetch;
  self.fetch = (...what) => { sent.push(fetched(...what)); return sent.at(-1); };
  const tap = new NotificationEvent("notificationclick", { notification, action: "stop" });
  tap.waitUntil = () => {};
  self.dispatchEvent(tap);
  for (const end = Date.now() + 60000; sent.length < 2 && Date.now() < end;) {
    await new Promise(done => setTimeout(done, 20));
  }
  return (await Promise.all(sent)).map(answer => answer.status);
}"""


@pytest.fixture
def settings(settings):
    mail = {"smtp_host": "mail.lan", "smtp_from": "clock@example.com"}
    return replace(settings, public_url="https://t.example.com", push_hosts=(HOST,), **mail)


@pytest.fixture
def ids(app):
    found = crew.found(app)
    with app.app_context(), write() as tx:
        reminders.set_policy(tx, Policy(push=True))
    return found


@LOOKS
def test_one_tap_on_the_clock_page_subscribes_and_what_is_pushed_is_shown(app, ids, open_page):
    page = open_page("/sign-in", PHONE, service_workers="allow", permissions=["notifications"])
    body = push_service.Browser().subscription(f"https://{HOST}/ana")
    page.add_init_script(SUBSCRIBED % json.dumps(body))
    page.get_by_label("Login").fill("ana")
    page.get_by_label("Password").fill(crew.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    page.get_by_role("button", name="Remind me on this phone").click()
    expect(page.get_by_text("This phone shows your reminders from now on.")).to_be_visible()
    with app.app_context():
        (device,) = choosing.chosen(ids["ana"]).devices
        off = letters.stop_token(ids["ana"], Cause.CLOCK_OUT, Way.PUSH)
    assert device.endpoint == f"https://{HOST}/ana"
    told = {
        "title": "Did you forget to clock out?",
        "body": "You usually leave around 16:30.",
        "tag": "clock_out",
        "lang": "en",
        "action": "Stop these",
        "stop": f"/reminder/off/{off}",
    }
    assert push(page, told) == [[told["title"], told["body"], "Stop these"]]
    assert page.context.service_workers[0].evaluate(STOP) == [200, 200]
    with app.app_context():
        assert choosing.chosen(ids["ana"]).choices[Cause.CLOCK_OUT] == Choice(push=False)


def push(page, told):
    """Let the browser hand a message to the service worker, as if its push service had sent it.

    Return what is shown then; what is sent again replaces the one of the same tag.
    """
    seen = []

    def shown():
        seen[:] = page.evaluate(SHOWN)
        return bool(seen)

    to_worker(page, "deliverPushMessage", {"data": json.dumps(told)}, shown)
    return seen


@LOOKS
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("de", "dark")])
def test_nothing_of_it_stands_in_anybodys_way(app, ids, open_page, language, scheme):
    with app.app_context():
        with write() as tx:
            reminders.set_policy(tx, Policy(push=True, mail=True))
            reached.set_reach(tx, ids["ana"], Reach("ana@example.com", None))
            reached.add_device(tx, ids["ana"], Device(0, f"https://{HOST}/x", "k", "a", 0))
        off = letters.stop_token(ids["ana"], Cause.WEEK, Way.MAIL)
        proof = letters.proof_token(ids["ana"], "ana@example.com")
    page = open_page("/sign-in", NARROW, color_scheme=scheme, locale=language)
    page.locator("#login").fill("ana")
    page.locator("#password").fill(crew.PASSWORD)
    page.locator("form:has(#password) button").click()
    page.wait_for_url("**/")
    for path in (
        "/reminders/",
        f"/reminder/off/{off}",
        f"/reminder/address/{proof}",
        "/reminder/done",
    ):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
        assert_accessible(page)
