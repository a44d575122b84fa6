"""How sure is sure: stated confidence against what was confirmed, by age of the last word.

Confidence goes stale: the same evidence is worth less a fortnight after a worker's last answer
than on the day after. Each class of age and of confidence counts what was stated and what came
true; the stated value is scaled by their ratio, drawn towards 1 while there is little to go by.
"""

from collections.abc import Hashable, Mapping

from timesheet.core.inference.learner.sight import Fact
from timesheet.core.inference.learner.view import AGES, View

PRIOR = 20.0
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

    def honest(self, view: View, sure: float) -> float:
        """Return the probability that what was stated with this confidence comes true."""
        stated, true = self._bins.get(_bin(view, sure), (0.0, 0.0))
        if sure <= 0:
            return 0.0
        return min(MOST, sure * (true + PRIOR * sure) / (stated + PRIOR * sure))

    def learn(self, view: View, fact: Fact, stated: float, true: float) -> None:
        """Count how sure the learner was, and the share that came true."""
        place = _bin(view, stated)
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


def _bin(view: View, sure: float) -> tuple[int, int]:
    return sum(view.age >= edge for edge in AGES), sum(sure >= edge for edge in BINS)
