"""Replay confirmed history in the order of time, to see how right the product would have been.

Each shift is judged before its truth is shown. What is shown of the truth, and when, is the
regime: everything at first (onboarding), then only where a question would have been asked. A
shift counts as settled a week after its end, when the days after it have spoken too.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from timesheet.core.inference.evidence import TRUST
from timesheet.core.inference.learner.model import Learner, Opinion
from timesheet.core.inference.learner.questions import FIRST_MONDAY, WEEK, Budget
from timesheet.core.inference.learner.sight import DAY, Fact, Label, Minutes
from timesheet.core.inference.score import Score, Tally
from timesheet.core.model import Source

MOST_HOURS = 12.0
EVERY = 500
"""Shifts between two words about progress."""

Progress = Callable[[int], None]
"""Is told how many more shifts were replayed."""


@dataclass(frozen=True, slots=True)
class Case:
    """A confirmed shift of the past, what it cost, and the code that rules decided, if any did."""

    fact: Fact
    cents: int = 0
    firm: Label | None = None

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

    @property
    def questions_per_shift(self) -> float:
        """Questions a shift, on average; in [0, 1]."""
        return self.questions / self.fresh.shifts if self.fresh.shifts else 0.0


class _Waiting(NamedTuple):
    """A shift whose books are open: what was confirmed of it, and what it will be scored as."""

    due: Minutes
    case: Case
    known: Fact | None
    scored: bool = True
    answered: bool = False


class _Replay:
    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.learner = Learner(settle=None)
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
        due = sight.end + self.regime.settle * DAY
        began = self._began.setdefault(sight.person, sight.start)
        if sight.start - began < self.regime.onboarding * DAY:
            self._learn(case.fact)
            self._waiting.append(_Waiting(due, case, case.fact, scored=False))
            return
        self._weeks.add((sight.person, (sight.end - FIRST_MONDAY) // WEEK))
        booked = self._booked(self.learner.predict(sight, why=False), case)
        known = self._shown(case, booked[1])
        answered = known is not None and self.regime.questions is not None
        self.fresh.add(case.fact, case.cents, (case.main, 1.0) if answered else booked)
        self._waiting.append(_Waiting(due, case, known, answered=answered))

    def _booked(self, opinion: Opinion, case: Case) -> tuple[Label | None, float]:
        """Return what is booked without a word, and how surely: what the line would choose."""
        if case.firm is not None:
            return case.firm, dict(opinion.ranked).get(case.firm, TRUST[Source.RULE])
        return (opinion.ranked[0][0], opinion.confidence) if opinion.ranked else (None, 0.0)

    def _shown(self, case: Case, sure: float) -> Fact | None:
        """Teach the learner what the regime shows: all, or the answer where a question is asked."""
        if self.regime.questions is None:
            return self._learn(case.fact)
        sight = case.fact.sight
        value = (1 - sure) * min(sight.seconds / 3600, MOST_HOURS)
        if self.regime.questions == 0 or self.budget.worth(sight, value) <= 0:
            return None
        self.budget.asked(sight)
        self.questions += 1
        return self._learn(Fact(sight, {case.main: 1.0}, detailed=False))

    def _learn(self, fact: Fact) -> Fact:
        self.learner.learn(fact)
        return fact

    def close(self, now: Minutes | None) -> None:
        """Score the shifts whose books have closed by now (None: all of them)."""
        while self._waiting and (now is None or self._waiting[0].due <= now):
            one = self._waiting.popleft()
            case = one.case
            if one.known is not None:
                opinion = self.learner.close(one.known)
            else:
                opinion = self.learner.predict(case.fact.sight, closing=True, why=False)
            if one.scored:
                booked = (case.main, 1.0) if one.answered else self._booked(opinion, case)
                self.settled.add(case.fact, case.cents, booked)

    def result(self) -> Replayed:
        self.close(None)
        return Replayed(self.fresh.score(), self.settled.score(), self.questions, len(self._weeks))


def replay(cases: Iterable[Case], regime: Regime, progress: Progress | None = None) -> Replayed:
    """Replay cases, which come in the order of their ends."""
    run = _Replay(regime)
    number = 0
    for number, case in enumerate(cases, 1):
        run.meet(case)
        if progress is not None and number % EVERY == 0:
            progress(EVERY)
    found = run.result()
    if progress is not None and number % EVERY:
        progress(number % EVERY)
    return found


class Point(NamedTuple):
    """A point of the frontier: what so many questions at most a worker and week bring.

    ``asked`` is the limit; ``per_week`` and ``per_shift`` say how many it came to, on average;
    ``shifts`` on how many that was judged.
    """

    asked: int
    per_week: float
    per_shift: float
    shifts: int
    hours_right: float
    money_right: float


def frontier(
    cases: Sequence[Case],
    budgets: Iterable[int] = (0, 1, 2, 3, 5),
    onboarding: int = 14,
    progress: Progress | None = None,
) -> list[Point]:
    """Return share of hours and money right against questions a worker and week."""
    points = []
    for budget in budgets:
        found = replay(cases, Regime(budget, onboarding), progress)
        right = found.settled
        points.append(
            Point(
                budget,
                found.questions_per_week,
                found.questions_per_shift,
                right.shifts,
                right.hours_right,
                right.money_right,
            )
        )
    return points
