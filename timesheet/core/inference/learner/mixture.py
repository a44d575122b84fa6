"""How much each source counts: a conditional logit over the candidates, learned as answers come.

The score of a code is the weighted sum of the log evidence of each source, with one weight a
source and strength of evidence; "something else" is a candidate of its own, scored by the
circumstances. Weights begin at plain values and move with each confirmed shift (AdaGrad).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SPREAD = 10.0
"""How many codes a source without evidence is taken to choose from."""
DOUBT = 0.5
"""Confirmed shifts' worth of doubt about every source."""

RATE = 0.1
"""How fast weights move."""


class Sheet(NamedTuple):
    """The evidence on one shift as numbers.

    ``evidence``: a row a candidate, a column a source; ``slots``: which weight each column uses;
    ``context``: what speaks for something else.
    """

    evidence: Array
    slots: npt.NDArray[np.intp]
    context: Array


def log_evidence(mass: Array, total: Array) -> Array:
    """Return how much counts speak for each candidate: 0 where a source knows nothing."""
    found: Array = np.log((SPREAD * mass + DOUBT) / (total + DOUBT))
    return found


class Mixture:
    """The weights of the sources and of the circumstances for something else."""

    def __init__(self, weights: Sequence[float] | Array, context: Sequence[float] | Array) -> None:
        self.weights: Array = np.array(weights, dtype=np.float64)
        self.context: Array = np.array(context, dtype=np.float64)
        self._seen_weights = np.full(len(weights), 1.0)
        self._seen_context = np.full(len(context), 1.0)

    def probabilities(self, sheet: Sheet) -> Array:
        """Return the probability of each candidate, and last of something else."""
        scores = np.append(
            sheet.evidence @ self.weights[sheet.slots], float(sheet.context @ self.context)
        )
        scores -= scores.max()
        odds = np.exp(scores)
        found: Array = odds / odds.sum()
        return found

    def drawn_to(self, other: "Mixture", share: float) -> "Mixture":
        """Return the weights as a share of these, and for the rest another's."""
        return Mixture(
            share * self.weights + (1 - share) * other.weights,
            share * self.context + (1 - share) * other.context,
        )

    def learn(self, sheet: Sheet, truth: Array, importance: float = 1.0) -> Array:
        """Move the weights towards the truth (shares of the candidates, last something else)."""
        before = self.probabilities(sheet)
        wrong = (before - truth) * importance
        slope = wrong[:-1] @ sheet.evidence
        self._seen_weights[sheet.slots] += slope * slope
        self.weights[sheet.slots] -= RATE * slope / np.sqrt(self._seen_weights[sheet.slots])
        side = wrong[-1] * sheet.context
        self._seen_context += side * side
        self.context -= RATE * side / np.sqrt(self._seen_context)
        return before
