"""Steps 10 and 11: what is paid in addition to worked hours, by day and by call.

Differentials are part of the regular rate; minimums, reporting time, split shift, spread of hours
and standby are money without hours of work: not counted for overtime, not in the regular rate.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter

from timesheet.core.model import PaySpan, Rate, Seconds
from timesheet.core.pay.blocks import Differential, Minimum
from timesheet.core.pay.days import day_starts, workday
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.schema import MULT_UNIT, ONE, Mult
from timesheet.core.pay.windows import overlaps, windows
from timesheet.core.pay.work import Extra, PayWeek, Piece, Span

HOUR = 3600


def differentials(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Extra]:
    """Return the differentials earned, in pieces of one period each."""
    if not policy.differentials or not pieces:
        return []
    reach = Span(pieces[0].start, max(piece.end for piece in pieces))
    found = []
    for rule in policy.differentials:
        spans = windows(rule, reach, work.zone, work.holidays)
        for piece, span in _earning(pieces, rule, spans):
            seconds = span.end - span.start
            per_hour = rule.amount_per_h * MULT_UNIT + rule.pct * piece.rate
            found.append(
                Extra(
                    rule.code, piece.day, piece.period, seconds, seconds * per_hour,
                    (PaySpan(span.start, span.end, piece.day),), regular=True, inside=piece.inside,
                )
            )  # fmt: skip
    return found


def _earning(
    pieces: list[Piece], rule: Differential, spans: list[Span]
) -> Iterable[tuple[Piece, Span]]:
    """Yield the parts of the work that earn a differential, shift by shift."""
    for _, group in groupby(pieces, attrgetter("shift")):
        shift = list(group)
        within = overlaps(shift, spans)
        seconds = sum(span.end - span.start for _, span in within)
        if not within or seconds < rule.min_in_window:
            continue
        if rule.include == "full":
            yield from ((piece, Span(piece.start, piece.end)) for piece in shift)
        else:
            yield from within


def topups(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Extra]:
    """Return all top-ups of the week, rule by rule."""
    found: list[Extra] = []
    if not (
        policy.minimums
        or policy.reporting_time
        or policy.split_shift
        or policy.spread
        or policy.standby
    ):
        return found
    inside = [piece for piece in pieces if piece.inside]
    days = [(day, list(group)) for day, group in groupby(inside, attrgetter("day"))]
    for rule in policy.minimums:
        if rule.kind == "callout":
            found += _callouts(inside, work.callouts, rule)
        else:
            found += (e for _, group in days if (e := _day_minimum(group, work, rule)))
    for day, group in days:
        found += (e for e in _of_day(day, group, work, policy) if e)
    if policy.standby and not policy.standby.counts_as_work:
        found += _standby(work, policy.standby.amount_per_h)
    return found


def _topup(code: str, group: list[Piece], seconds: Seconds, mult: Mult = ONE) -> Extra:
    last = group[-1]
    return Extra(code, last.day, last.period, seconds, seconds * last.rate * mult, _spans(group))


def _spans(pieces: Iterable[Piece]) -> tuple[PaySpan, ...]:
    return tuple(PaySpan(p.start, p.end, p.day) for p in pieces)


def _within(piece: Piece, spans: Iterable[Span]) -> bool:
    return any(span.start <= piece.start < span.end for span in spans)


def _day_minimum(group: list[Piece], work: PayWeek, rule: Minimum) -> Extra | None:
    mine = [piece for piece in group if not _within(piece, work.callouts)]
    missing = rule.min - sum(piece.end - piece.start for piece in mine)
    if not mine or missing <= 0:
        return None
    return _topup(rule.code, mine, missing, rule.mult)


def _callouts(pieces: list[Piece], callouts: tuple[Span, ...], rule: Minimum) -> list[Extra]:
    """Return what each call lacks; a call within the window of the last one belongs to it."""
    calls: list[tuple[Span, list[Piece]]] = []
    for span in sorted(callouts):
        mine = [p for p in pieces if span.start <= p.start < span.end]
        if not mine:
            continue
        if rule.merge_window and calls and span.start < calls[-1][0].start + rule.min:
            calls[-1][1].extend(mine)
        else:
            calls.append((span, mine))
    found = []
    for _, mine in calls:
        missing = rule.min - sum(piece.end - piece.start for piece in mine)
        if missing > 0:
            found.append(_topup(rule.code, mine, missing, rule.mult))
    return found


def _of_day(
    day: date, group: list[Piece], work: PayWeek, policy: Policy
) -> tuple[Extra | None, Extra | None, Extra | None]:
    return (
        _reporting_time(day, group, work, policy),
        _split_shift(group, policy),
        _spread(group, policy),
    )


def _reporting_time(day: date, group: list[Piece], work: PayWeek, policy: Policy) -> Extra | None:
    rule, scheduled = policy.reporting_time, work.scheduled.get(day, 0)
    if rule is None or not scheduled:
        return None
    owed = scheduled * rule.fraction // MULT_UNIT
    worked = sum(piece.end - piece.start for piece in group)
    missing = min(max(owed, rule.min), rule.max) - worked
    if worked >= owed or missing <= 0:
        return None
    return _topup("reporting_time", group, missing)


def _straight(group: list[Piece]) -> int:
    return sum((piece.end - piece.start) * piece.rate for piece in group)


def _split_shift(group: list[Piece], policy: Policy) -> Extra | None:
    rule = policy.split_shift
    gaps = [b.start - a.end for a, b in pairwise(group)]
    if rule is None or not gaps or max(gaps) <= rule.gap:
        return None
    worked = sum(piece.end - piece.start for piece in group)
    missing = (worked + HOUR) * rule.floor - _straight(group)
    if missing <= 0:
        return None
    missing = min(missing, HOUR * rule.floor)
    last = group[-1]
    return Extra("split_shift", last.day, last.period, 0, missing * MULT_UNIT, _spans(group))


def _spread(group: list[Piece], policy: Policy) -> Extra | None:
    rule = policy.spread
    if rule is None or group[-1].end - group[0].start <= rule.over:
        return None
    full = HOUR * rule.amount
    owed, paid = full, _straight(group)
    if rule.offset and paid:
        worked = sum(piece.end - piece.start for piece in group)
        owed = min(full, max(0, (worked + HOUR) * rule.amount - paid))
    if not owed:
        return None
    last, hours = group[-1], HOUR if owed == full else 0
    return Extra("spread_of_hours", last.day, last.period, hours, owed * MULT_UNIT, _spans(group))


def _standby(work: PayWeek, amount: Rate) -> Iterable[Extra]:
    for span in work.standby:
        first, last = max(span.start, work.week_start), min(span.end, work.week_end)
        if first >= last:
            continue
        bounds = [first, *day_starts(first, last, work.zone), last]
        for start, end in pairwise(bounds):
            day, seconds = workday(start, work.zone), end - start
            yield Extra("standby", day, work.period_of(day), seconds, seconds * amount * MULT_UNIT)
