"""Cents, and how a whole is split so that the parts sum to it."""

from collections.abc import Sequence
from fractions import Fraction

from timesheet.core.model import HOUR, RATE_UNIT, Cents, Rate, Seconds


def round_half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves away from zero (the manner of payroll)."""
    magnitude = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return magnitude if value >= 0 else -magnitude


def wage(seconds: Seconds, rate: Rate, multiplier: Fraction = Fraction(1)) -> Cents:
    """Money for ``seconds`` at ``rate`` (1/10,000 per hour), rounded half up to the cent, once."""
    return round_half_up(Fraction(seconds * rate * 100, HOUR * RATE_UNIT) * multiplier)


def average_rate(seconds: Seconds, cents: Cents) -> Rate | None:
    """Return money per hour in 1/10,000, rounded half up; None where there are no seconds."""
    if not seconds:
        return None
    return round_half_up(Fraction(cents * HOUR * RATE_UNIT, seconds * 100))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split an integer by weights so that the parts sum to it exactly (largest remainder).

    Each part gets the floor of its share, then one unit each goes to the largest remainders, ties
    to the earlier part; the sign is that of ``total``. Weights are not negative; if all are zero,
    the shares are equal. No weights: an empty list, and a total other than zero is an error.
    """
    if not weights:
        if total:
            msg = f"{total} can't be split over nothing"
            raise ValueError(msg)
        return []
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    size = abs(total)
    parts = [size * weight // whole for weight in weights]
    missing = size - sum(parts)
    if missing:
        by_remainder = sorted(range(len(weights)), key=lambda i: -(size * weights[i] % whole))
        for i in by_remainder[:missing]:
            parts[i] += 1
    return parts if total >= 0 else [-part for part in parts]
