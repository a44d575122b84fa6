"""What is expected before anybody's word: rules, hints, the roster, and how they come true."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.backtest import Case, Regime, replay
from timesheet.core.inference.evidence import Evidence, LastConfirmed, Prediction
from timesheet.core.inference.expected import expected, firm
from timesheet.core.inference.learned import prediction, sight_of
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import DAY, Fact, Sight
from timesheet.core.inference.learner.state import document, refit
from timesheet.core.inference.places import Beside
from timesheet.core.inference.rules import Rule
from timesheet.core.model import (
    Answer,
    Code,
    Expectation,
    RosterShift,
    Segment,
    Shift,
    Source,
)

HARBOUR, DEPOT, TOWER = Code(1), Code(2), Code(3, 30)


def at(hour):
    return int(datetime(2026, 3, 2, hour, tzinfo=UTC).timestamp())


def shift(*spans):
    segments = tuple(Segment(at(a), at(b), zone="UTC") for a, b in spans or [(7, 12), (13, 16)])
    start, end = segments[0].start, segments[-1].end
    return Shift(7, date(2026, 3, 2), start, end, segments, start, end)


def rule(then, when=None):
    said = {"id": 12, "version": 3, "name": "Set by admin", "then": then, "when": when or {}}
    return Rule.from_dict(said)


def planned(code):
    return RosterShift(5, 7, at(7), at(16), code=code)


def test_words_and_guesses_are_not_read():
    spoke = Answer(1, 7, at(7), at(16), ((DEPOT, 1),), Source.OWN_WORD, 7, 1)
    guess = {at(7): Prediction(((DEPOT, 0.99),))}
    said = Evidence(answers=(spoke,), last=LastConfirmed(DEPOT), learned=guess)
    assert expected(shift(), said) == ()
    assert firm(shift(), said) is None


def test_the_roster_expects_a_code_where_it_plans_one():
    assert expected(shift(), Evidence(roster=(planned(TOWER),))) == (
        Expectation("roster", "roster", TOWER),
    )
    both = (planned(TOWER), RosterShift(6, 7, at(12), at(16), code=DEPOT))
    assert expected(shift(), Evidence(roster=both)) == ()


def test_the_roster_says_where_and_what_others_are_planned_for_there():
    there = replace(shift(), segments=(Segment(at(7), at(16), site=9, zone="UTC"),))
    plan = RosterShift(5, 7, at(7), at(16), site=8, code=TOWER)
    others = (Beside(at(7), at(15), 9, DEPOT, 3), Beside(at(13), at(22), 9, HARBOUR, 1))
    assert expected(there, Evidence(roster=(plan,), beside=others)) == (
        Expectation("elsewhere", "elsewhere", TOWER), Expectation("beside", "beside", DEPOT, 3),
    )  # fmt: skip
    here = replace(plan, site=9)
    assert expected(there, Evidence(roster=(here,), beside=others)) == (
        Expectation("roster", "roster", TOWER),
    )


def test_rules_and_hints_expect_and_only_what_holds_for_the_whole_shift():
    hard = rule({"kind": "code", "code": {"project": 1}})
    soft = rule({"kind": "hint", "code": {"project": 2}, "weight": 8})
    assert expected(shift(), Evidence(rules=(hard, soft))) == (
        Expectation("rule", "rule 12 v3", HARBOUR), Expectation("hint", "rule 12 v3", DEPOT, 8),
    )  # fmt: skip
    morning = rule({"kind": "code", "code": {"project": 1}}, {"between": ["07:00", "09:00"]})
    assert [one.kind for one in expected(shift(), Evidence(rules=(morning,)))] == ["given"]
    assert expected(shift((7, 9)), Evidence(rules=(morning,)))
    only = rule({"kind": "eligible", "codes": [{"project": 1}]})
    assert [one.kind for one in expected(shift(), Evidence(rules=(only, soft)))] == ["given"]


def test_what_a_rule_gives_a_part_of_a_shift_to_is_told_with_the_part():
    morning = rule({"kind": "code", "code": {"project": 1}}, {"between": ["07:00", "09:00"]})
    given = Expectation("given", "rule 12 v3", HARBOUR, 2500)
    assert expected(shift(), Evidence(rules=(morning,))) == (given,)
    parts = [{"code": {"project": 1}, "percent": 60}, {"code": {"project": 2}, "percent": 40}]
    assert expected(shift(), Evidence(rules=(rule({"kind": "split", "parts": parts}),))) == (
        given._replace(weight=6000), given._replace(code=DEPOT, weight=4000),
    )  # fmt: skip
    only = rule({"kind": "eligible", "codes": [{"project": 1}]})
    assert expected(shift(), Evidence(rules=(only,))) == (given._replace(weight=10_000),)


def mornings(number, right):
    """Yield words on days whose first two hours a rule gives to the harbour."""
    for n in range(number):
        begin = (20_430 + n) * DAY + 420
        heard = (Expectation("given", "rule 12 v3", HARBOUR, 2500),)
        shares = {HARBOUR: 0.25, DEPOT: 0.75} if n < right else {DEPOT: 1.0}
        yield Fact(Sight(n, "ann", begin, begin + 480, 28_800, (("team", 4),), heard), shares)


@pytest.mark.parametrize(("right", "low", "high"), [(0, 0.0, 0.2), (80, 0.955, 0.999)])
def test_a_rule_for_some_hours_is_as_sure_as_words_on_them_proved_it(right, low, high):
    """It is booked all the same, and another rule isn't judged by it alone."""
    facts = list(mornings(80, right))
    learner = refit(random.Random(1).sample(facts, len(facts)))
    assert document(learner) == document(refit(facts))
    seen = replace(shift(), team=4)
    morning = rule({"kind": "code", "code": {"project": 1}}, {"between": ["07:00", "09:00"]})
    here = replace(seen, expected=expected(seen, Evidence(rules=(morning,))))
    view = prediction(learner, sight_of(here, "UTC"), "learned v1")
    booked = allocate(here, Evidence(rules=(morning,), learned={at(7): view}))
    assert booked[0].code == HARBOUR
    assert booked[0].reason.source is Source.RULE
    assert low <= booked[0].confidence <= high
    unknown = learner.trust(sight_of(here, "UTC"), "given", "rule 13 v1", 0.95)
    assert min(booked[0].confidence, 0.95) < unknown < max(booked[0].confidence, 0.95)


