"""72 hours without the server: twenty workers at one tablet, twenty phones, every press once."""

import random
import uuid

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.support import outage
from tests.support.browser import installed, until
from tests.support.processes import Phone, Server
from tests.support.signin import PASSWORD, add_person
from timesheet import now
from timesheet.actions import kiosk
from timesheet.store.db import read

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORKERS = PHONES = 20
HOUR = 3600
# When everybody presses in and out, in hours from the server's return: the whole window is used.
DAYS = ((-71, -63), (-23, -15))

# Scans badge after badge as a keyboard scanner does; taps where the tablet isn't sure who is in.
SCAN = """async ([codes, intent]) => {
    const stage = name => document.querySelector(`[data-stage=${name}]`);
    const until = async ready => {
        for (const begun = performance.now(); !ready();) {
            if (performance.now() - begun > 60000) throw new Error("the tablet did not answer");
            await new Promise(next => setTimeout(next, 2));
        }
    };
    const key = one =>
        document.dispatchEvent(new KeyboardEvent("keydown", { key: one, bubbles: true }));
    for (const code of codes) {
        for (const letter of code) key(letter);
        key("Enter");
        await until(() => !stage("idle").hidden);
        await until(() => !stage("done").hidden || !stage("press").hidden);
        if (!stage("press").hidden) {
            document.querySelector(`#choices .${intent}, #choices button`).click();
            await until(() => !stage("done").hidden);
        }
        stage("done").querySelector("[data-cancel]").click();
    }
}"""


@pytest.fixture
def people(app, ids):
    """Add twenty workers with badges and twenty with phones; return their ids."""
    at_tablet = [add_person(app, f"worker{n}").id for n in range(WORKERS)]
    with_phone = [add_person(app, f"phone{n}").id for n in range(PHONES)]
    with app.app_context():
        for n, person in enumerate(at_tablet):
            kiosk.add_badge(person, f"BADGE-{n:04}", ids["carla"], now.utc())
    return at_tablet, with_phone


def test_72_hours_without_the_server_lose_and_double_nothing(
    app, browser, database_url, data_folder, ids, people, tmp_path
):
    at_tablet, with_phone = people
    back = now.utc()
    presses = [
        (intent, back + hours * HOUR)
        for day in DAYS
        for intent, hours in zip(("in", "out"), day, strict=True)
    ]
    server = Server(database_url, data_folder)
    url = f"http://127.0.0.1:{server.port}"
    tablet, phone = tmp_path / "tablet", outage.Phone(with_phone[0], "phone0", tmp_path / "phone")
    try:
        server.start()
        register(app, browser, url, tablet, ids["carla"])
        phone.sign_in(browser, url, PASSWORD)
        clients = [Phone(server, f"phone{n}") for n in range(1, PHONES)]
        server.kill()
        for day in DAYS:
            at_the_tablet(browser, url, tablet, back, day)
            on_the_phone(browser, url, phone.folder, back, day)
        server.start()
        deliver_in_any_order(server, clients, presses)
        with installed(browser, tablet, base_url=url) as page:
            page.goto("/kiosk/")
            arrived(app, page, len(presses) * (WORKERS + PHONES - 1))
            expect(page.locator("#queue")).to_be_hidden()
        with installed(browser, phone.folder, base_url=url) as page:
            page.goto("/")
            arrived(app, page, len(presses) * (WORKERS + PHONES))
    finally:
        server.kill()
    everything = [(p, k, at) for p in sorted(at_tablet + with_phone) for k, at in presses]
    assert rows(app, "SELECT person_id, kind, at FROM punch ORDER BY person_id, at") == everything
    shifts = rows(app, "SELECT person_id, raw_start, raw_end FROM shift ORDER BY 1, 2")
    days = [[back + hours * HOUR for hours in day] for day in DAYS]
    assert shifts == [(p, *day) for p in sorted(at_tablet + with_phone) for day in days]
    assert rows(app, "SELECT code FROM issue WHERE code IN ('unverified', 'late_press')") == []


def register(app, browser, url, folder, admin):
    with app.app_context():
        code = kiosk.add("Gate", None, admin, now.utc())
    with installed(browser, folder, base_url=url) as page:
        page.goto("/kiosk/")
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Register").click()
        expect(page.locator("#names button")).to_have_count(WORKERS)
        expect(page.locator("[data-language]").first).to_be_visible()
        until(page, lambda: page.evaluate(TABLET_KEPT))


TABLET_KEPT = """caches.open("kiosk-page").then(c => c.match("/kiosk/"))
    .then(kept => kept && !!navigator.serviceWorker.controller)"""


def at_the_tablet(browser, url, folder, back, day):
    """Switch the tablet on, let everybody scan in and out, switch it off."""
    codes = [f"BADGE-{n:04}" for n in range(WORKERS)]
    with installed(browser, folder, base_url=url) as page:
        for intent, hours in zip(("in", "out"), day, strict=True):
            page.clock.set_fixed_time(back + hours * HOUR)
            if intent == "in":
                page.goto("/kiosk/")
                expect(page.locator("#names button")).to_have_count(WORKERS)
            page.evaluate(SCAN, [codes, intent])
        waiting = 2 * WORKERS * (DAYS.index(day) + 1)
        expect(page.locator("#queue")).to_contain_text(f"{waiting} waiting")


def on_the_phone(browser, url, folder, back, day):
    with installed(browser, folder, base_url=url) as page:
        for n, (words, hours) in enumerate(zip(("Clock in", "Clock out"), day, strict=True)):
            page.clock.set_fixed_time(back + hours * HOUR)
            if not n:
                page.goto("/")
            button = page.get_by_role("button", name=words, exact=True)
            expect(button).to_be_enabled()
            button.click()
            waiting = 2 * DAYS.index(day) + n + 1
            expect(page.locator("#waiting")).to_contain_text(f"{waiting} waiting")


def deliver_in_any_order(server, clients, presses):
    """Deliver each press of each client twice, shuffled; the server is killed half way through."""
    chance = random.Random(72)
    sent = [
        (client, str(uuid.uuid4()), intent, at, n)
        for client in clients
        for n, (intent, at) in enumerate(presses)
    ] * 2
    chance.shuffle(sent)
    made = 0
    for turn, (client, key, intent, at, seq) in enumerate(sent):
        if turn == len(sent) // 2:
            server.kill()
            server.start()
        status, _ = client.press(key, intent, claimed_at=at, device_seq=seq, offline=True)
        assert status in {200, 201}
        made += status == 201
    assert made == len(clients) * len(presses)


def arrived(app, page, number):
    """Wait until so many punches are there."""

    def found():
        return rows(app, "SELECT COUNT(*) FROM punch")[0][0]

    until(page, lambda: found() >= number)
    assert found() == number


def rows(app, query):
    with app.app_context(), read() as tx:
        return [tuple(row) for row in tx.execute(text(query))]
