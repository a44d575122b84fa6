"""What stands before anybody's word: rules, hints, the roster, and how far each is trusted."""

from datetime import UTC, date, datetime

import pytest

from timesheet.core.inference.backtest import Case, Regime, replay
from timesheet.core.inference.evidence import Evidence, LastConfirmed, Prediction
from timesheet.core.inference.learner.sight import DAY, Fact, Sight
from timesheet.core.inference.rules import Rule
from timesheet.core.inference.standing import Records, standing
from timesheet.core.model import Answer, Code, RosterShift, Segment, Shift, Source

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


def test_nothing_stands_where_only_people_spoke():
    spoke = Answer(1, 7, at(7), at(16), ((DEPOT, 1),), Source.OWN_WORD, 7, 1)
    guess = {at(7): Prediction(((DEPOT, 0.99),))}
    said = Evidence(answers=(spoke,), last=LastConfirmed(DEPOT), learned=guess)
    assert standing(shift(), said) is None


def test_the_roster_is_trusted_as_far_as_it_proves_right():
    said = standing(shift(), Evidence(roster=(planned(TOWER),)))
    assert (said.code, said.key, said.firm) == (TOWER, "roster", False)
    records = Records()
    assert records.trust(said) == pytest.approx(0.8)
    for _ in range(20):
        records.learn(said, right=False)
    assert records.trust(said) < 0.3


def test_a_rule_is_firm_and_a_hint_is_worth_its_weight():
    hard = standing(shift(), Evidence(rules=(rule({"kind": "code", "code": {"project": 1}}),)))
    assert (hard.code, hard.key, hard.firm) == (HARBOUR, "rule 12 v3", True)
    soft = rule({"kind": "hint", "code": {"project": 2}, "weight": 8})
    hint = standing(shift(), Evidence(rules=(soft,)))
    assert (hint.code, hint.firm) == (DEPOT, False)
    assert Records().trust(hint) == pytest.approx(0.9)


def test_what_holds_for_less_than_half_of_a_shift_does_not_stand():
    morning = rule({"kind": "code", "code": {"project": 1}}, {"between": ["07:00", "09:00"]})
    evidence = Evidence(rules=(morning,))
    assert standing(shift(), evidence) is None
    assert standing(shift((7, 9)), evidence).code == HARBOUR


def test_a_replay_books_what_stands_and_stops_trusting_what_is_wrong():
    wrong = standing(shift(), Evidence(roster=(planned(TOWER),)))
    cases = []
    for day in range(60):
        begin = (20_000 + day) * DAY + 420
        seen = Sight(day, "ann", begin, begin + 480, 28_800)
        cases.append(Case(Fact(seen, {DEPOT: 1.0}), 100, replace_code(wrong, day)))
    found = replay(cases, Regime(questions=None, onboarding=0))
    assert found.fresh.hours_right > 0.8


def replace_code(said, day):
    return said._replace(code=Code(100 + day))


def test_a_firm_rule_is_booked_though_it_is_wrong():
    firm = standing(shift(), Evidence(rules=(rule({"kind": "code", "code": {"project": 1}}),)))
    begin = 20_000 * DAY + 420
    cases = [
        Case(Fact(Sight(n, "ann", begin + n * DAY, begin + n * DAY + 480, 28_800), {DEPOT: 1.0}),
             100, firm)
        for n in range(10)
    ]  # fmt: skip
    assert replay(cases, Regime(questions=None, onboarding=0)).settled.hours_right == 0
