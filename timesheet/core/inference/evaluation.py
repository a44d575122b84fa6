"""What was measured on confirmed history, as one value: printed, kept, drawn.

Its fields, written as JSON, are the format of ``timesheet evaluate --json`` (docs/inference.md).
Shares lie in [0, 1]; taps and seconds are a worker's for one shift, by the model of ``effort``.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from timesheet.core import effort
from timesheet.core.effort import Effort
from timesheet.core.inference.backtest import Case, Point, Progress, Regime, frontier, replay
from timesheet.core.inference.learner.questions import FIRST_MONDAY, WEEK
from timesheet.core.inference.score import Score

FORMAT = 1
BUDGETS = (0, 1, 2, 3, 4, 5)
WINDOW = 5000
"""Shifts, the latest, over which the frontier is drawn: it replays them once for each budget."""
ENOUGH = 200
"""Judged shifts below which a share is too uncertain to draw: its error is about 2 points."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A manner of working: what it costs a worker, and what share of the detail is right."""

    taps: float
    seconds: float
    hours_right: float
    money_right: float


@dataclass(frozen=True, slots=True)
class Step:
    """A point of the frontier: at most ``asked`` questions a worker and week, and what they bring.

    ``per_week`` and ``per_shift`` are how many it came to, on average, over so many ``shifts``.
    """

    asked: int
    per_week: float
    per_shift: float
    shifts: int
    hours_right: float
    money_right: float
    taps: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Class:
    """A class of stated confidence: its hours, the mean that was stated, the share right."""

    hours: float
    stated: float
    right: float


@dataclass(frozen=True, slots=True)
class Judged:
    """How right all shifts were, each judged without its own truth, with all the others'.

    ``hours_right`` and ``money_right`` when the books close, ``fresh_…`` right after the clock-out.
    ``error`` is the mean distance of stated confidence from what came true; ``unseen`` the share
    of hours that could be accepted unseen with 95 % right; ``sure`` the share stated at .95 or
    more, ``sure_right`` how often that was right.
    """

    shifts: int
    hours: float
    hours_right: float
    money_right: float
    fresh_hours_right: float
    fresh_money_right: float
    error: float
    unseen: float
    sure: float
    sure_right: float | None
    classes: tuple[Class, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What was measured on. ``confirmed`` of ``shifts`` have a truth to be compared with.

    ``source`` is "company" (words of people), "demo" (what its generator knows) or "file".
    ``per_week`` are shifts a worker and week, ``codes`` codes a shift, on average. ``single`` is
    the share of hours on the main code of their shift: an answer of one code sets no more right.
    """

    source: str
    shifts: int
    confirmed: int
    people: int
    first_day: str
    last_day: str
    per_week: float
    codes: float
    single: float
    unusable: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All of it. ``window`` is the number of latest shifts behind the frontier.

    ``clock`` is a punch clock alone, ``sheet`` a timesheet filled in by hand and taken as right,
    ``now`` how the company works (None for a file). ``took`` is seconds of measuring.
    """

    basis: Basis
    judged: Judged
    window: int
    frontier: tuple[Step, ...]
    clock: Mark
    sheet: Mark
    now: Mark | None = None
    took: float = 0.0
    format: int = field(default=FORMAT)

    @property
    def enough(self) -> bool:
        """Tell whether there was enough history for the shares to mean anything."""
        return self.judged.shifts >= ENOUGH

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Evaluation":
        """Take back what ``to_dict`` returned."""
        judged = dict(saved["judged"])
        judged["classes"] = tuple(Class(**one) for one in judged["classes"])
        now = saved["now"]
        return cls(
            basis=Basis(**saved["basis"]),
            judged=Judged(**judged),
            window=saved["window"],
            frontier=tuple(Step(**step) for step in saved["frontier"]),
            clock=Mark(**saved["clock"]),
            sheet=Mark(**saved["sheet"]),
            now=None if now is None else Mark(**now),
            took=saved["took"],
        )


class _Watched:
    """Cases on their way to the replay: counted, and the latest kept for the frontier."""

    def __init__(
        self, cases: Iterable[Case], window: int, takes: Callable[[Case], bool] | None
    ) -> None:
        self._cases = cases
        self._takes = takes
        self.latest: deque[Case] = deque(maxlen=window)
        self.number = self.codes = self.seconds = 0
        self.single = 0.0
        self.first: int | None = None
        self.last = 0
        self.people: set[object] = set()
        self.weeks: set[tuple[object, int]] = set()

    def __iter__(self) -> Iterator[Case]:
        for case in self._cases:
            sight = case.fact.sight
            self.number += 1
            self.codes += len(case.fact.shares)
            self.seconds += sight.seconds
            self.single += sight.seconds * max(case.fact.shares.values())
            self.first = sight.day if self.first is None else min(self.first, sight.day)
            self.last = max(self.last, sight.day)
            self.people.add(sight.person)
            self.weeks.add((sight.person, (sight.end - FIRST_MONDAY) // WEEK))
            if self._takes is None or self._takes(case):
                self.latest.append(case)
            yield case

    def basis(self, source: str) -> Basis:
        return Basis(
            source=source,
            shifts=self.number,
            confirmed=self.number,
            people=len(self.people),
            first_day=_day(self.first or 0),
            last_day=_day(self.last),
            per_week=self.number / max(1, len(self.weeks)),
            codes=self.codes / max(1, self.number),
            single=min(1.0, self.single / max(1, self.seconds)),
        )


def _day(number: int) -> str:
    return (EPOCH + timedelta(days=number)).isoformat()


def evaluate(
    cases: Iterable[Case],
    source: str,
    *,
    budgets: Sequence[int] = BUDGETS,
    window: int = WINDOW,
    takes: Callable[[Case], bool] | None = None,
    progress: Progress | None = None,
    began: Callable[[int], None] | None = None,
) -> Evaluation:
    """Replay cases, which come in the order of their ends, and then the latest for the frontier.

    Where ``window`` shifts are too few to span some weeks, ``takes`` says which are looked at.
    ``began`` is told how many shifts the frontier is going to replay, as soon as that is known.
    """
    watched = _Watched(cases, window, takes)
    found = replay(watched, Regime(questions=None), progress)
    latest = list(watched.latest)
    if began is not None:
        began(len(latest) * len(budgets))
    points = frontier(latest, budgets, progress=progress)
    basis = watched.basis(source)
    return Evaluation(
        basis=basis,
        judged=_judged(found.fresh, found.settled),
        window=len(latest),
        frontier=tuple(_step(point) for point in points),
        clock=mark(effort.CLOCK, 0.0, 0.0),
        sheet=mark(effort.timesheet(basis.codes), 1.0, 1.0),
    )


def _step(point: Point) -> Step:
    cost = effort.asking(point.per_shift)
    return Step(*point, taps=cost.taps, seconds=cost.seconds)


def mark(cost: Effort, hours_right: float, money_right: float) -> Mark:
    """Return what a manner of working costs and brings."""
    return Mark(cost.taps, cost.seconds, hours_right, money_right)


def _judged(fresh: Score, settled: Score) -> Judged:
    return Judged(
        shifts=settled.shifts,
        hours=settled.hours,
        hours_right=settled.hours_right,
        money_right=settled.money_right,
        fresh_hours_right=fresh.hours_right,
        fresh_money_right=fresh.money_right,
        error=settled.calibration_error,
        unseen=settled.unseen,
        sure=settled.sure,
        sure_right=settled.sure_right,
        classes=tuple(Class(*one) for one in settled.reliability),
    )
