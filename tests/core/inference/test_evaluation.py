"""The evaluation as a value: its JSON, and the sums that must hold whatever the history."""

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.core.inference import evaluation
from timesheet.core.inference.backtest import Case
from timesheet.core.inference.evaluation import Evaluation, Mark
from timesheet.core.inference.learner.sight import DAY, Fact, Sight

pytestmark = pytest.mark.slow
START = 18001 * DAY
KEYS = {
    "": {"basis", "judged", "window", "frontier", "clock", "sheet", "now", "took", "format"},
    "basis": {
        "source", "shifts", "confirmed", "people", "first_day", "last_day", "per_week", "codes",
        "single", "unusable",
    },
    "judged": {
        "shifts", "hours", "hours_right", "money_right", "fresh_hours_right", "fresh_money_right",
        "error", "unseen", "sure", "sure_right", "classes",
    },
    "frontier": {
        "asked", "per_week", "per_shift", "shifts", "hours_right", "money_right", "taps", "seconds",
    },
    "classes": {"hours", "stated", "right"},
    "clock": {"taps", "seconds", "hours_right", "money_right"},
}  # fmt: skip


def history(seed, days=40, people=4, codes=3):
    """People who stay on a code for some days, now and then with a second one."""
    chance, cases = Random(seed), []
    for day in range(days):
        for person in range(people):
            begin = START + day * DAY + 420 + chance.randrange(20)
            hours = chance.randrange(1, 12)
            shares = {f"job {(day // 9 + person // 2) % codes}": 1.0}
            if chance.random() < 0.2:
                shares = {next(iter(shares)): 0.75, "yard": 0.25}
            seen = Sight((person, day), person, begin, begin + hours * 60, hours * 3600)
            cases.append(Case(Fact(seen, shares), hours * chance.randrange(1000, 4000)))
    return sorted(cases, key=lambda case: case.fact.sight.end)


def test_the_format_of_the_json_stays():
    found = evaluation.evaluate(history(1), "file", budgets=(0, 2))
    said = json.loads(json.dumps(found.to_dict()))
    assert set(said) == KEYS[""]
    for part in ("basis", "judged", "clock"):
        assert set(said[part]) == KEYS[part]
    assert set(said["sheet"]) == KEYS["clock"]
    assert {frozenset(step) for step in said["frontier"]} == {frozenset(KEYS["frontier"])}
    assert {frozenset(one) for one in said["judged"]["classes"]} == {frozenset(KEYS["classes"])}
    assert said["format"] == 1
    assert said["basis"]["first_day"] == "2019-04-15"


def test_what_is_kept_comes_back_the_same():
    found = evaluation.evaluate(history(2, days=20), "company", budgets=(1,))
    for now in (None, Mark(2.5, 6.0, 0.8, 0.9)):
        told = Evaluation(
            found.basis, found.judged, found.window, found.frontier, found.clock, found.sheet, now,
            took=1.5,
        )  # fmt: skip
        assert Evaluation.from_dict(json.loads(json.dumps(told.to_dict()))) == told


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.integers(15, 30), st.integers(1, 4))
def test_shares_are_shares_and_hours_add_up(seed, days, people):
    cases = history(seed, days, people)
    found = evaluation.evaluate(cases, "file", budgets=(0, 1, 3))
    judged = found.judged
    shares = [judged.hours_right, judged.money_right, judged.fresh_hours_right, judged.unseen,
              judged.sure, judged.error, found.basis.single]  # fmt: skip
    shares += [share for step in found.frontier for share in (step.hours_right, step.money_right)]
    assert all(0 <= share <= 1 for share in shares)
    assert sum(one.hours for one in judged.classes) == pytest.approx(judged.hours)
    right = sum(one.hours * one.right for one in judged.classes)
    assert right == pytest.approx(judged.hours * judged.hours_right)
    assert judged.unseen >= judged.sure or (judged.sure_right or 0) < 0.95
    for step in found.frontier:
        assert 0 <= step.per_week <= step.asked
        assert 0 <= step.per_shift <= 1
        assert step.taps == pytest.approx(2 + step.per_shift)
    assert found.basis.confirmed == len(cases)


def test_the_frontier_looks_at_the_latest_shifts_only():
    cases, expected, done = history(3), [], []
    found = evaluation.evaluate(
        cases, "file", budgets=(0, 1), window=100, progress=done.append, began=expected.append
    )
    assert found.window == 100
    assert expected == [200]
    assert sum(done) == len(cases) + 200


def test_too_little_history_says_so():
    assert not evaluation.evaluate(history(4, days=16), "company").enough
    assert evaluation.evaluate(history(4, days=80), "company", budgets=()).enough
