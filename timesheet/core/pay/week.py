"""A workweek becomes pay: every step in its order, hours first and money last."""

from timesheet.core.pay import compliance, extras, meals, multiplier, tiers
from timesheet.core.pay.cut import cut
from timesheet.core.pay.lines import pay_lines
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.regular import regular_rate, set_rates
from timesheet.core.pay.work import PayResult, PayWeek, Piece


def classify(work: PayWeek, policy: Policy) -> list[Piece]:
    """Return the week's work (and its neighbours') in pieces of one multiplier each."""
    pieces = cut(work, policy)
    set_rates(pieces, work, policy)
    if not policy.overtime.eligibility.exempt:
        pieces = tiers.daily(pieces, policy)
        pieces = tiers.consecutive(pieces, policy)
        pieces = tiers.nth_day(pieces, work.week, policy)
    multiplier.holidays(pieces, work, policy)
    if not policy.overtime.eligibility.exempt:
        pieces = tiers.weekly(pieces, work.absences, policy)
    multiplier.by_day(pieces, work, policy)
    pieces = multiplier.penalties(pieces, work, policy)
    multiplier.settle(pieces, policy)
    return pieces


def pay_week(work: PayWeek, policy: Policy) -> PayResult:
    """Return the pay lines of a workweek.

    Shifts come counted (rounded, breaks taken). Top-ups and premium hours come after the hours,
    money after both; so a premium never feeds the overtime that it is reckoned from.
    """
    pieces = classify(work, policy)
    added = extras.differentials(pieces, work, policy)
    added += extras.topups(pieces, work, policy)
    added += meals.premiums(work, pieces, policy)
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
