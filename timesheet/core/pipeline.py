"""The whole line on one screen: one person's workweek, from facts and policy to labor lines.

Pure: the same facts and policy give the same timecard, whenever and wherever it is built. The
caller gives the facts of the week *and* of the shifts that reach into it (see ``reach``).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from timesheet.core import calendar
from timesheet.core.calendar import PayCalendar
from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.evidence import Evidence, LastConfirmed, Prediction
from timesheet.core.inference.learned import unsaid
from timesheet.core.ledger.distribute import distribute
from timesheet.core.model import (
    Allocation,
    Answer,
    Code,
    Correction,
    Instant,
    Issue,
    Punch,
    Rate,
    Seconds,
    Shift,
    Source,
    Timecard,
)
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.week import pay_week
from timesheet.core.pay.work import PayWeek, RateSpan
from timesheet.core.shifts.clocks import doubtful_clocks
from timesheet.core.shifts.counted import count_shifts
from timesheet.core.shifts.pairing import PairingRules, shifts_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened, and what was said, around one person's workweek."""

    person: int
    week: date
    punches: tuple[Punch, ...] = ()
    corrections: tuple[Correction, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class RateFrom:
    """A rate that holds from a day on, for one project or (None) for all others."""

    valid_from: date
    rate: Rate
    project: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The policy of one person in one workweek: everything that admins set up, as it was then."""

    zone: str
    pay: Policy
    calendar: PayCalendar
    evidence: Evidence
    rates: tuple[RateFrom, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    new_shift_gap: Seconds = 4 * 3600
    max_shift: Seconds = 18 * 3600

    @property
    def pairing(self) -> PairingRules:
        """How this person's punches become shifts."""
        return PairingRules(self.zone, self.new_shift_gap, self.max_shift)


Foresee = Callable[[Sequence[Shift]], Mapping[Instant, Prediction]]
"""Gives what the learner thinks of shifts that nobody spoke of, by their starts."""


def _nothing(_: Sequence[Shift]) -> Mapping[Instant, Prediction]:
    return {}


def build(facts: Facts, terms: Terms, foresee: Foresee = _nothing) -> Timecard:
    """Derive a timecard: punches → shifts → allocations → pay lines → labor lines.

    ``foresee`` is asked once, with the shifts that nobody gave his word for.
    """
    start, end = week_bounds(facts.week, terms.zone)
    shifts, issues = shifts_of(facts.punches, facts.corrections, terms.pairing)
    punched = tuple(shift for shift in shifts if touches(shift, start, end))
    counted = count_shifts(punched, terms.pay, terms.zone)
    shifts = tuple(one.shift for one in counted)
    evidence = replace(
        terms.evidence,
        answers=facts.answers,
        zone=terms.zone,
        shifts=shifts,
        learned=foresee(unsaid(shifts, facts.answers)),
    )
    said = sorted(words_said(facts))
    allocations = tuple(
        a for shift in shifts for a in allocate(shift, _as_of(evidence, said, shift.start))
    )
    paid = pay_week(
        PayWeek(
            person=facts.person,
            week=facts.week,
            week_start=start,
            week_end=end,
            zone=terms.zone,
            shifts=shifts,
            rates=tuple(rate_spans(allocations, terms)),
            period_of=lambda day: terms.calendar.period_of(day)[0],
            holidays=terms.holidays,
            punched=punched,
            drift=sum(c.drift for c in counted if start <= c.shift.raw_start < end),
        ),
        terms.pay,
    )
    return Timecard(
        facts.person,
        facts.week,
        tuple(s for s in shifts if start <= s.start < end),
        tuple(a for a in allocations if a.start < end and a.end > start),
        paid.lines,
        distribute(paid.lines, allocations, shifts),
        _within((*issues, *doubtful_clocks(facts.punches, terms.zone), *paid.issues), facts.week),
    )


def words_said(facts: Facts) -> Iterable[tuple[Instant, Code]]:
    """Yield the codes that the person gave his own word for, by when the work began."""
    for punch in facts.punches:
        if punch.code is not None:
            yield punch.at, punch.code
    for answer in facts.answers:
        if answer.source is Source.OWN_WORD and not answer.withdrawn and answer.parts:
            yield answer.start, max(answer.parts, key=lambda part: part[1])[0]


def _as_of(evidence: Evidence, said: list[tuple[Instant, Code]], start: Instant) -> Evidence:
    """Return the evidence as it stood when a shift began: the last word before it."""
    before = bisect_left(said, (start,))
    if not before:
        return evidence
    return replace(evidence, last=LastConfirmed(said[before - 1][1]))


def week_bounds(week: date, zone: str) -> tuple[Instant, Instant]:
    """Return the first instant of a workweek and that of the next."""
    return calendar.start_of_day(week, zone), calendar.start_of_day(week + 7 * DAY, zone)


def touches(shift: Shift, start: Instant, end: Instant) -> bool:
    """Tell whether a shift lies in a span at least in part."""
    return shift.start < end and (shift.end > start or shift.start >= start)


def rate_spans(allocations: Iterable[Allocation], terms: Terms) -> Iterable[RateSpan]:
    """Yield the rate of each instant of work: the project's where it has one, else the person's.

    Where codes with different rates share an interval, the rate is their weighted mean.
    """
    by_span: dict[tuple[Instant, Instant], list[tuple[Seconds, Rate]]] = {}
    for allocation in allocations:
        for day, start, end in _days(allocation.start, allocation.end, terms.zone):
            rate = rate_of(terms.rates, day, allocation.code)
            by_span.setdefault((start, end), []).append((allocation.seconds, rate))
    for (start, end), parts in sorted(by_span.items()):
        seconds = sum(weight for weight, _ in parts)
        mean = sum(weight * rate for weight, rate in parts)
        yield RateSpan(start, end, (2 * mean + seconds) // (2 * seconds) if seconds else 0)


def _days(start: Instant, end: Instant, zone: str) -> Iterable[tuple[date, Instant, Instant]]:
    day = calendar.day_of(start, zone)
    while start < end:
        until = min(end, calendar.start_of_day(day + DAY, zone))
        yield day, start, until
        start, day = until, day + DAY


def rate_of(rates: tuple[RateFrom, ...], day: date, code: Code) -> Rate:
    """Return the latest rate that holds on a day, of the project first; 0 where there is none."""
    best: RateFrom | None = None
    for rate in rates:
        if rate.valid_from > day or rate.project not in {None, code.project}:
            continue
        key = (rate.project is not None, rate.valid_from)
        if best is None or key >= (best.project is not None, best.valid_from):
            best = rate
    return best.rate if best else 0


def _within(issues: tuple[Issue, ...], week: date) -> tuple[Issue, ...]:
    last = week + 6 * DAY
    return tuple(issue for issue in issues if week <= issue.day <= last)
