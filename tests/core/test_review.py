"""The queue: every doubtful cent stands in it once, the dearest click first."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.review import APART, Doubtful, Pattern, expected_wrong, patterns, stop

LINES = st.lists(
    st.builds(
        Doubtful,
        line=st.integers(1, 10**6),
        pattern=st.sampled_from(["depot", "harbor", "nobody"]),
        cents=st.integers(-5_000, 50_000),
        seconds=st.integers(1, 36_000),
        confidence=st.floats(0, 1),
    ),
    unique_by=lambda line: line.line,
    max_size=25,
)


def doubtful(line, cents, confidence, pattern="depot"):
    return Doubtful(line, pattern, cents, 3600, confidence)


@given(LINES, st.randoms())
def test_every_line_stands_once_and_no_order_of_reading_matters(lines, chance):
    queue = patterns(lines)
    assert sorted(each.line for p in queue for each in p.lines) == sorted(x.line for x in lines)
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert patterns(shuffled) == queue
    assert sum(p.doubt for p in queue) == sum(x.doubt for x in lines)


@given(LINES)
def test_the_dearest_click_is_first_and_the_lines_of_a_pattern_are_alike(lines):
    queue = patterns(lines)
    assert [p.worth for p in queue] == sorted((p.worth for p in queue), reverse=True)
    for pattern in queue:
        sure = [line.sure for line in pattern.lines]
        assert len({line.pattern for line in pattern.lines}) == 1
        assert all(b - a <= APART for a, b in pairwise(sure))


@given(LINES, st.floats(0, 60), st.floats(0, 60))
def test_more_clicks_never_leave_more_wrong_money(lines, some, more):
    queue = patterns(lines)
    assert expected_wrong(queue, some + more) <= expected_wrong(queue, some)
    assert expected_wrong(queue, sum(p.clicks for p in queue) + 1) == 0


@given(LINES, st.integers(0, 100_000))
def test_where_to_stop_is_the_first_place_below_the_limit(lines, limit):
    queue = patterns(lines)
    at = stop(queue, limit)
    assert expected_wrong(queue[at:]) <= limit
    assert at == 0 or sum(p.doubt for p in queue[at - 1 :]) > limit * 1000


def test_a_pattern_whose_lines_differ_is_split():
    queue = patterns([doubtful(1, 10_000, 0.95), doubtful(2, 10_000, 0.93), doubtful(3, 9, 0.40)])
    assert [[line.line for line in p.lines] for p in queue] == [[2, 1], [3]]


def test_one_click_on_many_alike_is_worth_more_than_one_on_a_single_line():
    together = [doubtful(n, 10_000, 0.8) for n in range(1, 13)]
    alone = doubtful(99, 20_000, 0.8, "harbor")
    assert patterns([alone, *together])[0].lines == tuple(together)


def test_expected_wrong_money_is_money_times_doubt_rounded_up():
    queue = patterns([doubtful(1, 10_000, 0.75), doubtful(2, 1, 0.999, "harbor")])
    assert expected_wrong(queue) == 2_501


def test_a_single_line_costs_one_click_when_right_and_three_when_wrong():
    assert Pattern((doubtful(1, 100, 1.0),)).clicks == 1
    assert Pattern((doubtful(1, 100, 0.0),)).clicks == 3
    assert Pattern((doubtful(1, 100, 0.5),)).clicks == 2
