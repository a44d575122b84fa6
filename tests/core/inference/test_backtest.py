"""Replays: honest in time, in hours and in money; the frontier of questions and detail."""

import pytest

from timesheet.core.inference.backtest import Case, Regime, frontier, replay
from timesheet.core.inference.learner.sight import DAY, Fact, Sight
from timesheet.core.inference.score import Tally

START = 18001 * DAY


def case(person, day, code, hours=8, cents=8000):
    begin = START + day * DAY + 420
    seen = Sight((person, day), person, begin, begin + hours * 60, hours * 3600, (("team", 1),))
    shares = code if isinstance(code, dict) else {code: 1.0}
    return Case(Fact(seen, shares), cents)


def crew(days=60, change=20):
    """Four mates on one site after the other; the job changes every so many days."""
    return [
        case(person, day, f"job {day // change}")
        for day in range(days)
        if day % 7 < 5
        for person in ("ann", "bob", "cid", "dan")
    ]


def test_a_score_by_hours_and_by_money():
    tally = Tally()
    tally.add(case("ann", 0, "job", 8, 16000).fact, 16000, ("job", 0.96))
    tally.add(case("bob", 0, {"job": 0.25, "tower": 0.75}, 4, 4000).fact, 4000, ("job", 0.5))
    tally.add(case("cid", 0, "job", 4, 0).fact, 0, (None, 0.0))
    score = tally.score()
    assert score.hours == 16
    assert score.hours_right == pytest.approx(9 / 16)
    assert score.money_right == pytest.approx(17 / 20)
    assert (score.sure, score.sure_right) == (0.5, 1.0)
    assert score.unseen == 0.5
    assert score.calibration_error == pytest.approx((8 * 0.04 + 4 * 0.25 + 0) / 16)
    assert [b.hours for b in score.reliability] == [4, 4, 8]


def test_an_empty_replay():
    found = replay([], Regime())
    assert found.settled.hours_right == 0
    assert found.settled.sure_right is None
    assert found.questions_per_week == 0


def test_questions_stay_within_the_budget_and_bring_detail():
    points = frontier(crew(), budgets=(0, 1, 2), onboarding=7)
    assert [p.asked for p in points] == [0, 1, 2]
    assert all(p.per_week <= p.asked for p in points)
    assert points[0].hours_right < 0.6
    assert points[1].hours_right > 0.9


def test_later_answers_help_when_the_books_close():
    found = replay(crew(), Regime(questions=1, onboarding=7))
    assert found.settled.hours_right > found.fresh.hours_right


def test_no_truth_is_seen_before_it_is_judged():
    unguessable = [case("ann", day, f"code {day}") for day in range(30)]
    found = replay(unguessable, Regime(questions=None, onboarding=0))
    assert found.fresh.hours_right == 0
    assert found.settled.hours_right == 0


def test_onboarding_is_not_scored_and_progress_is_told():
    told = []
    cases = [case(f"w{n % 50}", n // 50, "job") for n in range(1000)]
    found = replay(cases, Regime(onboarding=7), told.append)
    assert found.fresh.shifts == 1000 - 7 * 50
    assert told == [500, 500]
