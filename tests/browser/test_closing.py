"""A pay period of the demo is closed by people who see it for the first time, click by click."""

import re
from datetime import date

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible
from timesheet import now
from timesheet.actions import demo
from timesheet.actions.demo import Request
from timesheet.core import calendar
from timesheet.core.demo.company import ZONE

pytestmark = pytest.mark.browser

UNTIL = date(2026, 11, 22)
MORNING = calendar.start_of_day(date(2026, 11, 23), ZONE) + 9 * 3600
# From the first look to the payroll file and the workbook; signing in is left aside.
MOST_CLICKS = 30


class Clicks:
    """Clicks on links and buttons of pages, counted."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, page: Page, role: str, name: str | re.Pattern[str]) -> None:
        page.get_by_role(role, name=name).first.click()
        self.count += 1


@pytest.fixture
def logins(app, data_folder, monkeypatch):
    monkeypatch.setattr(now, "utc", lambda: MORNING)
    monkeypatch.setattr(now, "utc_micros", lambda: MORNING * 1_000_000)
    with app.app_context():
        ready = demo.make(
            Request(
                workers=60, weeks=4, seed=1, now=MORNING, folder=data_folder, secret="s" * 40,
                until=UNTIL,
            )
        )  # fmt: skip
    return ready.logins


@pytest.fixture
def signed(open_page, logins):
    def opened(role: str, what: str = "") -> Page:
        login = next(one for one in logins if one.role == role and what in one.what)
        page = open_page("/sign-in")
        page.get_by_label("Login").fill(login.login)
        page.get_by_label("Password").fill(login.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    return opened


def step(page: Page, click: Clicks, name: str) -> None:
    """Take a step for everybody who may go: look at what it would do, and do it."""
    click(page, "link", re.compile(rf"^{name} \d"))
    click(page, "button", f"{name}:")


def leads_settle(signed, logins, click: Clicks) -> None:
    """Let each lead give a missing punch of his people the time that is suggested first."""
    for login in [one for one in logins if one.role == "lead"]:
        page = signed("lead", login.what)
        page.goto("/exceptions/2026-11-09?severity=block")
        while page.get_by_role("link", name="Look and fix").count():
            click(page, "link", "Look and fix")
            page.get_by_label("Why").fill("as the crew said")
            click(page, "button", "Do this")
            page.goto("/exceptions/2026-11-09?severity=block")


def test_the_demos_period_is_closed_in_thirty_clicks(signed, logins, tmp_path):
    click = Clicks()
    leads_settle(signed, logins, click)
    page = signed("accounting")
    page.goto("/accounting")
    click(page, "link", "Nov 9 – Nov 22, 2026")
    assert_accessible(page)
    step(page, click, "Submit")
    step(page, click, "Approve")
    step(page, click, "Lock")
    assert_accessible(page)
    click(page, "link", "Files for payroll and the ledger")
    assert_accessible(page)
    click(page, "button", "Make the file")
    with page.expect_download() as payroll:
        click(page, "link", "PRDMOEPI.csv")
    payroll.value.save_as(tmp_path / "payroll.csv")
    lines = (tmp_path / "payroll.csv").read_text(encoding="ascii").splitlines()
    assert lines[0].startswith("Co Code,Batch ID,File #")
    click(page, "link", "Hours and reports")
    with page.expect_download() as book:
        click(page, "link", "Excel")
    book.value.save_as(tmp_path / "book.xlsx")
    assert "Data" in load_workbook(tmp_path / "book.xlsx", read_only=True).sheetnames
    expect(page.get_by_text("clock = allocated")).to_be_visible()
    expect(page.get_by_text("allocated = payroll")).to_be_visible()
    people = {line.split(",")[2] for line in lines[1:]}
    # Two have a punch missing that only a second accountant may mend and another approve.
    assert len(people) == 58
    assert click.count <= MOST_CLICKS, click.count


def test_the_review_is_worked_by_keys_alone(signed):
    page = signed("accounting")
    page.goto("/review/2026-11-09")
    assert_accessible(page)
    rows = page.locator("tbody tr")
    place = next(n for n in range(rows.count()) if rows.nth(n).locator("[data-row-key=a]").count())
    before = rows.nth(place).inner_text()
    page.locator("[data-rows]").focus()
    for _ in range(place + 1):
        page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert before not in page.locator("tbody").inner_text()
