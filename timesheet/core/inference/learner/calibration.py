"""How sure is sure: stated confidence against what was confirmed, by age of the last word.

Confidence goes stale: the same evidence is worth less a fortnight after a worker's last answer
than on the day after. Each class of confidence, over all ages and at each age, counts what was
stated and what came true; the stated value is scaled by their ratio. While there is little to go
by, an age is believed to be like all ages, and these to be as stated, but no surer than
``UNEARNED``: hours may be accepted on what is stated, so it errs on the side of doubt. Questions
are weighed by what is likely, without that caution.
"""

from collections.abc import Hashable, Mapping

from timesheet.core.inference.learner.sight import Fact
from timesheet.core.inference.learner.view import AGES, View

PRIOR = 20.0
"""Confirmed shifts' worth of belief in what is stated, before there is a record."""
ALL = -1
"""Stands for shifts of any age: what a class of age is compared with."""
UNEARNED = 0.9
"""More than this is only stated on a record of what came true: such hours are accepted unseen."""
COMMON = 40.0
"""Detailed shifts of a person before his own purity counts as much as the company's."""
MOST = 0.999
"""Nothing inferred is ever stated as certain."""
BINS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)


class Calibration:
    """Counts of stated and true confidence, and of how pure shifts are."""

    def __init__(self) -> None:
        self._bins: dict[tuple[int, int], tuple[float, float]] = {}
        self._pure: dict[Hashable, tuple[float, float]] = {}

    def likely(self, view: View, sure: float) -> float:
        """Return how often what was said with this confidence came true at this age."""
        return min(MOST, _shrunk(self._bins.get(_bin(view, sure)), sure, sure))

    def honest(self, view: View, sure: float) -> float:
        """Return the confidence to state: what is likely, as far as there is a record of it."""
        age, size = _bin(view, sure)
        earned = _shrunk(self._bins.get((ALL, size)), sure, min(sure, UNEARNED))
        return min(MOST, _shrunk(self._bins.get((age, size)), sure, earned))

    def learn(self, view: View, fact: Fact, stated: float, true: float) -> None:
        """Count how sure the learner was, and the share that came true."""
        age, size = _bin(view, stated)
        for place in ((ALL, size), (age, size)):
            old = self._bins.get(place, (0.0, 0.0))
            self._bins[place] = (old[0] + stated, old[1] + true)
        if fact.detailed:
            most = max(fact.shares.values(), default=1.0)
            for key in (None, fact.sight.person):
                seen, pure = self._pure.get(key, (0.0, 0.0))
                self._pure[key] = (seen + 1, pure + most)

    def purity(self, person: Hashable) -> float:
        """Return the share of a shift that its main code usually takes.

        A one-tap answer names the main code only; what a person's detailed timesheets say about
        the rest keeps the confidence honest.
        """
        seen, pure = self._pure.get(None, (0.0, 0.0))
        usual = (pure + 10) / (seen + 10)
        own_seen, own = self._pure.get(person, (0.0, 0.0))
        return (own + COMMON * usual) / (own_seen + COMMON)

    def table(self) -> dict[str, list[list[object]]]:
        """Return all counts as plain lists."""
        return {
            "bins": [[*place, *sums] for place, sums in sorted(self._bins.items())],
            "pure": [[person, *sums] for person, sums in self._pure.items()],
        }

    def load(self, saved: object) -> None:
        """Take back what ``table`` returned."""
        if isinstance(saved, Mapping):
            self._bins = {(int(a), int(b)): (float(s), float(t)) for a, b, s, t in saved["bins"]}
            self._pure = {person: (float(n), float(m)) for person, n, m in saved["pure"]}


def _shrunk(record: tuple[float, float] | None, sure: float, belief: float) -> float:
    """Return what came true of those as sure as this, drawn towards a belief."""
    if sure <= 0:
        return 0.0
    stated, true = record or (0.0, 0.0)
    return sure * (true + PRIOR * belief) / (stated + PRIOR * sure)


def _bin(view: View, sure: float) -> tuple[int, int]:
    return sum(view.age >= edge for edge in AGES), sum(sure >= edge for edge in BINS)
