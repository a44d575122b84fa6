"""Sums by week are those of the lines, for whatever days are asked for."""

from datetime import date, timedelta

import pytest

from tests.support import crew
from timesheet.store import selection, totals
from timesheet.store.db import read
from timesheet.store.selection import Selection

FIRST = date(2026, 11, 2)


@pytest.fixture
def ids(app):
    found = crew.found(app)
    crew.work(app, found, FIRST, days=19)
    return found


def test_control_totals_by_week_are_those_line_by_line(ids):
    spans = [(0, 27), (0, 13), (7, 20), (3, 9), (0, 0), (12, 12), (25, 27), (18, 21)]
    with read() as tx:
        for people in (None, frozenset({ids["ana"]}), frozenset({ids["carla"]})):
            for start, end in spans:
                days = FIRST + timedelta(days=start), FIRST + timedelta(days=end)
                chosen = Selection(*days, people)
                ours = totals.control(tx, chosen)
                theirs = totals.control(tx, chosen, line_by_line=True)
                assert ours[:-1] == theirs[:-1]
                assert ours[-1] == pytest.approx(theirs[-1])
                by_code = totals.sums_by_pay_code(tx, chosen)
                assert sum(s for s, _ in by_code.values()) == ours.seconds
                by_project = totals.hours_by_project(tx, chosen)
                assert sum(cents for _, _, cents in by_project) == ours.cents


def test_what_is_picked_by_value_sums_up_alike(ids):
    with read() as tx:
        for equal in (
            (("project_id", (ids["harbour"],)),),
            (("project_id", (None,)),),
            (("project_id", (ids["harbour"], None)), ("pay_code", ("REG",))),
            (("team_id", ()),),
            (("part", ("straight",)),),
        ):
            chosen = Selection(FIRST, FIRST + timedelta(days=20), equal=equal)
            ours = totals.control(tx, chosen)
            theirs = totals.control(tx, chosen, line_by_line=True)
            assert ours[:-1] == theirs[:-1]


def test_presence_is_allocated_over_midnight_too(app, ids):
    with read() as tx:
        for start in range(21):
            day = FIRST + timedelta(days=start)
            chosen = Selection(day, day + timedelta(days=2))
            seconds = totals.control(tx, chosen).seconds
            assert totals.allocated(tx, chosen, seconds) == totals.present(tx, chosen)


@pytest.mark.parametrize("known", [True, False])
def test_the_more_days_are_read_the_fewer_people_at_a_time(ids, monkeypatch, known):
    """A year of many people needs no more memory than a pay period of theirs."""
    everybody = {ids["ana"], ids["ben"]}
    people = frozenset(everybody) if known else None
    monkeypatch.setattr(selection, "MOST_DAYS", 20)
    with read() as tx:
        for days, most in ((10, 2), (11, 1), (400, 1)):
            chosen = Selection(FIRST, FIRST + timedelta(days=days - 1), people)
            cut = [one.people for one in selection.by_people(tx, chosen, daily=True)]
            assert [len(some) for some in cut] == ([2] if most == 2 else [1, 1])
            assert set().union(*cut) == everybody
