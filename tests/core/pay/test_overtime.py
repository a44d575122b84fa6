"""Steps 5 to 10: which hours get which multiplier. Official and hand-made weeks."""

from datetime import date, timedelta

import pytest

from tests.core.pay.making import at, hours, paid, shift, worked
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.reach import dependents, looks_beyond, reach
from timesheet.core.pay.work import Absence, RateSpan

FLSA, CALIFORNIA = PRESETS["us-flsa"], PRESETS["us-california"]
LA = "America/Los_Angeles"


def week(*lengths, start=6, first=1):
    """One shift a day from Monday, 1 June 2026, of so many hours from 06:00."""
    return [
        f"06-{first + i:02} {start:02}:00-{int(start + length):02}:{int(length * 60) % 60:02}"
        for i, length in enumerate(lengths)
        if length
    ]


@pytest.mark.parametrize(
    ("preset", "lengths", "expected"),
    [
        ("us-flsa", (8, 8, 8, 8, 8), {"REG": 40}),
        ("us-flsa", (8, 8, 8, 8, 8, 6), {"REG": 40, "OT": 6}),
        ("us-flsa", (14, 14), {"REG": 28}),
        ("us-california", (13,), {"REG": 8, "OT": 4, "DT": 1}),
        ("us-california", (8,), {"REG": 8}),
        ("us-california", (12,), {"REG": 8, "OT": 4}),
        ("us-california", (10, 10, 10, 10, 10), {"REG": 40, "OT": 10}),
        ("us-california", (14, 8, 8, 8, 8, 4), {"REG": 40, "OT": 8, "DT": 2}),
        ("daily8-weekly40", (9, 9, 9, 9, 9), {"REG": 40, "OT": 5}),
        ("daily8-weekly40", (13,), {"REG": 8, "OT": 5}),
        ("ca-alberta", (10, 10, 10, 10, 8), {"REG": 40, "OT": 8}),
        ("ca-alberta", (10, 10, 8, 8, 8, 8), {"REG": 44, "OT": 8}),
        ("ca-ontario", (12, 12, 12, 12), {"REG": 44, "OT": 4}),
        ("fr-35h", (9, 9, 9, 9, 9), {"REG": 35, "OT1.25": 8, "OT": 2}),
        ("au-retail", (8, 8, 8, 8, 8), {"REG": 38, "OT": 2}),
        ("us-8-80", (12, 12, 12), {"REG": 24, "OT": 12}),
    ],
)
def test_a_week_of_hours(preset, lengths, expected):
    assert hours(paid(worked(*week(*lengths)), PRESETS[preset])) == expected


def test_the_seventh_day_of_one_workweek_counts_however_short_the_others():
    seven = week(2, 2, 2, 2, 2, 2, 10, first=7)
    assert hours(paid(worked(*seven, zone=LA), CALIFORNIA, LA)) == {"REG": 12, "OT": 8, "DT": 2}
    six = week(6, 6, 6, 6, 6, 6, first=7)
    assert hours(paid(worked(*six, zone=LA), CALIFORNIA, LA)) == {"REG": 36}


def test_seven_days_over_two_workweeks_are_no_seventh_day():
    shifts = worked(*week(5, 5, 5, 5, 5, 5, 5, first=9), zone=LA)
    assert hours(paid(shifts, CALIFORNIA, LA)) == {"REG": 35}
    rolling = {"overtime": {"nth_day": {"n": 7, "scope": "rolling",
                                        "tiers": [{"over": 0, "mult": 1.5}]}}}  # fmt: skip
    assert hours(paid(shifts, rolling, LA)) == {"REG": 30, "OT": 5}


