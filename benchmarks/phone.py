"""The clock page on a slow phone: size of the first load, and how soon it can be used.

    PYTHONPATH=. python benchmarks/phone.py

Chromium slowed four times, on a slow 4G network (1.6 Mbit/s down, 0.75 up, 150 ms there and back),
390 px wide. Prints: bytes of the first load as sent; milliseconds until the button acts on the
first load and on an opening from the phone; milliseconds from a press to the frame that answers it,
with the server there and without it, beside a button whose handler does nothing, and until the
press is stored on the phone. Needs Chromium and the packages of the tests.
"""

# ruff: noqa: E402

import sys

# benchmarks/click.py would stand in the way of the click library.
sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import gzip
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, expect

from tests.support import crew, outage
from tests.support.browser import PHONE, LiveServer, browsing, serving
from tests.support.databases import bring_up, settings_for
from timesheet.app import create_app

ROUNDS = 5
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}


def opened(browser: Browser, server: LiveServer) -> Page:
    """Return a page of somebody who is signed in, with nothing of the clock loaded yet."""
    width, height = PHONE
    size = {"width": width, "height": height}
    context = browser.new_context(base_url=server.url, viewport=size)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Login").fill("ana")
    page.get_by_label("Password").fill(crew.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    outage.kept(page)
    return page


def slowed(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})


# Modules have run when DOMContentLoaded ends: from then on the button is the script's.
USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
SENT = """Promise.all(performance.getEntriesByType("resource")
    .concat(performance.getEntriesByType("navigation")).map(one => one.name))"""


# A button of the same page whose handler only writes a word: what the machine takes by itself.
EMPTY = """() => new Promise(done => {
    const button = document.body.appendChild(document.createElement("button"));
    const begun = performance.now();
    button.onclick = () => {
        button.textContent = "x";
        requestAnimationFrame(() => setTimeout(() => {
            button.remove();
            done(performance.now() - begun);
        }));
    };
    button.click();
})"""


def compressed(page: Page) -> int:
    """Return the bytes of all files of the first load, each as a server with gzip sends it."""
    names = sorted(set(page.evaluate(SENT)))
    wanted = [name for name in names if "/sw.js" not in name and "offline.js" not in name]
    bodies = [page.request.get(name).body() for name in wanted]
    return sum(len(gzip.compress(body)) for body in bodies)


def first_load(browser: Browser, server: LiveServer) -> tuple[int, float]:
    page = opened(browser, server)
    cookies = page.context.cookies()
    page.context.close()
    fresh = browser.new_context(base_url=server.url, service_workers="block")
    fresh.add_cookies(cookies)
    page = fresh.new_page()
    slowed(page)
    page.goto("/")
    usable = page.evaluate(USABLE)
    size = compressed(page)
    fresh.close()
    return size, usable


def repeat_load(browser: Browser, server: LiveServer) -> float:
    page = opened(browser, server)
    slowed(page)
    page.goto("/")
    usable: float = page.evaluate(USABLE)
    page.context.close()
    return usable


def answers(
    browser: Browser, server: LiveServer, *, offline: bool
) -> list[tuple[float, float, float]]:
    """Return of each press the milliseconds until answered, until stored, and of an empty one."""
    page = opened(browser, server)
    slowed(page)
    page.context.set_offline(offline)
    found = []
    for _ in range(ROUNDS):
        expect(page.locator("button.big")).to_be_enabled()
        drawn, _at, stored, _frames = page.evaluate(outage.PRESS)
        found.append((drawn, stored, page.evaluate(EMPTY)))
    page.context.close()
    return found


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name, browsing() as browser:
        folder = Path(name)
        url = f"sqlite:///{folder / 'timesheet.db'}"
        bring_up(url, folder)
        app = create_app(settings_for(url, folder))
        crew.found(app)
        with serving(app) as server:
            loads = [first_load(browser, server) for _ in range(ROUNDS)]
            repeats = [repeat_load(browser, server) for _ in range(ROUNDS)]
            print(f"first load   {loads[0][0]:7,} bytes compressed (80,000)")
            print(f"usable       {median(ms for _, ms in loads):7,.0f} ms (2,000)")
            print(f"opened again {median(repeats):7,.0f} ms (500)")
            for offline in (False, True):
                found = answers(browser, server, offline=offline)
                worst, stored, empty = (max(column) for column in zip(*found, strict=True))
                ratio = median(one[0] for one in found) / median(one[2] for one in found)
                said = "no network" if offline else "slow 4G"
                print(f"answer, {said:10} {worst:5,.0f} ms at worst of {ROUNDS} (100)")
                print(f"  {ratio:.1f} times an empty button ({empty:,.0f} ms at worst)")
                print(f"  stored on the phone after {stored:,.0f} ms at worst")


if __name__ == "__main__":
    main()
