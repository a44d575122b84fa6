"""Steps 6, 7 and 9: overtime by the day, within one shift, by the nth day, and by the week.

Every rule raises the multiplier of an instant and never lowers it (the highest single one counts),
so the first three commute. The weekly rule counts what is still straight and comes after them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from timesheet.core.model import Seconds
from timesheet.core.pay.blocks import Tier
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.schema import ONE
from timesheet.core.pay.work import PayWeek, Piece


def spread_tiers(
    pieces: Iterable[Piece], tiers: tuple[Tier, ...], why: str, worked: Seconds = 0
) -> list[Piece]:
    """Raise what lies beyond each tier's threshold, counting from ``worked``; cut at thresholds."""
    done: list[Piece] = []
    for whole in pieces:
        piece: Piece | None = whole
        while piece is not None:
            rest = None
            reached = None
            for tier in tiers:
                if tier.over > worked:
                    if worked + piece.end - piece.start > tier.over:
                        rest = piece.cut(piece.start + tier.over - worked)
                    break
                reached = tier
            if reached and reached.mult > piece.ot:
                piece.ot, piece.why = reached.mult, why
            worked += piece.end - piece.start
            done.append(piece)
            piece = rest
    return done


def daily(pieces: list[Piece], _work: PayWeek, policy: Policy) -> list[Piece]:
    """Overtime by the workday."""
    tiers = policy.overtime.daily
    if not tiers or policy.exempt:
        return pieces
    below = policy.overtime.eligibility.rate_below
    done: list[Piece] = []
    for _, day in groupby(pieces, attrgetter("workday")):
        done += _daily_of(list(day), tiers, below)
    return done


def _daily_of(day: list[Piece], tiers: tuple[Tier, ...], below: int | None) -> list[Piece]:
    if below is None:
        return spread_tiers(day, tiers, "daily")
    counted: list[Piece] = []
    worked = 0
    for piece in day:
        seconds = piece.end - piece.start
        counted += spread_tiers([piece], tiers, "daily", worked) if piece.rate < below else [piece]
        worked += seconds
    return counted


def consecutive(pieces: list[Piece], _work: PayWeek, policy: Policy) -> list[Piece]:
    """Overtime by the hours of one shift, whatever day they fall on."""
    tiers = policy.overtime.consecutive
    if not tiers or policy.exempt:
        return pieces
    done: list[Piece] = []
    for _, shift in groupby(pieces, attrgetter("shift")):
        done += spread_tiers(shift, tiers, "consecutive")
    return done


def nth_day(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Piece]:
    """Overtime on the nth consecutive day of work, within the workweek or rolling on."""
    rule = policy.overtime.nth_day
    if rule is None or policy.exempt:
        return pieces
    rolling = rule.scope == "rolling"

    def place(piece: Piece) -> tuple[int, date]:
        return 0 if rolling or piece.inside else (piece.day - work.week).days // 7, piece.day

    days = sorted({place(piece) for piece in pieces})
    run, late = 0, set()
    for i, (number, day) in enumerate(days):
        run = run + 1 if i and days[i - 1] == (number, day - timedelta(days=1)) else 1
        if run >= rule.n:
            late.add((number, day))
    done: list[Piece] = []
    for where, group in groupby(pieces, place):
        found = list(group)
        done += spread_tiers(found, rule.tiers, "nth_day") if where in late else found
    return done


def weekly(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Piece]:
    """Overtime by the week (or averaging block) on what is still straight."""
    weeks = policy.time.averaging_weeks
    tiers = tuple(Tier(t.over * weeks, t.mult) for t in policy.overtime.weekly)
    if not tiers or policy.exempt:
        return pieces
    counts = policy.overtime.weekly_counts
    holiday_too = counts.holiday or (policy.holiday and policy.holiday.counts_toward_weekly)
    leave = sorted((a.day, a.seconds) for a in work.absences) if counts.paid_leave else []
    done: list[Piece] = []
    worked = 0
    for piece in pieces:
        while leave and leave[0][0] < piece.day:
            worked += leave.pop(0)[1]
        straight = piece.ot == ONE and (piece.holiday == ONE or holiday_too)
        if not piece.counted or (counts.straight and not straight):
            done.append(piece)
            continue
        length = piece.end - piece.start
        done += spread_tiers([piece], tiers, "weekly", worked)
        worked += length
    return done
