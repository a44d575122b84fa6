"""A random sample by money: what is really wrong, beside what was expected.

Monetary-unit sampling as auditors know it: every so many cents a line is drawn, so that a line's
chance is proportional to its money. The bound is the exact one of the binomial distribution
(Clopper and Pearson), one-sided; a line counts as wrong wholly or not at all.
"""

from collections.abc import Iterable, Sequence
from math import comb
from typing import NamedTuple

from timesheet.core.model import Cents

RISK = 0.05
"""The chance that more is wrong than the bound says."""
PRIOR = 3
"""The wrong draws that confidences are trusted with before any sample: as expected, as found."""
SIGMAS = 1.645
"""How many standard deviations are exceeded with the probability RISK."""
STEPS = 60
"""Halvings of the search for the bound: far below a cent of any payroll."""


class Finding(NamedTuple):
    """What a sample says of all lines: the likely wrong money and its upper bound, in cents."""

    wrong: Cents
    at_most: Cents


def sample(lines: Iterable[tuple[int, Cents]], draws: int, start: Cents) -> list[int]:
    """Draw from lines with their money in cents; a line that is drawn twice stands twice.

    ``start`` is a random number of cents, from 0 up to but without the money of all lines. Lines
    without money can't be drawn.
    """
    every = [(line, abs(cents)) for line, cents in lines]
    total = sum(cents for _, cents in every)
    if not total:
        return []
    points = sorted((start + number * total // draws) % total for number in range(draws))
    return list(_hit(every, points))


def _hit(every: Sequence[tuple[int, Cents]], points: Sequence[Cents]) -> Iterable[int]:
    reached, at = 0, 0
    for line, cents in every:
        reached += cents
        while at < len(points) and points[at] < reached:
            yield line
            at += 1


def finding(wrong: int, draws: int, total: Cents) -> Finding:
    """Return what ``wrong`` of ``draws`` says about ``total`` cents; without draws, nothing."""
    if not draws:
        return Finding(0, total)
    return Finding(-(-wrong * total // draws), -int(-_bound(wrong, draws) * total // 1))


def _bound(wrong: int, draws: int) -> float:
    """Return the share at which so few wrong ones would be seen with the probability RISK."""
    if wrong >= draws:
        return 1.0
    low, high = wrong / draws, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        seen = sum(
            comb(draws, k) * middle**k * (1 - middle) ** (draws - k) for k in range(wrong + 1)
        )
        low, high = (middle, high) if seen > RISK else (low, middle)
    return high


class Promise(NamedTuple):
    """What may be wrong in cents: as expected, and at most (exceeded with the probability RISK)."""

    expected: Cents
    at_most: Cents


def factor(wrong: int, expected: float) -> float:
    """Return by how much doubt is to be multiplied, after so many wrong draws of samples.

    ``expected`` is how many the stated confidences had let expect. Few draws tell little.
    """
    return (PRIOR + wrong) / (PRIOR + expected)


class Part(NamedTuple):
    """Lines with so much doubt in cents, its variance, and by how much doubt is multiplied."""

    doubt: float
    variance: float
    factor: float


def promise(*parts: Part) -> Promise:
    """Return what is promised of some parts of the lines together, rounded up."""
    spread = sum(part.variance * part.factor for part in parts) ** 0.5
    expected = sum(part.doubt * part.factor for part in parts)
    return Promise(-int(-expected // 1), -int(-(expected + SIGMAS * spread) // 1))
