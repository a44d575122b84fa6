"""Whether a question now is worth more than the same question later in the week.

A worker has so many questions a week (the admin's budget). Asking now costs the question that
could be asked later. Its price is found from the worker's own recent weeks, day by day from the
end of the week back: what would the best use of the questions left have brought on each day?
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from math import inf

from timesheet.core.inference.learner.sight import DAY, Minutes, Sight

WEEK: Minutes = 7 * DAY
FIRST_MONDAY: Minutes = 4 * DAY
WEEKS = 15
"""Recent weeks that are looked back on."""
ENOUGH = 2
"""Weeks before a price makes sense."""
PATIENCE = 0.75
"""What a question kept for later is worth of that: weeks past were not asked about as this one."""

Day = list[tuple[Minutes, float]]
"""Ends of shifts of one day, in minutes into the week, and what a question was worth at each."""


@dataclass(slots=True)
class Purse:
    """One worker's questions of the week, and what they would have been worth in weeks past."""

    week: int = -1
    asked: int = 0
    weeks: deque[list[Day]] = field(default_factory=lambda: deque(maxlen=WEEKS + 1))

    def turn_to(self, week: int) -> None:
        """Begin a new week."""
        if self.week != week:
            self.week, self.asked = week, 0
            self.weeks.append([[] for _ in range(7)])


def best_use(shifts: Iterable[float], later: list[float]) -> list[float]:
    """Return what so many questions (by index) bring over shifts in order, and what is later."""
    value = later
    for worth in reversed(list(shifts)):
        value = [value[0], *(max(v, worth + w) for v, w in zip(value[1:], value, strict=False))]
    return value


def _mean(rows: list[list[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


class Budget:
    """The questions of all workers."""

    def __init__(self, per_week: int = 2) -> None:
        self.per_week = per_week
        self._purses: dict[Hashable, Purse] = defaultdict(Purse)

    def worth(self, sight: Sight, value: float) -> float:
        """Return the value of asking about a shift now, or 0 where the question is better kept."""
        week, into = divmod(sight.end - FIRST_MONDAY, WEEK)
        purse = self._purses[sight.person]
        purse.turn_to(week)
        price = self._price(purse, into)
        self.remember(sight, value)
        return value if value >= price else 0.0

    def left(self, sight: Sight) -> int:
        """Return how many questions are left in the week in which a shift ended."""
        purse = self._purses[sight.person]
        purse.turn_to((sight.end - FIRST_MONDAY) // WEEK)
        return max(0, self.per_week - purse.asked)

    def remember(self, sight: Sight, value: float) -> None:
        """Note what a question would have been worth: all that is needed to restore a budget."""
        week, into = divmod(sight.end - FIRST_MONDAY, WEEK)
        purse = self._purses[sight.person]
        purse.turn_to(week)
        purse.weeks[-1][into // DAY].append((into, value))

    def asked(self, sight: Sight) -> None:
        """Count a question as asked."""
        self._purses[sight.person].asked += 1

    def _price(self, purse: Purse, into: Minutes) -> float:
        left = self.per_week - purse.asked
        if left < 1:
            return inf
        past = list(purse.weeks)[:-1]
        if len(past) < ENOUGH:
            return 0.0
        value = [0.0] * (left + 1)
        today = into // DAY
        for day in range(6, today - 1, -1):
            first = into if day == today else -1
            shifts = ([worth for at, worth in week[day] if at > first] for week in past)
            value = _mean([best_use(worths, value) for worths in shifts])
        return PATIENCE * (value[left] - value[left - 1])