def test_a_shift_over_midnight_is_cut_at_the_day_or_belongs_to_its_start():
    night = worked("06-01 18:00-06:00", zone=LA)
    assert hours(paid(night, CALIFORNIA, LA)) == {"REG": 12}
    by_start = {**CALIFORNIA, "shift": {"day_attribution": "shift_start"}}
    assert hours(paid(night, by_start, LA)) == {"REG": 8, "OT": 4}
    by_end = {"shift": {"day_attribution": "shift_end"},
              "overtime": {"daily": [{"over_h": 8, "mult": 1.5}]}}  # fmt: skip
    shifts = worked("06-01 22:00-04:00", "06-02 12:00-18:00", zone=LA)
    assert hours(paid(shifts, by_end, LA)) == {"REG": 8, "OT": 4}
    majority = {**by_end, "shift": {"day_attribution": "majority"}}
    assert hours(paid(shifts, majority, LA)) == {"REG": 8, "OT": 4}


def test_a_workday_may_begin_at_another_hour():
    night = worked("06-01 22:00-08:00", "06-02 22:00-02:00")
    rule = {"overtime": {"daily": [{"over_h": 8, "mult": 1.5}]}, "time": {"day_start": "12:00"}}
    assert hours(paid(night, rule)) == {"REG": 12, "OT": 2}


def test_a_workday_of_24_hours_from_the_start_of_work():
    rule = PRESETS["us-nevada"]
    rates = {"rates": (RateSpan(0, 1 << 40, 150_000),)}
    early = worked("06-01 09:00-17:00", "06-02 06:00-14:00", zone=LA)
    assert hours(paid(early, rule, LA, **rates)) == {"REG": 13, "OT": 3}
    later = worked("06-01 09:00-17:00", "06-02 09:00-17:00", zone=LA)
    assert hours(paid(later, rule, LA, **rates)) == {"REG": 16}
    assert hours(paid(worked("06-01 06:00-16:00", zone=LA), rule, LA)) == {"REG": 10}
    three = worked("06-01 09:00-17:00", "06-02 10:00-18:00", "06-03 09:30-17:30", zone=LA)
    assert hours(paid(three, rule, LA, **rates)) == {"REG": 23.5, "OT": 0.5}


def test_twelve_hours_in_one_shift_whatever_the_day():
    shifts = worked("06-01 16:00-08:00", zone="America/Denver")
    found = hours(paid(shifts, PRESETS["us-colorado"], "America/Denver"))
    assert found == {"REG": 12, "OT": 4}


def test_the_workweek_begins_when_the_policy_says_so():
    shifts = worked("06-01 06:00-15:30", "06-02 06:00-15:30", "06-03 06:00-15:30",
                    "06-04 06:00-15:30", "06-07 10:00-20:00")  # fmt: skip
    rule = {**FLSA, "time": {"week_start": {"day": "sun", "time": "17:00"}}}
    results = paid(shifts, rule)
    assert [hours([r]) for r in results] == [{"REG": 40, "OT": 5}, {"REG": 3}]


def test_two_short_weeks_average_and_two_long_ones_do_not():
    rule = {"overtime": {"weekly": [{"over_h": 40, "mult": 1.5}]},
            "time": {"averaging_weeks": 2, "averaging_anchor": "2026-06-01"}}  # fmt: skip
    uneven = week(10, 10, 10, 10, 10) + week(6, 6, 6, 6, 6, first=8)
    assert hours(paid(worked(*uneven), rule)) == {"REG": 80}
    long = week(10, 10, 10, 10, 10) + week(8, 8, 8, 8, first=8)
    results = paid(worked(*long), rule)
    assert [hours([r]) for r in results] == [{"REG": 50}, {"REG": 30, "OT": 2}]


LABOR_DAY = {"holidays": {date(2026, 9, 7): "Labour Day"}}
SIX = ("09-07 06:00-14:00", "09-08 06:00-15:00", "09-09 06:00-15:00", "09-10 06:00-15:00",
       "09-11 06:00-15:00", "09-12 06:00-15:00")  # fmt: skip


