"""Takes the pictures of the main pages for the docs, from a demo company of its own.

    PYTHONPATH=. python docs/screenshots.py [docs/img]

The demo company comes from a seed and ends on a fixed day, so that the pictures change only when
the pages do. Needs Chromium and the packages of the tests.
"""

import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page

from tests.support.browser import DESK, PHONE, browsing, serving
from tests.support.databases import bring_up, settings_for
from timesheet import now
from timesheet.actions import demo, evaluating
from timesheet.actions.demo import Login, Request
from timesheet.actions.evaluating import Asked
from timesheet.app import create_app
from timesheet.cli.bar import Bar
from timesheet.core import calendar
from timesheet.core.demo.company import ZONE

LAST = date(2026, 11, 18)
NOON = calendar.instant(datetime.fromisoformat("2026-11-18T13:40"), ZONE)
PERIOD = re.compile(r"/accounting/\d{4}-\d\d-\d\d$")


@dataclass(frozen=True)
class Shot:
    """A picture: its file, who is signed in ("" nobody), the path, the size.

    The path begins with PERIOD or REVIEW where it is one of the current pay period.
    """

    name: str
    role: str
    path: str
    size: tuple[int, int] = DESK
    scheme: str = "light"
    press: str = ""


SHOTS = (
    Shot("first-page", "", "/", (1280, 1040)),
    Shot("clock-phone", "worker", "/", PHONE, press="Clock in"),
    Shot("clock-phone-dark", "worker", "/", PHONE, "dark"),
    Shot("clock-desk", "worker", "/"),
    Shot("periods", "accounting", "/accounting"),
    Shot("payroll-summary", "accounting", "PERIOD/payroll-summary"),
    Shot("labor-distribution", "accounting", "PERIOD/labor-distribution"),
    Shot("timecards-dark", "accounting", "PERIOD/timecards", scheme="dark"),
    Shot("story", "accounting", "PERIOD/labor-lines", press="first number"),
    Shot("review", "accounting", "REVIEW"),
    Shot("closing", "accounting", "/closing"),
    Shot("closing-phone-dark", "lead", "/closing", PHONE, "dark"),
    Shot("crew-phone", "lead", "/crew", PHONE),
    Shot("overtime", "accounting", "PERIOD/overtime"),
    Shot("admin", "admin", "/admin"),
    Shot("tradeoff", "accounting", "/tradeoff", (1280, 1120)),
    Shot("tradeoff-phone-dark", "worker", "/tradeoff", PHONE, "dark"),
)


def company(folder: Path) -> tuple[Flask, dict[str, Login]]:
    """Make the demo company in a folder; return its application and a login of each role."""
    url = f"sqlite:///{folder / 'timesheet.db'}"
    bring_up(url, folder)
    settings = settings_for(url, folder)
    app = create_app(settings)
    wanted = Request(
        workers=60, weeks=5, seed=1, now=NOON, folder=folder, secret=settings.secret_key, until=LAST
    )
    with app.app_context():
        ready = demo.make(wanted)
        with Bar() as bar:
            evaluating.measure(folder, Asked(), bar)
    return app, {login.role: login for login in ready.logins}


def sign_in(page: Page, login: Login) -> None:
    page.goto("/sign-in")
    page.get_by_label("Login").fill(login.login)
    page.get_by_label("Password").fill(login.password)
    page.get_by_role("button", name="Sign in").click()


def take(browser: Browser, url: str, login: Login | None, shot: Shot, folder: Path) -> None:
    width, height = shot.size
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, color_scheme=shot.scheme
    )
    page = context.new_page()
    if login is not None:
        sign_in(page, login)
    if shot.path.startswith(("PERIOD", "REVIEW")):
        page.goto("/accounting")
        page.locator("tbody tr", has_text="running").locator("th a").click()
        period = PERIOD.search(page.url)[0]
        review = period.replace("/accounting/", "/review/")
        page.goto(shot.path.replace("PERIOD", period).replace("REVIEW", review))
    else:
        page.goto(shot.path)
    press(page, shot.press)
    # What fits the screen: the whole of a long table would be a megabyte that nobody reads.
    target = folder / f"{shot.name}.png"
    page.screenshot(path=target, animations="disabled", caret="hide")
    context.close()


def press(page: Page, what: str) -> None:
    if what == "first number":
        page.locator("[data-rows] tbody td a").first.click()
        page.get_by_text("What was clocked").wait_for()
    elif what and page.get_by_role("button", name=what).count():
        page.get_by_role("button", name=what).click()
        page.get_by_role("status").get_by_text("Clocked").wait_for()


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/img")
    folder.mkdir(parents=True, exist_ok=True)
    now.utc = lambda: NOON
    now.utc_micros = lambda: NOON * 1_000_000
    with tempfile.TemporaryDirectory() as data:
        app, logins = company(Path(data))
        with serving(app) as server, browsing() as browser:
            for shot in SHOTS:
                take(browser, server.url, logins.get(shot.role), shot, folder)
                print(folder / f"{shot.name}.png")


if __name__ == "__main__":
    main()
