"""Step 3: punched times become counted times, beside the punched ones and never over them.

The grid is the wall clock's: 09:10 rounds to 09:00 or 09:15 in every zone, also where the offset
is 5 h 45, and a rounded instant lies as far from the punch as the clock says, also on DST nights.
"""

from collections.abc import Sequence
from dataclasses import replace

from timesheet.core.calendar import local
from timesheet.core.model import Instant, Seconds, Segment, Shift
from timesheet.core.pay.blocks import Rounding


def round_to(value: Seconds, increment: Seconds, mode: str, tie: str = "up") -> Seconds:
    """Round to a multiple of ``increment``: nearest (``tie`` up, down or even), up, down."""
    if mode == "exact":
        return value
    lower = value // increment * increment
    rest = value - lower
    if not rest or mode == "down":
        return lower
    if mode == "up" or 2 * rest > increment:
        return lower + increment
    if 2 * rest < increment:
        return lower
    even = (lower // increment) % 2 == 0
    return lower if tie == "down" or (tie == "even" and even) else lower + increment


def round_instant(at: Instant, rule: Rounding, mode: str, zone: str) -> Instant:
    """Round an instant on the local clock's grid; seconds are cut off first where the rule says."""
    if mode == "exact" and rule.seconds == "keep":
        return at
    wall = local(at, zone)
    clock = wall.hour * 3600 + wall.minute * 60 + wall.second
    kept = clock - clock % 60 if rule.seconds == "truncate" else clock
    return at + round_to(kept, rule.increment, mode, rule.tie) - clock


def round_shift(shift: Shift, rule: Rounding, zone: str) -> Shift:
    """Return the shift with counted times; ``raw_start`` and ``raw_end`` stay as punched.

    "punch" rounds the ends one way and inner punches another, instants shared by two segments
    staying shared; "shift_total" and "segment_total" round lengths instead.
    """
    if rule.unit == "punch":
        return _by_punch(shift, rule, zone)
    if rule.unit == "segment_total":
        return _rebuilt(shift, _by_length(shift, rule))
    if rule.unit == "shift_total":
        return stretch(shift, round_total(shift.seconds, rule) - shift.seconds)
    return shift


def round_total(seconds: Seconds, rule: Rounding) -> Seconds:
    """Round a length of time by the rule."""
    return round_to(seconds, rule.increment, rule.total, rule.tie)


def _by_punch(shift: Shift, rule: Rounding, zone: str) -> Shift:
    """Round the ends one way and inner punches another; nothing is left outside the ends."""
    first = round_instant(shift.start, rule, rule.start, zone)
    last = shift.end
    if not shift.open:
        last = max(first, round_instant(shift.end, rule, rule.end, zone))

    def moved(at: Instant) -> Instant:
        if at in {shift.start, shift.end}:
            return first if at == shift.start else last
        return min(max(round_instant(at, rule, rule.inner, zone), first), last)

    return _rebuilt(shift, [resized(s, moved(s.start), moved(s.end)) for s in shift.segments])


def _by_length(shift: Shift, rule: Rounding) -> list[Segment]:
    segments: list[Segment] = []
    floor = shift.start
    for segment in shift.segments:
        start = max(floor, segment.start)
        floor = start + round_total(segment.seconds, rule)
        segments.append(resized(segment, start, floor))
    return segments


def stretch(shift: Shift, by: Seconds) -> Shift:
    """Lengthen the shift at its end, or shorten it from its end backwards."""
    if not by or not shift.segments:
        return shift
    segments = list(shift.segments)
    if by > 0:
        last = segments[-1]
        segments[-1] = resized(last, last.start, last.end + by)
        return _rebuilt(shift, segments)
    left = -by
    while left and segments:
        last = segments.pop()
        taken = min(left, last.seconds)
        left -= taken
        if last.seconds > taken:
            segments.append(resized(last, last.start, last.end - taken))
    return _rebuilt(shift, segments)


def snap(
    shift: Shift, rule: Rounding, planned_start: Instant | None, planned_end: Instant | None
) -> Shift:
    """Disregard an early in and a late out within the policy's grace (29 CFR 785.48(a))."""
    start, end = shift.start, shift.end
    if planned_start is not None and start < planned_start <= start + rule.snap_early:
        start = planned_start
    if (
        planned_end is not None
        and not shift.open
        and planned_end < end <= (planned_end + rule.snap_late)
    ):
        end = planned_end
    if (start, end) == (shift.start, shift.end):
        return shift
    return _rebuilt(
        shift,
        [
            resized(s, max(s.start, start), min(s.end, end))
            for s in shift.segments
            if s.end > start and s.start < end
        ],
    )


def resized(segment: Segment, start: Instant, end: Instant) -> Segment:
    """Return the segment with other ends."""
    if (start, end) == (segment.start, segment.end):
        return segment
    return Segment(start, end, segment.words, segment.site, segment.zone, segment.device)


def _rebuilt(shift: Shift, segments: Sequence[Segment]) -> Shift:
    kept = tuple(s for s in segments if s.end > s.start)
    if not kept:
        return replace(shift, segments=(), end=shift.start)
    return replace(shift, segments=kept, start=kept[0].start, end=kept[-1].end)
