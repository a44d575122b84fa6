"""How sure is sure: stated confidence against what was confirmed, by age of the last word.

Confidence goes stale: the same evidence is worth less a fortnight after a worker's last answer
than on the day after. Each class of age and of confidence counts what was stated and what came
true; the stated value is scaled by their ratio, drawn towards 1 while there is little to go by.
"""

from collections.abc import Hashable

from timesheet.core.inference.learner.sight import Fact
from timesheet.core.inference.learner.view import AGES, View

PRIOR = 20.0
BINS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)


class Calibration:
    """Counts of stated and true confidence, and of how pure shifts are."""

    def __init__(self) -> None:
        self._bins: dict[tuple[int, int], tuple[float, float]] = {}
        self._pure: dict[Hashable, tuple[float, float]] = {}

    def factor(self, view: View, sure: float) -> float:
        """Return what the probabilities of a shift are to be scaled by, at most to 1."""
        stated, true = self._bins.get(_bin(view, sure), (0.0, 0.0))
        ratio = (true + PRIOR * sure) / (stated + PRIOR * sure) if sure > 0 else 1.0
        scaled = min(ratio, 0.999 / sure) if sure > 0 else 1.0
        return scaled * self.purity(view.sight.person)

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
        return (own + 10 * usual) / (own_seen + 10)


def _bin(view: View, sure: float) -> tuple[int, int]:
    return sum(view.age >= edge for edge in AGES), sum(sure >= edge for edge in BINS)
