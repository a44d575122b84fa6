"""How right stated codes were: by hours, by money, and whether the confidence was honest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from timesheet.core.inference.learner.sight import Fact, Label

BINS = 15
SURE = 0.95
FINE = 1000
"""Steps of confidence in which shifts are ordered from the surest down."""


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
    The ``reliability`` has the classes of confidence that occurred, the least sure first.
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


@dataclass(slots=True)
class _Sums:
    """Hours, hours times stated confidence, hours that were right."""

    hours: float = 0.0
    stated: float = 0.0
    right: float = 0.0

    def add(self, hours: float, stated: float, right: float) -> None:
        self.hours += hours
        self.stated += hours * stated
        self.right += hours * right


class Tally:
    """Judged shifts, summed up as they come: what it keeps doesn't grow with them."""

    def __init__(self) -> None:
        self.shifts = 0
        self._all, self._sure = _Sums(), _Sums()
        self._cents = self._cents_right = 0.0
        self._bins = [_Sums() for _ in range(BINS)]
        self._fine = [_Sums() for _ in range(FINE + 1)]

    def add(self, fact: Fact, cents: int, booked: tuple[Label | None, float]) -> None:
        """Judge what was booked for a shift: the share of it that was on that code."""
        code, stated = booked
        right = fact.shares.get(code, 0.0) if code is not None else 0.0
        self.shifts += 1
        self._cents += cents
        self._cents_right += cents * right
        sums = [self._all, self._bins[min(BINS - 1, int(stated * BINS))]]
        sums += [self._fine[int(stated * FINE)], *([self._sure] if stated >= SURE else [])]
        for one in sums:
            one.add(fact.sight.seconds / 3600, stated, right)

    def score(self) -> Score:
        """Return the score of all so far."""
        hours = self._all.hours
        bins = [one for one in self._bins if one.hours]
        return Score(
            shifts=self.shifts,
            hours=hours,
            hours_right=_share(self._all.right, hours),
            money_right=_share(self._cents_right, self._cents),
            calibration_error=_share(sum(abs(b.stated - b.right) for b in bins), hours),
            unseen=_share(_unseen(reversed(self._fine)), hours),
            sure=_share(self._sure.hours, hours),
            sure_right=self._sure.right / self._sure.hours if self._sure.hours else None,
            reliability=tuple(Bin(b.hours, b.stated / b.hours, b.right / b.hours) for b in bins),
        )


def _share(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole else 0.0


def _unseen(surest_first: Iterable[_Sums]) -> float:
    """Return the most hours that, taken from the surest down, are right 95 % of the time."""
    best = hours = right = 0.0
    for one in surest_first:
        hours += one.hours
        right += one.right
        if hours and right / hours >= SURE - 1e-9:
            best = hours
    return best
