"""The meal that the policy deducts: said on the receipt, and taken back by the worker's word."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.support import crew
from tests.web.test_mine import send
from timesheet.actions import deriving, own_meals
from timesheet.errors import Missing, Refused
from timesheet.store import queries, tables
from timesheet.store.base import table_of
from timesheet.store.db import read

MONDAY = crew.MONDAY
shifts, lines, issues, said = (
    table_of(t)
    for t in (tables.ShiftRow, tables.LaborLineRow, tables.IssueRow, tables.DeclarationRow)
)


@pytest.fixture
def worked(app, ids, clock):
    """Let Ana work from eight to half past four without clocking her meal; return the start."""
    crew.deduct_meals(app)
    crew.press(app, ids["ana"], "in", MONDAY, "08:00")
    crew.press(app, ids["ana"], "out", MONDAY, "16:30")
    with app.app_context():
        deriving.rebuild()
    clock.show(f"{MONDAY} 16:31:00")
    return crew.instant(MONDAY, "08:00")


def stands(app, person):
    """Return paid seconds, deducted seconds and exceptions of a person, as they are stored."""
    with app.app_context(), read() as tx:
        paid = tx.execute(select(lines.c.seconds).where(lines.c.person_id == person)).scalars()
        meals = tx.execute(
            select(shifts.c.meal_taken).where(shifts.c.person_id == person)
        ).scalars()
        found = tx.execute(select(issues.c.code).where(issues.c.person_id == person)).scalars()
        return sum(paid), sum(meals), sorted(found)


def test_the_receipt_says_what_was_deducted_and_one_tap_takes_it_back(app, ana, ids, worked):
    page = ana.get("/").text
    assert "30 min meal deducted by rule" in page
    assert "Meals deducted" in page
    assert "own word" not in re.search(r'<form class="meal".*?</form>', page, re.DOTALL).group()
    assert stands(app, ids["ana"]) == (8 * 3600, 1800, [])
    for _ in range(2):  # the same word again changes nothing
        assert send(ana, "/shift/meal", shift=worked, minutes="0").status_code == 303
    page = ana.get("/").text
    assert "No meal deducted" in page
    assert "your own word" in page
    assert stands(app, ids["ana"]) == (8.5 * 3600, 0, ["meal_worked"])
    with app.app_context():
        assert deriving.check() == []
        deriving.rebuild()
    assert stands(app, ids["ana"]) == (8.5 * 3600, 0, ["meal_worked"])
    with app.app_context(), read() as tx:
        assert len(tx.execute(said.select()).all()) == 1


def test_another_length_and_the_rule_again(app, ana, ids, worked):
    send(ana, "/shift/meal", shift=worked, minutes="45")
    assert stands(app, ids["ana"]) == (7.75 * 3600, 2700, [])
    assert "45 min meal deducted" in ana.get("/").text
    send(ana, "/shift/meal", shift=worked, minutes="rule")
    assert stands(app, ids["ana"]) == (8 * 3600, 1800, [])
    assert "30 min meal deducted by rule" in ana.get("/week/2026-11-09").text


@pytest.mark.parametrize("minutes", ["-5", "999", "soon", ""])
def test_a_length_that_makes_no_sense_is_refused(app, ana, ids, worked, minutes):
    assert send(ana, "/shift/meal", shift=worked, minutes=minutes).status_code == 303
    assert stands(app, ids["ana"]) == (8 * 3600, 1800, [])


def test_only_a_finished_shift_of_his_own_that_a_meal_is_deducted_from(app, ids, worked):
    with app.app_context():
        with pytest.raises(Missing):
            own_meals.say(ids["ben"], worked, 0, worked)
        crew.press(app, ids["ben"], "in", MONDAY, "08:00")
        crew.press(app, ids["ben"], "out", MONDAY, "12:00")
        deriving.rebuild()
        with pytest.raises(Refused, match="No meal is deducted"):
            own_meals.say(ids["ben"], worked, 0, worked)


def test_accounting_sees_the_exception_the_time_card_and_the_trail(app, ana, carla, ids, worked):
    send(ana, "/shift/meal", shift=worked, minutes="0")
    first, last = MONDAY, MONDAY + timedelta(days=13)
    assert "Meal worked" in carla.get("/exceptions").text or "meal" in carla.get("/exceptions").text
    with app.app_context(), read() as tx:
        row = queries.shift_row(tx, ids["ana"], worked)
        assert (row.meal_owed, row.meal_taken, row.meal_said_id is None) == (1800, 0, False)
    assert first < last == date(2026, 11, 22)
