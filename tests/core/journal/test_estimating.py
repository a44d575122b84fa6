"""What a month end doesn't know yet is guessed from plans, else from habit, else not at all."""

from datetime import date, datetime, timedelta

from timesheet.core import calendar
from timesheet.core.journal.estimating import Basis, Came, Finding, Known, guesses
from timesheet.core.model import RosterShift

ZONE = "America/Denver"
MONDAY = date(2026, 11, 30)
HOUR = 3600


def at(day, hour):
    return calendar.instant(datetime.combine(day, datetime.min.time()), ZONE) + hour * HOUR


def came(day, first=8, last=16, *, still=False):
    return Came(day, at(day, first), at(day, first if still else last), open=still)


def plan(day, first=7, last=15):
    return RosterShift(1, 1, at(day, first), at(day, last))


def mondays(count):
    return [came(MONDAY - timedelta(days=7 * n)) for n in range(1, count + 1)]


def found(known, first=MONDAY, last=MONDAY):
    return list(guesses(known, first, last))


def test_an_open_shift_ends_as_planned_else_after_the_usual_time():
    (planned,) = found(Known(ZONE, [came(MONDAY, still=True)], [plan(MONDAY)]))
    assert (planned.end, planned.basis) == (at(MONDAY, 15), Basis.ROSTER)
    (usual,) = found(Known(ZONE, [*mondays(2), came(MONDAY, 9, still=True)]))
    assert (usual.end, usual.basis) == (at(MONDAY, 17), Basis.AVERAGE)
    assert usual.finding is Finding.OPEN_SHIFT


def test_an_open_shift_ends_before_the_next_begins():
    shifts = [*mondays(2), came(MONDAY, 6, still=True), came(MONDAY, 10, 12)]
    assert found(Known(ZONE, shifts))[0].end == at(MONDAY, 10)


def test_of_somebody_nothing_is_known_of_nothing_is_guessed():
    assert found(Known(ZONE, [came(MONDAY, still=True)])) == []
    assert found(Known(ZONE)) == []


def test_who_was_planned_and_did_not_come_is_missing_unless_on_leave():
    (missing,) = found(Known(ZONE, [], [plan(MONDAY)]))
    assert (missing.start, missing.end) == (at(MONDAY, 7), at(MONDAY, 15))
    assert (missing.finding, missing.basis) == (Finding.MISSING_DAY, Basis.ROSTER)
    assert found(Known(ZONE, [], [plan(MONDAY)], off={MONDAY})) == []
    assert found(Known(ZONE, [came(MONDAY)], [plan(MONDAY)])) == []


def test_who_usually_comes_on_that_weekday_is_missing_but_not_on_a_holiday():
    (missing,) = found(Known(ZONE, mondays(3)))
    assert (missing.start, missing.end) == (at(MONDAY, 8), at(MONDAY, 16))
    assert missing.basis is Basis.AVERAGE
    assert found(Known(ZONE, mondays(2))) == []
    assert found(Known(ZONE, mondays(4), holidays={MONDAY})) == []


def test_who_has_a_roster_is_not_expected_on_other_days():
    sunday = MONDAY - timedelta(days=1)
    assert found(Known(ZONE, [*mondays(4), came(sunday)], [plan(sunday)]), sunday) == []
