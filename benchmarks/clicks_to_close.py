"""How many clicks accounting needs to close the demo's pay period, counted in a real browser.

    PYTHONPATH=. python benchmarks/clicks_to_close.py [--workers 60] [--seed 1] [--made FOLDER]

Makes the demo company (``--made``: once, in a folder that is kept and copied), serves it as
``timesheet run`` does, jobs and all, and goes the way of somebody who sees it for the first time:
look at the period, ask those who were there, then their leads; accept patterns while the page says
that so many lead below the limit; submit, approve and lock whoever may go; make
the payroll file, fetch it and the workbook. Every click on a page counts; signing in is left
aside, and so are the taps of workers and leads, which are printed beside it. The generator's truth
judges only: what is wrong when the period is locked, beside what the page promised.
"""
# ruff: noqa: E402

import sys

sys.path[:] = [place for place in sys.path if not place.endswith("benchmarks")]

import argparse
import re
import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from tests.support import truth
from tests.support.browser import DESK, browsing, serving
from timesheet import jobs, now
from timesheet.actions import asking_leads, demo, polling, reviewing
from timesheet.actions.signing import Actor, hash_password
from timesheet.app import create_app
from timesheet.core import calendar
from timesheet.core.demo import company
from timesheet.core.demo.plan import Plan
from timesheet.settings import Settings
from timesheet.store import migrate, people
from timesheet.store.db import read, write
from timesheet.store.selection import Selection

UNTIL, FIRST = date(2026, 11, 22), date(2026, 11, 9)
NOW = calendar.start_of_day(date(2026, 11, 23), company.ZONE) + 9 * 3600
HOUR = 3_600_000
MADE = "made"
"""The file that says that a company was made to its end."""
MORE = re.compile(r"^\d+ patterns? until you are below your limit\.$")
PASSWORD = "clicks to close"


class Hand:
    """A person at a page: clicks are counted by what was clicked."""

    def __init__(self, page):
        self.page = page
        self.clicks = []

    def __call__(self, role, name):
        print(f"{len(self.clicks) + 1}: {name}", file=sys.stderr, flush=True)
        found = self.page.get_by_role(role, name=name).first
        self.clicks.append(found.inner_text().strip().splitlines()[0])
        found.click(timeout=HOUR)

    def fetch(self, name):
        """Click a link that leads to a file: at once, or by the pages that have it made."""
        came = []

        def keep(download):
            came.append(download)

        self.page.once("download", keep)
        self("link", name)
        ways = (("button", "Make the workbook"), ("link", "Download"))
        until = time.monotonic() + HOUR / 1000
        while not came and time.monotonic() < until:
            self.page.wait_for_timeout(500)
            for role, way in ways:
                if not came and self.page.get_by_role(role, name=way, exact=True).count():
                    self(role, way)
                    self.page.wait_for_timeout(2000)
        return came[0]

    def wait_for_answers(self):
        self("button", "Let the demo’s people answer")
        expect(self.page.get_by_role("link", name="See what is left")).to_be_visible(timeout=HOUR)
        self("link", "See what is left")

    def accept(self):
        """Accept the first pattern of the queue, as the page says that few more clicks do it."""
        with self.page.expect_navigation(timeout=HOUR):
            first = self.page.locator("button[data-row-key=a]").first
            self.clicks.append(f"accepted {first.inner_text().strip()}")
            first.click()

    def step(self, name):
        self("link", re.compile(rf"^{name} \d"))
        self("button", f"{name}:")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("workers", 60), ("weeks", 4), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--made", type=Path)
    wanted = parser.parse_args()
    now.utc = lambda: NOW
    now.utc_micros = lambda: NOW * 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "company")
        made = wanted.made or Path(folder, "made")
        if not (made / MADE).exists():
            shutil.rmtree(made, ignore_errors=True)
            make(made, wanted)
        shutil.copytree(made, place)
        app, began = company_at(place), time.process_time()
        with app.app_context():
            migrate.upgrade()
            go(app, place, Plan(wanted.workers, wanted.weeks, wanted.seed, UNTIL))
        print(f"closed with {time.process_time() - began:.0f} s CPU", flush=True)


def company_at(place):
    url = f"sqlite:///{place / 'timesheet.db'}"
    return create_app(Settings(secret_key="benchmark" * 4, database_url=url, data_folder=place))


def make(place, wanted):
    place.mkdir(parents=True)
    began = time.process_time()
    with company_at(place).app_context():
        migrate.upgrade()
        demo.make(
            demo.Request(workers=wanted.workers, weeks=wanted.weeks, seed=wanted.seed,
                         now=NOW, folder=place, secret="benchmark", until=UNTIL)
        )  # fmt: skip
    (place / MADE).touch()
    print(f"company made in {time.process_time() - began:.0f} s CPU", flush=True)


def go(app, place, plan):
    person = company.found(plan).accounting
    with write() as tx:
        people.set_password(tx, person, hash_password(PASSWORD))
        known = people.people.c
        login = tx.execute(select(known.login).where(known.id == person)).scalar_one()
    actor = Actor(person, "", frozenset({"accounting"}), frozenset(), company.ZONE, "en", NOW)
    runners = jobs.runners(app)
    for runner in runners:
        runner.start()
    with serving(app) as server, browsing() as browser:
        width, height = DESK
        context = browser.new_context(
            base_url=server.url, viewport={"width": width, "height": height}
        )
        context.set_default_timeout(HOUR)
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("Login").fill(login)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/accounting")
        close(Hand(page), place, actor)
        context.close()
    for runner in runners:
        runner.stop()


def close(hand, place, actor):
    chosen = Selection(FIRST, UNTIL)
    with read() as tx:
        known = truth.of_period(tx, place, chosen)
    hand.page.goto("/accounting")
    hand("link", "Nov 9 – Nov 22, 2026")
    hand("link", "What needs you")
    hand("link", "Ask those who were there")
    hand("button", "Ask about 8 shifts")
    hand.wait_for_answers()
    tell("after the workers", known, chosen, actor)
    hand("button", "Ask their leads")
    hand.wait_for_answers()
    tell("after their leads", known, chosen, actor)
    while hand.page.get_by_text(MORE).count():
        hand.accept()
    hand("link", "Close the pay period")
    for name in ("Submit", "Approve", "Lock"):
        hand.step(name)
    hand("link", "Files for payroll and the ledger")
    hand("button", "Make the file")
    payroll = hand.fetch("PRDMOEPI.csv")
    paid = Path(payroll.path()).read_text(encoding="ascii").splitlines()
    hand("link", "Hours and reports")
    book = hand.fetch("Excel")
    tell("locked", known, chosen, actor)
    poll, leads = polling.look(FIRST), asking_leads.tally(FIRST)
    print(f"{len(hand.clicks)} clicks of accounting: {'; '.join(hand.clicks)}")
    number, size = len({line.split(",")[2] for line in paid[1:]}), Path(book.path()).stat().st_size
    print(f"{poll.answered} taps of workers, {leads.taps} of leads; {number} people in"
          f" {payroll.suggested_filename}; workbook {size / 1e6:.1f} MB")  # fmt: skip


def tell(when, known, chosen, actor):
    shown = reviewing.queue(FIRST, actor)
    with read() as tx:
        wrong, money = truth.wrong_money(tx, known, chosen)
    print(f"{when}: wrong {wrong / money:.2%}, expected {shown.wrong / money:.2%}, at most"
          f" {shown.at_most / money:.2%} of labor money", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
