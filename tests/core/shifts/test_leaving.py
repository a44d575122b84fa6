"""When somebody probably left: suggestions from roster, habit and crew, and when to ask."""

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.model import HOUR, RosterShift
from timesheet.core.shifts.leaving import SAME, Stay, likely_ends, overdue

MIDNIGHT = 1_800_000_000
DAY = 24 * HOUR


def at(hour, day=0):
    return MIDNIGHT + day * DAY + round(hour * HOUR)


def plan(start, end, day=0):
    return RosterShift(1, 7, at(start, day), at(end, day))


def stay(start, end, day=0):
    return Stay(at(start, day), at(end, day), round(start * HOUR), round(end * HOUR))


def ends(since, until, **evidence):
    return [
        ((one.at - MIDNIGHT) / HOUR, one.why)
        for one in likely_ends(since, until, MIDNIGHT, **evidence)
    ]


def test_roster_habit_and_crew_each_suggest_an_end():
    found = ends(
        at(8), at(24),
        roster=[plan(8, 16)],
        own=[stay(8, 17, -n) for n in range(1, 6)],
        crew=[stay(7, 18), stay(8, 18.5), stay(8, 19)],
    )  # fmt: skip
    assert found == [(16, ("roster",)), (17, ("usual",)), (18.5, ("crew",))]


def test_what_several_say_is_one_suggestion_and_comes_first():
    found = ends(
        at(8), at(24), roster=[plan(8, 16)], own=[stay(8, 17, -1)], crew=[stay(8, 17.1)]
    )  # fmt: skip
    assert found == [(17, ("usual", "crew")), (16, ("roster",))]


def test_habits_of_other_shifts_say_nothing():
    assert ends(at(22), at(36), own=[stay(8, 17, -1)]) == []
    assert ends(at(22), at(36), own=[stay(22, 30, -1)]) == [(30, ("usual",))]


@given(
    since=st.integers(0, DAY),
    length=st.integers(1, DAY),
    spans=st.lists(st.tuples(st.integers(-DAY, 2 * DAY), st.integers(1, DAY)), max_size=8),
)
def test_a_suggestion_lies_within_what_is_possible_and_apart_from_others(since, length, spans):
    since, until = MIDNIGHT + since, MIDNIGHT + since + length
    stays = [Stay(MIDNIGHT + a, MIDNIGHT + a + n, a % DAY, a % DAY + n) for a, n in spans]
    roster = [RosterShift(n, 7, s.start, s.end) for n, s in enumerate(stays)]
    found = likely_ends(since, until, MIDNIGHT, roster=roster, own=stays, crew=stays)
    assert all(since < one.at <= until and one.why for one in found)
    gaps = [abs(a.at - b.at) for a in found for b in found if a is not b]
    assert len(found) <= 3
    assert all(gap > SAME for gap in gaps)


def test_the_roster_tells_a_forgotten_shift_from_a_long_one():
    two = [plan(8, 16), plan(8, 16, 1)]
    assert not overdue(at(8), at(15), two)
    assert not overdue(at(8), at(22), two)  # working late
    assert overdue(at(8), at(6.5, 1), two)  # the next shift is about to begin
    assert not overdue(at(8), at(6.5, 1), [plan(8, 16)])
    assert not overdue(at(8), at(6.5, 1), [])
