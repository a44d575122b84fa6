"""From shifts to codes: whose word holds, what rules do, and that no second is ever lost."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.core.inference import splits
from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.evidence import Evidence, LastConfirmed, Prediction
from timesheet.core.inference.rules import Rule
from timesheet.core.model import (
    UNALLOCATED,
    Answer,
    Code,
    RosterShift,
    Segment,
    Shift,
    Source,
    Word,
)

HARBOUR, DEPOT, TOWER = Code(1), Code(2), Code(3, 30)
MONDAY = date(2026, 3, 2)


def at(hour, minute=0, day=2):
    return int(datetime(2026, 3, day, hour, minute, tzinfo=UTC).timestamp())


def shift_of(*segments, day=MONDAY, opened=False):
    start, end = segments[0].start, segments[-1].end
    return Shift(7, day, start, end, segments, start, end, open=opened)


def day_shift(words=(), site=None):
    return shift_of(
        Segment(at(7), at(12), words, site, "UTC"), Segment(at(13), at(16), words, site, "UTC")
    )


def answer(*parts, source=Source.OWN_WORD, made=1, start=7, end=16, **more):
    number = more.pop("id", made)
    return Answer(number, 7, at(start), at(end), parts, source, 7, made, **more)


def rule(then, when=None, **more):
    document = {"id": 12, "version": 3, "name": "Set by admin", "then": then, "when": when or {}}
    return Rule.from_dict({**document, **more})


def code_rule(project, when=None, **more):
    return rule({"kind": "code", "code": {"project": project}}, when, **more)


def hours(lines):
    found = {}
    for line in lines:
        found[line.code] = found.get(line.code, 0) + line.seconds / 3600
    return found


def test_nothing_known_is_unallocated():
    (first, second) = allocate(day_shift(), Evidence())
    assert (first.code, first.confidence, first.reason.source) == (UNALLOCATED, 0, Source.NOTHING)
    assert first.seconds + second.seconds == 8 * 3600


def test_the_code_of_a_punch_is_the_own_word():
    lines = allocate(day_shift((Word(HARBOUR, 81),)), Evidence(last=LastConfirmed(DEPOT)))
    assert hours(lines) == {HARBOUR: 8}
    assert lines[0].reason.attested
    assert (lines[0].reason.ref, lines[0].confidence) == ("punch 81", 1.0)


def test_two_machines_share_the_time_equally():
    lines = allocate(day_shift((Word(HARBOUR, 81), Word(DEPOT, 82))), Evidence())
    assert hours(lines) == {HARBOUR: 4, DEPOT: 4}


def test_an_answer_splits_by_its_weights():
    lines = allocate(day_shift(), Evidence(answers=(answer((HARBOUR, 3), (DEPOT, 1)),)))
    assert hours(lines) == {HARBOUR: 6, DEPOT: 2}
    assert lines[0].reason.ref == "answer 1"


OWN = answer((HARBOUR, 1), made=1)
LATER = answer((DEPOT, 1), made=5)
LEAD = answer((DEPOT, 1), source=Source.LEAD_WORD, made=9)
ACCOUNTING = answer((TOWER, 1), source=Source.ACCOUNTING_WORD, made=3)
UNKNOWN = answer(made=9)
WITHDRAWN = replace(LATER, withdrawn=True)


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ((OWN, LATER), DEPOT),
        ((OWN, LEAD), HARBOUR),
        ((LEAD,), DEPOT),
        ((OWN, ACCOUNTING), TOWER),
        ((OWN, ACCOUNTING, LATER), DEPOT),
        ((LEAD, ACCOUNTING), DEPOT),
        ((OWN, UNKNOWN), HARBOUR),
        ((OWN, WITHDRAWN), HARBOUR),
        ((UNKNOWN,), UNALLOCATED),
    ],
)
def test_whose_word_holds_whatever_the_order(answers, holds):
    for order in (answers, answers[::-1]):
        assert set(hours(allocate(day_shift(), Evidence(answers=order)))) == {holds}


def test_a_lead_never_overrules_the_code_of_a_punch_but_accounting_does():
    shift = day_shift((Word(HARBOUR, 81),))
    assert hours(allocate(shift, Evidence(answers=(LEAD,)))) == {HARBOUR: 8}
    assert hours(allocate(shift, Evidence(answers=(ACCOUNTING,)))) == {TOWER: 8}


def test_an_answer_about_a_span_holds_for_exactly_that():
    said = answer((DEPOT, 1), start=9, end=11, whole_shift=False)
    lines = allocate(day_shift(), Evidence(answers=(said,)))
    assert hours(lines) == {UNALLOCATED: 6, DEPOT: 2}


def test_a_word_on_a_whole_shift_follows_the_shift_it_overlaps_most():
    early, late = shift_of(Segment(at(6), at(9))), shift_of(Segment(at(10), at(18)))
    said = answer((DEPOT, 1), start=8, end=13)
    evidence = Evidence(answers=(said,), shifts=(early, late))
    assert hours(allocate(early, evidence)) == {UNALLOCATED: 3}
    assert hours(allocate(late, evidence)) == {DEPOT: 8}


def test_somebody_elses_answer_is_nothing():
    other = replace(OWN, person=8)
    assert hours(allocate(day_shift(), Evidence(answers=(other,)))) == {UNALLOCATED: 8}


def test_a_hard_rule_outranks_the_roster_and_never_a_word():
    plan = RosterShift(4, 7, at(7), at(16), code=DEPOT)
    evidence = Evidence(rules=(code_rule(1),), roster=(plan,))
    lines = allocate(day_shift(), evidence)
    assert hours(lines) == {HARBOUR: 8}
    assert (lines[0].reason.ref, lines[0].reason.attested) == ("rule 12 v3", False)
    assert 0.9 < lines[0].confidence < 1
    assert hours(allocate(day_shift(), replace(evidence, answers=(LATER,)))) == {DEPOT: 8}


def test_the_higher_priority_wins():
    rules = (code_rule(1, priority=1), code_rule(2, id=13, priority=2))
    assert hours(allocate(day_shift(), Evidence(rules=rules))) == {DEPOT: 8}


@pytest.mark.parametrize(
    "when",
    [
        {"person": [8]},
        {"team": [5]},
        {"site": [5]},
        {"device": [5]},
        {"weekday": [1]},
        {"between": ["18:00", "06:00"]},
        {"starts_between": ["08:00", "09:00"]},
        {"first_day": "2026-03-03"},
        {"last_day": "2026-03-01"},
        {"min_seconds": 28801},
        {"max_seconds": 28799},
    ],
    ids=lambda when: next(iter(when)),
)
def test_each_condition_can_keep_a_rule_out(when):
    evidence = Evidence(rules=(code_rule(1, when),), team=4)
    assert hours(allocate(day_shift(), evidence)) == {UNALLOCATED: 8}


def test_conditions_that_hold():
    when = {
        "person": [7],
        "team": [4],
        "site": [9],
        "weekday": [0],
        "starts_between": ["22:00", "08:00"],
        "first_day": "2026-03-02",
        "last_day": "2026-03-02",
        "min_seconds": 28800,
        "max_seconds": 28800,
    }
    evidence = Evidence(rules=(code_rule(1, when),), team=4)
    assert hours(allocate(day_shift(site=9), evidence)) == {HARBOUR: 8}


def test_a_time_window_cuts_the_shift_over_midnight():
    night = shift_of(Segment(at(20), at(8, day=3)))
    evidence = Evidence(rules=(code_rule(1, {"between": ["22:00", "06:00"]}),))
    lines = allocate(night, evidence)
    assert [(line.code, line.seconds) for line in lines] == [
        (UNALLOCATED, 7200),
        (HARBOUR, 8 * 3600),
        (UNALLOCATED, 7200),
    ]


def test_a_percentage_split():
    parts = [
        {"code": {"project": 1}, "percent": 75},
        {"code": {"project": 2}, "percent": 25},
    ]
    lines = allocate(day_shift(), Evidence(rules=(rule({"kind": "split", "parts": parts}),)))
    assert hours(lines) == {HARBOUR: 6, DEPOT: 2}


def test_the_roster_cuts_where_it_changes_and_early_birds_belong_to_the_nearest():
    plans = (
        RosterShift(4, 7, at(7, 10), at(11), code=HARBOUR),
        RosterShift(5, 7, at(11), at(16), code=DEPOT),
    )
    lines = allocate(day_shift(), Evidence(roster=plans))
    assert hours(lines) == {HARBOUR: 4, DEPOT: 4}
    assert lines[0].reason.source is Source.ROSTER


def test_of_two_plans_at_once_the_one_for_the_site_of_the_punches_holds():
    plans = (
        RosterShift(4, 7, at(7), at(16), site=8, code=HARBOUR),
        RosterShift(5, 7, at(7), at(16), site=9, code=DEPOT),
    )
    assert hours(allocate(day_shift(site=9), Evidence(roster=plans))) == {DEPOT: 8}
    assert hours(allocate(day_shift(site=8), Evidence(roster=plans))) == {HARBOUR: 8}


def test_below_the_threshold_hours_stand_unallocated_with_the_best_guess():
    guess = LastConfirmed(HARBOUR, date(2026, 2, 27))
    (line, _) = allocate(day_shift(), Evidence(last=guess))
    assert (line.code, line.reason.likely, line.confidence) == (UNALLOCATED, HARBOUR, 0.5)
    assert line.reason.details == ("last confirmed, 3 days ago",)
    (line, _) = allocate(day_shift(), Evidence(last=guess, threshold=0.5))
    assert (line.code, line.confidence) == (HARBOUR, 0.5)


def test_eligible_codes_keep_others_out_and_a_single_one_decides():
    last = LastConfirmed(HARBOUR)
    two = rule({"kind": "eligible", "codes": [{"project": 2}, {"project": 3}]})
    (line, _) = allocate(day_shift(), Evidence(rules=(two,), last=last, threshold=0))
    assert line.code == UNALLOCATED
    one = rule({"kind": "eligible", "codes": [{"project": 2}]})
    assert hours(allocate(day_shift(), Evidence(rules=(one,), last=last))) == {DEPOT: 8}


def test_a_hint_is_as_sure_as_its_weight():
    hint = rule({"kind": "hint", "code": {"project": 1}, "weight": 8})
    (line, _) = allocate(day_shift(), Evidence(rules=(hint,)))
    assert (line.code, line.confidence) == (HARBOUR, 0.9)


def test_sure_of_the_project_while_unsure_of_the_task():
    view = Prediction(((Code(3, 30), 0.5), (Code(3, 31), 0.4), (DEPOT, 0.1)), ref="learned v2")
    (line, _) = allocate(day_shift(), Evidence(learned={at(7): view}))
    assert (line.code, line.reason.likely) == (Code(3), TOWER)
    assert line.confidence == pytest.approx(0.9)
    (line, _) = allocate(day_shift(), Evidence(learned={at(7): view}, threshold=0.95))
    assert (line.code, line.reason.likely, line.confidence) == (UNALLOCATED, TOWER, 0.5)


def test_a_day_is_divided_as_confirmed_days_are():
    parts = splits.Split(((HARBOUR, 3), (DEPOT, 1)), 5, 5, splits.OWN)
    view = Prediction(((HARBOUR, 0.9), (DEPOT, 0.1)), ("your last weeks",), "learned v2", parts)
    lines = allocate(day_shift(), Evidence(learned={at(7): view}))
    assert hours(lines) == {HARBOUR: 6, DEPOT: 2}
    assert all(line.confidence == pytest.approx(6 / 7) for line in lines)
    assert lines[0].reason.details[0] == "divided like 5 of 5 of your confirmed days"


SETUP = rule(
    {
        "kind": "breakdown",
        "steps": [
            {"place": "first", "minutes": 15, "code": {"task": 70}},
            {"place": "last", "minutes": 10, "code": {"task": 71}},
        ],
    }
)


def test_a_breakdown_refines_a_word_and_is_not_attested_itself():
    lines = allocate(day_shift(), Evidence(answers=(OWN,), rules=(SETUP,)))
    by_code = {line.code: line for line in lines}
    assert by_code[Code(1, 70)].seconds == 900
    assert by_code[Code(1, 71)].seconds == 600
    assert not by_code[Code(1, 70)].reason.attested
    assert by_code[HARBOUR].reason.attested
    assert sum(line.seconds for line in lines) == 8 * 3600


def test_a_breakdown_never_changes_a_word_and_leaves_the_unknown_alone():
    word = answer((TOWER, 1))
    assert hours(allocate(day_shift(), Evidence(answers=(word,), rules=(SETUP,)))) == {TOWER: 8}
    assert hours(allocate(day_shift(), Evidence(rules=(SETUP,)))) == {UNALLOCATED: 8}


def test_an_open_shift_has_no_last_minutes():
    opened = shift_of(Segment(at(7), at(12)), opened=True)
    lines = allocate(opened, Evidence(answers=(OWN,), rules=(SETUP,)))
    assert {line.code for line in lines} == {HARBOUR, Code(1, 70)}


def test_fractions_of_a_shift():
    travel = {"place": "fraction", "percent": 12.5, "code": {"cost_code": 5}}
    rules = (rule({"kind": "breakdown", "steps": [travel]}), code_rule(1, id=13))
    lines = allocate(day_shift(), Evidence(rules=rules))
    assert hours(lines) == {HARBOUR: 7, Code(1, cost_code=5): 1}


ANY_RULES = st.lists(
    st.sampled_from(
        [
            SETUP,
            code_rule(2, {"between": ["09:00", "09:37"]}, id=2),
            rule(
                {
                    "kind": "split",
                    "parts": [
                        {"code": {"project": 1}, "percent": 33.33},
                        {"code": {"project": 2}, "percent": 33.33},
                        {"code": {"project": 3}, "percent": 33.34},
                    ],
                },
                {"between": ["12:00", "03:00"]},
                id=3,
            ),
            rule(
                {
                    "kind": "breakdown",
                    "steps": [{"place": "fraction", "percent": 7.77, "code": {"task": 1}}],
                },
                id=4,
            ),
        ]
    ),
    max_size=4,
    unique_by=lambda r: r.id,
)


@st.composite
def any_shift(draw):
    edges = sorted(draw(st.lists(st.integers(at(0), at(20)), min_size=2, max_size=9, unique=True)))
    words = st.lists(
        st.sampled_from([Word(HARBOUR, 1), Word(DEPOT, 2), Word(TOWER, 3)]), max_size=3
    )
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return shift_of(*(Segment(a, b, tuple(draw(words)), None, "UTC") for a, b in pairs))


ANY_ANSWERS = st.lists(
    st.builds(
        answer,
        st.sampled_from([(HARBOUR, 1), (TOWER, 3)]),
        st.sampled_from([(DEPOT, 2), (Code(4), 5)]),
        source=st.sampled_from([Source.OWN_WORD, Source.LEAD_WORD, Source.ACCOUNTING_WORD]),
        made=st.integers(1, 9),
        start=st.integers(0, 10),
        end=st.integers(11, 20),
        whole_shift=st.booleans(),
    ),
    max_size=3,
)


@settings(max_examples=60)
@given(any_shift(), ANY_RULES, ANY_ANSWERS)
def test_seconds_always_sum_to_the_presence(shift, rules, answers):
    lines = allocate(shift, Evidence(answers=tuple(answers), rules=tuple(rules), roster=()))
    assert sum(line.seconds for line in lines) == shift.seconds
    assert all(0 < line.seconds <= line.end - line.start for line in lines)
    assert all(shift.start <= line.start <= line.end <= shift.end for line in lines)
    again = Evidence(answers=tuple(answers[::-1]), rules=tuple(rules[::-1]))
    if len({a.id for a in answers}) == len(answers):
        assert allocate(shift, again) == lines
