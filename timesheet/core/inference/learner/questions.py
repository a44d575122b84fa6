"""Whether a question now is worth more than the same question later in the week.

A worker has so many questions a week (the admin's budget). Asking now costs the question that
could be asked later: the price is what the best of the shifts still to come this week, as many as
in the worker's recent weeks and worth as much, would be expected to bring.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import comb, inf

from timesheet.core.inference.learner.sight import DAY, Minutes, Sight

WEEK: Minutes = 7 * DAY
FIRST_MONDAY: Minutes = 4 * DAY
RECENT_WEEKS = 10
ENOUGH = 3
"""Questions considered before a price makes sense."""
PATIENCE = 0.6
"""What a question kept for later is worth of the best it could bring: hindsight chooses better."""


@dataclass(slots=True)
class Purse:
    """One worker's questions of the week, and what they would have been worth lately."""

    week: int = -1
    asked: int = 0
    ends: deque[tuple[int, Minutes]] = field(default_factory=lambda: deque(maxlen=150))
    worths: deque[float] = field(default_factory=lambda: deque(maxlen=40))


def expected_rank(values: Sequence[float], draws: int, rank: int) -> float:
    """Return the expected ``rank``-th largest of so many draws (0 where there are fewer).

    ``values`` are what is drawn from, the largest first.
    """
    total = 0.0
    if draws >= rank:
        for n, value in enumerate(values, 1):
            below = values[n] if n < len(values) else 0.0
            total += (value - below) * _at_least(rank, draws, n / len(values))
    return total


def _at_least(rank: int, draws: int, chance: float) -> float:
    fewer = sum(comb(draws, n) * chance**n * (1 - chance) ** (draws - n) for n in range(rank))
    return max(0.0, 1 - fewer)


class Budget:
    """The questions of all workers."""

    def __init__(self, per_week: int = 2) -> None:
        self.per_week = per_week
        self._purses: dict[Hashable, Purse] = defaultdict(Purse)

    def worth(self, sight: Sight, value: float) -> float:
        """Return the value of asking about a shift now, or 0 where the question is better kept."""
        week, into = divmod(sight.end - FIRST_MONDAY, WEEK)
        purse = self._purses[sight.person]
        if purse.week != week:
            purse.week, purse.asked = week, 0
        price = self._price(purse, into)
        purse.ends.append((week, into))
        purse.worths.append(value)
        return value if value >= price else 0.0

    def asked(self, sight: Sight) -> None:
        """Count a question as asked."""
        self._purses[sight.person].asked += 1

    def _price(self, purse: Purse, into: Minutes) -> float:
        left = self.per_week - purse.asked
        if left < 1:
            return inf
        weeks = _still_to_come(purse, into)
        if not weeks or len(purse.worths) < ENOUGH:
            return 0.0
        values = sorted(purse.worths, reverse=True)
        hopes = Counter(weeks)
        expected = sum(expected_rank(values, n, left) * times for n, times in hopes.items())
        return PATIENCE * expected / len(weeks)


def _still_to_come(purse: Purse, into: Minutes) -> list[int]:
    """Return, for each recent week, how many shifts ended later in the week than this one."""
    later: dict[int, int] = {}
    for week, end in purse.ends:
        if week < purse.week:
            later[week] = later.get(week, 0) + (end > into)
    return [later[week] for week in sorted(later)[-RECENT_WEEKS:]]
