"""A real Chromium, a live server for it to visit, and the check of accessibility.

The pages' strict CSP forbids eval, so ``page.wait_for_function("…")`` never works on them: wait
for locators (``expect(page.get_by_role(…)).to_be_visible()``).
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
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
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: [one.close() for one in list(sockets.values())])
        thread.join(10)


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
    """Give a function that opens a page of its own: ``open_page("/", PHONE)``, no cookies yet.

    Further arguments go to Playwright's ``new_context`` (``java_script_enabled=False``,
    ``timezone_id="Asia/Tokyo"``). An error on any page's console fails the test.
    """
    errors: list[str] = []
    contexts = []

    def opened(path: str = "/", size: tuple[int, int] = DESK, **options: Any) -> Page:
        width, height = size
        # Requests that a service worker sees can't be routed: pages have one where a test asks.
        options.setdefault("service_workers", "block")
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
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


def take_screenshot(page: Page, target: Path) -> None:
    """Write a screenshot of the whole page, still and without a blinking cursor."""
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=True, animations="disabled", caret="hide")
