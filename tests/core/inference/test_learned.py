"""The learner in the line: shifts in, predictions out, versions kept, crews asked once."""

import json
import random
from datetime import UTC, date, datetime

import pytest

from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.evidence import Evidence
from timesheet.core.inference.learned import fact_of, prediction, sight_of
from timesheet.core.inference.learner import state
from timesheet.core.inference.learner.crew import Pending, again, alike, touches, value
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import DAY, Fact, Sight
from timesheet.core.model import Code, Reason, Segment, Shift, Source, Word

HARBOUR, DEPOT = Code(1), Code(2)
BERLIN = "Europe/Berlin"


def shift(person, day, code=None, site=9):
    start = int(datetime(2026, 3, 1, 7, tzinfo=UTC).timestamp()) + day * 86400
    words = (Word(code, 1),) if code else ()
    segment = Segment(start, start + 8 * 3600, words, site, BERLIN, 3)
    return Shift(
        person, date(2026, 3, 1), start, segment.end, (segment,), start, segment.end, team=4
    )


def taught(*days, code=HARBOUR, people=(1, 2, 3)):
    facts = []
    for day in days:
        for person in people:
            seen = shift(person, day, code)
            facts.append(fact_of(sight_of(seen, BERLIN), allocate(seen, Evidence())))
    return facts


def test_a_shift_is_seen_in_local_time_over_the_change_of_clocks():
    before, after = sight_of(shift(1, 0), BERLIN), sight_of(shift(1, 30), BERLIN)
    assert (before.minute, after.minute) == (8 * 60, 9 * 60)
    assert before.groups == (("team", 4), ("site", 9), ("device", 3))
    assert before.weekday == 6


def test_only_words_teach():
    seen = shift(1, 0)
    assert fact_of(sight_of(seen, BERLIN), allocate(seen, Evidence())) is None
    (line,) = allocate(shift(1, 0, HARBOUR), Evidence())
    fact = fact_of(sight_of(seen, BERLIN), [line])
    assert (fact.shares, fact.detailed) == ({HARBOUR: 1.0}, True)
    guess = line.__class__(
        line.start, line.end, 3600, DEPOT, Reason(Source.LEARNED), line.confidence
    )
    mixed = fact_of(sight_of(seen, BERLIN), [line, guess])
    assert (mixed.shares, mixed.detailed) == ({HARBOUR: 1.0}, False)


def test_the_view_of_the_learner_reaches_the_allocation_with_reasons():
    learner = state.refit(taught(*range(20)))
    for fact in taught(20, people=(1, 2)):
        learner.confirm(fact)
    today = shift(3, 20)
    view = prediction(learner, sight_of(today, BERLIN), "learned v1")
    (line,) = allocate(today, Evidence(learned={today.start: view}))
    assert (line.code, line.reason.source, line.reason.ref) == (
        HARBOUR,
        Source.LEARNED,
        "learned v1",
    )
    assert not line.reason.attested
    assert 0.7 < line.confidence < 1
    assert 1 <= len(line.reason.details) <= 3


def test_nothing_known_is_no_view():
    assert prediction(Learner(), sight_of(shift(1, 0), BERLIN), "learned v1") is None


def test_weights_survive_as_a_document_and_a_refit_ignores_the_order_of_answers():
    facts = taught(*range(10)) + taught(*range(10), code=DEPOT, people=(7,))
    learner, other = state.refit(facts), state.refit(facts[::-1])
    saved = json.loads(json.dumps(state.document(learner)))
    assert saved == json.loads(json.dumps(state.document(other)))
    again_ = state.restore(saved, facts)
    seen = sight_of(shift(7, 11), BERLIN)
    assert dict(again_.predict(seen).ranked) == pytest.approx(dict(learner.predict(seen).ranked))


def test_weights_of_other_sources_are_left_aside():
    plain = state.document(Learner())
    saved = {**state.document(state.refit(taught(*range(10)))), "sources": ["another"]}
    assert state.document(state.restore(saved, ())) == plain


def seen_at(person, start=420, day=0, team=1):
    begin = 18001 * DAY + day * DAY + start
    return Sight((person, begin), person, begin, begin + 480, 28800, (("team", team),))


def test_a_word_touches_crew_day_and_own_week_and_nothing_else():
    word = seen_at("ann")
    assert touches(word, seen_at("bob", start=900))
    assert touches(word, seen_at("cid", start=450, team=2))
    assert touches(word, seen_at("ann", day=3))
    assert not touches(word, word)
    assert not touches(word, seen_at("ann", day=30))
    assert not touches(word, seen_at("dan", start=900, team=2))
    assert not touches(word, seen_at("bob", day=1))
    assert again(word, [word, seen_at("bob"), seen_at("bob", day=1)]) == [seen_at("bob")]


def crew_that_moves_together():
    learner = Learner()
    chance = random.Random(3)
    for day in range(-60, 0):
        code = chance.choice(("harbour", "depot", "tower"))
        for person in ("ann", "bob", "cid"):
            learner.learn(Fact(seen_at(person, day=day), {code: 1.0}))
    return learner


def test_asking_for_a_crew_is_worth_more_than_for_one():
    learner = crew_that_moves_together()
    ann = Pending(seen_at("ann"), 8.0)
    mates = [Pending(seen_at("bob"), 8.0), Pending(seen_at("cid"), 8.0)]
    opinion = learner.predict(ann.sight)
    alone = value(learner, ann, opinion, [])
    assert alone == pytest.approx(8 * (1 - opinion.likely[0][1]))
    assert value(learner, ann, opinion, mates) > 1.5 * alone
    assert ann.sight not in learner.memory
    assert learner.predict(ann.sight) == opinion
    assert [p.stake for p in alike(mates)] == [16.0]


def test_once_one_has_answered_the_others_need_not():
    learner = crew_that_moves_together()
    bob = Pending(seen_at("bob"), 8.0)
    before = value(learner, bob, learner.predict(bob.sight), [])
    learner.confirm(Fact(seen_at("ann"), {"tower": 1.0}))
    opinion = learner.predict(bob.sight)
    assert opinion.ranked[0][0] == "tower"
    assert value(learner, bob, opinion, []) < before / 2


def test_a_version_whose_confidence_was_counted_otherwise_is_read_and_compared_with_nothing():
    fresh = state.document(state.refit(taught(*range(10))))
    older = {"bins": fresh["calibration"]["bins"], "pure": [["ann", 10.0, 9.0]]}
    saved = {**fresh, "calibration": older, "closed": 3, "edition": 1}
    assert state.restore(saved, ()).calibration.purity("ann", 0.9) == 1
    assert state.agree(saved, fresh)
    assert not state.agree({**fresh, "closed": 3}, fresh)
