"""Which crews a measurement looks at, where there are too many shifts for it to look at all.

Latest shifts alone won't do: of a large company they would be those of a few days, and nobody's
habits show in a few days. So whole crews are taken, over the latest weeks, as colleagues speak of
one another; which ones is drawn from their ids, the same every time.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar
from zlib import crc32

from timesheet.core.inference.backtest import Case
from timesheet.core.inference.learner.questions import FIRST_MONDAY, WEEK

WEEKS = 12
"""Weeks that are looked at, at least."""

Crew = TypeVar("Crew", bound=Hashable)


def drawn(shifts: Mapping[Crew, int], most: int) -> frozenset[Crew]:
    """Return crews that have so many shifts at most in all, by the numbers that each has."""
    found: set[Crew] = set()
    for crew in sorted(shifts, key=lambda crew: (crc32(repr(crew).encode()), repr(crew))):
        if not found or shifts[crew] <= most:
            found.add(crew)
            most -= shifts[crew]
    return frozenset(found)


class Sample:
    """Counts cases by crew and week, and then tells which are looked at."""

    def __init__(self, cases: Iterable[Case], most: int) -> None:
        counts: Counter[tuple[Hashable, int]] = Counter()
        self.number = 0
        for case in cases:
            self.number += 1
            counts[_crew(case), _week(case)] += 1
        self._first = max((week for _, week in counts), default=0) - WEEKS + 1
        late: Counter[Hashable] = Counter()
        for (crew, week), number in counts.items():
            if week >= self._first:
                late[crew] += number
        self._crews = None if sum(late.values()) <= most else drawn(late, most)

    def takes(self, case: Case) -> bool:
        """Tell whether a case is looked at."""
        if self._crews is None:
            return True
        return _week(case) >= self._first and _crew(case) in self._crews


def _crew(case: Case) -> Hashable:
    sight = case.fact.sight
    return next((group for group in sight.groups if group[0] == "team"), sight.person)


def _week(case: Case) -> int:
    return (case.fact.sight.end - FIRST_MONDAY) // WEEK
