"""Where somebody is, by his clock and the roster."""

import pytest

from timesheet.core.model import HOUR, RosterShift
from timesheet.core.shifts.presence import Presence, whereabouts

DAY = (0, 24 * HOUR)
MORNING = RosterShift(1, 7, 8 * HOUR, 12 * HOUR)
AFTERNOON = RosterShift(2, 7, 13 * HOUR, 17 * HOUR)
NIGHT = RosterShift(3, 7, -2 * HOUR, 6 * HOUR)
TOMORROW = RosterShift(4, 7, 32 * HOUR, 40 * HOUR)
PLAN = (MORNING, AFTERNOON, TOMORROW)


@pytest.mark.parametrize(
    ("hour", "came", "since", "presence"),
    [
        (7.9, [], None, Presence.DUE),
        (8.05, [], None, Presence.DUE),
        (8.1, [], None, Presence.LATE),
        (12.5, [], None, Presence.ABSENT),
        (12.5, [8], 12, Presence.DUE),
        (13.2, [8], 12, Presence.LATE),
        (17.5, [8, 13], 17, Presence.LEFT),
        (9, [5.5], 8.5, Presence.DUE),
    ],
)
def test_somebody_who_is_out(hour, came, since, presence):
    at = None if since is None else int(since * HOUR)
    starts = [int(one * HOUR) for one in came]
    found = whereabouts("out", at, int(hour * HOUR), DAY, PLAN, came=starts)
    assert found.presence is presence


def test_a_night_that_began_yesterday_isnt_missed_once_it_is_over():
    assert whereabouts("out", 6 * HOUR + 60, 7 * HOUR, DAY, (NIGHT,)).presence is Presence.OFF
    assert whereabouts("out", 5 * HOUR, 5 * HOUR + 60, DAY, (NIGHT,)).presence is Presence.LEFT
    assert whereabouts("out", None, 2 * HOUR, DAY, (NIGHT,)).presence is Presence.LATE


def test_a_clock_that_runs_says_more_than_the_roster():
    assert whereabouts("in", 8 * HOUR, 9 * HOUR, DAY, ()).presence is Presence.IN
    assert whereabouts("break", 8 * HOUR, 9 * HOUR, DAY, PLAN).presence is Presence.BREAK
    on_leave = whereabouts("in", 8 * HOUR, 9 * HOUR, DAY, (), on_leave=True)
    assert on_leave.presence is Presence.IN


def test_an_in_that_nobody_ended_is_forgotten_not_long_work():
    assert whereabouts("in", -9 * HOUR, 8 * HOUR, DAY, ()).presence is Presence.FORGOT
    assert whereabouts("in", -7 * HOUR, 8 * HOUR, DAY, ()).presence is Presence.IN


def test_leave_and_a_day_without_a_plan_are_nobodys_fault():
    assert whereabouts("out", None, 9 * HOUR, DAY, PLAN, on_leave=True).presence is Presence.LEAVE
    assert whereabouts("out", None, 9 * HOUR, DAY, (TOMORROW,)).presence is Presence.OFF
