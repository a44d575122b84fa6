"""The queue: every doubtful cent stands in it once, the dearest click first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.review import MILLE, TIERS, Pattern, expected_wrong, queue, stop, sure, tier

PATTERNS = st.lists(
    st.builds(
        Pattern,
        key=st.sampled_from(["depot", "harbor", "nobody"]),
        first=st.integers(1, 10**6),
        lines=st.integers(1, 400),
        doubt=st.integers(0, 50_000 * MILLE),
        sure=st.floats(0, MILLE),
    ),
    unique_by=lambda pattern: pattern.first,
    max_size=25,
)


def pattern(first, cents, confidence, lines=1):
    share = sure(confidence)
    return Pattern("depot", first, lines, cents * (MILLE - share), share)


@given(PATTERNS, st.randoms())
def test_every_pattern_stands_once_and_no_order_of_reading_matters(patterns, chance):
    ordered = queue(patterns)
    assert sorted(p.first for p in ordered) == sorted(p.first for p in patterns)
    shuffled = list(patterns)
    chance.shuffle(shuffled)
    assert queue(shuffled) == ordered


@given(PATTERNS)
def test_the_dearest_click_is_first(patterns):
    worths = [p.worth for p in queue(patterns)]
    assert worths == sorted(worths, reverse=True)


@given(PATTERNS, st.floats(0, 60), st.floats(0, 60))
def test_more_clicks_never_leave_more_wrong_money(patterns, some, more):
    ordered = queue(patterns)
    assert expected_wrong(ordered, some + more) <= expected_wrong(ordered, some)
    assert expected_wrong(ordered, sum(p.clicks for p in ordered) + 1) == 0


@given(PATTERNS, st.integers(0, 100_000))
def test_where_to_stop_is_the_first_place_below_the_limit(patterns, limit):
    ordered = queue(patterns)
    at = stop(ordered, limit)
    assert expected_wrong(ordered[at:]) <= limit
    assert at == 0 or sum(p.doubt for p in ordered[at - 1 :]) > limit * MILLE


@given(st.integers(0, MILLE))
def test_a_pattern_of_any_sureness_has_one_tier(share):
    ends = (0, *TIERS, MILLE + 1)
    assert ends[tier(share)] <= share < ends[tier(share) + 1]


def test_one_click_on_many_alike_is_worth_more_than_one_on_a_single_line():
    together, alone = pattern(1, 120_000, 0.8, lines=12), pattern(99, 20_000, 0.8)
    assert queue([alone, together]) == [together, alone]


def test_expected_wrong_money_is_money_times_doubt_rounded_up():
    assert expected_wrong([pattern(1, 10_000, 0.75), pattern(2, 1, 0.999)]) == 2_501


@pytest.mark.parametrize(("confidence", "clicks"), [(1.0, 1), (0.0, 3), (0.5, 2)])
def test_a_single_line_costs_one_click_when_right_and_three_when_wrong(confidence, clicks):
    assert pattern(1, 100, confidence).clicks == clicks


def test_many_lines_that_are_right_by_halves_cost_a_division():
    assert pattern(1, 100, 0.5, lines=20).clicks > 6


@given(PATTERNS, st.floats(0, 1), st.integers(0, 100_000))
def test_what_accepting_leaves_in_doubt_is_counted_after_it_too(patterns, share, limit):
    ordered = [replace(one, stays=int(one.doubt * share)) for one in queue(patterns)]
    all_clicks = sum(p.clicks for p in ordered) + 1
    left = sum(one.stays for one in ordered)
    assert expected_wrong(ordered, all_clicks) == -(-left // MILLE)
    assert (stop(ordered, limit) is None) == (left > limit * MILLE)
