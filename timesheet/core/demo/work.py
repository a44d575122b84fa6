"""Pieces of a shift, and staffing: who takes which of the shifts that must be filled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from timesheet.core import calendar
from timesheet.core.demo.book import Place
from timesheet.core.demo.nouns import Piece, Work
from timesheet.core.model import HOUR, Instant, Seconds

REST: Seconds = 10 * HOUR
# The meal that most policies of the company deduct: from how much work on, how long, and where.
MEAL_OVER: Seconds = 6 * HOUR
MEAL: Seconds = 1800
MEAL_AFTER: Seconds = 4 * HOUR
WORKED_THROUGH = 0.02


@lru_cache(maxsize=8192)
def at(day: date, hours: float, zone: str) -> Instant:
    """Return the instant at which clocks show so many hours after midnight of a day."""
    wall = datetime.combine(day, time(0)) + timedelta(hours=hours)
    return calendar.instant(wall, zone)


def jitter(chance: Random, early: int = 8, late: int = 4) -> Seconds:
    """Return by how much somebody is early (negative) or late."""
    return int(chance.triangular(-early * 60, late * 60, -90))


def meal(start: Instant, person: int, day: date) -> tuple[tuple[Instant, Instant], ...]:
    """Return the meal of a shift where the pay policy deducts it; some work through it."""
    if Random(f"meal/{person}/{day}").random() < WORKED_THROUGH:  # noqa: S311
        return ()
    return ((start + MEAL_AFTER, start + MEAL_AFTER + MEAL),)


def pieces(
    start: Instant,
    end: Instant,
    works: Sequence[tuple[Instant, Work]],
    breaks: Sequence[tuple[Instant, Instant]] = (),
) -> tuple[Piece, ...]:
    """Cut a shift into pieces: each work holds from its instant until the next one's."""
    found: list[Piece] = []
    for n, (since, work) in enumerate(works):
        until = works[n + 1][0] if n + 1 < len(works) else end
        found += _without(max(since, start), min(until, end), work, breaks)
    return tuple(found)


def _without(
    start: Instant, end: Instant, work: Work, breaks: Iterable[tuple[Instant, Instant]]
) -> Iterable[Piece]:
    for gone, back in breaks:
        if start < gone < end:
            yield Piece(start, gone, work.project, work.task)
        if gone < end and back > start:
            start = max(start, back)
    if start < end:
        yield Piece(start, end, work.project, work.task)


@dataclass(frozen=True, slots=True)
class Need:
    """A shift that somebody must take: where (``spot``), when, and how long."""

    day: date
    spot: int
    hour: int
    start: Instant
    end: Instant


@dataclass(slots=True)
class Rota:
    """Fills needs one after another, with rest between shifts and a limit of hours a week."""

    places: Sequence[Place]
    chance: Random
    hours: Seconds = 40 * HOUR
    free_at: dict[int, Instant] = field(default_factory=dict)
    worked: dict[tuple[int, date], Seconds] = field(default_factory=dict)

    def able(self, need: Need) -> list[int]:
        """Return the numbers of the places whose holders can take a shift."""
        week = calendar.week_of(need.day)
        most = self.hours - (need.end - need.start)
        return [
            n
            for n, place in enumerate(self.places)
            if self.free_at.get(n, 0) <= need.start
            and self.worked.get((n, week), 0) <= most
            and place.on(need.day) is not None
        ]

    def choose(self, need: Need, rank: Callable[[int], float]) -> int | None:
        """Return the place of the lowest rank that can take a shift, at equal rank any."""
        able = self.able(need)
        if not able:
            return None
        return min(able, key=lambda n: (rank(n), self.chance.random()))

    def take(self, number: int, need: Need) -> None:
        """Give a shift to a place."""
        key = (number, calendar.week_of(need.day))
        self.free_at[number] = need.end + REST
        self.worked[key] = self.worked.get(key, 0) + need.end - need.start
