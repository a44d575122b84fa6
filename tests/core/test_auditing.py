"""The audit sample: chances by money, and a bound that auditors know."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.auditing import Finding, Part, finding, promise, sample

MONEY = st.lists(st.integers(0, 90), min_size=1, max_size=8).map(lambda m: list(enumerate(m)))


@given(MONEY, st.integers(1, 12))
def test_over_all_starts_a_line_is_drawn_in_proportion_to_its_money(lines, draws):
    total = sum(cents for _, cents in lines)
    drawn = Counter(line for start in range(total) for line in sample(lines, draws, start))
    assert drawn == Counter({line: cents * draws for line, cents in lines if cents})


@given(MONEY, st.integers(1, 30))
def test_there_are_as_many_draws_as_were_asked_for(lines, draws):
    total = sum(cents for _, cents in lines)
    assert len(sample(lines, draws, 0)) == (draws if total else 0)


@pytest.mark.parametrize("draws", [1, 20, 30])
def test_the_bound_is_that_of_clopper_and_pearson(draws):
    total = 10_000_000
    none_wrong = finding(0, draws, total).at_most
    all_but_one = finding(draws - 1, draws, total).at_most
    assert none_wrong == pytest.approx(total * (1 - 0.05 ** (1 / draws)), abs=1)
    assert all_but_one == pytest.approx(total * 0.95 ** (1 / draws), abs=1)


def test_what_was_found_is_told_for_all_the_money():
    assert finding(3, 30, 1_000_00).wrong == 100_00
    assert finding(30, 30, 1_000_00) == Finding(1_000_00, 1_000_00)
    assert finding(0, 0, 1_000_00) == Finding(0, 1_000_00)


def test_what_is_promised_of_several_parts_is_their_sum_and_less_than_the_sum_of_their_bounds():
    one, other = Part(1000.0, 90_000.0, 1.0), Part(500.0, 160_000.0, 0.8)
    together, apart = promise(one, other), (promise(one), promise(other))
    assert together.expected == sum(each.expected for each in apart) == 1400
    assert together.at_most < sum(each.at_most for each in apart)
    assert together.at_most > max(each.at_most for each in apart)
