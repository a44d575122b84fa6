"""The states of a person's pay period: no order of steps breaks a promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.closing import WAYS, Refusal, State, Step, Taking, is_closed, refusal

PEOPLE = {
    1: frozenset({"worker"}),
    2: frozenset({"worker", "lead"}),
    3: frozenset({"accounting"}),
    4: frozenset({"accounting", "worker"}),
    5: frozenset({"admin"}),
    6: frozenset({"admin", "accounting"}),
}
STEPS = st.tuples(
    st.sampled_from(Step), st.sampled_from(sorted(PEOPLE)), st.sampled_from(["", "a"])
)


def taking(author, person=1, reason="", last=None):
    return Taking(author, PEOPLE[author], person, reason, last)


@given(st.lists(STEPS, max_size=60), st.sampled_from(sorted(PEOPLE)))
def test_no_order_of_steps_breaks_a_promise(steps, person):
    state, last = State.OPEN, None
    approver = None
    for step, author, reason in steps:
        if refusal(state, step, taking(author, person, reason, last)) is not None:
            continue
        if step in (Step.UNLOCK, Step.VOID):
            assert author != last
            assert reason
        if step is Step.APPROVE:
            approver = author
        if is_closed(WAYS[step].end) or is_closed(state):
            assert "accounting" in PEOPLE[author]
            assert approver not in (None, person)
            assert "admin" not in PEOPLE[approver]
        assert state is not State.POSTED
        state, last = WAYS[step].end, author


def test_what_is_posted_stays_posted():
    assert not [step for step, way in WAYS.items() if way.start is State.POSTED]


@pytest.mark.parametrize(
    ("state", "step", "who", "why"),
    [
        (State.OPEN, Step.APPROVE, taking(2), Refusal.STATE),
        (State.SUBMITTED, Step.APPROVE, taking(2, person=2), Refusal.OWN),
        (State.SUBMITTED, Step.APPROVE, taking(5), Refusal.ROLE),
        (State.SUBMITTED, Step.APPROVE, taking(6), Refusal.SETS_RULES),
        (State.SUBMITTED, Step.WITHDRAW, taking(2), Refusal.ROLE),
        (State.APPROVED, Step.LOCK, taking(2), Refusal.ROLE),
        (State.LOCKED, Step.UNLOCK, taking(3, last=4), Refusal.REASON),
        (State.LOCKED, Step.UNLOCK, taking(3, reason="late sheet", last=3), Refusal.SECOND_PERSON),
        (State.LOCKED, Step.UNLOCK, taking(3, reason="late sheet", last=4), None),
        (State.EXPORTED, Step.UNLOCK, taking(3, reason="late sheet", last=4), Refusal.STATE),
    ],
)
def test_who_may_do_what_from_where(state, step, who, why):
    assert refusal(state, step, who) is why
