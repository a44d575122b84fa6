"""Step 4: short gaps are paid, sleep and meals are taken off where the policy says."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from timesheet.core.model import Instant, Meal, Seconds, Segment, Shift
from timesheet.core.money import split
from timesheet.core.pay.blocks import AutoDeduct, Breaks, Sleep
from timesheet.core.pay.days import day_starts
from timesheet.core.pay.work import Span
from timesheet.core.shifts.rounding import resized


def fill_short_gaps(shift: Shift, paid_break_max: Seconds) -> Shift:
    """Pay gaps of up to ``paid_break_max`` (29 CFR 785.18); the work before takes them in."""
    segments: list[Segment] = []
    for segment in shift.segments:
        if segments and 0 < segment.start - segments[-1].end <= paid_break_max:
            segments[-1] = resized(segments[-1], segments[-1].start, segment.start)
        segments.append(segment)
    return replace(shift, segments=tuple(segments))


def exclude_sleep(shift: Shift, rule: Sleep, sleeps: Sequence[Span]) -> Shift:
    """Take agreed sleep off a long duty, first come first; see ``blocks.Sleep``."""
    mine = [
        Span(max(s.start, shift.start), min(s.end, shift.end))
        for s in sorted(sleeps)
        if s.start < shift.end and s.end > shift.start
    ]
    slept = sum(s.end - s.start for s in mine)
    long_enough = shift.end - shift.start >= rule.min_duty
    if not rule.agreement or slept < rule.min_sleep or not long_enough:
        return shift
    left = rule.max_exclude
    off: list[Span] = []
    for sleep in mine:
        taken = min(left, sleep.end - sleep.start)
        off.append(Span(sleep.start, sleep.start + taken))
        left -= taken
    return without(shift, off)


def without(shift: Shift, off: Sequence[Span]) -> Shift:
    """Return the shift without some stretches; its ends stay what they are."""
    segments: list[Segment] = list(shift.segments)
    for span in off:
        segments = (
            [
                resized(segment, start, end)
                for segment in segments
                for start, end in (
                    (segment.start, min(segment.end, span.start)),
                    (max(segment.start, span.end), segment.end),
                )
                if end > start
            ]
            if span.end > span.start
            else segments
        )
    return replace(shift, segments=tuple(segments))


def to_deduct(shift: Shift, rule: AutoDeduct) -> Seconds:
    """Return how much break is to be taken off: what the best-matching tier still lacks."""
    gaps = [b.start - a.end for a, b in pairwise(shift.segments)]
    taken = sum(gap for gap in gaps if gap >= max(rule.credit_piece, 1))
    basis = shift.end - shift.start if rule.basis == "presence" else shift.seconds
    owed = 0
    for tier in rule.tiers:
        if basis > tier.over or (tier.op == "ge" and basis == tier.over):
            lacking = tier.total - taken
            owed = max(owed, min(lacking, basis - tier.over) if rule.cap else lacking)
    return min(owed, shift.seconds)


def deduct(
    shift: Shift, rule: AutoDeduct, zone: str, day_start: Seconds, seconds: Seconds
) -> Shift:
    """Take so much break off where the policy places it."""
    if seconds <= 0:
        return shift
    if rule.placement == "prorate":
        return _prorated(shift, seconds, zone, day_start)
    after = rule.after if rule.placement == "after" else None
    return _at(shift, seconds, shift.end if after is None else shift.start + after)


def _at(shift: Shift, seconds: Seconds, point: Instant) -> Shift:
    """Take work off from a point on; what isn't there after it, before it and backwards."""
    off: list[Span] = []
    for segment in shift.segments:
        start = max(segment.start, point)
        if start < segment.end and seconds:
            end = min(segment.end, start + seconds)
            off.append(Span(start, end))
            seconds -= end - start
    for segment in reversed(shift.segments):
        end = min(segment.end, point)
        if segment.start < end and seconds:
            start = max(segment.start, end - seconds)
            off.append(Span(start, end))
            seconds -= end - start
    return without(shift, off)


def _prorated(shift: Shift, seconds: Seconds, zone: str, day_start: Seconds) -> Shift:
    """Take from each local day of the shift its share, at the end of each stretch of work."""
    parts: list[Span] = []
    for segment in shift.segments:
        inner = day_starts(segment.start, segment.end, zone, day_start)
        bounds = [segment.start, *inner, segment.end]
        parts += [Span(a, b) for a, b in pairwise(bounds)]
    shares = split(seconds, [part.end - part.start for part in parts])
    return without(
        shift, [Span(p.end - share, p.end) for p, share in zip(parts, shares, strict=True)]
    )


class Said(NamedTuple):
    """A person's word on the meal of a shift: the declaration, and how long it was."""

    declaration: int
    seconds: Seconds


def cancels(rule: AutoDeduct, reason_code: str) -> bool:
    """Tell whether a reason given by the worker cancels the deduction for a shift."""
    return rule.waiver != "none" and reason_code in rule.cancel_reason_codes


def take_breaks(
    shift: Shift,
    rule: Breaks,
    zone: str,
    *,
    day_start: Seconds = 0,
    sleeps: Sequence[Span] = (),
    waived: bool = False,
    said: Said | None = None,
) -> Shift:
    """Return the shift as it is paid: short gaps in, sleep and automatic breaks out.

    ``waived``: the meal was waived, so nothing is deducted automatically. ``said``: how long the
    person says that it was; work isn't deducted, whatever the policy says (29 CFR 785.11, .19).
    """
    if rule.paid_break_max and len(shift.segments) > 1:
        shift = fill_short_gaps(shift, rule.paid_break_max)
    if rule.sleep and sleeps:
        shift = exclude_sleep(shift, rule.sleep, sleeps)
    auto = rule.auto_deduct
    if auto is None or shift.open:
        return shift
    owed = to_deduct(shift, auto)
    if owed <= 0:
        return shift
    taken = owed
    if said is not None:
        # A rest so short that it is paid where it is punched is paid where it is said, too.
        taken = 0 if said.seconds <= rule.paid_break_max else min(said.seconds, shift.seconds)
    elif waived and auto.waiver != "none":
        taken = 0
    counted = deduct(shift, auto, zone, day_start, taken)
    return replace(counted, meal=Meal(owed, taken, said.declaration if said else None))
