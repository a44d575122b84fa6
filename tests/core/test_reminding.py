"""Reminders: whom they hit, when, and whom they leave in peace."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core import calendar
from timesheet.core.model import HOUR, RosterShift
from timesheet.core.reminding import (
    LONG,
    Cause,
    Question,
    Quiet,
    Situation,
    Wish,
    due,
    to_tell,
)
from timesheet.core.shifts.leaving import ROSTER, USUAL, Stay

ZONE = "Europe/Berlin"
MONDAY = date(2026, 11, 23)
PLAIN = Wish()
MINUTE = 60


def at(wall, day=MONDAY, zone=ZONE):
    return calendar.instant(datetime.fromisoformat(f"{day}T{wall}"), zone)


def planned(first="08:00", last="16:30", day=MONDAY):
    return RosterShift(1, 1, at(first, day), at(last, day))


def stay(day, first="08:00", last="16:30"):
    midnight = calendar.start_of_day(day, ZONE)
    start, end = at(first, day), at(last, day)
    return Stay(start, end, start - midnight, end - midnight)


HABIT = tuple(stay(MONDAY - timedelta(days=7 * n)) for n in (1, 2, 4))
NOBODY = Situation(person=1, zone=ZONE)
ROSTERED = replace(NOBODY, roster=(planned(),))
USED = replace(NOBODY, own=HABIT)


def clocked_in(here, wall="08:00"):
    return replace(here, state="in", since=at(wall), came=at(wall), started=(at(wall),))


def causes(here, wall, wish=PLAIN, told=(), day=MONDAY):
    return [one.cause for one in to_tell(here, at(wall, day), wish, told)]


@pytest.mark.parametrize(
    ("here", "wall", "why"),
    [
        (ROSTERED, "08:15", ROSTER),
        (USED, "08:30", USUAL),
        (clocked_in(ROSTERED), "17:15", ROSTER),
        (clocked_in(USED), "17:15", USUAL),
    ],
)
def test_the_roster_or_a_habit_says_who_forgot(here, wall, why):
    (one,) = to_tell(here, at(wall), PLAIN)
    assert one.cause is (Cause.CLOCK_IN if here.state == "out" else Cause.CLOCK_OUT)
    assert one.why == why
    assert one.expected == at("08:00" if here.state == "out" else "16:30")
    assert not to_tell(here, at(wall) - 1, PLAIN)


@pytest.mark.parametrize(
    "here",
    [
        NOBODY,
        replace(NOBODY, own=HABIT[:2]),
        replace(USED, holidays=frozenset({MONDAY})),
        replace(USED, roster=(planned(day=MONDAY + timedelta(days=1)),)),
        replace(USED, since=at("06:40")),
        replace(ROSTERED, away=frozenset({MONDAY})),
        replace(ROSTERED, started=(at("07:40"),), since=at("09:00")),
        replace(ROSTERED, since=at("08:05")),
        clocked_in(ROSTERED),
    ],
    ids=["unknown", "rare", "holiday", "off", "early", "leave", "came", "left", "in"],
)
def test_nobody_else_is_asked_whether_he_came(here):
    assert causes(here, "09:30") == []


def test_habits_of_another_weekday_or_of_other_hours_say_nothing():
    tuesdays = tuple(stay(MONDAY - timedelta(days=7 * n - 1)) for n in (1, 2, 3))
    wild = (stay(MONDAY - timedelta(days=7), "00:30"), *HABIT[1:])
    assert causes(replace(NOBODY, own=tuesdays), "09:30") == []
    assert causes(replace(NOBODY, own=wild), "09:30") == []


def test_who_works_late_is_asked_once_and_who_just_pressed_is_not():
    here = clocked_in(ROSTERED)
    (one,) = to_tell(here, at("18:00"), PLAIN)
    assert causes(here, "20:00", told={(one.cause, one.about)}) == []
    # Back from a late break: he knows of his clock. The occasion is still the same shift.
    later = replace(here, since=at("17:40"))
    assert causes(later, "18:00") == []
    (again,) = to_tell(later, at("19:00"), PLAIN)
    assert again.about == one.about


def test_a_clock_that_nothing_is_known_of_is_asked_for_after_very_long():
    here = clocked_in(NOBODY)
    assert not due(here, at("23:59"))
    (one,) = due(here, at("08:00", MONDAY + timedelta(days=1)))
    assert (one.cause, one.why) == (Cause.CLOCK_OUT, LONG)


def test_quiet_hours_hold_a_reminder_until_they_end_or_it_is_too_old():
    late = replace(NOBODY, roster=(planned("14:00", "22:00"),))
    here = clocked_in(late, "14:00")
    assert causes(here, "22:50") == []
    assert causes(here, "06:59", day=MONDAY + timedelta(days=1)) == []
    assert causes(here, "07:00", day=MONDAY + timedelta(days=1)) == [Cause.CLOCK_OUT]
    # A shift that began at four was long on its way when the quiet hours ended: dropped.
    early = replace(NOBODY, roster=(planned("02:30", "10:00"),))
    assert causes(early, "06:59") == causes(early, "07:00") == []


def test_a_question_and_a_week_wait_for_a_while_and_no_longer():
    asked = at("16:40", MONDAY - timedelta(days=1))
    here = replace(
        NOBODY,
        question=Question(at("08:00", MONDAY - timedelta(days=1)), asked, asked + 72 * HOUR),
        week=MONDAY - timedelta(days=7),
    )
    assert causes(here, "07:30") == [Cause.QUESTION]
    assert causes(here, "08:00") == [Cause.QUESTION, Cause.WEEK]
    assert causes(here, "16:39", day=MONDAY + timedelta(days=2)) == [Cause.QUESTION, Cause.WEEK]
    assert causes(here, "16:40", day=MONDAY + timedelta(days=2)) == [Cause.WEEK]
    assert causes(here, "09:00", day=MONDAY + timedelta(days=4)) == []


def test_a_declaration_is_asked_for_from_the_morning_after_its_days_for_two_weeks():
    here = replace(NOBODY, unsigned=(date(2026, 11, 1), date(2026, 11, 30)))
    assert causes(here, "20:00", day=date(2026, 11, 30)) == []
    assert causes(here, "07:59", day=date(2026, 12, 1)) == []
    (one,) = to_tell(here, at("08:00", date(2026, 12, 1)), PLAIN)
    assert (one.cause, one.about) == (Cause.SIGN, at("00:00", date(2026, 11, 1)))
    assert causes(here, "20:59", day=date(2026, 12, 14)) == [Cause.SIGN]
    assert causes(here, "08:00", day=date(2026, 12, 15)) == []


def test_what_was_stopped_or_switched_off_is_not_said():
    here = clocked_in(ROSTERED)
    assert causes(here, "18:00", Wish(frozenset(Cause) - {Cause.CLOCK_OUT})) == []


INSTANTS = st.integers(at("00:00", date(2026, 10, 20)), at("00:00", date(2026, 11, 10)))
WALLS = st.integers(0, 86_399)
ZONES = st.sampled_from([ZONE, "America/Denver", "Asia/Kolkata", "Australia/Lord_Howe"])


@st.composite
def situations(draw):
    now = draw(INSTANTS)
    zone = draw(ZONES)
    start = now - draw(st.integers(-4 * HOUR, 30 * HOUR))
    plan = RosterShift(1, 1, start, start + draw(st.integers(HOUR, 12 * HOUR)))
    state = draw(st.sampled_from(["in", "out", "break"]))
    since = now - draw(st.integers(0, 30 * HOUR))
    asked = now - draw(st.integers(0, 80 * HOUR))
    week = calendar.week_of(calendar.day_of(now, zone)) - timedelta(days=7)
    here = Situation(
        person=7, zone=zone, state=state, since=since,
        came=since - draw(st.integers(0, HOUR)),
        roster=draw(st.sampled_from([(), (plan,)])),
        question=draw(st.sampled_from([None, Question(asked, asked, asked + 72 * HOUR)])),
        week=draw(st.sampled_from([None, week])),
        unsigned=draw(st.sampled_from([None, (week, week + timedelta(days=6))])),
    )  # fmt: skip
    return here, now


@given(situations(), st.builds(Quiet, WALLS, WALLS), st.sets(st.sampled_from(Cause)))
def test_never_in_quiet_hours_never_twice_only_him_only_what_he_wants(drawn, quiet, wanted):
    here, now = drawn
    told = to_tell(here, now, Wish(frozenset(wanted), quiet))
    wall = calendar.local(now, here.zone).time()
    second = wall.hour * HOUR + wall.minute * MINUTE + wall.second
    if (
        quiet.start != quiet.end
        and (second - quiet.start) % 86_400 < (quiet.end - quiet.start) % 86_400
    ):
        assert told == ()
    assert all(one.person == here.person and one.cause in wanted for one in told)
    assert all(one.at <= now < one.until for one in told)
    assert len({one.cause for one in told}) == len(told)
    keys = {(one.cause, one.about) for one in told}
    assert to_tell(here, now, Wish(frozenset(wanted), quiet), keys) == ()


@given(situations())
def test_on_leave_nobody_is_told_anything(drawn):
    here, now = drawn
    away = frozenset({calendar.day_of(now, here.zone)})
    assert due(replace(here, away=away), now) == ()
