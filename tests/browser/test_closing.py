"""A pay period of the demo is closed by people who see it for the first time, click by click."""

import re
from collections import Counter
from datetime import date

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.support import truth
from tests.support.browser import LOOKS, assert_accessible
from tests.support.truth import Truth
from timesheet import jobs, now
from timesheet.actions import demo, reviewing
from timesheet.actions.demo import Request
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.demo.company import ZONE
from timesheet.core.model import Code
from timesheet.store import people
from timesheet.store.db import Tx, read
from timesheet.store.selection import Selection

pytestmark = pytest.mark.browser

UNTIL = date(2026, 11, 22)
FIRST = date(2026, 11, 9)
PERIOD = Selection(FIRST, UNTIL)
MORNING = calendar.start_of_day(date(2026, 11, 23), ZONE) + 9 * 3600
# Accounting's, from the first look to the payroll file and the workbook; signing in is left aside.
MOST_CLICKS = 30
# Milliseconds for a page that waits for hundreds of answers, and what they teach, to be derived.
SLOWEST = 300_000


class Clicks:
    """Clicks on links and buttons of pages, counted."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, page: Page, role: str, name: str | re.Pattern[str]) -> None:
        page.get_by_role(role, name=name).first.click()
        self.count += 1


@pytest.fixture(params=[60])
def workers(request):
    return request.param


@pytest.fixture
def logins(app, data_folder, monkeypatch, workers):
    monkeypatch.setattr(now, "utc", lambda: MORNING)
    monkeypatch.setattr(now, "utc_micros", lambda: MORNING * 1_000_000)
    with app.app_context():
        ready = demo.make(
            Request(
                workers=workers, weeks=4, seed=1, now=MORNING, folder=data_folder, secret="s" * 40,
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
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.set_default_timeout(SLOWEST)
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
            expect(page.get_by_text("Fixed. The hours and the pay follow.")).to_be_visible()
            page.goto("/exceptions/2026-11-09?severity=block")


def accountant(tx: Tx, logins) -> Actor:
    login = next(one.login for one in logins if one.role == "accounting")
    known = people.credentials(tx, login)
    assert known is not None
    return Actor(known.person, "", frozenset({"accounting"}), frozenset(), ZONE, "en", MORNING)


def ask_and_review(
    page: Page, click: Clicks, known: Truth, actor: Actor, most: int, settings
) -> None:
    """Ask those who were there; then settle the first patterns as who looks at the evidence."""
    click(page, "link", "What needs you")
    click(page, "link", "Ask those who were there")
    expect(page.get_by_role("button", name="Ask about 8 shifts")).to_be_visible()
    assert_accessible(page)
    click(page, "button", "Ask about 8 shifts")
    expect(page.get_by_role("button", name="Let the demo’s people answer")).to_be_visible()
    click(page, "button", "Let the demo’s people answer")
    expect(page.get_by_role("heading", name="The demo’s people answer")).to_be_visible()
    assert_accessible(page)
    assert jobs.run_waiting(settings, jobs.FILES) == 1
    click(page, "link", "See what is left")
    expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
    assert_accessible(page)
    # The page says when no more than the limit is expected to be wrong; he stops there.
    while (
        not reviewing.queue(FIRST, actor).below
        and click.count < most
        and (row := worth_a_click(known, actor, most - click.count))
    ):
        key, code = row
        form = page.locator(f"tr:has(input[name=key][value='{key}'])")
        if code:
            form.locator("summary").click()
            click.count += 1
        with page.expect_navigation():
            form.locator(f"button[name=code][value='{code}']").first.click()
        click.count += 1


def worth_a_click(known: Truth, actor: Actor, left: int) -> tuple[str, str] | None:
    """Return the first pattern that so many clicks suffice for, and the code that is right."""
    for row in reviewing.queue(FIRST, actor).rows:
        money: Counter[Code] = Counter()
        for one in reviewing.opened(FIRST, row.key, actor).lines:
            true = known[one.line.person, one.line.shift]
            money[max(true, key=true.get)] += abs(one.line.cents)
        right = max(money, key=money.get)
        if right == row.accepts:
            return row.key, ""
        if left > 1 and right in {choice.code for choice in row.others}:
            return row.key, f"{right.project}.{right.task}"
    return None


def names_who_is_missing(page) -> None:
    """See two with an exception left, and a lead whose punches this accountant mended."""
    missing = page.locator("section").filter(has_text="3 people aren’t in the payroll file yet")
    expect(missing.get_by_role("link", name="Look and fix")).to_have_count(2)
    expect(
        missing.get_by_text("you mended these hours; somebody else approves them")
    ).to_be_visible()


def test_the_demos_period_is_closed_in_thirty_clicks(
    app, settings, signed, logins, data_folder, tmp_path
):
    click, of_leads = Clicks(), Clicks()
    leads_settle(signed, logins, of_leads)
    page = signed("accounting")
    page.goto("/accounting")
    click(page, "link", "Nov 9 – Nov 22, 2026")
    expect(page.get_by_text("clock = allocated")).to_be_visible()
    assert_accessible(page)
    with app.app_context():
        with read() as tx:
            known = truth.of_period(tx, data_folder, PERIOD)
            actor = accountant(tx, logins)
        # What follows takes twelve clicks more.
        ask_and_review(page, click, known, actor, MOST_CLICKS - 12, settings)
        promised = reviewing.queue(FIRST, actor)
        with read() as tx:
            wrong, money = truth.wrong_money(tx, known, PERIOD)
    assert wrong <= 0.005 * money
    assert promised.below
    assert wrong <= promised.at_most
    click(page, "link", "Close the pay period")
    step(page, click, "Submit")
    step(page, click, "Approve")
    step(page, click, "Lock")
    expect(page.get_by_role("link", name="Files for payroll and the ledger").first).to_be_visible()
    assert_accessible(page)
    click(page, "link", "Files for payroll and the ledger")
    expect(page.get_by_role("button", name="Make the file").first).to_be_visible()
    assert_accessible(page)
    click(page, "button", "Make the file")
    names_who_is_missing(page)
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
    paid = {line.split(",")[2] for line in lines[1:]}
    assert len(paid) == 57
    assert click.count <= MOST_CLICKS, click.count
    assert of_leads.count <= 8


@LOOKS
@pytest.mark.parametrize("workers", [8], indirect=True)
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