def test_what_a_rule_gives_a_part_to_is_no_evidence_of_the_rest():
    facts = list(mornings(30, 30))
    bare = [fact._replace(sight=replace(fact.sight, expected=())) for fact in facts]
    told, untold = refit(facts[:-1]), refit(bare[:-1])
    assert told.predict(facts[-1].sight) == untold.predict(bare[-1].sight)


def test_a_rule_decides_for_half_of_a_shift_or_more():
    hard = rule({"kind": "code", "code": {"project": 1}})
    assert firm(shift(), Evidence(rules=(hard,))) == HARBOUR
    soft = rule({"kind": "hint", "code": {"project": 2}, "weight": 8})
    assert firm(shift(), Evidence(rules=(soft,), roster=(planned(TOWER),))) is None
    morning = rule({"kind": "code", "code": {"project": 1}}, {"between": ["07:00", "09:00"]})
    assert firm(shift(), Evidence(rules=(morning,))) is None
    assert firm(shift((7, 9)), Evidence(rules=(morning,))) == HARBOUR


def days(number, code, *, plan, team=4):
    """Yield shifts of somebody who may be anybody, with what was planned and what it was for."""
    for day in range(number):
        begin = (20_000 + day) * DAY + 420
        heard = (Expectation("roster", "roster", plan(day)),)
        seen = Sight(day, day % 5, begin, begin + 480, 28_800, (("team", team),), heard)
        yield Fact(seen, {code(day): 1.0})


def places(day):
    return Code(1 + random.Random(day).randrange(6))


def test_a_roster_that_proves_right_is_trusted_where_no_habit_helps():
    facts = list(days(80, places, plan=places))
    learner = Learner()
    for fact in facts[:-1]:
        learner.learn(fact)
    opinion = learner.predict(facts[-1].sight)
    assert opinion.ranked[0][0] == places(79)
    assert opinion.confidence > 0.85
    assert "planned on the roster" in opinion.reasons


def test_a_roster_that_nobody_keeps_is_no_evidence():
    facts = list(days(80, lambda day: DEPOT, plan=places))
    learner = Learner()
    for fact in facts[:-1]:
        learner.learn(fact)
    assert learner.predict(facts[-1].sight).ranked[0][0] == DEPOT


def test_what_is_really_done_when_something_is_planned_is_learned():
    """The roster plans by another code than the one that people book."""
    facts = list(days(80, lambda day: Code(places(day).project, 70), plan=places))
    learner = Learner()
    for fact in facts[:-1]:
        learner.learn(fact)
    assert learner.predict(facts[-1].sight).ranked[0][0] == Code(places(79).project, 70)


def test_what_the_learner_has_weighed_speaks_once():
    seen = shift()
    heard = replace(seen, expected=(Expectation("roster", "roster", TOWER),))
    evidence = Evidence(roster=(planned(TOWER),), learned={at(7): Prediction(((DEPOT, 0.75),))})
    assert {line.code for line in allocate(heard, evidence)} == {DEPOT}
    assert {line.code for line in allocate(seen, evidence)} == {TOWER}


def test_a_firm_rule_is_booked_though_it_is_wrong_and_says_how_sure_it_is():
    begin = 20_000 * DAY + 420
    heard = (Expectation("rule", "rule 12 v3", HARBOUR),)
    cases = [
        Case(Fact(Sight(n, "ann", begin + n * DAY, begin + n * DAY + 480, 28_800, (), heard),
                  {DEPOT: 1.0}), 100, HARBOUR)
        for n in range(40)
    ]  # fmt: skip
    found = replay(cases, Regime(questions=None, onboarding=0)).fresh
    assert found.hours_right == 0
    assert found.reliability[0].stated < 0.1
