import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.core.examples.check import check
from timesheet.core.pay.policy import MOVES, Policy, PolicyError
from timesheet.core.pay.presets import NOTICE, PRESETS


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_is_a_policy_with_citation_date_and_notice(name):
    policy = Policy.from_dict(PRESETS[name])
    assert policy.code == name
    assert policy.sources
    assert policy.checked is not None
    assert NOTICE in policy.note


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_policy_written_and_read_again_is_the_same(name):
    policy = Policy.from_dict(PRESETS[name])
    assert Policy.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"overtme": {}}, "overtme"),
        ({"overtime": {"dayly": []}}, "overtime.dayly"),
        ({"overtime": {"daily": [{"over_h": 8, "mult": 1.5, "x": 1}]}}, "overtime.daily[0].x"),
        ({"overtime": {"daily": [{"over_h": 8}]}}, "overtime.daily[0].mult"),
        ({"overtime": {"daily": [{"over_h": "8h", "mult": 1}]}}, "overtime.daily[0].over_h"),
        ({"overtime": {"weekly": [{"over_h": True, "mult": 1}]}}, "overtime.weekly[0].over_h"),
        ({"rounding": {"unit": "sometimes"}}, "rounding.unit"),
        ({"rounding": {"in": "sideways"}}, "rounding.in"),
        ({"rounding": {"increment_min": 0}}, "rounding.increment_min"),
        ({"breaks": {"paid_break_max_min": -5}}, "breaks.paid_break_max_min"),
        ({"breaks": {"auto_deduct": {"cap": "yes"}}}, "breaks.auto_deduct.cap"),
        ({"time": {"day_start": "7 am"}}, "time.day_start"),
        ({"time": {"week_start": {"day": "monday"}}}, "time.week_start.day"),
        ({"penalties": [{"mult": 1.5, "days": ["sat", "son"]}]}, "penalties[0].days[1]"),
        ({"overtime": {"mult_by_day": {"xmas": 2}}}, "overtime.mult_by_day.xmas"),
        ({"holiday": {"mult": "NaN"}}, "holiday.mult"),
        ({"split": {"day": "calendar", "hour": 3}}, "split"),
        ({"stacking": "all"}, "stacking"),
        ({"effective_from": "2026-02-30"}, "effective_from"),
        ({"allocation": {"premium": "designated"}}, "allocation.designated"),
        ({"allocation": {"premium": "designated", "designated": "A"}}, "allocation.reason"),
        (
            {"allocation": {"premium": "designated", "designated": "A", "reason": "bid"}},
            "allocation.approver",
        ),
        ({"reporting_time": {"min_h": 5, "max_h": 4}}, "reporting_time.max_min"),
        (
            {"overtime": {"daily": [{"over_h": 12, "mult": 2}, {"over_h": 8, "mult": 1.5}]}},
            "overtime.daily",
        ),
        ({"paid_break_max_min": 5, "breaks": {"paid_break_max_min": 6}}, "paid_break_max_min"),
        ({"minimums": [{"min_h": 2, "min_min": 120}]}, "minimums[0]"),
        ({"sleep": 8}, "breaks.sleep"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_the_field(data, path):
    with pytest.raises(PolicyError) as refused:
        Policy.from_dict(data)
    assert refused.value.path.startswith(path)
    assert path in str(refused.value)


def test_hours_minutes_and_bare_minutes_say_the_same():
    written = [
        {"overtime": {"daily": [{name: value, "mult": mult}]}}
        for name, value, mult in (("over_h", 8, 1.5), ("over_min", 480, "1.5"), ("over", 480, 1.50))
    ]
    assert len({Policy.from_dict(data) for data in written}) == 1


def test_the_canonical_form_has_minutes_and_decimal_strings():
    policy = Policy.from_dict({"overtime": {"daily": [{"over_h": 7.5, "mult": 1.25}]}})
    assert policy.to_dict() == {"overtime": {"daily": [{"over_min": 450, "mult": "1.25"}]}}


def test_no_preset_is_told_by_its_name():
    source = Path(__file__).resolve().parents[3] / "timesheet" / "core" / "pay"
    for file in source.glob("*.py"):
        if file.name != "presets.py":
            assert not any(f'"{n}"' in file.read_text() for n in PRESETS if "-" in n), file


def test_the_documentation_names_every_block_and_preset():
    root = Path(__file__).resolve().parents[3]
    page = (root / "docs" / "pay.md").read_text(encoding="utf-8")
    about = {"code", "version", "effective_from", "jurisdiction", "preset", "sources", "checked",
             "note"}  # fmt: skip
    blocks = {field.name for field in fields(Policy)} - about
    assert [name for name in (*sorted(blocks), *PRESETS) if f"`{name}`" not in page] == []


def test_the_example_of_the_documentation_agrees():
    root = Path(__file__).resolve().parents[3]
    page = (root / "docs" / "pay.md").read_text(encoding="utf-8")
    (example,) = json.loads(page.split("```json")[1].split("```")[0])
    assert check(example).difference == ""


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["daily", "over_h", "mult", "unit", "in", "day", "tiers", "n", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
NAMES = [field.name for field in fields(Policy)] + [path[0] for path in MOVES]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(set(NAMES))), ANYTHING, max_size=3))
def test_whatever_the_data_it_is_a_policy_or_a_refusal(data):
    policy = refusal = None
    try:
        policy = Policy.from_dict(data)
    except PolicyError as refused:
        refusal = refused.path
    assert refusal or Policy.from_dict(policy.to_dict()) == policy
