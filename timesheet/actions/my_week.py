"""A worker's own week: what he clocked, what it was for and why, in his local time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from timesheet.core import calendar, reason
from timesheet.core.model import Cents, Instant, Meal, Seconds
from timesheet.core.reports.views import IssueView, ShiftView
from timesheet.store import clock, queries, terms, totals
from timesheet.store import issues as stored
from timesheet.store import names as naming
from timesheet.store.clock import ClockState
from timesheet.store.db import read
from timesheet.store.names import Names
from timesheet.store.selection import Selection


@dataclass(frozen=True, slots=True)
class PartView:
    """What some seconds of a shift were for: a code in words, how surely, and why."""

    label: str
    seconds: Seconds
    attested: bool
    confidence: float
    source: str
    reason: str
    likely: str


@dataclass(frozen=True, slots=True)
class ShiftOfMine:
    """A shift with its pieces of presence (the gaps are breaks) and what it was for.

    ``running`` are the seconds of the piece that the worker is in the middle of. ``meal`` is a
    break that the policy deducts, and the worker's word on it.
    """

    start: Instant
    end: Instant | None
    seconds: Seconds
    segments: tuple[tuple[Instant, Instant], ...]
    parts: tuple[PartView, ...]
    running: Seconds = 0
    meal: Meal | None = None

    @property
    def open(self) -> bool:
        """True while the worker is in the middle of it."""
        return self.end is None

    @property
    def rest(self) -> Seconds:
        """Seconds of breaks within the shift; what the policy deducted isn't one of them."""
        if self.end is None:
            return sum(later[0] - earlier[1] for earlier, later in pairwise(self.segments))
        return self.end - self.start - self.seconds - (self.meal.taken if self.meal else 0)

    @property
    def unconfirmed(self) -> bool:
        """True where something is known that the worker hasn't given his word for."""
        return not self.open and any(part.label and not part.attested for part in self.parts)


@dataclass(frozen=True, slots=True)
class DayOfMine:
    """A local day with its shifts; ``seconds`` is what was worked of them and clocked out of."""

    day: date
    shifts: tuple[ShiftOfMine, ...]
    seconds: Seconds

    @property
    def so_far(self) -> Seconds:
        """Seconds worked until now."""
        return self.seconds + sum(shift.running for shift in self.shifts)


@dataclass(frozen=True, slots=True)
class WeekOfMine:
    """A workweek: its seven days, its sums, and what needs a look.

    ``unknown_seconds`` are on no code yet. ``cents`` is None where the company doesn't show pay.
    """

    first: date
    last: date
    days: tuple[DayOfMine, ...]
    seconds: Seconds
    unknown_seconds: Seconds
    issues: tuple[IssueView, ...]
    clock: ClockState
    today: date
    zone: str
    stale: bool
    cents: Cents | None = None

    @property
    def rest(self) -> Seconds:
        """Seconds of breaks in the week."""
        return sum(shift.rest for day in self.days for shift in day.shifts)

    @property
    def deducted(self) -> Seconds:
        """Seconds of meals in the week that the policy deducted."""
        meals = (shift.meal for day in self.days for shift in day.shifts)
        return sum(meal.taken for meal in meals if meal)

    @property
    def last_shift(self) -> ShiftOfMine | None:
        """The latest shift of the week."""
        shifts = [shift for day in self.days for shift in day.shifts]
        return shifts[-1] if shifts else None

    @property
    def unconfirmed(self) -> int:
        """How many shifts hold something that the worker can give his word for."""
        return sum(shift.unconfirmed for day in self.days for shift in day.shifts)


def my_week(person: int, now: Instant, day: date | None = None) -> WeekOfMine:
    """Return the week of a day (default: today) of a person."""
    with read() as tx:
        house, worker = terms.house(tx), terms.worker(tx, person, now, now)
        today = calendar.day_of(now, worker.zone)
        first = house.week(worker, day or today)
        chosen = Selection(first, first + timedelta(days=6), frozenset({person}), now=now)
        names = naming.names(tx)
        shown = clock.state(tx, person)
        running = _running(shown, now, house.max_shift)
        views = list(queries.shift_views(tx, chosen, names))
        parts = queries.allocations_of(tx, [(view.person_id, view.start) for view in views])
        shifts = [
            shift_of(view, parts[person, view.start], names, running if view.open else 0)
            for view in views
        ]
        issues = tuple(stored.issue_views(tx, chosen, names))
        stale = bool(totals.stale_weeks(tx, chosen))
        cents = totals.week_cents(tx, person, first) if house.show_pay else None
    days = tuple(_day(first + timedelta(days=n), shifts) for n in range(7))
    said = [part for day_of in days for shift in day_of.shifts for part in shift.parts]
    return WeekOfMine(
        first=first,
        last=first + timedelta(days=6),
        days=days,
        seconds=sum(d.seconds for d in days),
        unknown_seconds=sum(part.seconds for part in said if not part.label),
        issues=issues,
        clock=shown,
        today=today,
        zone=worker.zone,
        stale=stale,
        cents=cents,
    )


def _running(shown: ClockState, now: Instant, longest: Seconds) -> Seconds:
    if shown.state != "in" or shown.since is None or now - shown.since > longest:
        return 0
    return max(0, now - shown.since)


def _day(day: date, shifts: list[tuple[date, ShiftOfMine]]) -> DayOfMine:
    mine = tuple(shift for on, shift in shifts if on == day)
    return DayOfMine(day, mine, sum(shift.seconds for shift in mine))


def shift_of(
    view: ShiftView, rows: list[Any], names: Names, running: Seconds = 0
) -> tuple[date, ShiftOfMine]:
    """Return a shift with its day and what its allocation rows say that it was for.

    ``running`` seconds are worked and not booked yet.
    """
    return view.day, ShiftOfMine(
        start=view.start,
        end=None if view.open else view.end,
        seconds=view.seconds,
        segments=tuple((segment.start, segment.end) for segment in view.segments),
        parts=_merged(_part(row, names) for row in rows),
        running=running,
        meal=Meal(view.meal_owed, view.meal_taken, view.meal_said) if view.meal_owed else None,
    )


def _merged(parts: Iterable[PartView]) -> tuple[PartView, ...]:
    """Join the pieces before and after a break that are for the same, for the same reason."""
    merged: list[PartView] = []
    for part in parts:
        same = [n for n, one in enumerate(merged) if replace(one, seconds=part.seconds) == part]
        if same:
            one = merged[same[0]]
            merged[same[0]] = replace(one, seconds=one.seconds + part.seconds)
        else:
            merged.append(part)
    return tuple(merged)


def _part(row: Any, names: Names) -> PartView:
    return PartView(
        label=names.spoken(row.project_id, row.task_id),
        seconds=row.seconds,
        attested=row.source.endswith("_word"),
        confidence=row.confidence,
        source=row.source,
        reason=reason.words(row.source, "", tuple(json.loads(row.details))),
        likely=names.spoken(row.likely_project_id, row.likely_task_id),
    )
