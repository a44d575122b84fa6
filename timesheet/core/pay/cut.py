"""Step 5: counted shifts become pieces, cut wherever something may change.

Cuts lie at days, the workweek, pay periods (they begin with days), rates and call-outs.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter

from timesheet.core.model import Instant, Segment, Shift
from timesheet.core.pay.days import day_begins, day_starts, workday
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.work import PayWeek, Piece, Span

DAY = 86400


def averaging_block(policy: Policy, week: date) -> tuple[date, date]:
    """Return the first day of the weeks that are averaged with a week, and of those after them."""
    weeks = policy.time.averaging_weeks
    anchor = policy.time.averaging_anchor or date(2024, 1, 1)
    first = week - timedelta(days=7 * (round((week - anchor).days / 7) % weeks))
    return first, first + timedelta(days=7 * weeks)


def averaged(work: PayWeek, policy: Policy) -> Span:
    """Return the span over which weekly hours are counted: the week, or its averaging block."""
    if policy.time.averaging_weeks == 1:
        return Span(work.week_start, work.week_end)
    at = policy.time.week_start.at
    first, last = averaging_block(policy, work.week)
    return Span(day_begins(first, work.zone, at), day_begins(last, work.zone, at))


def cut(work: PayWeek, policy: Policy) -> list[Piece]:
    """Return the pieces of all given work in order of time, none paid otherwise than straight."""
    if not work.shifts:
        return []
    shifts = sorted(work.shifts, key=attrgetter("start"))
    marks = _marks(work, policy, shifts)
    days = _Days(work, policy, shifts)
    pieces: list[Piece] = []
    for index, shift in enumerate(shifts):
        days.enter(shift)
        for segment in _joined(shift):
            at = segment.start
            for end in _cuts(segment, marks, days):
                pieces.append(days.piece(index, at, end))
                at = end
    return pieces


def _joined(shift: Shift) -> list[Span]:
    """Return the shift's segments with those that touch made one: how it was cut never matters."""
    spans: list[Span] = []
    for segment in shift.segments:
        if segment.end <= segment.start:
            continue
        if spans and spans[-1].end == segment.start:
            spans[-1] = Span(spans[-1].start, segment.end)
        else:
            spans.append(Span(segment.start, segment.end))
    return spans


def _marks(work: PayWeek, policy: Policy, shifts: list[Shift]) -> list[Instant]:
    start, end = shifts[0].start, max(s.end for s in shifts)
    marks = {work.week_start, work.week_end, *averaged(work, policy)}
    marks.update(work.pays)
    marks.update(day_starts(start, end, work.zone))
    if policy.time.day_start:
        marks.update(day_starts(start, end, work.zone, policy.time.day_start))
    for span in (*work.rates, *work.callouts):
        marks.add(span[0])
        marks.add(span[1])
    return sorted(marks)


def _cuts(segment: Span, marks: list[Instant], days: "_Days") -> list[Instant]:
    low, high = bisect_right(marks, segment.start), bisect_left(marks, segment.end)
    inner = marks[low:high]
    if days.rolling:
        inner = sorted({*inner, *days.roll(segment)})
    return [*inner, segment.end]


class _Days:
    """Which day, week and period a moment belongs to, by the policy's attribution."""

    def __init__(self, work: PayWeek, policy: Policy, shifts: list[Shift]) -> None:
        self.work = work
        self.zone = work.zone
        self.day_start = policy.time.day_start
        self.attribution = policy.shift.day_attribution
        self.rolling = self.attribution == "rolling24"
        self.by_shift_week = policy.shift.week_attribution == "shift_start"
        self.by_instant_period = policy.shift.period_attribution == "instant"
        self.block = averaged(work, policy)
        self.pays = work.pays
        self.rate_starts = [span.start for span in work.rates]
        self.periods: dict[date, date] = {}
        self.window = shifts[0].start
        self.shift_day: date | None = None
        self.shift_start = shifts[0].start

    def enter(self, shift: Shift) -> None:
        """Take up a shift: its own day, where the policy gives all of it to one."""
        self.shift_start = shift.start
        self.shift_day = self._whole(shift)

    def _whole(self, shift: Shift) -> date | None:
        if self.attribution == "shift_start":
            return workday(shift.start, self.zone, self.day_start)
        if self.attribution == "shift_end":
            return workday(max(shift.end - 1, shift.start), self.zone, self.day_start)
        if self.attribution == "majority":
            return majority_day(shift, self.zone, self.day_start)
        return None

    def roll(self, segment: Span) -> list[Instant]:
        """Return where 24-hour workdays begin within a segment (NRS 608.0126)."""
        if segment.start >= self.window + DAY:
            self.window = segment.start
        found = []
        at = self.window + DAY
        while at < segment.end:
            found.append(at)
            at += DAY
        return found

    def piece(self, shift: int, start: Instant, end: Instant) -> Piece:
        """Return the piece of a shift between two cuts."""
        calendar_day = workday(start, self.zone)
        if self.rolling:
            while start >= self.window + DAY:
                self.window += DAY
            day = workday(self.window, self.zone, self.day_start)
            key = self.window
        else:
            day = self.shift_day or (
                workday(start, self.zone, self.day_start) if self.day_start else calendar_day
            )
            key = day.toordinal()
        at = self.shift_start if self.by_shift_week else start
        return Piece(
            start, end, shift, day, calendar_day, key,
            self._period(calendar_day if self.by_instant_period else day), self._rate(start),
            self.pays.start <= at < self.pays.end,
            self.block.start <= at < self.block.end,
        )  # fmt: skip

    def _period(self, day: date) -> date:
        found = self.periods.get(day)
        if found is None:
            found = self.periods[day] = self.work.period_of(day)
        return found

    def _rate(self, at: Instant) -> int:
        index = bisect_right(self.rate_starts, at) - 1
        if index < 0:
            return 0
        span = self.work.rates[index]
        return span.rate if at < span.end else 0


def majority_day(shift: Shift, zone: str, day_start: int = 0) -> date:
    """Return the local day on which most of a shift was worked; of equals the first."""
    seconds: dict[date, int] = {}
    for segment in shift.segments or (Segment(shift.start, shift.end),):
        bounds = [
            segment.start,
            *day_starts(segment.start, segment.end, zone, day_start),
            segment.end,
        ]
        for start, end in pairwise(bounds):
            day = workday(start, zone, day_start)
            seconds[day] = seconds.get(day, 0) + end - start
    return max(seconds, key=lambda day: (seconds[day], -day.toordinal()))
