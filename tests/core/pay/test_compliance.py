"""Steps 2 and 14: meals, rests and limits, from punched times."""

from datetime import date

import pytest

from tests.core.pay.making import at, paid, worked
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.work import Earnings, RateSpan

CALIFORNIA = PRESETS["us-california"]
FIRST, SECOND = (date(2026, 6, 1), 1), (date(2026, 6, 1), 2)


def owed(text, waived=(), rules=CALIFORNIA, **facts):
    (result,) = paid(worked(text), rules, meal_waived=frozenset(waived), **facts)
    return [(e.code, e.seconds // 3600) for e in result.extras]


MEAL = [("meal_premium", 1)]


@pytest.mark.parametrize(
    ("text", "waived", "premium"),
    [
        ("06-01 08:00-13:00", (), []),
        ("06-01 08:00-13:01", (), MEAL),
        ("06-01 08:00-14:00", (), MEAL),
        ("06-01 08:00-14:00", (FIRST,), []),
        ("06-01 08:00-14:01", (FIRST,), MEAL),
        ("06-01 09:00-14:00 14:30-17:30", (), []),
        ("06-01 09:00-14:01 14:31-17:30", (), MEAL),
        ("06-01 08:00-12:00 12:30-16:30", (), []),
        ("06-01 08:00-12:00 12:29-16:29", (), MEAL),
        ("06-01 08:00-11:02 11:25-16:23", (), MEAL),
        ("06-01 08:00-12:00 12:30-18:30", (), []),
        ("06-01 08:00-12:00 12:30-18:31", (), MEAL),
        ("06-01 08:00-12:00 12:30-19:00", (SECOND,), []),
        ("06-01 07:00-11:00 11:30-20:00", (SECOND,), MEAL),
        ("06-01 08:00-19:00", (SECOND,), MEAL),
        ("06-01 08:00-12:00 12:30-18:00 18:30-20:00", (), []),
        ("06-01 08:00-12:00 12:30-18:01 18:31-20:00", (), MEAL),
    ],
)
def test_meals(text, waived, premium):
    assert owed(text, waived) == premium


def test_the_deadline_runs_on_the_clock_or_on_worked_time():
    text = "06-01 08:00-10:00 10:25-13:10 13:40-16:00"
    assert owed(text) == MEAL
    on_work = {"meal_premium": {"elapsed": False}}
    assert owed(text, rules=on_work) == []


def test_one_meal_and_one_rest_premium_a_day():
    missed = {"rest_missed": frozenset({date(2026, 6, 1)})}
    assert owed("06-01 09:00-15:30", **missed) == [("meal_premium", 1), ("rest_premium", 1)]
    twice = worked("06-01 00:00-06:00", "06-01 12:00-18:00")
    (result,) = paid(twice, CALIFORNIA)
    assert [e.code for e in result.extras] == ["meal_premium"]


def test_a_premium_hour_is_paid_at_the_regular_rate():
    bonus = {"earnings": Earnings(bonus=30_00), "rates": (RateSpan(0, 1 << 40, 100_000),)}
    flsa = {**CALIFORNIA, "rate": {"bonus": "flsa"}}
    (result,) = paid(worked("06-01 08:00-14:00"), flsa, **bonus)
    assert [x.cents for x in result.lines if x.pay_code == "MEAL_PREMIUM"] == [15_00]
    base = {**flsa, "penalty_hours": {"meal_premium": {}, "rate": "base_rate"}}
    (result,) = paid(worked("06-01 08:00-14:00"), base, **bonus)
    assert [x.cents for x in result.lines if x.pay_code == "MEAL_PREMIUM"] == [10_00]


def alerts(shifts, rules, **facts):
    return [issue.code for r in paid(shifts, rules, **facts) for issue in r.issues]


ARBZG = {"compliance": PRESETS["de-arbzg"]["compliance"]}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("06-01 14:00-18:00 18:30-22:00", "06-02 09:00-13:00"), []),
        (("06-01 14:00-18:00 18:30-22:00", "06-02 08:59-13:00"), ["daily_rest"]),
        (("06-01 06:00-10:00", "06-01 16:00-20:00"), []),
        (("06-01 08:00-14:00",), []),
        (("06-01 08:00-14:01",), ["break_missing"]),
        (("06-01 08:00-10:00 10:10-12:00 12:10-14:00 14:10-16:00",), ["break_missing"]),
        (("06-01 08:00-11:00 11:15-14:00 14:15-16:15",), []),
        (("06-01 08:00-12:00 12:30-17:31",), ["break_missing"]),
        (("06-01 08:00-12:00 12:45-18:45",), []),
        (("06-01 08:00-12:00 12:45-18:46",), ["max_daily"]),
        (("06-01 18:00-22:00 22:45-04:46",), ["max_daily"]),
    ],
)
def test_limits_of_a_day(texts, expected):
    assert alerts(worked(*texts), ARBZG) == expected


def test_the_average_of_the_reference_weeks():
    rule = {"compliance": {"max_avg_week_h": 48, "reference_weeks": 4}}
    shifts = worked(*(f"06-0{d} 06:00-16:00" for d in range(1, 6)))
    at_most = (46 * 3600, 48 * 3600, 48 * 3600, 99 * 3600)
    assert alerts(shifts, rule, earlier=at_most) == []
    assert alerts(shifts, rule, earlier=(at_most[0] + 1, *at_most[1:])) == ["max_avg_week"]


def test_less_than_the_minimum_wage():
    rule = {"compliance": {"min_wage": "12.21"}}
    shifts = worked(*(f"06-0{d} 06:00-14:24" for d in range(1, 6)))
    (result,) = paid(shifts, rule, earnings=Earnings(paid=488_40))
    (issue,) = result.issues
    assert (issue.code, issue.cents) == ("below_min_wage", 24_42)
    assert alerts(shifts, rule, earnings=Earnings(paid=512_82)) == []


def test_rounding_that_drifts_and_shifts_of_odd_lengths():
    rule = {"rounding": {"max_abs_drift_min_per_period": 5},
            "shift": {"max_shift_h": 12, "min_shift_min": 15}}  # fmt: skip
    week = worked("06-01 07:53-16:37", "06-02 07:00-20:00", "06-03 09:00-09:10")
    assert sorted(alerts(week, rule)) == ["rounding_drift", "too_long", "too_short"]


def test_overtime_that_nobody_approved_is_paid_and_reported():
    rule = {**PRESETS["us-flsa"], "overtime": {**PRESETS["us-flsa"]["overtime"],
                                               "needs_approval": True}}  # fmt: skip
    shifts = worked(*(f"06-0{d} 06:00-15:00" for d in range(1, 6)))
    (result,) = paid(shifts, rule, approved_overtime=2 * 3600)
    (issue,) = result.issues
    assert (issue.code, issue.seconds) == ("unapproved_overtime", 3 * 3600)
    assert sum(x.seconds for x in result.lines if x.pay_code == "OT") == 5 * 3600
    assert alerts(shifts, rule, approved_overtime=5 * 3600) == []
    assert at("06-05 15:00") > issue.at


def test_a_meal_rounded_to_thirty_minutes_is_short_all_the_same():
    rule = {**CALIFORNIA, "rounding": {"increment_min": 10, "inner": "nearest"}}
    assert owed("06-01 08:00-11:02 11:25-16:23", rules=rule) == MEAL
