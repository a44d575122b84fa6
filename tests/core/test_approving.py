"""Approvals of days: every difference is told, and nobody approves what he may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.approving import (
    Charged,
    Days,
    DayStood,
    Difference,
    Looking,
    What,
    Worked,
    day_stood,
    differences,
    kept_from,
)
from timesheet.core.closing import Refusal, State
from timesheet.core.model import UNALLOCATED, Code

HARBOUR, DEPOT = Code(1, 10), Code(2)
CODES = st.sampled_from([HARBOUR, DEPOT, UNALLOCATED])


@st.composite
def shifts(draw):
    start = draw(st.integers(0, 20))
    end = start + draw(st.integers(1, 10))
    return Worked(start, end, draw(st.integers(0, end - start)))


CHARGED = st.builds(Charged, CODES, st.integers(1, 9))
STOOD = st.builds(day_stood, st.lists(shifts(), max_size=3), st.lists(CHARGED, max_size=4))


def stood(*spans, code=HARBOUR):
    found = [Worked(start, end, end - start) for start, end in spans]
    return day_stood(found, [Charged(code, sum(one.seconds for one in found))])


@given(STOOD, STOOD)
def test_two_days_differ_where_and_only_where_a_difference_is_told(then, now):
    assert bool(differences(then, now)) == (then != now)
    assert differences(then, then) == ()


@given(STOOD)
def test_a_day_is_read_as_it_was_written(day):
    assert DayStood.read(day.written()) == day


@given(st.lists(CHARGED, max_size=4), st.randoms())
def test_pieces_of_a_code_are_summed_in_whatever_order_they_come(pieces, order):
    mixed = list(pieces)
    order.shuffle(mixed)
    assert day_stood((), pieces) == day_stood((), mixed)
    assert sum(one.seconds for one in day_stood((), mixed).codes) == sum(
        one.seconds for one in pieces
    )


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (stood((8, 16)), stood((8, 17)), [(What.LEFT, 16, 17)]),
        (stood((8, 16)), stood((7, 16)), [(What.CAME, 8, 7)]),
        (stood((8, 16)), DayStood(), [(What.GONE, 8, 16), (What.CODE, 8, 0)]),
        (stood((8, 12)), stood((8, 12), (13, 16)), [(What.ADDED, 13, 16)]),
        (
            stood((8, 16)),
            stood((8, 16), code=DEPOT),
            [(What.CODE, 8, 0), (What.CODE, 0, 8)],
        ),
        (
            day_stood([Worked(8, 16, 8)], ()),
            day_stood([Worked(8, 16, 7)], ()),
            [(What.BREAKS, 8, 7)],
        ),
    ],
)
def test_what_differs_is_said_as_people_say_it(then, now, told):
    found = [(one.what, one.before, one.after) for one in differences(then, now)]
    assert found == told


def test_a_code_that_only_got_longer_with_its_shift_is_told_by_the_shift():
    assert differences(stood((8, 16)), stood((8, 17))) == (Difference(What.LEFT, 16, 17),)


LEAD = frozenset({"worker", "lead"})


@pytest.mark.parametrize(
    ("looking", "why"),
    [
        (Looking(2, LEAD, 1), None),
        (Looking(2, LEAD, 1, State.SUBMITTED), None),
        (Looking(2, LEAD, 1, State.APPROVED), Refusal.STATE),
        (Looking(1, LEAD, 1), Refusal.OWN),
        (Looking(3, frozenset({"worker"}), 1), Refusal.ROLE),
        (Looking(2, LEAD | {"admin"}, 1), Refusal.SETS_RULES),
        (Looking(2, LEAD, 1, clocked_in=True), Refusal.CLOCKED_IN),
        (Looking(2, LEAD, 1, blocked=True), Refusal.BLOCKED),
        (Looking(2, LEAD, 1, edited=True), Refusal.EDITED),
        (Looking(2, LEAD, 1, stale=True), Refusal.STALE),
    ],
)
def test_who_may_approve_which_day(looking, why):
    assert kept_from(looking) is why


def test_all_days_are_approved_only_where_there_are_any_and_none_has_changed():
    assert Days(5, 0, 5).all_approved
    assert not Days().all_approved
    assert not Days(4, 0, 5).all_approved
    assert not Days(5, 1, 5).all_approved
