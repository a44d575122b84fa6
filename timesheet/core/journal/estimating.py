"""What a month end doesn't know yet: when open shifts end, and days that nobody clocked. Pure.

A guess is a stretch of presence. What it pays, and on which code, is for the line to say that
every other hour takes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from statistics import median_low
from typing import NamedTuple

from timesheet.core import calendar
from timesheet.core.model import Instant, RosterShift, Seconds

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LOOK_BACK = timedelta(days=28)
# Of the same weekday in the four weeks before: on so many somebody must have come to be missed.
OFTEN = 3
# Who comes this much before his planned shift comes for it.
EARLY: Seconds = 4 * 3600


class Finding(StrEnum):
    """What is missing."""

    OPEN_SHIFT = "open_shift"
    MISSING_DAY = "missing_day"


class Basis(StrEnum):
    """What a guess rests on."""

    ROSTER = "roster"
    AVERAGE = "average"


class Came(NamedTuple):
    """A shift as it was punched; of an open one ``end`` is the last that is known of it."""

    day: date
    start: Instant
    end: Instant
    open: bool = False

    @property
    def seconds(self) -> Seconds:
        """How long it was, with its breaks."""
        return self.end - self.start


class Guess(NamedTuple):
    """Presence that is likely and that nobody clocked; of an open shift only its end is new."""

    day: date
    start: Instant
    end: Instant
    finding: Finding
    basis: Basis


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: his shifts of weeks, his planned ones, the days he is off.

    On a public holiday somebody comes who is planned for it, and nobody by habit.
    """

    zone: str
    shifts: Sequence[Came] = ()
    plans: Sequence[RosterShift] = ()
    off: Collection[date] = field(default_factory=frozenset)
    holidays: Collection[date] = field(default_factory=frozenset)


def guesses(known: Known, first: date, last: date) -> Iterator[Guess]:
    """Yield what is likely missing from a first to a last day, in order of days.

    Planned shifts tell, of whoever has any within a week of a day; else what he did on the same
    weekday of the four weeks before. Nothing is guessed of somebody whom nothing is known of.
    """
    of_day: dict[date, list[Came]] = defaultdict(list)
    for came in known.shifts:
        of_day[came.day].append(came)
    planned: dict[date, list[RosterShift]] = defaultdict(list)
    for plan in known.plans:
        planned[calendar.day_of(plan.start, known.zone)].append(plan)
    for n in range((last - first).days + 1):
        day = first + n * DAY
        for came in of_day[day]:
            if came.open:
                yield from _ended(came, known)
        if of_day[day] or day in known.off:
            continue
        if any(abs(plan - day) <= WEEK for plan in planned):
            for plan in planned.get(day, ()):
                span = plan.start, plan.end
                yield Guess(day, *span, Finding.MISSING_DAY, Basis.ROSTER)
        elif day not in known.holidays:
            yield from _usual(day, of_day, known.zone)


def _ended(came: Came, known: Known) -> Iterator[Guess]:
    found, basis = 0, Basis.ROSTER
    for plan in known.plans:
        if plan.start - EARLY <= came.start < plan.end:
            found = plan.end
            break
    else:
        basis = Basis.AVERAGE
        before = [c.seconds for c in _closed(known.shifts) if _lately(c.day, came.day)]
        found = came.start + median_low(before) if before else 0
    # Whoever came again had gone before.
    found = min([found, *(c.start for c in known.shifts if c.start > came.start)])
    if found > came.end:
        yield Guess(came.day, came.start, found, Finding.OPEN_SHIFT, basis)


def _usual(day: date, of_day: dict[date, list[Came]], zone: str) -> Iterator[Guess]:
    weeks = [_closed(of_day[day - n * 7 * DAY]) for n in range(1, 5)]
    some = [shifts for shifts in weeks if shifts]
    if len(some) < OFTEN:
        return
    begins = median_low([s[0].start - calendar.start_of_day(s[0].day, zone) for s in some])
    lasts = median_low([sum(one.seconds for one in s) for s in some])
    start = calendar.start_of_day(day, zone) + begins
    yield Guess(day, start, start + lasts, Finding.MISSING_DAY, Basis.AVERAGE)


def _closed(shifts: Sequence[Came]) -> list[Came]:
    return [one for one in shifts if not one.open]


def _lately(day: date, before: date) -> bool:
    return before - LOOK_BACK <= day < before
