"""P29: punches that come while a pay period closes are in the closed books or on the late list."""

import json
import os
import threading
from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.support import crew, signin
from timesheet.actions import closing, deriving, punching
from timesheet.actions.closing import Wanted
from timesheet.actions.punching import Press
from timesheet.actions.signing import Actor
from timesheet.core.closing import State, Step
from timesheet.store import closed
from timesheet.store.db import read

# The full number is 100: TIMESHEET_ROUNDS=100, which takes some minutes.
ROUNDS = int(os.environ.get("TIMESHEET_ROUNDS", "2"))
WRITERS, DURING, HOUR = 8, 2, 3600
AFTER = crew.instant(date(2036, 1, 1), "09:00")
# Nobody waits this long: a test that would is broken.
PATIENCE = 120.0


@pytest.fixture
def ids(app):
    return crew.found(app)


@pytest.fixture
def people(app, ids):
    some = [signin.add_person(app, f"w{n}", zone=crew.ZONE).id for n in range(WRITERS)]
    with app.app_context():
        deriving.rebuild()
    return some


def accountant(ids):
    roles = frozenset({"accounting"})
    return Actor(ids["carla"], "Carla", roles, frozenset(), crew.ZONE, "en", AFTER)


def work(person, day):
    """Press in at eight and out at nine, as the clock page would have it recorded then."""
    for intent, time in (("in", "08:00"), ("out", "09:00")):
        at = crew.instant(day, time)
        press = Press(
            person=person, uuid=str(uuid4()), intent=intent, received_us=at * 1_000_000,
            zone=crew.ZONE, actor=person,
        )  # fmt: skip
        assert punching.punch(press).made


def close(first, actor):
    """Take everybody as far as he goes; what changed meanwhile is approved again."""
    for step in (Step.SUBMIT, Step.APPROVE, Step.LOCK):
        closing.take(Wanted(first, step, actor, None), AFTER)
    shown = closing.period(first, None, AFTER)
    changed = frozenset(one.id for one in shown.people if one.changed)
    if changed:
        closing.take(Wanted(first, Step.UNAPPROVE, actor, None, changed), AFTER)
    return [one.standing.state for one in shown.people]


def race(app, people, first, actor):
    """Let everybody work on one day before, on some while, on one after it is closed."""
    start, shut = threading.Barrier(len(people) + 1), threading.Event()
    failures = []

    def write(person):
        try:
            with app.app_context():
                work(person, first)
                start.wait(PATIENCE)
                for n in range(DURING):
                    work(person, first + timedelta(days=1 + n))
                assert shut.wait(PATIENCE)
                work(person, first + timedelta(days=1 + DURING))
        except Exception as error:  # noqa: BLE001 - whatever a thread dies of fails the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    start.wait(PATIENCE)
    with app.app_context():
        while set(close(first, actor)) != {State.LOCKED}:
            assert not failures, failures
    shut.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert not failures, failures


def snapshots(tx):
    query = select(closed.closed_weeks.c.id, closed.closed_weeks.c.document)
    return dict(list(tx.execute(query)))


def seconds_by_day(tx, first):
    """Return the seconds of a period by person and day: in its snapshot, and on its late list."""
    kept, late = Counter(), Counter()
    query = select(closed.closed_weeks).where(closed.closed_weeks.c.period == first)
    for row in tx.execute(query):
        for line in json.loads(row.document).get("labor", []):
            kept[row.person_id, date.fromisoformat(line["day"])] += line["seconds"]
    for row in closed.outstanding(tx, first, first):
        late[row.person_id, row.day] += row.seconds
    return kept, late


def test_p29_each_punch_is_in_the_closed_books_or_on_the_late_list(app, ids, people):
    actor, before = accountant(ids), {}
    for turn in range(ROUNDS):
        first = crew.MONDAY + timedelta(days=14 * turn)
        race(app, people, first, actor)
        with app.app_context():
            deriving.derive_stale()
            with read() as tx:
                kept, late = seconds_by_day(tx, first)
                now = snapshots(tx)
        days = {(p, first + timedelta(days=n)) for p in people for n in range(DURING + 2)}
        assert set(kept) | set(late) == days
        assert not set(kept) & set(late)
        assert set((kept + late).values()) == {HOUR}
        assert {(p, first) for p in people} <= set(kept)
        assert {(p, first + timedelta(days=DURING + 1)) for p in people} <= set(late)
        assert before.items() <= now.items()
        before = now
    with app.app_context():
        assert deriving.check() == []
