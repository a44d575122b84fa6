"""Who is in a pay period, counted by the database: as many as there are one by one."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support import crew
from timesheet.actions import closing as steps
from timesheet.actions import deriving
from timesheet.core.closing import State
from timesheet.store import closing, names, standing_people
from timesheet.store.db import read, write
from timesheet.store.selection import Selection
from timesheet.store.standing_people import Look

FIRST = date(2026, 11, 9)
PERIOD = Selection(FIRST, FIRST + timedelta(days=13), now=crew.instant(date(2026, 11, 24), "09:00"))


@pytest.fixture
def ids(app):
    ids = crew.found(app)
    crew.work(app, ids)
    with app.app_context():
        deriving.rebuild()
        with write() as tx:
            closing.add_step(
                tx, person_id=ids["ana"], period=FIRST, last_day=PERIOD.last, step="submit",
                state="submitted", author_id=ids["ana"], made_at=1, reason="", seen="",
            )  # fmt: skip
    return ids


def test_the_states_count_everybody_whom_the_steps_are_taken_for(app, ids):
    with app.app_context(), read() as tx:
        one_by_one = steps.people_in(tx, PERIOD, names.names(tx))
        tally = standing_people.tally(tx, PERIOD)
        mine = standing_people.tally(tx, replace(PERIOD, people=frozenset({ids["ana"]})))
        nobody = standing_people.tally(tx, replace(PERIOD, first=date(2030, 1, 7)))
    assert tally == Counter(one.standing.state for one in one_by_one)
    assert tally[State.SUBMITTED] == 1
    assert mine == {State.SUBMITTED: 1}
    assert nobody == {}


def test_people_are_turned_over_by_name_and_found_by_name_or_number(app, ids):
    with app.app_context(), read() as tx:
        every, number = standing_people.page(tx, PERIOD, Look())
        first, _ = standing_people.page(tx, PERIOD, Look(most=1))
        second, _ = standing_people.page(tx, PERIOD, Look(after=1, most=1))
        named, found = standing_people.page(tx, PERIOD, Look(text="ANA"))
        handed_in, _ = standing_people.page(tx, PERIOD, Look(state=State.SUBMITTED))
        wild, _ = standing_people.page(tx, PERIOD, Look(text="%"))
        told = names.names(tx).people
    assert number == len(every) > 1
    assert [told[one].name for one in every] == sorted(told[one].name for one in every)
    assert [*first, *second] == every[:2]
    assert ids["ana"] in named
    assert found == len(named)
    assert handed_in == [ids["ana"]]
    assert wild == []
