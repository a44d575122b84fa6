"""Costs to date are those of the lines, whatever the days, the cuts and the periods locked."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select

from tests.support import crew
from timesheet.actions import closing, deriving
from timesheet.actions.closing import Wanted
from timesheet.actions.setting_up import pay_policies
from timesheet.actions.setting_up.changes import Author
from timesheet.actions.signing import Actor
from timesheet.core.closing import Step
from timesheet.store import costs
from timesheet.store.db import read
from timesheet.store.selection import Selection

WEEKS = 6
LOCKED, APPROVED = crew.MONDAY, crew.MONDAY + timedelta(days=14)
LATER = crew.instant(date(2026, 12, 24), "09:00")


@pytest.fixture
def ids(app):
    """Six weeks of work, with overtime; Ana's first pay period is locked, her second approved."""
    found = crew.found(app)
    for n in range(0, WEEKS, 2):
        crew.work(app, found, crew.MONDAY + timedelta(days=7 * n), 9)
    roles = frozenset({"accounting"})
    actor = Actor(found["carla"], "Carla", roles, frozenset(), crew.ZONE, "en", LATER)
    author = Author(found["carla"], 1)
    pay_policies.assign("us-flsa", date(2026, 1, 1), None, None, author)
    deriving.rebuild()
    ways = {LOCKED: (Step.SUBMIT, Step.APPROVE, Step.LOCK), APPROVED: (Step.SUBMIT, Step.APPROVE)}
    for period, steps in ways.items():
        for step in steps:
            closing.take(Wanted(period, step, actor, None, frozenset({found["ana"]})), LATER)
    return found


def line_by_line(tx, ana, last, cuts):
    """Sum up line by line: Ana's first period is locked, her second is approved."""
    found = {}
    for row in tx.execute(select(costs.lines).where(costs.lines.c.day <= last)):
        since = max((n for n, cut in enumerate(cuts) if cut <= row.day), default=-1)
        held = found.setdefault((row.project_id, row.task_id, row.pay_code, since), [0] * 10)
        unlocked = (row.person_id, row.period) != (ana, LOCKED)
        approved = (row.person_id, row.period) == (ana, APPROVED)
        said = row.attested or row.source == "policy"
        parts = (unlocked, approved, unlocked and not approved and not said)
        added = [row.seconds, row.cents, 1, row.cents if row.part == "premium" else 0]
        added += [value * part for part in parts for value in (row.seconds, row.cents)]
        held[:] = [a + b for a, b in zip(held, added, strict=True)]
    return found


def test_sums_to_date_are_those_of_the_lines(ids):
    draw = Random(7)
    days = [crew.MONDAY + timedelta(days=n) for n in range(-3, 7 * WEEKS + 3)]
    with read() as tx:
        shut, each = 0, [0] * 10
        for _ in range(25):
            last, cuts = draw.choice(days), sorted(draw.sample(days, draw.randint(0, 3)))
            found = {row[:4]: list(row[4:]) for row in costs.sums(tx, Selection(last, last), cuts)}
            assert found == line_by_line(tx, ids["ana"], last, cuts)
            shut += sum(sums[0] - sums[4] for sums in found.values())
            for sums in found.values():
                each = list(map(sum, zip(each, sums, strict=True)))
    assert shut > 0
    assert all(each)
