"""A small company for tests of pages: three people, two projects, one rule, two weeks of hours."""

import json
import re
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.kept import kept
from timesheet import now
from timesheet.actions import deriving, punching
from timesheet.actions.punching import Press
from timesheet.core import calendar
from timesheet.core.inference.rules import Rule
from timesheet.core.model import Code
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.store import people, policies, questions, rates, reminders, rules, seen
from timesheet.store.db import Tx, add, write
from timesheet.store.policies import Company
from timesheet.store.questions import Budget, Offer
from timesheet.store.tables import Membership, Project, Task, Team

ZONE = "America/Denver"
PASSWORD = "paper boat on a slow river"
# The cheapest parameters: the tests sign in often.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
MONDAY = date(2026, 11, 9)

# Tests that want reminders ask for them.
SILENT = reminders.Policy(clock_in=False, clock_out=False, question=False, week=False, sign=False)

PLAN = (
    ("ana", "in", "07:58"),
    ("ana", "break_start", "12:01"),
    ("ana", "break_end", "12:32"),
    ("ana", "out", "16:31"),
    ("ben", "in", "06:55"),
    ("ben", "out", "15:25"),
)


def _add(tx: Tx, table: Any, **values: Any) -> int:
    return add(tx, table.__table__, values)


@kept
def found(app: Flask) -> dict[str, int]:
    """Set the company up, on a day long before its first hours; return ids by name."""
    with app.app_context(), write() as tx:
        policies.set_company(tx, Company(name="Harbour Works", zone=ZONE, pay_anchor=MONDAY))
        reminders.set_policy(tx, SILENT)
        ids: dict[str, int] = {}
        for login, name, roles in (
            ("ana", "Ana Ruiz", {"worker"}),
            ("ben", "Ben O’Dea", {"worker"}),
            ("carla", "Carla Weiss", {"worker", "accounting"}),
        ):
            ids[login] = people.add_person(
                tx,
                number=f"P-{len(ids) + 1:03}",
                name=name,
                login=login,
                zone=ZONE,
                roles=frozenset(roles),
                password_hash=HASH,
                started_on=date(2026, 1, 1),
            )
            for_all = {"person": ids[login], "project": None, "reason": "hired", "at": 0}
            rates.add_rate(tx, rate=240_000, valid_from=date(2026, 1, 1), by=None, **for_all)
        _codes(tx, ids)
    return ids


def _codes(tx: Tx, ids: dict[str, int]) -> None:
    ids["framing"] = _add(tx, Team, name="Framing")
    ids["harbour"] = _add(
        tx, Project, code="HARBOUR", name="Harbour hall", attestation_required=False
    )
    ids["raising"] = _add(tx, Task, project_id=ids["harbour"], code="10", name="Raising")
    _add(tx, Membership, person_id=ids["ana"], team_id=ids["framing"], valid_from=date(2026, 1, 1))
    document = {
        "id": rules.next_number(tx),
        "version": 1,
        "name": "Framing works on the harbour hall",
        "when": {"team": [ids["framing"]]},
        "then": {"kind": "code", "code": {"project": ids["harbour"], "task": ids["raising"]}},
    }
    rules.add_version(tx, Rule.from_dict(document), 0, None)


def instant(day: date, time: str) -> int:
    """Return the instant of a wall-clock time of the company."""
    return calendar.instant(datetime.fromisoformat(f"{day}T{time}"), ZONE)


def deduct_meals(app: Flask) -> None:
    """Let the company's pay policy deduct 30 minutes of meal from more than six hours."""
    auto = {"tiers": [{"over_h": 6, "total_min": 30}], "after_h": 4}
    rules = PRESETS["us-flsa"] | {"breaks": {"paid_break_max_min": 20, "auto_deduct": auto}}
    with app.app_context(), write() as tx:
        policies.add_pay_policy(
            tx, code="meals", name="Meals deducted", effective_from=date(2026, 1, 1), team=None,
            document=json.dumps(Policy.from_dict(rules).to_dict()), person=None, at=0, by=None,
        )  # fmt: skip


def press(app: Flask, person: int, intent: str, day: date, time: str, **more: Any) -> None:
    """Record a press as if the server's clock had shown a wall-clock time; derive nothing.

    ``more`` is what else it says: a site, a project.
    """
    with app.app_context():
        punching.record(
            Press(
                person=person,
                uuid=str(uuid.uuid4()),
                intent=intent,
                received_us=instant(day, time) * 1_000_000,
                zone=ZONE,
                actor=person,
                **more,
            )
        )


@kept
def work(app: Flask, ids: dict[str, int], first: date = MONDAY, days: int = 5) -> None:
    """Let Ana and Ben work some days; on the third Ben forgets to clock out."""
    for n in range(days):
        for who, intent, time in PLAN:
            if not (who == "ben" and intent == "out" and n == 2):
                press(app, ids[who], intent, first + timedelta(days=n), time)
    with app.app_context():
        deriving.rebuild()


def ask(app: Flask, ids: dict[str, int]) -> None:
    """Let there be an open question to Ana about her last shift, asked just now."""
    with app.app_context(), write() as tx:
        questions.set_budget(tx, Budget(5, 0, 0))
        one = seen.ended(tx, ids["ana"], now.utc())
        assert one is not None
        questions.add_question(
            tx,
            Offer((Code(ids["harbour"]), Code(ids["harbour"], ids["raising"]))),
            person_id=ids["ana"],
            raw_start=one.raw_start,
            start_at=one.start,
            end_at=one.start + 8 * 3600,
            wall_day=one.sight.day,
            end_minute=one.sight.end,
            team_id=None,
            worth_cents=900,
            asked=True,
            considered_at=now.utc(),
        )


def token_in(page: str) -> str:
    """Return the token of a page against forged requests."""
    match = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', page)
    assert match is not None, "no token in the page"
    return match.group(1)


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD) -> None:
    """Sign somebody in, as the form does."""
    token = token_in(client.get("/sign-in").text)
    sent = {"login": login, "password": password, "csrf_token": token}
    assert client.post("/sign-in", data=sent).status_code == 303


@kept
def session(app: Flask, login: str, password: str = PASSWORD) -> str:
    """Sign somebody in and return the cookie of his session."""
    client = app.test_client()
    sign_in(client, login, password)
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def signed_in(app: Flask, login: str) -> FlaskClient:
    """Return a client that somebody is signed in with."""
    client = app.test_client()
    client.set_cookie("session", session(app, login))
    return client


class Clock:
    """The server's clock, standing still on the wall clock of the company."""

    def __init__(self) -> None:
        self.at = 0

    def show(self, wall: str) -> None:
        self.at = calendar.instant(datetime.fromisoformat(wall), ZONE)


def standing_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the server's clock stand still, on a Monday morning to begin with."""
    standing = Clock()
    standing.show("2026-11-16 08:02:30")
    monkeypatch.setattr(now, "utc", lambda: standing.at)
    monkeypatch.setattr(now, "utc_micros", lambda: standing.at * 1_000_000)
    return standing


def words(page: TestResponse) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def post(client: FlaskClient, address: str, **said: Any) -> TestResponse:
    """Send a form with its token, and follow to the page that it leads to."""
    said["csrf_token"] = token_in(client.get("/account").text)
    return client.post(address, data=said, follow_redirects=True)
