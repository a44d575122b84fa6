"""Effort by the keystroke-level model: sums, and the seconds that others count for the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core import effort
from timesheet.core.effort import Effort

ACTS = st.builds(Effort, *[st.floats(0, 50) for _ in range(4)])


def test_in_and_out_are_two_taps():
    assert (effort.CLOCK.taps, effort.CLOCK.keys) == (2, 0)
    assert effort.CLOCK.seconds == pytest.approx(5.3)
    assert effort.asking(1).seconds == pytest.approx(7.95)


def test_a_timesheet_by_hand_costs_four_times_a_punch_clock():
    by_hand = effort.timesheet(1)
    assert (by_hand.taps, by_hand.keys) == (9, 4)
    assert by_hand.seconds == pytest.approx(23.07)
    assert effort.timesheet(2).seconds > 1.4 * by_hand.seconds


@given(ACTS, ACTS, st.floats(0, 10))
def test_doing_both_costs_what_each_costs(one, other, number):
    assert (one + other).seconds == pytest.approx(one.seconds + other.seconds)
    assert one.times(number).seconds == pytest.approx(one.seconds * number)
