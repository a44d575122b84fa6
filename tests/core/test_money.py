"""Money: rounding once, and splits that sum."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core import money


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (18745, [95, 145, 240], [3710, 5663, 9372]),
        (10000, [1, 1, 1], [3334, 3333, 3333]),
        (101, [0, 1, 1], [0, 51, 50]),
        (-10000, [1, 1, 1], [-3334, -3333, -3333]),
        (7, [0, 0], [4, 3]),
        (0, [], []),
    ],
)
def test_largest_remainder(total, weights, parts):
    assert money.split(total, weights) == parts


def test_nothing_to_split_over():
    with pytest.raises(ValueError, match="over nothing"):
        money.split(1, [])


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_a_split_sums_and_is_fair(total, weights):
    parts = money.split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(Fraction(total * weight, whole) - part) < 1


@pytest.mark.parametrize(
    ("value", "rounded"), [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("149/100", 1), ("0", 0)]
)
def test_half_up(value, rounded):
    assert money.round_half_up(Fraction(value)) == rounded


def test_wage_of_the_regulation():
    assert money.wage(46 * 3600, 120_000) == 55_200
    assert money.wage(6 * 3600, 60_000, Fraction(3, 2)) == 5_400


def test_a06_ten_thousand_random_splits_sum_exactly_and_are_off_by_less_than_one():
    draw = Random(6)
    for _ in range(10_000):
        weights = [draw.choice((0, draw.randint(0, 40_000))) for _ in range(draw.randint(2, 12))]
        total, whole = draw.randint(-500_000, 500_000), sum(weights)
        parts = money.split(total, weights)
        assert sum(parts) == total
        if whole:
            pairs = zip(parts, weights, strict=True)
            assert all(abs(part * whole - total * weight) < whole for part, weight in pairs)
