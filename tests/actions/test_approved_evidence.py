"""Approved days as weak evidence: of their own shift only, unlearned exactly, never a word."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.actions.test_learning import at, codes, crew, fortnight, say
from tests.support import company
from tests.support.company import ZONE, World
from timesheet.actions import approving, deriving, refitting
from timesheet.actions.signing import Actor
from timesheet.store import learned, seen, staff
from timesheet.store.db import read, write

DAY = timedelta(days=1)


@pytest.fixture
def world(app) -> World:
    return company.set_up()


@pytest.fixture
def lead(world) -> Actor:
    """Return the lead of the crew, who is none of it."""
    with write() as tx:
        staff.set_roles(tx, world.admin, {"lead"})
        staff.set_leads(tx, world.team, {world.admin})
    return Actor(world.admin, "", frozenset({"lead"}), frozenset({world.team}), ZONE, "en", 0)


def approve(lead, day, people, hour=30):
    rows = approving.crew_days(lead, day, day, at(day, hour)).ready
    seen_so = {one.person: one.mark for one in rows if one.person in people}
    assert set(seen_so) == set(people)
    assert approving.approve(lead, day, day, seen_so, at(day, hour)).people == len(people)


def take_back(lead, day, people):
    approving.take_back(lead, day, day, people, at(day, 40))


def known():
    """Return what is counted and weighed."""
    with read() as tx:
        counts = sorted(map(tuple, tx.execute(select(learned.counts))))
        return counts, learned.document(tx, learned.version(tx).number)


def expected(person, day):
    with read() as tx:
        found = seen.one(tx, person, at(day, 8))
    return [one.kind for one in found.sight.expected]


def told(world, people, days, lead):
    """Let the crew tell what its days were for; half of them were approved, rightly, before that.

    The first two people stay silent.
    """
    for n, day in enumerate(days):
        project = world.harbour if n % 3 else world.depot
        say(people[2], day, project)
        if n % 2:
            approve(lead, day, people[3:])
        for person in people[3:]:
            say(person, day, project, made_at=at(day, 50))
    refitting.refit(1)


def sure(lines):
    return dict(lines[0])["confidence"]


def test_an_approval_tells_of_its_own_shift_and_of_nothing_else(world, lead):
    people = crew(world)
    days = fortnight(people)
    told(world, people, days, lead)
    before, counted = [codes(person) for person in people], known()
    approve(lead, days[4], people[:1])
    after = [codes(person) for person in people]
    assert after[1:] == before[1:]
    assert [day for day in days if after[0][day] != before[0][day]] == [days[4]]
    assert dict(after[0][days[4]][0])["project_id"] == dict(before[0][days[4]][0])["project_id"]
    assert sure(after[0][days[4]]) > sure(before[0][days[4]])
    assert refitting.refit(2) is None
    assert refitting.refit(2, force=True) is not None
    assert known() == counted
    assert deriving.check() == []
    assert list(refitting.check()) == []


def test_an_approval_taken_back_leaves_no_trace(world, lead):
    people = crew(world)
    days = fortnight(people)
    told(world, people, days, lead)
    before = [codes(person) for person in people]
    for day in days[3:6]:
        approve(lead, day, people[:2])
    assert [codes(person) for person in people] != before
    for day in days[3:6]:
        take_back(lead, day, people[:2])
    assert [codes(person) for person in people] == before
    assert deriving.check() == []


def test_a_later_word_judges_it_and_an_earlier_one_leaves_nothing_to_judge(world, lead):
    people = crew(world)
    days = fortnight(people)
    told(world, people, days, lead)
    approve(lead, days[4], people[:2])
    say(people[0], days[4], world.depot, made_at=at(days[4], 17))
    say(people[1], days[4], world.depot, made_at=at(days[4], 50))
    assert expected(people[0], days[4]) == []
    assert expected(people[1], days[4]) == ["approved"]
    refitting.refit(2)
    assert deriving.check() == []
    assert list(refitting.check()) == []
    take_back(lead, days[4], people[:2])
    assert expected(people[1], days[4]) == []
    refitting.refit(3)
    assert deriving.check() == []
    assert list(refitting.check()) == []


def test_the_order_in_which_words_and_approvals_arrive_changes_nothing(world, lead):
    people = crew(world)
    days = fortnight(people)
    told(world, people, days, lead)
    word = say(people[0], days[4], world.harbour, made_at=at(days[4], 50))
    say(people[0], days[4], None, withdraws=word, made_at=at(days[4], 51))
    stood = [codes(person) for person in people]
    outcomes = []
    for first in ("word", "approval"):
        if first == "approval":
            approve(lead, days[4], people[:1])
        key = say(people[1], days[4], world.harbour, made_at=at(days[4], 60))
        if first == "word":
            approve(lead, days[4], people[:1])
        outcomes.append([codes(person) for person in people])
        take_back(lead, days[4], people[:1])
        say(people[1], days[4], None, withdraws=key)
        assert [codes(person) for person in people] == stood
    assert outcomes[0] == outcomes[1]
