"""What was approved is weak evidence: worth what it proved to be, and never a word."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from timesheet.core.approving import ApprovedDay, Charged, Worked, day_stood
from timesheet.core.inference.approved import approved
from timesheet.core.inference.learner import state
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import DAY, Fact, Sight
from timesheet.core.model import Answer, Code, Expectation, Segment, Shift, Source, Word

HARBOUR, DEPOT, TOWER = Code(1, 10), Code(2), Code(3)
SO = Expectation("approved", "approved", HARBOUR)
MONDAY = date(2026, 3, 2)


def at(hour):
    return int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) + hour * 3600


def shift(start=8, end=16, words=()):
    segment = Segment(at(start), at(end), words, zone="UTC")
    return Shift(7, MONDAY, at(start), at(end), (segment,), at(start), at(end))


def day(*codes, spans=((8, 16),)):
    shifts = [Worked(at(a), at(b), (b - a) * 3600) for a, b in spans]
    return ApprovedDay(MONDAY, at(32), day_stood(shifts, [Charged(*one) for one in codes]))


def answer(made_at, **more):
    return Answer(1, 7, at(8), at(16), ((DEPOT, 1),), Source.OWN_WORD, 7, made_at, **more)


ALL = day((HARBOUR, 28_800))


def test_the_code_that_stood_is_what_the_approval_says():
    assert approved(shift(), [ALL], ()) == (SO,)
    assert approved(shift(), [day((HARBOUR, 18_000), (DEPOT, 10_800))], ()) == (SO,)
    assert approved(shift(), [], ()) == ()


@pytest.mark.parametrize(
    "other",
    [
        day((Code(), 28_800)),
        day((HARBOUR, 14_400), (DEPOT, 14_400)),
        day((HARBOUR, 32_400), spans=((8, 17),)),
        day((HARBOUR, 28_800), (DEPOT, 7200), spans=((8, 16), (18, 20))),
        day(),
    ],
)
def test_it_says_nothing_where_no_code_stood_or_other_hours_did(other):
    assert approved(shift(), [other], ()) == ()


def test_what_somebody_had_said_by_then_is_no_merit_of_the_approval():
    assert approved(shift(), [ALL], [answer(at(20))]) == ()
    assert approved(shift(), [ALL], [answer(at(20), withdrawn=True)]) == ()
    assert approved(shift(words=(Word(1, HARBOUR),)), [ALL], ()) == ()


def test_a_word_since_then_leaves_it_standing_to_be_judged():
    assert approved(shift(), [ALL], [answer(at(40))]) == (SO,)
    unknown = replace(answer(at(20)), parts=())
    assert approved(shift(), [ALL], [unknown]) == (SO,)


def sight(person, day, expected=(), team=1):
    begin = 18_001 * DAY + day * DAY + 420
    return Sight(f"{person}/{day}", person, begin, begin + 480, 28_800, (("team", team),), expected)


def said_so(code):
    return (Expectation("approved", "approved", code),)


def history(right, team=1, seed=5):
    """Let a crew that changes its work daily be approved, and right so often by later words."""
    chance, facts = random.Random(seed), []
    for n in range(240):
        true, other = chance.sample([HARBOUR, DEPOT, TOWER], 2)
        stood = true if chance.random() < right else other
        facts.append(Fact(sight(f"{team}-{n % 6}", n // 6, said_so(stood), team), {true: 1.0}))
    return facts


def gain(learner, code=HARBOUR, team=1):
    """Return how much likelier an approval makes the code that stood."""
    plain, so = sight(f"{team}-1", 41, team=team), sight(f"{team}-1", 41, said_so(code), team)
    before, after = (dict(learner.predict(s, closing=True).likely) for s in (plain, so))
    return after[code] - before[code]


def test_an_approval_is_worth_what_it_proved_to_be():
    careful, stamped = state.refit(history(1.0)), state.refit(history(1 / 3))
    assert gain(careful) > 0.3
    assert abs(gain(stamped)) < 0.1


def test_each_lead_is_believed_as_his_own_crew_found_him():
    both = state.refit(history(1.0, team=1) + history(0.5, team=2, seed=6))
    assert gain(both, team=1) > gain(both, team=2) + 0.1


def test_before_any_word_judged_one_it_says_nothing():
    learner = Learner()
    for n, code in enumerate([HARBOUR, DEPOT] * 3):
        learner.confirm(Fact(sight("1-1", n), {code: 1.0}))
    assert gain(learner) == 0


def test_no_number_of_approvals_makes_a_code_surer():
    learner = state.refit(history(1 / 3))
    seen = [learner.predict(sight("1-1", n, said_so(TOWER)), closing=True) for n in (41, 41)]
    assert seen[0] == seen[1]
    silent = state.document(state.refit(()))
    assert silent == state.document(Learner())


def test_the_reason_names_nobody():
    learner = state.refit(history(1.0))
    seen = learner.predict(sight("1-1", 41, said_so(DEPOT)), closing=True)
    assert seen.ranked[0][0] == DEPOT
    assert seen.reasons[0] == "approved so by your lead"
