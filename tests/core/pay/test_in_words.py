"""What people read: steps, sentences, exceptions, and what a change of policy would do."""

from datetime import date

import pytest

from tests.core.pay.making import NEW_YORK, at, paid, week_work, worked
from timesheet.core.model import RosterShift
from timesheet.core.pay.blocks import Compliance
from timesheet.core.pay.exceptions import KINDS, against_roster, sentence
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.preview import Change, affected, changes
from timesheet.core.pay.sentences import sentences
from timesheet.core.pay.steps import explain
from timesheet.core.pay.words import hourly, hours, money


def test_amounts_in_words():
    assert [hours(s) for s in (0, 1200, 3600, 29_100, -600)] == [
        "0 h", "20 min", "1 h", "8 h 05 min", "-10 min"
    ]  # fmt: skip
    assert [hourly(r) for r in (133_700, 104_625, 12_000_000)] == ["13.37", "10.4625", "1,200.00"]
    assert [money(c) for c in (5, 123_456, -250)] == ["0.05", "1,234.56", "-2.50"]


def test_each_step_tells_before_and_after():
    rule = Policy.from_dict({**PRESETS["us-california"], "rounding": {"increment_min": 15}})
    shifts = worked(*(f"06-0{d} 07:53-12:00 12:30-18:10" for d in range(1, 6)), "06-06 08:00-14:00")
    steps = explain(week_work(date(2026, 5, 31), shifts, rule, NEW_YORK), rule)
    assert [(s.name, s.before, s.after) for s in steps] == [
        ("counted", "54 h 55 min", "54 h 45 min"),
        ("daily", "54 h 45 min x 1", "46 h x 1, 8 h 45 min x 1.5"),
        ("weekly", "46 h x 1, 8 h 45 min x 1.5", "40 h x 1, 14 h 45 min x 1.5"),
        ("meal_premium", "", "1 h"),
        ("regular_rate", "", "20.00 an hour"),
        ("money", "0.00", "800.00"),
        ("money", "800.00", "1,095.00"),
        ("money", "1,095.00", "1,242.50"),
        ("money", "1,242.50", "1,262.50"),
    ]
    assert all(step.words for step in steps)


def test_what_changes_nothing_is_no_step():
    rule = Policy.from_dict(PRESETS["us-california"])
    work = week_work(date(2026, 5, 31), worked("06-01 08:00-12:00"), rule, NEW_YORK)
    assert [step.name for step in explain(work, rule)] == ["money"]


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_reads_as_sentences(name):
    found = sentences(Policy.from_dict(PRESETS[name]))
    assert {"time", "shift", "rounding", "overtime", "rate", "allocation"} <= found.keys()
    assert all(text.strip().endswith(".") for text in found.values())


def test_the_sentence_of_overtime():
    found = sentences(Policy.from_dict(PRESETS["us-california"]))
    assert found["overtime"] == (
        "By the day: over 8 h x 1.5, over 12 h x 2. "
        "On day 7 of one workweek: over 0 h x 1.5, over 8 h x 2. "
        "By the week, on what is still straight: over 40 h x 1.5."
    )


def test_an_exception_is_a_sentence_with_fixes():
    rule = {"compliance": PRESETS["de-arbzg"]["compliance"]}
    (result,) = paid(worked("06-01 08:00-14:01"), rule)
    (issue,) = result.issues
    assert sentence(issue) == "Worked 6 h 01 min with 0 h of break; 30 min are needed."
    assert all(kind.fixes and kind.title for kind in KINDS.values())


def planned(*texts):
    return [
        RosterShift(i, 1, s.start, s.end) for i, s in enumerate(worked(*texts), 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("punched", "codes"),
    [
        ("06-01 08:00-16:00", []),
        ("06-01 08:05-15:55", []),
        ("06-01 08:06-16:00", ["late"]),
        ("06-01 08:00-15:54", ["early"]),
        ("06-01 17:00-20:00", ["absent", "unscheduled"]),
    ],
)
def test_punches_against_the_roster(punched, codes):
    rules = Compliance(early=300, late=300)
    plan = planned("06-01 08:00-16:00")
    found = against_roster(worked(punched), plan, rules, NEW_YORK, until=at("06-02 00:00"))
    assert [issue.code for issue in found] == codes
    assert against_roster(worked(punched), plan, Compliance(), NEW_YORK, until=1 << 40) == []


def test_an_absence_shows_when_the_planned_shift_is_over():
    rules, plan = Compliance(late=0), planned("06-01 08:00-16:00")
    for until, codes in (("06-01 15:59", []), ("06-01 16:00", ["absent"])):
        found = against_roster([], plan, rules, NEW_YORK, until=at(until))
        assert [issue.code for issue in found] == codes


def test_what_a_change_of_policy_would_do():
    shifts = worked(*(f"06-0{d} 06:00-16:00" for d in range(1, 5)))
    before = [x for r in paid(shifts, PRESETS["us-flsa"]) for x in r.lines]
    after = [x for r in paid(shifts, PRESETS["daily8-weekly40"]) for x in r.lines]
    assert changes(before, after) == [
        Change("OT", 0, 8 * 3600, 0, 240_00, 1),
        Change("REG", 40 * 3600, 32 * 3600, 800_00, 640_00, 1),
    ]
    assert affected(before, after) == {1: 80_00}
    assert changes(before, before) == []