def test_holiday_hours_count_toward_the_week_in_some_places_only():
    toronto = "America/Toronto"
    found = hours(paid(worked(*SIX, zone=toronto), PRESETS["ca-ontario"], toronto, **LABOR_DAY))
    assert found == {"REG": 44, "HOL": 8, "OT": 1}
    eights = [text.replace("15:00", "14:00") for text in SIX]
    bc = PRESETS["ca-bc"]
    found = hours(paid(worked(*eights), bc, **LABOR_DAY))
    assert found == {"REG": 32, "HOL": 8, "OT": 8}


def test_the_highest_single_multiplier_counts():
    rule = {**PRESETS["daily8-weekly40"], "holiday": {"mult": 2}}
    assert hours(paid(worked("09-07 08:00-18:00"), rule, **LABOR_DAY)) == {"HOL": 10}
    lower = {**PRESETS["daily8-weekly40"], "holiday": {"mult": 1.25}}
    assert hours(paid(worked("09-07 08:00-18:00"), lower, **LABOR_DAY)) == {"HOL": 8, "OT": 2}
    summed = {**rule, "stacking": "sum_of_premiums"}
    results = paid(worked("09-07 08:00-18:00"), summed, **LABOR_DAY)
    assert {(p.mult, p.end - p.start) for r in results for p in r.pieces} == {
        (20_000, 8 * 3600), (25_000, 2 * 3600)
    }  # fmt: skip


def test_whose_day_a_holiday_shift_is():
    night = worked("09-06 20:00-04:00")
    for by, expected in (
        ("calendar", {"REG": 4, "HOL": 4}),
        ("shift_start", {"REG": 8}),
        ("majority", {"REG": 8}),
    ):
        rule = {"holiday": {"mult": 1.5, "by": by}}
        assert hours(paid(night, rule, **LABOR_DAY)) == expected
    late = worked("09-06 21:00-05:00")
    rule = {"holiday": {"mult": 1.5, "by": "majority"}}
    assert hours(paid(late, rule, **LABOR_DAY)) == {"HOL": 8}


def test_penalties_replace_the_ordinary_rate_and_never_stack_on_overtime():
    rule, sydney = PRESETS["au-retail"], "Australia/Sydney"
    found = paid(worked("06-06 20:00-02:00", zone=sydney), rule, sydney)
    assert sorted((p.mult, p.end - p.start) for r in found for p in r.pieces) == [
        (12_500, 4 * 3600), (15_000, 2 * 3600)
    ]  # fmt: skip
    sunday = paid(worked("06-07 06:00-16:00", zone=sydney), rule, sydney)
    assert sorted((p.mult, p.end - p.start) for r in sunday for p in r.pieces) == [
        (15_000, 9 * 3600), (20_000, 3600)
    ]  # fmt: skip
    holiday = paid(worked("12-25 06:00-16:00", zone=sydney), rule, sydney,
                   holidays={date(2026, 12, 25): ""})  # fmt: skip
    assert sorted((p.mult, p.end - p.start) for r in holiday for p in r.pieces) == [
        (22_500, 9 * 3600), (25_000, 3600)
    ]  # fmt: skip


def test_overtime_below_a_penalty_stays_overtime():
    rule = {"overtime": {"daily": [{"over_h": 8, "mult": 1.5}]},
            "penalties": [{"days": ["mon"], "mult": 1.75}]}  # fmt: skip
    assert hours(paid(worked(*week(10)), rule)) == {"PEN": 8, "OT": 2}


def test_a_rule_never_lowers_what_another_gave():
    tiers = {"n": 2, "scope": "rolling", "tiers": [{"over": 0, "mult": 1.25}]}
    rule = {"overtime": {"daily": [{"over_h": 8, "mult": 2}], "nth_day": tiers}}
    assert hours(paid(worked(*week(8, 10)), rule)) == {"REG": 8, "OT1.25": 8, "DT": 2}


def test_paid_leave_fills_the_week_only_where_the_policy_says_so():
    shifts = worked(*week(0, 9, 9, 9, 9))
    leave = {"absences": (Absence(date(2026, 6, 1), "VAC", 8 * 3600, 200_000),)}
    assert hours(paid(shifts, FLSA, **leave)) == {"VAC": 8, "REG": 36}
    counted = {**FLSA, "overtime": {**FLSA["overtime"], "weekly_counts": {"paid_leave": True}}}
    assert hours(paid(shifts, counted, **leave)) == {"VAC": 8, "REG": 32, "OT": 4}


