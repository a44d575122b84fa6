"""The pay periods as a list: how far each is and what is in it, by one query a kind of number."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import periods
from timesheet.core import calendar
from timesheet.core.closing import State
from timesheet.core.model import Instant
from timesheet.store import closing, terms, totals
from timesheet.store import issues as stored
from timesheet.store.db import read
from timesheet.store.selection import Selection
from timesheet.store.totals import PeriodSums

# A year of fortnights.
MOST = 26
WEEK = timedelta(days=6)
NOTHING = PeriodSums(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Listed:
    """A pay period of the list.

    ``states`` has the number of people in each state that anybody is in; ``exceptions`` those
    that nobody settled; ``stale_weeks`` are still to be derived.
    """

    first: date
    last: date
    today: date
    sums: PeriodSums
    states: Mapping[State, int]
    exceptions: int
    stale_weeks: int

    @property
    def to_come(self) -> bool:
        """True before its first day."""
        return self.today < self.first

    @property
    def running(self) -> bool:
        """True while today lies in it."""
        return self.first <= self.today <= self.last

    @property
    def waits(self) -> bool:
        """True where it is over, and somebody's hours in it took no step yet."""
        return self.last < self.today and State.OPEN in self.states


def latest(now: Instant) -> list[Listed]:
    """Return the pay periods with hours, and the running one, the newest first."""
    with read() as tx:
        house = terms.house(tx)
        today = calendar.day_of(now, house.zone)
        spans = periods.spans(tx, house, today)[-MOST:]
        chosen = Selection(spans[0][0], spans[-1][1], now=now)
        sums = totals.by_period(tx, chosen.first, chosen.last)
        taken = closing.counts(tx, chosen.first, chosen.last)
        found = stored.days_with_issues(tx, chosen)
        stale = totals.stale_by_week(tx, chosen)
    return [
        Listed(
            first=first,
            last=last,
            today=today,
            sums=sums.get(first, NOTHING),
            states=_states(sums.get(first, NOTHING).people, taken.get(first, {})),
            exceptions=_between(found, first, last),
            stale_weeks=_between(stale, first - WEEK, last),
        )
        for first, last in reversed(spans)
    ]


def _states(people: int, taken: Mapping[State, int]) -> dict[State, int]:
    """Return the people of each state in its order; who took no step yet stands open."""
    counted = {State.OPEN: people - sum(taken.values()) + taken.get(State.OPEN, 0)}
    counted |= {state: taken.get(state, 0) for state in State if state is not State.OPEN}
    return {state: number for state, number in counted.items() if number > 0}


def _between(numbers: Counter[date], first: date, last: date) -> int:
    return sum(number for day, number in numbers.items() if first <= day <= last)
