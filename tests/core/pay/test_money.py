"""Steps 11 to 13: the regular rate, top-ups, and where the premium goes."""

from datetime import date, timedelta

import pytest

from tests.core.pay.making import at, cents, hours, paid, shift, worked
from timesheet.core.model import Part
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.work import Absence, Earnings, RateSpan, Span

FLSA = PRESETS["us-flsa"]
CALIFORNIA = {**PRESETS["us-california"], "penalty_hours": {}}
SIX = [f"06-0{d} 06:00-{14 if d < 6 else 12}:00" for d in range(1, 7)]
FIFTY = [f"06-0{d} 06:00-16:00" for d in range(1, 6)]
FORTY_FIVE = [f"06-0{d} 06:00-15:00" for d in range(1, 6)]


def flat(rate):
    return (RateSpan(0, 1 << 40, rate),)


def lines(results, part=Part.PREMIUM):
    found = {}
    for line in (line for r in results for line in r.lines if line.part == part):
        found[line.pay_code] = found.get(line.pay_code, 0) + line.cents
    return found


@pytest.mark.parametrize(
    ("shifts", "rules", "facts", "gross", "regular"),
    [
        (SIX, FLSA, {"rates": flat(120_000)}, 588_00, 120_000),
        (SIX, FLSA, {"rates": flat(120_000), "earnings": Earnings(bonus=46_00)}, 637_00, 130_000),
        (SIX, FLSA, {"rates": flat(60_000)}, 294_00, 60_000),
        (SIX, FLSA, {"rates": flat(60_000), "earnings": Earnings(bonus=9_20)}, 303_80, 62_000),
        (FIFTY, FLSA, {"rates": flat(100_000), "earnings": Earnings(bonus=10_00)}, 561_00, 102_000),
        # 491 by pieces and four hours at 8: 523 over 50 hours (29 CFR 778.111)
        (FIFTY, {**FLSA, "rate": {"method": "piece"}},
         {"rates": (RateSpan(at("06-05 12:00"), at("06-05 16:00"), 80_000),),
          "earnings": Earnings(piece=491_00)}, 575_30, 104_600),
        (FIFTY, {**FLSA, "rate": {"method": "fluctuating"}},
         {"earnings": Earnings(salary=600_00)}, 660_00, 120_000),
        (SIX[:5], {**FLSA, "rate": {"method": "fluctuating"}},
         {"earnings": Earnings(salary=600_00)}, 600_00, 150_000),
        (FORTY_FIVE, {**FLSA, "rate": {"method": "salary_hours", "salary_hours_h": 35}},
         {"earnings": Earnings(salary=350_00)}, 475_00, 100_000),
        (FIFTY, {**FLSA, "rate": {"method": "day_rate"}},
         {"earnings": Earnings(day_rate=100_00)}, 550_00, 100_000),
        (FORTY_FIVE, CALIFORNIA, {"earnings": Earnings(bonus=80_00)}, 1045_00, 220_000),
        (FORTY_FIVE, {**CALIFORNIA, "rate": {"bonus": "flsa"}},
         {"earnings": Earnings(bonus=80_00)}, 1034_44, 217_778),
    ],
)  # fmt: skip
def test_official_weeks_in_money(shifts, rules, facts, gross, regular):
    results = paid(worked(*shifts), rules, **facts)
    assert cents(results) == gross
    assert results[0].regular_rate == regular


TWO_RATES = (
    RateSpan(at("06-01 00:00"), at("06-04 00:00"), 200_000),
    RateSpan(at("06-04 00:00"), at("06-08 00:00"), 150_000),
)


def test_two_rates_average_or_the_one_in_effect():
    assert cents(paid(worked(*FIFTY), FLSA, rates=TWO_RATES)) == 990_00
    in_effect = {**FLSA, "rate": {"method": "rate_in_effect"}}
    assert cents(paid(worked(*FIFTY), in_effect, rates=TWO_RATES)) == 975_00


def test_a_salary_is_paid_to_the_cent_whatever_the_hours():
    rule = {**FLSA, "rate": {"method": "fluctuating"}}
    odd = [f"06-0{d} 06:00-15:{d}3" for d in range(1, 6)]
    results = paid(worked(*odd), rule, earnings=Earnings(salary=599_99))
    assert sum(lines(results, Part.STRAIGHT).values()) == 599_99


