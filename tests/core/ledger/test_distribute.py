"""Labor lines sum to pay lines, whatever is shared and wherever premiums go."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.ledger.distribute import distribute
from timesheet.core.model import (
    UNALLOCATED,
    Allocation,
    Code,
    Part,
    PayLine,
    PaySpan,
    Reason,
    Segment,
    Shift,
    Source,
)

DAY = date(2026, 11, 16)
RULE = Reason(Source.RULE, "rule 1 v1")


def shift(*spans):
    segments = tuple(Segment(start, end) for start, end in spans)
    start, end = spans[0][0], spans[-1][1]
    return Shift(1, DAY, start, end, segments, start, end)


def on(start, end, project, seconds=None):
    return Allocation(start, end, seconds or end - start, Code(project), RULE, 0.9)


def pay(code, cents, *spans, part=Part.STRAIGHT):
    pieces = tuple(PaySpan(start, end, DAY) for start, end in spans)
    seconds = sum(p.seconds for p in pieces) if part is Part.STRAIGHT else 0
    reason = Reason(Source.POLICY, "plain")
    return PayLine(1, DAY, DAY, code, part, seconds, 0, "1", cents, pieces, reason)


def shown(lines):
    return [(x.pay_code, x.part.value, x.code.project, x.seconds, x.cents) for x in lines]


def test_hours_stay_where_they_were_worked_and_the_premium_goes_over_the_week():
    work = [on(0, 30, 1), on(30, 50, 2)]
    lines = distribute(
        [pay("REG", 800, (0, 40)), pay("OT", 200, (40, 50)),
         pay("OT", 100, (0, 50), part=Part.PREMIUM)],
        work, [shift((0, 50))],
    )  # fmt: skip
    assert shown(lines) == [
        ("OT", "premium", 1, 0, 60),
        ("REG", "straight", 1, 30, 600),
        ("OT", "premium", 2, 0, 40),
        ("REG", "straight", 2, 10, 200),
        ("OT", "straight", 2, 10, 200),
    ]


def test_two_machines_share_each_instant():
    work = [on(0, 3, 1, 2), on(0, 3, 2, 1), on(3, 6, 1)]
    lines = distribute([pay("REG", 100, (0, 6))], work, [shift((0, 6))])
    assert sum(x.seconds for x in lines if x.code.project == 1) == 5
    assert sum(x.cents for x in lines) == 100


def test_a_top_up_without_work_is_unallocated_money():
    lines = distribute([pay("CALL", 5000, part=Part.PREMIUM)], [], [])
    assert [(x.code, x.cents, x.day) for x in lines] == [(UNALLOCATED, 5000, DAY)]


def test_paid_time_that_nobody_allocated_is_an_error_of_ours():
    with pytest.raises(ValueError, match="has no allocation"):
        distribute([pay("REG", 1, (0, 5))], [on(0, 4, 1)], [shift((0, 5))])


@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.integers(1, 3), st.booleans()), min_size=1, max_size=9
    ),
    st.lists(st.integers(1, 3000), max_size=4),
    st.integers(-(10**6), 10**7),
)  # fmt: skip
def test_nothing_is_lost_and_nothing_made(pieces, cuts, cents):
    at, work = 0, []
    for length, project, shared in pieces:
        end = at + length
        if shared and length > 1:
            work += [
                on(at, end, project, length // 2),
                on(at, end, project + 1, length - length // 2),
            ]
        else:
            work.append(on(at, end, project))
        at = end
    edges = sorted({0, at, *(c for c in cuts if c < at)})
    spans = list(pairwise(edges))
    lines = [pay("REG", cents, *spans[::2]), pay("OT", cents // 3, *spans[1::2])]
    lines.append(pay("OT", cents // 7, *spans[1::2], part=Part.PREMIUM))
    lines = [line for line in lines if line.spans]
    labor = distribute(lines, work, [shift((0, at))])
    assert sum(x.seconds for x in labor) == at
    for line in lines:
        mine = [x for x in labor if (x.pay_code, x.part) == (line.pay_code, line.part)]
        assert sum(x.cents for x in mine) == line.cents
        assert sum(x.seconds for x in mine) == line.seconds
