"""How large the company is, which days it covers, and where its chance comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from timesheet.core.calendar import week_of

DAY = timedelta(days=1)
AHEAD = 7
"""Days after the last one for which shifts are planned already."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The same plan gives the same company, on every machine."""

    workers: int
    weeks: int
    seed: int
    until: date

    @property
    def first(self) -> date:
        """The Monday on which the history begins."""
        return week_of(self.until) - timedelta(weeks=self.weeks - 1)

    @property
    def anchor(self) -> date:
        """The first day of the open biweekly pay period; the ones before it are finished."""
        return week_of(self.until) - timedelta(weeks=1)

    @property
    def days(self) -> list[date]:
        """All days of the history."""
        return list(span(self.first, self.until))

    @property
    def planned_days(self) -> list[date]:
        """All days for which there may be planned shifts."""
        return list(span(self.first, self.until + AHEAD * DAY))

    def chance(self, *names: object) -> Random:
        """Return a source of chance of its own for whatever the names say."""
        return Random("/".join(map(str, (self.seed, *names))))  # noqa: S311


def span(first: date, last: date) -> Iterator[date]:
    """Yield the days from first to last, both included."""
    day = first
    while day <= last:
        yield day
        day += DAY


def shares(workers: int) -> tuple[int, int, int, int]:
    """Return how many work in construction, as guards, as nursing aides, in the warehouse."""
    guards, aides, packers = (max(1, workers * part // 60) for part in (16, 14, 12))
    return max(1, workers - guards - aides - packers), guards, aides, packers


def cut(count: int, most: int) -> list[int]:
    """Cut a number of people into groups of about the same size, of at most ``most``."""
    groups = max(1, -(-count // most))
    return [count // groups + (n < count % groups) for n in range(groups)]


def holidays(year: int) -> set[date]:
    """Return the days on which building sites and the warehouse stand still."""
    return {
        date(year, 1, 1),
        _first(year, 6, 0) - timedelta(weeks=1),  # the last Monday of May
        date(year, 7, 4),
        _first(year, 9, 0),
        _first(year, 11, 3) + timedelta(weeks=3),  # the fourth Thursday of November
        date(year, 12, 25),
    }


def _first(year: int, month: int, weekday: int) -> date:
    day = date(year, month, 1)
    return day + timedelta(days=(weekday - day.weekday()) % 7)