def test_an_exempt_salary_is_the_same_for_any_hours_and_follows_them():
    rule = {**FLSA, "rate": {"method": "exempt"}}
    (result,) = paid(worked(*FIFTY), rule, earnings=Earnings(salary=1000_00))
    assert [(x.pay_code, x.seconds // 3600, x.rate, x.cents) for x in result.lines] == [
        ("REG", 50, 200_000, 1000_00)
    ]


def test_a_differential_enters_the_regular_rate():
    night = {"code": "night", "from": "22:00", "to": "06:00", "amount_per_h": 1}
    shifts = [f"06-0{d} 21:00-07:00" for d in range(1, 6)]
    results = paid(worked(*shifts), {**FLSA, "differentials": [night]}, rates=flat(100_000))
    assert results[0].regular_rate == 108_000
    assert lines(results) == {"OT": 54_00, "NIGHT": 40_00}


def test_a_differential_of_a_percentage_for_the_whole_shift_from_some_hours_on():
    night = {"code": "night", "from": "22:00", "to": "06:00", "pct": "0.1", "min_h": 3,
             "include": "full"}  # fmt: skip
    rule = {"differentials": [night]}
    long = paid(worked("06-01 17:00-01:00"), rule)
    assert [(e.code, e.seconds) for e in long[0].extras] == [
        ("night", 7 * 3600), ("night", 3600)
    ]  # fmt: skip
    assert lines(long) == {"NIGHT": 16_00}
    assert lines(paid(worked("06-01 15:00-00:59"), rule)) == {}


@pytest.mark.parametrize(("night", "worked_hours"), [("03-07", 7), ("10-31", 9), ("06-01", 8)])
def test_a_window_over_the_change_of_clocks_is_as_long_as_it_is(night, worked_hours):
    rule = {"differentials": [{"code": "n", "from": "22:00", "to": "06:00", "amount_per_h": 1}]}
    first = date.fromisoformat(f"2026-{night}")
    span = (at(f"{first} 22:00"), at(f"{first + timedelta(days=1)} 06:00"))
    results = paid([shift(span)], rule)
    assert sum(lines([r]).get("N", 0) for r in results) == worked_hours * 100


def test_a_shift_after_midnight_is_in_the_window_of_the_evening_before():
    night = {"code": "n", "from": "22:00", "to": "06:00", "amount_per_h": 1}
    early = worked("06-02 02:00-07:00")
    assert lines(paid(early, {"differentials": [night]})) == {"N": 4_00}
    monday = {"differentials": [{**night, "days": ["mon"]}]}
    assert lines(paid(early, monday)) == {"N": 4_00}
    tuesday = {"differentials": [{**night, "days": ["tue"]}]}
    assert lines(paid(early, tuesday)) == {}


def callout(mult=1, **rule):
    return {"minimums": [{"code": "call", "kind": "callout", "mult": mult, **rule}]}


def test_a_call_back_is_paid_its_minimum_and_counts_only_what_was_worked():
    shifts = ["06-01 08:00-17:00", *(f"06-0{d} 08:00-16:00" for d in range(2, 6)),
              "06-05 20:00-22:00"]  # fmt: skip
    rule = {**PRESETS["daily8-weekly40"], **callout(1.5, min_h=3)}
    calls = (Span(at("06-05 20:00"), at("06-05 22:00")),)
    results = paid(worked(*shifts), rule, rates=flat(50_000), callouts=calls)
    assert hours(results) == {"REG": 40, "OT": 3}
    assert cents(results) == 230_00


def test_a_second_call_within_the_window_shares_the_minimum():
    shifts = worked("06-01 22:00-22:30", "06-01 23:30-00:30")
    calls = tuple(Span(s.start, s.end) for s in shifts)
    for merge, gross in ((True, 80_00), (False, 160_00)):
        rule = callout(min_h=4, merge_window=merge)
        assert cents(paid(shifts, rule, callouts=calls)) == gross


@pytest.mark.parametrize(
    ("rules", "day", "facts", "topup"),
    [
        (PRESETS["ca-bc"], "06-01 09:00-09:30", {}, {"MIN_DAILY": 30_00}),
        (PRESETS["ca-bc"], "06-01 09:00-11:00", {}, {}),
        (CALIFORNIA, "06-01 08:00-08:30", {"scheduled": {date(2026, 6, 1): 3 * 3600}},
         {"REPORTING_TIME": 30_00}),
        (CALIFORNIA, "06-01 08:00-09:00", {"scheduled": {date(2026, 6, 1): 10 * 3600}},
         {"REPORTING_TIME": 60_00}),
        (CALIFORNIA, "06-01 08:00-12:00", {"scheduled": {date(2026, 6, 1): 8 * 3600}}, {}),
        ({"split_shift": {"floor": 13}}, "06-01 10:00-13:00 17:00-20:00",
         {"rates": flat(150_000)}, {"SPLIT_SHIFT": 1_00}),
        ({"split_shift": {"floor": 13}}, "06-01 10:00-13:00 17:00-20:00",
         {"rates": flat(130_000)}, {"SPLIT_SHIFT": 13_00}),
        ({"split_shift": {"floor": 13}}, "06-01 10:00-13:00 14:00-17:00",
         {"rates": flat(130_000)}, {}),
        ({"spread": {"amount": 15}}, "06-01 11:30-15:00 16:00-22:00",
         {"rates": flat(150_000)}, {"SPREAD_OF_HOURS": 15_00}),
        ({"spread": {"amount": 15}}, "06-01 08:00-13:00 14:00-18:00",
         {"rates": flat(150_000)}, {}),
        ({"spread": {"amount": 15}}, "06-01 11:30-15:00 16:00-22:00",
         {"rates": flat(200_000)}, {}),
        ({"spread": {"amount": 15, "offset": False}}, "06-01 11:30-15:00 16:00-22:00",
         {"rates": flat(200_000)}, {"SPREAD_OF_HOURS": 15_00}),
    ],
)  # fmt: skip
def test_topups_of_a_day(rules, day, facts, topup):
    assert lines(paid(worked(day), rules, **facts)) == topup


def test_standby_is_paid_and_no_work():
    rule = {**FLSA, "standby": {"amount_per_h": 2}}
    standby = (Span(at("06-06 18:00"), at("06-07 06:00")),)
    results = paid(worked(*SIX[:5]), rule, standby=standby)
    assert hours(results) == {"REG": 40}
    assert lines(results) == {"STANDBY": 24_00}


def test_pay_without_work_is_neither_counted_nor_credited():
    leave = (Absence(date(2026, 6, 1), "VAC", cents=240_00),)
    results = paid(worked(*FIFTY), FLSA, rates=flat(50_000), absences=leave)
    assert cents(results) == 515_00
    assert results[0].regular_rate == 50_000


@pytest.mark.parametrize(
    ("method", "spans"),
    [
        ("proportional_hours", None),
        ("proportional_day", None),
        ("when_worked", [("06-05 06:00", "06-05 16:00")]),
        ("overhead", [("06-05 06:00", "06-05 16:00")]),
    ],
)
def test_weekly_premium_says_over_which_work_it_is_spread(method, spans):
    results = paid(worked(*FIFTY), {**FLSA, "allocation": {"premium": method}})
    (premium,) = [x for x in results[0].lines if x.part == Part.PREMIUM]
    assert premium.cents == 100_00
    expected = () if spans is None else tuple((at(a), at(b)) for a, b in spans)
    assert tuple((s.start, s.end) for s in premium.spans) == expected


def test_daily_premium_may_be_spread_over_its_day():
    rule = {**CALIFORNIA, "allocation": {"premium": "proportional_day"}}
    results = paid(worked("06-01 08:00-18:00", "06-02 08:00-17:00"), rule)
    found = [
        (line.cents, [(s.start, s.end) for s in line.spans])
        for line in results[0].lines
        if line.pay_code == "OT" and line.part == Part.PREMIUM
    ]
    assert found == [
        (20_00, [(at("06-01 08:00"), at("06-01 18:00"))]),
        (10_00, [(at("06-02 08:00"), at("06-02 17:00"))]),
    ]


def test_overtime_is_a_straight_line_at_base_rate_and_a_premium_line():
    (result,) = paid(worked(*SIX), FLSA, rates=flat(120_000))
    assert [
        (x.pay_code, x.part.value, x.seconds // 3600, x.rate, x.multiplier, x.cents)
        for x in result.lines
    ] == [
        ("REG", "straight", 40, 120_000, "1", 480_00),
        ("OT", "straight", 6, 120_000, "1.5", 72_00),
        ("OT", "premium", 0, 120_000, "0.5", 36_00),
    ]


def test_a_week_over_two_pay_periods_has_lines_in_both():
    def half_month(day):
        return day.replace(day=1 if day.day <= 15 else 16)

    shifts = [f"06-{d} 08:00-18:00" for d in range(15, 20)]
    (result,) = paid(worked(*shifts), FLSA, period_of=half_month)
    assert [
        (x.period.day, x.pay_code, x.seconds // 3600)
        for x in result.lines
        if x.part == Part.STRAIGHT
    ] == [(1, "REG", 10), (16, "REG", 30), (16, "OT", 10)]


def test_a_line_is_rounded_half_up_once():
    (result,) = paid(worked("06-01 08:00-08:01"), {}, rates=flat(150_300))
    assert [x.cents for x in result.lines] == [25]
    (result,) = paid(worked("06-01 08:00-08:30"), {}, rates=flat(100_100))
    assert [x.cents for x in result.lines] == [501]
