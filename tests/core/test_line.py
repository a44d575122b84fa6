"""The line as a whole: what lies beside the punches reaches the pay lines, day by day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core import calendar
from timesheet.core.calendar import PayCalendar
from timesheet.core.inference.evidence import Evidence
from timesheet.core.model import Kind, Punch, RosterShift
from timesheet.core.pay.declared import Declaration, Says, standing
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.rates import RateFrom
from timesheet.core.pipeline import Facts, Terms, build

ZONE = "America/New_York"
WEEK = date(2026, 6, 1)
DAY = timedelta(days=1)
RATES = (RateFrom(date(2020, 1, 1), 200_000),)


def at(day, clock):
    return calendar.instant(datetime.fromisoformat(f"{day}T{clock}"), ZONE)


def shifts(*spans):
    """Return the punches of shifts: (days after the week began, in, out)."""
    found = []
    for offset, start, end in spans:
        day = WEEK + offset * DAY
        for clock, kind in ((start, Kind.IN), (end, Kind.OUT)):
            found.append(Punch(len(found) + 1, 1, at(day, clock), kind))
    return tuple(found)


def said(says, first=WEEK, last=None, key=1, **more):
    return Declaration(key, 1, says, first, last or first, more.pop("author", 2), 0, **more)


def terms(policy=None, **more):
    rules = Policy.from_dict(policy or PRESETS["us-flsa"])
    return Terms(ZONE, rules, PayCalendar(), Evidence(zone=ZONE), RATES, **more)


def card(punches=(), here=None, *declared, week=WEEK):
    return build(Facts(1, week, tuple(punches), (), (), declared), here or terms())


def money(found):
    sums = {}
    for line in found.pay_lines:
        seconds, cents = sums.get((line.pay_code, line.part.value), (0, 0))
        sums[line.pay_code, line.part.value] = (seconds + line.seconds, cents + line.cents)
    return sums


def codes(found):
    return {issue.code for issue in found.issues}


def test_leave_is_paid_on_its_days_with_who_said_so():
    leave = said(
        Says.LEAVE, WEEK + 2 * DAY, WEEK + 5 * DAY, name="VAC", seconds=28800, reason="sea"
    )
    found = card(shifts((0, "09:00", "17:00")), terms(), leave)
    assert money(found)["VAC", "straight"] == (3 * 28800, 3 * 16000)  # Saturday is no leave
    line = next(line for line in found.labor_lines if line.pay_code == "VAC")
    assert (line.reason.ref, line.reason.details, line.confidence) == ("leave 1", ("sea",), 1.0)
    unpaid = card((), terms(unpaid_leave={"VAC"}), leave)
    assert money(unpaid) == {("VAC", "straight"): (3 * 28800, 0)}


def test_a_request_counts_once_somebody_approved_it_and_until_it_is_taken_back():
    asked = said(Says.LEAVE_REQUESTED, name="VAC", seconds=14400, author=1)
    approved = said(Says.LEAVE_APPROVED, key=2, about=1)
    assert not card((), terms(), asked).pay_lines
    assert money(card((), terms(), asked, approved))["VAC", "straight"] == (14400, 8000)
    gone = said(Says.WITHDRAWN, key=3, about=2)
    assert not card((), terms(), asked, approved, gone).pay_lines
    refused = said(Says.LEAVE_REFUSED, key=2, about=1)
    assert standing([asked, refused]) == [refused]


def test_leave_and_more_work_than_the_rest_of_the_day_is_an_exception():
    half = said(Says.LEAVE, name="VAC", seconds=14400)
    assert codes(card(shifts((0, "08:00", "12:00")), terms(), half)) == set()
    found = card(shifts((0, "08:00", "14:00")), terms(), half)
    assert [(i.code, i.seconds) for i in found.issues] == [("leave_overlap", 7200)]


def test_a_bonus_and_a_commission_enter_the_regular_rate():
    week = shifts(*((day, "08:00", "18:00") for day in range(5)))
    plain = money(card(week))["OT", "premium"][1]
    bonus = said(Says.EARNING, name="BONUS", cents=5000)
    commission = said(Says.EARNING, WEEK + DAY, name="COMMISSION", cents=5000, key=2)
    both = money(card(week, terms(), bonus, commission))
    assert both["BONUS", "premium"][1] == both["COMMISSION", "premium"][1] == 5000
    assert plain == 10_000
    assert both["OT", "premium"][1] == 11_000


def test_a_salary_holds_from_a_day_on_until_another_does():
    rules = {"rate": {"method": "exempt"}}
    salary = said(Says.EARNING, WEEK - 70 * DAY, date(9999, 12, 31), name="SALARY", cents=100_000)
    newer = said(Says.EARNING, WEEK + 7 * DAY, date(9999, 12, 31), name="SALARY", cents=120_000,
                 key=2)  # fmt: skip
    week = shifts((0, "08:00", "18:00"))
    assert money(card(week, terms(rules), salary, newer))["REG", "straight"] == (36000, 100_000)


def test_a_waived_meal_is_no_fault_and_nothing_is_deducted():
    california = PRESETS["us-california"]
    week = shifts((0, "08:00", "13:45"))
    assert "missed_meal" in codes(card(week, terms(california)))
    waiver = said(Says.MEAL_WAIVED, WEEK - 30 * DAY, WEEK + 30 * DAY, number=1)
    assert codes(card(week, terms(california), waiver)) == set()
    deducting = {"breaks": {"auto_deduct": {"tiers": [{"over_min": 300, "total_min": 30}]}}}
    paid = [money(card(week, terms(deducting), *s))["REG", "straight"][0] for s in ((), (waiver,))]
    assert paid == [18900, 20700]


MEAL = {
    "breaks": {
        "paid_break_max_min": 20,
        "auto_deduct": {"tiers": [{"over_h": 6, "total_min": 30}], "after_h": 4, "waiver": "none"},
    }
}


def meal(minutes, start="09:00", end="17:00", key=1):
    span = {"start": at(WEEK, start), "end": at(WEEK, end)}
    return said(Says.MEAL_TAKEN, key=key, author=1, seconds=60 * minutes, **span)


@pytest.mark.parametrize(
    ("words", "paid", "taken"),
    [
        ((), 7.5, 30),
        ((0,), 8, 0),
        ((20,), 8, 0),  # so short a rest is paid, as it is where it is punched
        ((25,), 7 + 35 / 60, 25),
        ((45,), 7.25, 45),
        ((0, 45), 7.25, 45),  # the last word counts
    ],
)
def test_a_deducted_meal_is_as_long_as_the_person_says(words, paid, taken):
    facts = [meal(minutes, key=n) for n, minutes in enumerate(words, 1)]
    found = card(shifts((0, "09:00", "17:00")), terms(MEAL), *facts)
    assert money(found)["REG", "straight"][0] == paid * 3600
    (shift,) = found.shifts
    assert shift.meal == (1800, 60 * taken, len(words) or None)
    less = [issue for issue in found.issues if issue.code == "meal_worked"]
    assert [issue.seconds for issue in less] == ([1800 - 60 * taken] if taken < 30 else [])


def test_a_word_on_a_meal_holds_for_its_shift_alone_and_when_its_ends_are_corrected():
    two = shifts((0, "09:20", "17:40"), (1, "09:00", "17:00"))
    first, second = card(two, terms(MEAL), meal(0)).shifts
    assert (first.meal.taken, second.meal.taken) == (0, 1800)
    taken_back = replace(said(Says.WITHDRAWN, key=2, about=1), author=1)
    (shift, _) = card(two, terms(MEAL), meal(0), taken_back).shifts
    assert shift.meal == (1800, 1800, None)


def test_a_deducted_meal_is_a_break_until_the_person_says_that_it_was_work():
    rules = {**MEAL, "compliance": {"break_rules": [{"over_h": 6, "min": 30}]}}
    week = shifts((0, "09:00", "17:00"))
    assert codes(card(week, terms(rules))) == set()
    assert codes(card(week, terms(rules), meal(0))) == {"break_missing", "meal_worked"}
    # Where meals are clocked by law, what a policy would deduct is no evidence of one.
    california = PRESETS["us-california"] | {"breaks": MEAL["breaks"]}
    assert "missed_meal" in codes(card(week, terms(california)))


def test_a_call_out_is_topped_up_to_its_minimum():
    rules = {"minimums": [{"code": "callout", "kind": "callout", "min_h": 3}]}
    week = shifts((0, "20:00", "21:00"))
    call = said(Says.CALLOUT, start=at(WEEK, "20:00"), end=at(WEEK, "21:00"))
    assert money(card(week, terms(rules), call))["CALLOUT", "premium"][1] == 4000


def test_approved_overtime_is_no_exception_and_unapproved_says_what_it_costs():
    rules = {"overtime": {"weekly": [{"over_h": 40, "mult": "1.5"}], "needs_approval": True}}
    week = shifts(*((day, "08:00", "17:00") for day in range(5)))
    (issue,) = card(week, terms(rules)).issues
    assert (issue.code, issue.seconds, issue.cents) == ("unapproved_overtime", 18000, 15000)
    approval = said(Says.OVERTIME_APPROVED, issue.day, seconds=18000)
    assert codes(card(week, terms(rules), approval)) == set()


def test_an_accepted_exception_stays_accepted_while_it_is_the_same():
    week = shifts((0, "08:00", "17:00"))[:1]
    later = Punch(9, 1, at(WEEK + DAY, "08:00"), Kind.IN)
    (issue,) = card((*week, later)).issues
    accepted = said(Says.ACCEPTED, name=issue.code, start=issue.at, key=7)
    (settled,) = card((*week, later), terms(), accepted).issues
    assert (issue.settled, settled.settled) == (None, 7)
    elsewhere = replace(accepted, start=issue.at + 60)
    assert card((*week, later), terms(), elsewhere).issues[0].settled is None


ROSTER = (
    RosterShift(1, 1, at(WEEK, "08:00"), at(WEEK, "16:00")),
    RosterShift(2, 1, at(WEEK + DAY, "08:00"), at(WEEK + DAY, "16:00")),
)


def rostered(policy):
    here = terms(policy)
    return replace(here, evidence=replace(here.evidence, roster=ROSTER))


def test_the_roster_makes_late_early_absent_and_unscheduled():
    rules = {"compliance": {"late_min": 5, "early_min": 5}}
    week = shifts((0, "08:20", "15:30"), (3, "08:00", "12:00"))
    found = {(i.code, i.day): (i.seconds, i.cents) for i in card(week, rostered(rules)).issues}
    assert found == {
        ("late", WEEK): (1200, 667),
        ("early", WEEK): (1800, 1000),
        ("absent", WEEK + DAY): (0, 0),
        ("unscheduled", WEEK + 3 * DAY): (0, 0),
    }


def test_an_early_in_counts_from_the_planned_start_within_the_grace():
    rules = {"rounding": {"unit": "punch", "increment_min": 1, "snap_early_min": 15}}
    week = shifts((0, "07:50", "16:00"), (1, "07:40", "16:00"))
    assert money(card(week, rostered(rules)))["REG", "straight"][0] == 8 * 3600 + 30000


def test_sent_home_early_pays_by_what_was_planned():
    rules = {"reporting_time": {"min_h": 2, "max_h": 4, "fraction": "0.5"}}
    found = money(card(shifts((0, "08:00", "09:00")), rostered(rules)))
    assert found["REPORTING_TIME", "premium"][1] == 6000


FLSA, PLAIN = Policy.from_dict(PRESETS["us-flsa"]), Policy.from_dict(PRESETS["plain"])


def test_a_policy_that_changes_within_the_week_holds_by_the_day():
    eight = Policy.from_dict({"overtime": {"daily": [{"over_h": 8, "mult": "1.5"}]}})
    week = shifts(*((day, "08:00", "18:00") for day in range(4)))
    here = terms(changes=((WEEK, PLAIN), (WEEK + 2 * DAY, eight)))
    here = replace(here, pay=eight)
    found = card(week, here)
    assert money(found)["OT", "straight"][0] == 2 * 7200
    assert {i.day for line in found.pay_lines if line.pay_code == "OT" for i in line.spans} <= {
        WEEK + 2 * DAY, WEEK + 3 * DAY,
    }  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 10), st.integers(1, 13)),
        max_size=6,
        unique_by=lambda item: item[0],
    ),
    st.integers(1, 6),
)
def test_the_same_policy_in_two_parts_pays_the_same(spans, cut):
    week = shifts(*((day, f"{a:02}:00", f"{a + h:02}:00") for day, a, h in sorted(spans)))
    bonus = said(Says.EARNING, name="BONUS", cents=7777)
    again = Policy.from_dict(PRESETS["us-flsa"])
    whole = card(week, terms(), bonus)
    parts = card(week, terms(changes=((WEEK, FLSA), (WEEK + cut * DAY, again))), bonus)
    before, after = money(whole), money(parts)
    assert before.keys() == after.keys()
    for key, (seconds, cents) in before.items():
        assert after[key][0] == seconds
        assert abs(after[key][1] - cents) <= 1  # a line more is rounded once more
    assert sum(line.cents for line in parts.labor_lines) == sum(
        line.cents for line in parts.pay_lines
    )


def test_a_week_of_its_own_begins_when_the_policy_says():
    rules = {
        "time": {"week_start": {"day": "sun", "time": "06:00"}},
        "overtime": {"weekly": [{"over_h": 40, "mult": "1.5"}]},
    }
    sunday = WEEK - DAY
    night = (
        Punch(1, 1, at(sunday, "02:00"), Kind.IN),
        Punch(2, 1, at(sunday, "08:00"), Kind.OUT),
    )
    assert money(card(night, terms(rules), week=sunday))["REG", "straight"][0] == 2 * 3600
    assert money(card(night, terms(rules), week=sunday - 7 * DAY))["REG", "straight"][0] == 4 * 3600


def test_weeks_before_count_for_the_average():
    rules = {"compliance": {"max_avg_week_h": 20, "reference_weeks": 2}}
    before = [(day - 7, "08:00", "18:00") for day in range(4)]
    week = shifts(*before, (0, "08:00", "12:00"))
    (issue,) = card(week, terms(rules)).issues
    assert (issue.code, issue.seconds) == ("max_avg_week", 2 * 3600)
    assert codes(card(shifts((0, "08:00", "12:00")), terms(rules))) == set()


@pytest.mark.parametrize(("late", "expected"), [(True, {"daily_rest"}), (False, set())])
def test_the_rest_since_last_week_is_seen(late, expected):
    rules = {"compliance": {"min_daily_rest_h": 11}}
    week = shifts((-1, "14:00", "23:00" if late else "20:00"), (0, "07:00", "12:00"))
    assert codes(card(week, terms(rules))) == expected
