"""What is promised of inferred lines: corrected by samples, and with a bound that holds."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.auditing import PRIOR, Part, factor, promise


def test_without_samples_confidences_are_taken_at_their_word():
    assert factor(0, 0.0) == 1
    assert promise(Part(1_000.2, 0.0, 1.0)) == (1_001, 1_001)


@given(st.integers(0, 200), st.floats(0, 200))
def test_a_sample_moves_the_promise_its_way_and_never_beyond_what_it_found(wrong, expected):
    found = factor(wrong, expected)
    assert (found > 1) == (wrong > expected)
    assert min(1, wrong / max(expected, 1e-9)) <= found <= max(1, (wrong + PRIOR) / PRIOR)


@given(st.floats(0, 1e9), st.floats(0, 1e12), st.floats(0.1, 10))
def test_at_most_is_never_less_than_expected(doubt, variance, times):
    found = promise(Part(doubt, variance, times))
    assert found.at_most >= found.expected >= doubt * times


@pytest.mark.parametrize("number", [12, 60, pytest.param(400, marks=pytest.mark.slow)])
def test_the_bound_is_exceeded_in_about_one_of_twenty(number):
    chance = Random(number)
    exceeded, trials = 0, 2_000
    for _ in range(trials):
        shifts = [(chance.randrange(5_000, 30_000), chance.random() * 0.4) for _ in range(number)]
        doubt = sum(cents * p for cents, p in shifts)
        variance = sum(cents**2 * p * (1 - p) for cents, p in shifts)
        wrong = sum(cents for cents, p in shifts if chance.random() < p)
        exceeded += wrong > promise(Part(doubt, variance, 1.0)).at_most
    assert 0.02 < exceeded / trials < 0.09
