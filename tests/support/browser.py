"""A real Chromium, a live server for it to visit, and the check of accessibility.

The pages' strict CSP forbids eval, so ``page.wait_for_function("…")`` never works on them: wait
for locators (``expect(page.get_by_role(…)).to_be_visible()``).
"""

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from waitress.server import create_server

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = (390, 844)
DESK = (1280, 800)
# How a page looks doesn't depend on the database: it is looked at on one engine only.
LOOKS = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# Darkness changes colours and nothing else.
SCHEMES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
# How long is waited for what must come: a slow, busy machine is no failure of the page.
PATIENCE = 60.0
expect.set_options(timeout=PATIENCE * 1000)
SERIOUS = frozenset({"serious", "critical"})
ROOT = Path(__file__).resolve().parent.parent.parent
FETCHED = ROOT / "var" / "chromium" / "chromium"


@dataclass(frozen=True)
class LiveServer:
    """An application that answers on a port of this machine."""

    app: Flask
    url: str


def executable() -> str | None:
    """Return the path of a Chromium: $TIMESHEET_CHROMIUM, the system's, or the one fetched."""
    if given := os.environ.get("TIMESHEET_CHROMIUM"):
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return str(FETCHED) if FETCHED.exists() else None


@contextmanager
def serving(app: Flask) -> Iterator[LiveServer]:
    """Serve an application on a free port from a thread of this process."""
    sockets: dict[Any, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=4, ident="")
    thread = threading.Thread(target=server.run, name="live-server", daemon=True)
    thread.start()
    try:
        yield LiveServer(app, f"http://127.0.0.1:{server.effective_port}")
    finally:
        # What is still being answered must not write into the next test's database.
        server.task_dispatcher.shutdown(timeout=PATIENCE)
        server.trigger.pull_trigger(lambda: [one.close() for one in list(sockets.values())])
        thread.join(PATIENCE)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start Chromium; a skip with the reason where there is none."""
    path = executable()
    if path is None:
        pytest.skip("needs a Chromium: install chromium, or name one in TIMESHEET_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            chromium_sandbox=os.geteuid() != 0 and path != str(FETCHED),
            args=QUIET,
            env=_environment(path),
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def installed(browser: Browser, folder: Path, **options: Any) -> Iterator[Page]:
    """Start a browser of its own whose profile lies in a folder, like a phone that is switched on.

    What pages store is there again when the same folder is opened the next time.
    """
    path = executable()
    assert path is not None
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=path,
        chromium_sandbox=os.geteuid() != 0 and path != str(FETCHED),
        args=QUIET,
        env=_environment(path),
        viewport={"width": PHONE[0], "height": PHONE[1]},
        **options,
    )
    context.set_default_timeout(PATIENCE * 1000)
    try:
        yield context.pages[0]
    finally:
        context.close()


def _environment(path: str) -> dict[str, str | float | bool]:
    if path != str(FETCHED):
        return dict(os.environ)
    brought = {
        "LD_LIBRARY_PATH": str(FETCHED.parent / "lib"),
        "FONTCONFIG_PATH": str(FETCHED.parent),
    }
    return {**os.environ, **brought}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give one Chromium for all tests of this process."""
    with browsing() as one:
        yield one


@pytest.fixture
def live_server(app: Flask) -> Iterator[LiveServer]:
    """Serve ``app`` (on both databases in turn) for the browser."""
    with serving(app) as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a page of its own: ``open_page("/", PHONE)``.

    ``cookies``: those that the browser has from the start, by name (default: none). Further
    arguments go to Playwright's ``new_context`` (``java_script_enabled=False``,
    ``timezone_id="Asia/Tokyo"``). An error on any page's console fails the test.
    """
    errors: list[str] = []
    contexts = []

    def opened(
        path: str = "/",
        size: tuple[int, int] = DESK,
        *,
        cookies: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Page:
        width, height = size
        # Requests that a service worker sees can't be routed: pages have one where a test asks.
        options.setdefault("service_workers", "block")
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        give(context, live_server.url, cookies or {})
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Give the start page, open on a desk."""
    return open_page()


def give(context: BrowserContext, url: str, cookies: Mapping[str, str]) -> None:
    """Set cookies of the whole site that an address is of, by name."""
    site = urljoin(url, "/")
    context.add_cookies([{"name": n, "value": v, "url": site} for n, v in cookies.items()])


def until(page: Page, ready: Callable[[], bool]) -> None:
    """Wait for what no page shows, such as what is stored once the answer is out; fail after long.

    While it waits the page goes on: its requests are routed, its console is heard.
    """
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s for nothing at {page.url}"
        page.wait_for_timeout(50)


def again(
    page: Page, act: Callable[[], object], ready: Callable[[], bool], every: float = 5.0
) -> None:
    """Act until something is so: a browser forgets what its tools ask for at a bad moment.

    Acting twice must be the same as once. ``every``: seconds from one act to the next.
    """
    acted = -every

    def is_so() -> bool:
        nonlocal acted
        if ready():
            return True
        if time.monotonic() >= acted + every:
            act()
            acted = time.monotonic()
        return False

    until(page, is_so)


def to_worker(page: Page, tool: str, said: Mapping[str, Any], ready: Callable[[], bool]) -> None:
    """Hand something to the page's service worker by the browser's tools, until something is so.

    What can't be handed over just then is forgotten without a word, so it is handed over again.
    """
    tools, held = page.context.new_cdp_session(page), {}
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda news: held.update({one["registrationId"]: one for one in news["registrations"]}),
    )
    tools.send("ServiceWorker.enable")
    site = urljoin(page.url, "/")

    def hand_over() -> None:
        for key, one in held.items():
            if one["scopeURL"] == site and not one["isDeleted"]:
                to = {"origin": site.rstrip("/"), "registrationId": key}
                tools.send(f"ServiceWorker.{tool}", {**to, **said})

    again(page, hand_over, ready)


def stand_still(page: Page) -> None:
    """Stop the clock of the device: what a tablet shows clears by it, and stays."""
    page.clock.set_fixed_time(datetime.now(UTC))


def pause(page: Page) -> None:
    """Let the device's clock go on by ``page.clock`` alone, from the next load of the page on.

    Its timers stand still as well, and with them axe.
    """
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))


def assert_accessible(page: Page) -> None:
    """Fail with a list where axe finds anything serious or critical on the page."""
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['impact']}: {one['help']} ({one['id']}): "
        + "; ".join(n["html"] for n in one["nodes"])
        for one in found
        if one["impact"] in SERIOUS
    ]
    assert not serious, f"{page.url}\n" + "\n".join(serious)


def in_light_and_dark(page: Page) -> Iterator[str]:
    """Yield what axe finds on the page that is open, whatever its impact.

    Open it with ``reduced_motion="reduce"``: colors on their way have no contrast of their own.
    """
    page.evaluate(AXE_SCRIPT)
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        asked = json.dumps({"resultTypes": ["violations"], **options})
        for one in page.evaluate(f"axe.run({asked})")["violations"]:
            where = "; ".join(node["html"][:160] for node in one["nodes"])
            yield f"{page.url} {scheme}: {one['id']}: {one['help']}: {where}"
    page.emulate_media(color_scheme="light")


def take_screenshot(page: Page, target: Path) -> None:
    """Write a screenshot of the whole page, still and without a blinking cursor."""
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=True, animations="disabled", caret="hide")
