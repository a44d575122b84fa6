"""Words teach: at once what they touch, with the refit everything; never by the order they came."""

import json
import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.support import company
from tests.support.company import ZONE, World
from timesheet.actions import deriving, refitting
from timesheet.core import calendar
from timesheet.core.model import Code
from timesheet.store import catalog, db, facts, learned, seen, staff
from timesheet.store.codes import Person
from timesheet.store.db import read, write
from timesheet.store.derived import allocations

DAY = timedelta(days=1)


@pytest.fixture
def world(app) -> World:
    return company.set_up()


def crew(world: World, number: int = 4) -> list[int]:
    """Let more people work in the crew."""
    with db.write() as tx:
        more = [
            catalog.add(
                tx, Person(number=f"Q{n}", name=f"Q{n}", login=f"q{n}", zone=ZONE), auth_version=1
            )
            for n in range(number)
        ]
        for person in more:
            staff.set_roles(tx, person, {"worker"})
            staff.join(tx, person, world.team, date(2026, 1, 1))
    return [world.worker, world.mate, *more]


def at(day: date, hour: int) -> int:
    return calendar.instant(datetime.combine(day, datetime.min.time()), ZONE) + hour * 3600


def say(
    person: int, day: date, project: int | None, *, source="own_word", withdraws=None, made_at=None
) -> int:
    """Record a word on a person's shift of a day; derive what follows."""
    parts = () if project is None else ((Code(project), 1),)
    with write() as tx:
        key = facts.add_answer(
            tx,
            parts,
            person_id=person,
            start_at=at(day, 8),
            end_at=at(day, 16),
            source=source,
            author_id=person,
            made_at=made_at or at(day, 17),
            withdraws_id=withdraws,
        )
        touched = deriving.derive_in(tx, person, at(day, 8), word=True)
        deriving.derive_keys(tx, touched)
    return key


def codes(person: int) -> dict[date, list[tuple]]:
    """Return what is booked for a person, by day, with the sources and confidences."""
    with read() as tx:
        rows = tx.execute(select(allocations).where(allocations.c.person_id == person)).mappings()
        found: dict[date, list[tuple]] = {}
        for row in rows:
            day = calendar.day_of(row["start_at"], ZONE)
            values = {k: v for k, v in row.items() if k not in ("id", "ref")}
            found.setdefault(day, []).append(tuple(values.items()))
    return {day: sorted(lines, key=str) for day, lines in found.items()}


def fortnight(people: list[int], monday: date = date(2026, 11, 2)) -> list[date]:
    days = [monday + DAY * n for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    for person in people:
        for day in days:
            company.worked(person, day)
    deriving.rebuild()
    return days


def test_a_word_reaches_the_crew_of_that_day_at_once_and_no_other_day(world):
    people = crew(world)
    days = fortnight(people)
    before = codes(people[2])
    for person in people[:2]:
        say(person, days[3], world.harbour)
    after = codes(people[2])
    assert {day for day in days if before[day] != after[day]} == {days[3]}
    assert ("project_id", world.harbour) in after[days[3]][0]
    assert ("source", "learned") in after[days[3]][0]
    assert deriving.check() == []
    assert list(refitting.check()) == []


def test_the_order_of_answers_changes_nothing(world):
    people = crew(world, 2)
    days = fortnight(people)
    settled = [say(person, days[0], world.depot) for person in people[:3]]
    refitting.refit(1)
    places = [(person, day) for person in people for day in days[1::4]]
    said = [(*place, world.harbour if n % 3 else world.depot) for n, place in enumerate(places)]
    silent = [codes(person) for person in people]
    outcomes = []
    for seed in range(2):
        random.Random(seed).shuffle(said)
        keys = [(say(*one), one) for one in said]
        keys.append((say(people[0], days[0], None, withdraws=settled[0]), None))
        outcomes.append([codes(person) for person in people])
        random.Random(seed + 9).shuffle(keys)
        for key, one in keys:
            if one is not None:
                say(*one[:2], None, withdraws=key)
        settled[0] = say(people[0], days[0], world.depot)
        assert [codes(person) for person in people] == silent
    assert outcomes[0] == outcomes[1]
    assert outcomes[0] != silent
    assert deriving.check() == []


def test_taken_back_is_never_said(world):
    people = crew(world)
    days = fortnight(people)
    say(people[0], days[0], world.harbour)
    refitting.refit(1)
    before = [codes(person) for person in people]
    key = say(people[1], days[1], world.depot)
    assert [codes(person) for person in people] != before
    say(people[1], days[1], None, withdraws=key)
    assert [codes(person) for person in people] == before
    assert deriving.check() == []
    assert list(refitting.check()) == []


def test_a_settled_word_that_is_taken_back_is_forgotten_where_it_touched(world):
    people = crew(world)
    days = fortnight(people)
    keys = [say(person, days[1], world.harbour) for person in people[:3]]
    refitting.refit(1)
    assert ("project_id", world.harbour) in codes(people[4])[days[1]][0]
    for person, key in zip(people, keys, strict=False):
        say(person, days[1], None, withdraws=key)
    assert ("project_id", world.harbour) not in codes(people[4])[days[1]][0]
    assert deriving.check() == []
    refitting.refit(2)
    with read() as tx:
        assert learned.settled_words(tx) == []
        assert learned.miscounted(tx) == []
        assert seen.misflagged(tx) == []
    assert deriving.check() == []


def test_counts_that_were_tampered_with_are_found(world):
    people = crew(world)
    days = fortnight(people)
    say(people[0], days[1], world.harbour)
    refitting.refit(1)
    assert list(refitting.check()) == []
    with write() as tx:
        tx.execute(learned.counts.update().values(units=learned.counts.c.units + 1))
    assert any("counts under" in sentence for sentence in refitting.check())


def test_a_refit_without_news_makes_no_version(world):
    people = crew(world)
    days = fortnight(people)
    say(people[0], days[1], world.harbour)
    assert refitting.refit(1).version == 1
    assert refitting.refit(2) is None
    assert refitting.refit(3, force=True).version == 2


def outdated(change):
    """Let the version that holds be one that an earlier release kept."""
    with write() as tx:
        number = learned.version(tx).number
        document = learned.document(tx, number)
        change(document)
        values = {"document": json.dumps(document), "digest": "before"}
        tx.execute(update(learned.versions).values(values))
    deriving.rebuild()


def _without_record(said):
    del said["edition"], said["calibration"]["kept"]


def _learned_otherwise(said):
    said.update(edition=1, closed=said["closed"] + 3)


def _other_sources(said):
    said["sources"].pop()


@pytest.mark.parametrize("change", [_without_record, _learned_otherwise, _other_sources])
def test_a_version_of_an_earlier_release_is_no_error_and_is_fitted_again(world, change):
    people = crew(world, 2)
    days = fortnight(people)
    for day in days[:5]:
        say(people[0], day, world.harbour)
    refitting.refit(1)
    assert refitting.refit(2) is None
    outdated(change)
    assert list(refitting.check()) == []
    assert deriving.check() == []
    assert refitting.refit(3).version == 2
    assert refitting.refit(4) is None
    assert list(refitting.check()) == []
    assert deriving.check() == []
