"""Adjustments lead from what was closed to what holds now, and never say more."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.adjusting import Amount, Cause, Settlement, adjustments, settlement
from timesheet.core.model import Code

MONDAY, TUESDAY = date(2026, 11, 9), date(2026, 11, 10)
HARBOUR, DEPOT = Code(1), Code(2)


def line(day=MONDAY, code=HARBOUR, seconds=3600, cents=2400, **more):
    return Amount(day, code, more.pop("pay_code", "REG"), "base", seconds, cents, **more)


amounts = st.lists(
    st.builds(
        Amount,
        st.sampled_from([MONDAY, TUESDAY]),
        st.sampled_from([HARBOUR, DEPOT, Code()]),
        st.sampled_from(["REG", "OT"]),
        st.just("base"),
        st.integers(0, 36_000),
        st.integers(0, 50_000),
        st.booleans(),
    ),
    max_size=8,
)


def paid(lines):
    found = Counter()
    for one in lines:
        found[one.day, one.pay_code, "seconds"] += one.seconds
        found[one.day, one.pay_code, "cents"] += one.cents
    return {key: value for key, value in found.items() if value}


@given(amounts, amounts)
def test_what_was_closed_and_its_adjustments_pay_what_holds_now(now, closed):
    assert paid([*closed, *adjustments(now, closed)]) == paid(now)


@given(amounts)
def test_what_has_not_changed_needs_no_adjustment(closed):
    assert adjustments(closed, list(reversed(closed))) == []


@given(amounts, amounts)
def test_what_was_adjusted_once_is_not_adjusted_again(now, closed):
    first = adjustments(now, closed)
    settled = [Amount(a.day, a.code, a.pay_code, a.part, a.seconds, a.cents) for a in first]
    assert adjustments(now, [*closed, *settled]) == []


def test_another_inference_rewrites_no_books_and_a_person_does():
    assert adjustments([line(code=DEPOT)], [line()]) == []
    said = adjustments([line(code=DEPOT, attested=True)], [line()])
    assert {(a.code, a.seconds, a.cents) for a in said} == {
        (HARBOUR, -3600, -2400),
        (DEPOT, 3600, 2400),
    }
    assert {a.cause for a in said} == {Cause.CODE}
    assert settlement(said) is Settlement.COST_ONLY


def test_the_cause_is_named():
    (more,) = adjustments([line(seconds=7200, cents=4800)], [line()])
    assert (more.cause, more.seconds, more.cents) == (Cause.TIME, 3600, 2400)
    (dearer,) = adjustments([line(cents=2500)], [line()])
    assert (dearer.cause, dearer.seconds, dearer.cents) == (Cause.PAY, 0, 100)
    moved = adjustments([line(pay_code="OT")], [line()])
    assert {one.cause for one in moved} == {Cause.PAY}
    assert settlement(moved) is Settlement.NEXT_PAYROLL
