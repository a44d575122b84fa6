"""How right stated codes were: by hours, by money, and whether the confidence was honest."""

from dataclasses import dataclass
from typing import NamedTuple

from timesheet.core.inference.learner.sight import Fact, Label

BINS = 15
SURE = 0.95


class Bin(NamedTuple):
    """A class of stated confidence: hours in it, mean confidence stated, share that was right."""

    hours: float
    stated: float
    right: float


@dataclass(frozen=True, slots=True)
class Score:
    """Shares are of hours, but ``money_right`` of cost; all lie in [0, 1].

    ``calibration_error`` is the mean distance between stated confidence and what came true;
    ``unseen`` the share that could be accepted unseen with 95 % of it right; ``sure`` the share
    stated at .95 or more, and ``sure_right`` how much of that was right (None: nothing stated so).
    """

    shifts: int
    hours: float
    hours_right: float
    money_right: float
    calibration_error: float
    unseen: float
    sure: float
    sure_right: float | None
    reliability: tuple[Bin, ...]


class _Judged(NamedTuple):
    confidence: float
    right: float
    hours: float
    cents: int


class Tally:
    """Judged shifts, one after the other."""

    def __init__(self) -> None:
        self._judged: list[_Judged] = []

    def add(self, fact: Fact, cents: int, booked: tuple[Label | None, float]) -> None:
        """Judge what was booked for a shift: the share of it that was on that code."""
        code, confidence = booked
        right = fact.shares.get(code, 0.0) if code is not None else 0.0
        self._judged.append(_Judged(confidence, right, fact.sight.seconds / 3600, cents))

    def score(self) -> Score:
        """Return the score of all so far."""
        judged = self._judged
        hours = sum(j.hours for j in judged)
        cents = sum(j.cents for j in judged)
        sure = [j for j in judged if j.confidence >= SURE]
        sure_hours = sum(j.hours for j in sure)
        bins = _reliability(judged)
        return Score(
            shifts=len(judged),
            hours=hours,
            hours_right=_share(sum(j.hours * j.right for j in judged), hours),
            money_right=_share(sum(j.cents * j.right for j in judged), cents),
            calibration_error=_share(sum(b.hours * abs(b.stated - b.right) for b in bins), hours),
            unseen=_share(_unseen(judged), hours),
            sure=_share(sure_hours, hours),
            sure_right=sum(j.hours * j.right for j in sure) / sure_hours if sure_hours else None,
            reliability=bins,
        )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _reliability(judged: list[_Judged]) -> tuple[Bin, ...]:
    sums = [[0.0, 0.0, 0.0] for _ in range(BINS)]
    for j in judged:
        place = sums[min(BINS - 1, int(j.confidence * BINS))]
        place[0] += j.hours
        place[1] += j.hours * j.confidence
        place[2] += j.hours * j.right
    return tuple(Bin(h, stated / h, right / h) for h, stated, right in sums if h)


def _unseen(judged: list[_Judged]) -> float:
    """Return the most hours that, taken from the surest down, are right 95 % of the time."""
    best = hours = right = 0.0
    for j in sorted(judged, key=lambda j: -j.confidence):
        hours += j.hours
        right += j.hours * j.right
        if hours and right / hours >= SURE:
            best = hours
    return best
