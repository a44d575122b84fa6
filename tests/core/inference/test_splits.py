"""Days are divided as confirmed days are, and only there; what was said is never divided."""

from dataclasses import replace

import pytest

from tests.core.inference.test_around import switched
from tests.core.inference.test_learned import BERLIN, shift
from timesheet.core.inference import splits
from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.evidence import Evidence, Prediction
from timesheet.core.inference.learned import fact_of, prediction, sight_of
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import Fact
from timesheet.core.model import Answer, Code, Source

FRAME, ROOF, YARD = Code(1, 10), Code(1, 11), Code(2, 20)
DIVIDED = {FRAME: 0.9, YARD: 0.1}


def confirmed(*days):
    """Return a learner that knows what a worker's days, one after another, were for."""
    learner = Learner()
    for number, shares in enumerate(days):
        learner.confirm(Fact(sight_of(shift(1, number), BERLIN), shares))
    return learner


def lines_of(learner, day, crew=(), *, answers=()):
    one = shift(1, day)
    view = prediction(learner, sight_of(one, BERLIN), "learned v2", crew=crew)
    return allocate(one, Evidence(learned={one.start: view}, answers=answers, threshold=0.3))


def seconds(lines):
    return {line.code: line.seconds for line in lines}


def test_a_shift_becomes_lines_that_nobody_typed_with_reason_and_confidence():
    lines = lines_of(confirmed(*[DIVIDED] * 5), 6)
    assert seconds(lines) == {FRAME: 25_920, YARD: 2_880}
    assert sum(line.seconds for line in lines) == 8 * 3600
    for line in lines:
        assert line.reason.details[0] == "divided like 5 of 5 of your confirmed days"
        assert (line.reason.source, line.reason.ref) == (Source.LEARNED, "learned v2")
        assert 0.3 <= line.confidence <= 6 / 7


@pytest.mark.parametrize(
    "days",
    [
        [DIVIDED] * 3,
        [DIVIDED] * 3 + [{FRAME: 1.0}] * 2,
        [{FRAME: 0.9, YARD: 0.1}, {FRAME: 0.55, YARD: 0.45}] * 3,
        [{FRAME: 1.0}] * 6,
    ],
)
def test_too_few_days_days_in_one_piece_or_unsteady_parts_divide_nothing(days):
    assert set(seconds(lines_of(confirmed(*days), 7))) == {FRAME}


def test_switched_off_nothing_is_divided():
    assert set(seconds(lines_of(confirmed(*[DIVIDED] * 5), 6, crew=None))) == {FRAME}


def test_what_was_said_is_never_divided():
    one = shift(1, 6)
    said = Answer(1, 1, one.start, one.end, ((FRAME, 1),), Source.OWN_WORD, 1, 1)
    lines = lines_of(confirmed(*[DIVIDED] * 5), 6, answers=(said,))
    assert seconds(lines) == {FRAME: 8 * 3600}
    assert lines[0].reason.attested


def mate(person, shares, **more):
    sight = sight_of(shift(person, 6, **more), BERLIN)
    return Fact(sight, shares)


def test_the_crews_day_divides_those_who_said_nothing():
    half = {FRAME: 0.625, ROOF: 0.375}
    crew = [mate(2, half), mate(3, half), mate(4, {FRAME: 1.0}), mate(5, {FRAME: 1.0})]
    lines = lines_of(confirmed(*[{FRAME: 1.0}] * 5), 6, crew)
    assert set(seconds(lines)) == {FRAME}
    lines = lines_of(confirmed(*[{FRAME: 1.0}] * 5), 6, crew[:2])
    assert seconds(lines) == {FRAME: 5 * 3600, ROOF: 3 * 3600}
    assert lines[0].reason.details[0] == "divided like 2 of 2 in your crew that day"
    late = replace(crew[0].sight, start=crew[0].sight.start + 300, end=crew[0].sight.end + 300)
    others = [crew[0]._replace(sight=late), mate(1, half), crew[1]._replace(detailed=False)]
    assert splits.crews_days(others, sight_of(shift(1, 6), BERLIN)) == []


def test_a_short_stretch_before_a_switch_is_what_one_usually_does_beside():
    view = Prediction(((FRAME, 0.9),), ref="learned v2", days=({FRAME: 0.8, YARD: 0.2},) * 3)
    start = switched(None, FRAME, ROOF).start
    short = switched(None, FRAME, ROOF)
    lines = allocate(short, Evidence(learned={start: view}))
    assert seconds(lines)[YARD] == 2 * 3600
    assert lines[0].reason.details == ("a part of 3 of your 3 divided days",)
    long = switched(None, None, FRAME)
    assert YARD not in seconds(allocate(long, Evidence(learned={start: view})))


def test_a_question_offers_the_crews_division_and_the_workers_own():
    own = [{FRAME: 1.0}, {ROOF: 0.875, YARD: 0.125}]
    crew = [{FRAME: 0.5, ROOF: 0.5}, {FRAME: 0.5, ROOF: 0.5}, {FRAME: 1.0}]
    assert splits.offered((FRAME,), own, crew) == (
        ((FRAME, 16), (ROOF, 16)), ((FRAME, 28), (YARD, 4)),
    )  # fmt: skip
    assert splits.offered((FRAME,), own[:1], crew[2:]) == ()


def test_a_word_on_a_part_confirms_as_much_of_the_shift():
    one = switched(None, FRAME, FRAME)
    fact = fact_of(sight_of(one, "UTC"), allocate(one, Evidence()))
    assert (fact.detailed, fact.shares, fact.weight) == (False, {FRAME: 1.0}, 0.75)
    assert splits.own_days(confirmed(DIVIDED).memory.people[1], 400_000) == []
