"""A workweek becomes pay: every step in its order, hours first and money last."""

from collections.abc import Callable

from timesheet.core.pay import compliance, extras, meals, multiplier, tiers
from timesheet.core.pay.cut import cut
from timesheet.core.pay.lines import pay_lines
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.regular import regular_rate, set_rates
from timesheet.core.pay.work import Extra, PayResult, PayWeek, Piece

HourStep = Callable[[list[Piece], PayWeek, Policy], list[Piece]]
Seen = Callable[[str, list[Piece]], None]

# Each raises multipliers and never lowers one; the weekly step counts what the others left.
HOUR_STEPS: tuple[tuple[str, HourStep], ...] = (
    ("daily", tiers.daily),
    ("consecutive", tiers.consecutive),
    ("nth_day", tiers.nth_day),
    ("holiday", multiplier.holidays),
    ("weekly", tiers.weekly),
    ("mult_by_day", multiplier.by_day),
    ("penalties", multiplier.penalties),
    ("settled", multiplier.settle),
)


def classify(work: PayWeek, policy: Policy, seen: Seen | None = None) -> list[Piece]:
    """Return the week's work (and its neighbours') in pieces of one multiplier each.

    ``seen`` is told the pieces after each step, by its name; it must not keep them.
    """
    pieces = cut(work, policy)
    set_rates(pieces, work, policy)
    if seen:
        seen("cut", pieces)
    for name, step in HOUR_STEPS:
        pieces = step(pieces, work, policy)
        if seen:
            seen(name, pieces)
    return pieces


def add(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Extra]:
    """Return what is paid in addition to the hours: differentials, top-ups, premium hours."""
    return [
        *extras.differentials(pieces, work, policy),
        *extras.topups(pieces, work, policy),
        *meals.premiums(work, pieces, policy),
    ]


def pay_week(work: PayWeek, policy: Policy) -> PayResult:
    """Return the pay lines of a workweek.

    Shifts come counted (rounded, breaks taken). Top-ups and premium hours come after the hours,
    money after both; so a premium never feeds the overtime that it is reckoned from.
    """
    pieces = classify(work, policy)
    added = add(pieces, work, policy)
    rate = regular_rate(pieces, added, work, policy)
    lines = pay_lines(pieces, added, rate, work, policy)
    inside = tuple(piece for piece in pieces if piece.inside)
    paid = sum(line.cents for line in lines)
    return PayResult(
        lines=tuple(lines),
        issues=tuple(compliance.check(work, inside, paid, policy)),
        extras=tuple(extra for extra in added if extra.inside),
        pieces=inside,
        regular_rate=rate.rate if inside else None,
        drift=work.drift,
    )
