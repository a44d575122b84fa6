"""Which places at a site are filled, and which lack somebody."""

from dataclasses import replace

from tests.core.inference.test_allocate import DEPOT, HARBOUR, TOWER, at, day_shift
from timesheet.core.inference import places
from timesheet.core.inference.evidence import Evidence
from timesheet.core.inference.expected import expected
from timesheet.core.inference.places import Beside
from timesheet.core.model import Expectation

SHIFT = day_shift(site=9)


def planned(code, *, off=0, first=7, people=1, absent=0, site=9):
    start = at(first) + off * places.DAY
    return Beside(start, start + 9 * 3600, site, code, people, absent)


def test_who_is_planned_and_has_not_come_leaves_his_place():
    near = [planned(HARBOUR), planned(DEPOT, absent=1), planned(TOWER, site=8, absent=1)]
    assert places.beside(SHIFT, near) == [(HARBOUR, 1)]
    assert places.free(SHIFT, near) == [(DEPOT, 1)]
    assert expected(SHIFT, Evidence(beside=tuple(near))) == (
        Expectation("beside", "beside", HARBOUR), Expectation("open", "open", DEPOT),
    )  # fmt: skip


def test_a_place_that_is_filled_on_other_days_and_not_planned_today_is_free():
    week = [planned(code, off=n) for n in (-2, -1, 1) for code in (HARBOUR, DEPOT)]
    assert places.free(SHIFT, [*week, planned(HARBOUR)]) == [(DEPOT, 1)]
    late = [replace_hours(one) for one in week]
    assert places.free(SHIFT, [*late, planned(HARBOUR)]) == []


def test_of_two_places_that_nobody_is_planned_for_the_one_of_the_weekday_is_free():
    """The harbour is guarded on this weekday, the depot on the four others of these weeks."""
    other_days = [planned(DEPOT, off=n) for n in (-5, -3, -2, 2, 3, 5)]
    assert places.free(SHIFT, other_days) == [(DEPOT, 1)]
    weeks = [planned(HARBOUR, off=n) for n in (-14, -7, 7)]
    assert places.free(SHIFT, [*other_days, *weeks]) == [(HARBOUR, 1)]


def test_a_place_whose_holder_is_missing_comes_before_one_of_other_days():
    week = [planned(HARBOUR, off=n) for n in (-7, 7)]
    assert places.free(SHIFT, [*week, planned(DEPOT, absent=1)]) == [(DEPOT, 1)]


def replace_hours(one):
    return one._replace(start=one.start + 8 * 3600, end=one.end + 8 * 3600)


def test_where_many_do_the_same_nobody_has_a_place_of_his_own():
    """A crew that went on to another task leaves no place free."""
    before = [planned(HARBOUR, off=-n, people=8) for n in (1, 2, 3)]
    assert places.free(SHIFT, [*before, planned(DEPOT, people=8)]) == []
    assert places.beside(SHIFT, [planned(DEPOT, people=8, absent=1)]) == [(DEPOT, 7)]
    assert places.beside(replace(SHIFT, segments=()), [planned(DEPOT)]) == []
