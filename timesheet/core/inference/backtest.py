"""Replay confirmed history in the order of time, to see how right the product would have been.

Each shift is judged before its truth is shown. What is shown of the truth, and when, is the
regime: everything at first (onboarding), then only where a question would have been asked. A
shift counts as settled a week after its end, when the days after it have spoken too.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from timesheet.core.inference.learner.model import Learner, Opinion
from timesheet.core.inference.learner.questions import WEEK, Budget
from timesheet.core.inference.learner.sight import DAY, Fact, Label, Minutes
from timesheet.core.inference.score import Score, Tally

MOST_HOURS = 12.0


@dataclass(frozen=True, slots=True)
class Case:
    """A confirmed shift of the past, and what it cost."""

    fact: Fact
    cents: int = 0

    @property
    def main(self) -> Label:
        """The code that most of the shift was for: what a one-tap answer would have named."""
        shares = self.fact.shares
        return max(shares, key=shares.__getitem__)


@dataclass(frozen=True, slots=True)
class Regime:
    """What is shown of the truth. ``questions`` a worker and week; None shows every truth.

    For ``onboarding`` days from a worker's first shift every truth is shown and nothing scored.
    """

    questions: int | None = 2
    onboarding: int = 14
    settle: int = 7


class Replayed(NamedTuple):
    """Result of a replay: right after the clock-out, and when the books close."""

    fresh: Score
    settled: Score
    questions: int
    worker_weeks: int

    @property
    def questions_per_week(self) -> float:
        """Questions that a worker was asked in a week with work, on average."""
        return self.questions / self.worker_weeks if self.worker_weeks else 0.0


class _Waiting(NamedTuple):
    due: Minutes
    case: Case
    answered: bool


class _Replay:
    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.learner = Learner(settle=regime.settle * DAY)
        self.budget = Budget(regime.questions or 0)
        self.fresh, self.settled = Tally(), Tally()
        self.questions = 0
        self._weeks: set[tuple[object, int]] = set()
        self._began: dict[object, Minutes] = {}
        self._waiting: deque[_Waiting] = deque()

    def meet(self, case: Case) -> None:
        """Judge a shift, then show of its truth what the regime shows."""
        sight = case.fact.sight
        self.close(sight.end)
        began = self._began.setdefault(sight.person, sight.start)
        opinion = self.learner.predict(sight)
        if sight.start - began < self.regime.onboarding * DAY:
            self.learner.learn(case.fact)
            return
        self._weeks.add((sight.person, sight.end // WEEK))
        answered = self._ask(case, opinion)
        self.fresh.add(case.fact, case.cents, _booked(opinion, case, answered=answered))
        self._waiting.append(_Waiting(sight.end + self.regime.settle * DAY, case, answered))

    def _ask(self, case: Case, opinion: Opinion) -> bool:
        """Return whether the worker was asked; teach the learner what he would have said."""
        fact = case.fact
        if self.regime.questions is None:
            self.learner.learn(fact)
            return False
        value = (1 - opinion.confidence) * min(fact.sight.seconds / 3600, MOST_HOURS)
        if self.regime.questions == 0 or self.budget.worth(fact.sight, value) <= 0:
            return False
        self.budget.asked(fact.sight)
        self.questions += 1
        self.learner.learn(Fact(fact.sight, {case.main: 1.0}, detailed=False))
        return True

    def close(self, now: Minutes | None) -> None:
        """Score the shifts whose books have closed by now (None: all of them)."""
        while self._waiting and (now is None or self._waiting[0].due <= now):
            _, case, answered = self._waiting.popleft()
            opinion = self.learner.predict(case.fact.sight, closing=True)
            self.settled.add(case.fact, case.cents, _booked(opinion, case, answered=answered))

    def result(self) -> Replayed:
        self.close(None)
        return Replayed(self.fresh.score(), self.settled.score(), self.questions, len(self._weeks))


def _booked(opinion: Opinion, case: Case, *, answered: bool) -> tuple[Label | None, float]:
    """Return the code that is booked and how sure the books are of it."""
    if answered:
        return case.main, 1.0
    return (opinion.ranked[0][0], opinion.confidence) if opinion.ranked else (None, 0.0)


def replay(
    cases: Iterable[Case], regime: Regime, progress: Callable[[int], None] | None = None
) -> Replayed:
    """Replay cases, which come in the order of their ends; ``progress`` is told how many so far."""
    run = _Replay(regime)
    for number, case in enumerate(cases, 1):
        run.meet(case)
        if progress is not None and number % 500 == 0:
            progress(number)
    return run.result()


class Point(NamedTuple):
    """A point of the frontier: what so many questions at most bring."""

    questions: int
    asked_per_week: float
    hours_right: float
    money_right: float


def frontier(
    cases: Iterable[Case],
    budgets: Iterable[int] = (0, 1, 2, 3, 5),
    onboarding: int = 14,
    progress: Callable[[int], None] | None = None,
) -> list[Point]:
    """Return share of hours and money right against questions a worker and week."""
    kept = list(cases)
    points = []
    for budget in budgets:
        found = replay(kept, Regime(budget, onboarding), progress)
        right = found.settled
        points.append(Point(budget, found.questions_per_week, right.hours_right, right.money_right))
    return points