def test_exempt_people_get_no_overtime():
    rule = {**CALIFORNIA, "overtime": {**CALIFORNIA["overtime"], "eligibility": {"exempt": True}}}
    assert hours(paid(worked(*week(14, 14, 14, 14)), rule)) == {"REG": 56}


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        (FLSA, ((5, 31), (6, 8))),
        (PRESETS["us-nevada"], ((5, 29), (6, 8))),
        ({"compliance": {"min_daily_rest_h": 11}}, ((5, 29), (6, 8))),
        ({"overtime": {"nth_day": {"n": 7, "scope": "rolling"}}}, ((5, 18), (6, 8))),
        ({"time": {"averaging_weeks": 2, "averaging_anchor": "2026-05-25"}}, ((5, 24), (6, 8))),
        ({"time": {"averaging_weeks": 2, "averaging_anchor": "2026-06-01"}}, ((5, 31), (6, 15))),
    ],
)
def test_how_far_the_rules_look(rules, days):
    expected = tuple(date(2026, month, day) for month, day in days)
    assert reach(Policy.from_dict(rules), date(2026, 6, 1)) == expected


def test_an_average_of_24_weeks_looks_23_weeks_back_and_is_looked_at_as_far():
    policy, week = Policy.from_dict(PRESETS["de-arbzg"]), date(2026, 6, 1)
    assert reach(policy, week)[0] == week - timedelta(days=23 * 7 + 1)
    assert dependents(policy, week) == (week, week + timedelta(days=24 * 7))
    assert looks_beyond(policy)
    assert not looks_beyond(Policy.from_dict(FLSA))


def test_a_shift_over_the_week_belongs_to_its_start_where_the_policy_says_so():
    shifts = worked(*week(8, 8, 8, 8, 5), "06-07 20:00-04:00")
    assert [hours([r]) for r in paid(shifts, FLSA)] == [{"REG": 40, "OT": 1}, {"REG": 4}]
    by_start = {**FLSA, "shift": {"week_attribution": "shift_start"}}
    assert hours(paid(shifts, by_start)) == {"REG": 40, "OT": 5}


@pytest.mark.parametrize(
    ("zone", "night", "expected"),
    [
        ("America/New_York", "03-07 22:00-06:00", {"2026-03-07": 2, "2026-03-08": 5}),
        ("Europe/Berlin", "10-24 22:00-06:00", {"2026-10-24": 2, "2026-10-25": 7}),
        ("Australia/Lord_Howe", "10-03 22:00-04:00", {"2026-10-03": 2, "2026-10-04": 3.5}),
        ("Asia/Beirut", "03-28 22:00-04:00", {"2026-03-28": 2, "2026-03-29": 3}),
        ("America/Sao_Paulo", "2019-02-16 20:00-04:00", {"2019-02-16": 5, "2019-02-17": 4}),
        ("America/Sao_Paulo", "2018-11-03 20:00-04:00", {"2018-11-03": 4, "2018-11-04": 3}),
        ("Asia/Kolkata", "01-15 20:00-04:00", {"2026-01-15": 4, "2026-01-16": 4}),
    ],
)
def test_days_are_what_the_wall_clock_says_on_nights_of_change(zone, night, expected):
    day, clocks = night.split()
    begins, ends = clocks.split("-")
    first = date.fromisoformat(day if day.startswith("20") else f"2026-{day}")
    start = at(f"{first} {begins}", zone)
    end = at(f"{first + timedelta(days=1)} {ends}", zone)
    found = {}
    for line in paid([shift((start, end), zone=zone)], {}, zone)[0].lines:
        for span in line.spans:
            found[str(span.day)] = found.get(str(span.day), 0) + span.seconds / 3600
    assert found == expected
