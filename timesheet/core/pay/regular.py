"""Step 12: the regular rate of the week, exact until the cent of a line is rounded.

Amounts are integers: a *rate-second* is 1/10,000 of the currency unit per hour, for one second;
``value`` is in 1/10,000 of that, so that multipliers stay whole.
"""

from dataclasses import dataclass

from timesheet.core.model import HOUR, RATE_UNIT, Cents, Rate, Seconds
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.schema import MULT_UNIT, ONE
from timesheet.core.pay.work import Extra, PayWeek, Piece

RATE_SECONDS_PER_CENT = HOUR * RATE_UNIT // 100
VALUE_PER_CENT = RATE_SECONDS_PER_CENT * MULT_UNIT
_POTS = {"fluctuating", "exempt", "day_rate"}


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient rounded half away from zero; the denominator is positive."""
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True)
class RegularRate:
    """The regular rate as ``value`` over ``seconds``, and the parts it is made of.

    ``other`` is the value that isn't hourly pay (bonus, differentials); ``flat`` a flat bonus's
    value divided over the ``straight`` seconds alone (California). ``pot`` is cents that pay all
    hours of the week whatever their number (salary, day rates, pieces).
    """

    value: int
    seconds: Seconds
    other: int = 0
    flat: int = 0
    straight: Seconds = 0
    pot: Cents = 0

    @property
    def rate(self) -> Rate:
        """The regular rate in 1/10,000 per hour, rounded."""
        found = half_up(self.value, self.seconds * MULT_UNIT) if self.seconds else 0
        return found + (half_up(self.flat, self.straight * MULT_UNIT) if self.straight else 0)


def set_rates(pieces: list[Piece], work: PayWeek, policy: Policy) -> None:
    """Put the base rate on the work where it follows from a salary, not from rates."""
    method = policy.rate.method
    if method == "salary_hours" and policy.rate.salary_hours:
        rate = half_up(work.earnings.salary * RATE_SECONDS_PER_CENT, policy.rate.salary_hours)
        for piece in pieces:
            piece.rate = rate
    elif method in _POTS:
        for piece in pieces:
            piece.rate = 0


def regular_rate(
    pieces: list[Piece], extras: list[Extra], work: PayWeek, policy: Policy
) -> RegularRate:
    """Return the regular rate of the week, or of its averaging block."""
    counted = [piece for piece in pieces if piece.counted]
    seconds = sum(piece.end - piece.start for piece in counted)
    hourly = sum((piece.end - piece.start) * piece.rate for piece in counted) * MULT_UNIT
    other = sum(extra.value or 0 for extra in extras if extra.regular)
    pot = _pot(pieces, work, policy)
    bonus = (work.earnings.bonus + work.earnings.commission) * VALUE_PER_CENT
    flat = 0
    if policy.rate.bonus == "ca_flat":
        flat, bonus = bonus, 0
    value = hourly + other + bonus + pot * VALUE_PER_CENT
    straight = sum(p.end - p.start for p in counted if p.ot == ONE) if flat else 0
    return RegularRate(value, seconds, other + bonus, flat, straight, pot)


def _pot(pieces: list[Piece], work: PayWeek, policy: Policy) -> Cents:
    method, earned = policy.rate.method, work.earnings
    if method in {"fluctuating", "exempt"}:
        return earned.salary
    if method == "day_rate":
        return earned.day_rate * len({piece.day for piece in pieces if piece.inside})
    return earned.piece
