"""The learner: predicts the code of a shift with its reasons, and learns from each answer."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from timesheet.core.inference.learner.calibration import Calibration
from timesheet.core.inference.learner.gather import CONTEXT, SOURCES, WEIGHTS, Gathered, gather
from timesheet.core.inference.learner.memory import Memory
from timesheet.core.inference.learner.mixture import Array, Mixture
from timesheet.core.inference.learner.sight import DAY, WHOLE, Fact, Label, Minutes, Sight
from timesheet.core.inference.learner.view import View

SETTLE: Minutes = 7 * DAY
BORROWED = 300
"""Closed shifts until the weights for the close count as much as the fresh ones that they lack."""
REASONS = 3


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a shift was probably for: codes with probabilities, likeliest first, and the reasons.

    The probabilities sum to less than 1: the rest is something that nobody has named yet.
    ``likely`` are the same before the caution of what is stated: what questions are weighed by.
    """

    ranked: tuple[tuple[Label, float], ...]
    reasons: tuple[str, ...] = ()
    likely: tuple[tuple[Label, float], ...] = ()

    @property
    def confidence(self) -> float:
        """Probability of the likeliest code."""
        return self.ranked[0][1] if self.ranked else 0.0


class Learner:
    """Counts of confirmed shifts, the weights of the sources and their calibration.

    There are two sets of weights: for a shift that has just ended, and for one whose books close,
    when the days after it are known too; these have seen fewer shifts, and in a young company they
    lean on the others. ``settle`` minutes after the end a confirmed shift teaches
    the second set; with None the caller says when, by ``close``.
    """

    def __init__(self, settle: Minutes | None = SETTLE) -> None:
        self.memory = Memory()
        self.fresh = Mixture(WEIGHTS, CONTEXT)
        self.closing = Mixture(WEIGHTS, CONTEXT)
        self.calibration = Calibration()
        self.closing_calibration = Calibration()
        self.closed = 0
        self.settle = settle
        self._due: deque[Fact] = deque()
        self._looked: tuple[tuple[Sight, int], View, Gathered] | None = None

    def predict(self, sight: Sight, *, closing: bool = False, why: bool = True) -> Opinion:
        """Return what a shift was for, by all that is confirmed about others, but not about it.

        Without ``why`` the reasons are left out, which take time.
        """
        view, gathered = self._look(sight)
        mixture, calibration = self._set(closing=closing)
        odds = mixture.probabilities(gathered.sheet)
        found = zip(gathered.codes, odds[:-1].tolist(), strict=True)
        ranked = sorted(found, key=lambda pair: -pair[1])
        if not ranked:
            return Opinion(())
        best = gathered.codes.index(ranked[0][0])
        # Summed, as 1 minus the best has no correct digit once that is all but certain.
        left = float(np.delete(odds, best).sum())
        pure = self.calibration.purity(sight.person, ranked[0][1])
        sure = ranked[0][1]
        before = self.calibration if closing else None
        honest = _matched(ranked, left, calibration.honest(view, sure, before), pure)
        likely = _matched(ranked, left, calibration.likely(view, sure), pure)
        return Opinion(honest, reasons(gathered, mixture, odds, best) if why else (), likely)

    def _set(self, *, closing: bool) -> tuple[Mixture, Calibration]:
        if not closing:
            return self.fresh, self.calibration
        share = self.closed / (self.closed + BORROWED)
        return self.closing.drawn_to(self.fresh, share), self.closing_calibration

    def trust(self, sight: Sight, kind: str, ref: str, prior: float) -> float:
        """Return how often what is expected came true, by what people said: in the company, here.

        ``prior`` is what such an expectation is trusted with before anybody said anything.
        """
        return self.calibration.kept(sight, kind, ref, prior)

    def learn(self, fact: Fact) -> None:
        """Take in a confirmed shift; those whose books have closed teach the other weights."""
        self._teach(fact, closing=False)
        self.memory.add(fact)
        if self.settle is None:
            return
        self._due.append(fact)
        while self._due and self._due[0].sight.end + self.settle < fact.sight.end:
            due = self._due.popleft()
            if due.sight in self.memory:
                self._teach(due, closing=True)

    def close(self, fact: Fact) -> Opinion:
        """Return what a confirmed shift is by all others when its books close; learn how it was."""
        opinion = self.predict(fact.sight, closing=True, why=False)
        if fact.sight in self.memory:
            self._teach(fact, closing=True)
        return opinion

    def confirm(self, fact: Fact) -> None:
        """Count a confirmed shift and leave the weights alone: what holds between two refits."""
        self.memory.add(fact)

    def unlearn(self, sight: Sight) -> None:
        """Forget what was confirmed about a shift: its answer was taken back."""
        self.memory.remove(sight)

    def suppose(self, fact: Fact, sights: Iterable[Sight]) -> list[Opinion]:
        """Return what other shifts would be, were this confirmed; nothing is learned from it."""
        known, version, looked = self.memory.fact(fact.sight), self.memory.version, self._looked
        self.memory.add(fact)
        found = [self.predict(sight, why=False) for sight in sights]
        self.memory.remove(fact.sight)
        if known is not None:
            self.memory.add(known)
        self.memory.version, self._looked = version, looked
        return found

    def read(self, memory: Memory) -> None:
        """Go on with other counts; weights and calibration stay."""
        self.memory, self._looked, self._due = memory, None, deque()

    def _look(self, sight: Sight) -> tuple[View, Gathered]:
        """Gather the evidence, or take it as gathered: what was predicted is often learned next."""
        key = (sight, self.memory.version)
        if self._looked is None or self._looked[0] != key:
            held = self.memory.remove(sight)
            view = View(self.memory, sight)
            gathered = gather(view)
            if held is not None:
                self.memory.add(held)
            self._looked = ((sight, self.memory.version), view, gathered)
        return self._looked[1], self._looked[2]

    def _teach(self, fact: Fact, *, closing: bool) -> None:
        # Switches tell of the exceptions alone: by them every usual code would be wrong.
        if fact.weight < WHOLE:
            return
        used, calibration = self._set(closing=closing)
        view, gathered = self._look(fact.sight)
        truth = _truth(gathered.codes, fact.shares)
        before = used.probabilities(gathered.sheet)
        mixture = self.closing if closing else self.fresh
        mixture.learn(gathered.sheet, truth, fact.weight)
        self.closed += closing
        if len(before) > 1:
            top = int(before[:-1].argmax())
            calibration.learn(view, fact, float(before[top]), float(truth[top]))


def _matched(
    ranked: list[tuple[Label, float]], left: float, sure: float, pure: float
) -> tuple[tuple[Label, float], ...]:
    """Return the codes with the best one as sure as it proved to be, the others to match.

    ``left`` is what the others and something else had together, ``pure`` the share of a shift that
    a main code usually takes. The best stays the best, however unsure.
    """
    (best, _), *others = ranked
    second = others[0][1] if others else 0.0
    sure = max(sure, second / (left + second)) if second else sure
    rest = (1 - sure) / left if left > 0 else 0.0
    return ((best, sure * pure), *((code, p * rest * pure) for code, p in others))


def _truth(codes: list[Label], shares: Mapping[Label, float]) -> Array:
    known = [shares.get(code, 0.0) for code in codes]
    return np.array([*known, max(0.0, 1 - sum(known))])


def reasons(gathered: Gathered, mixture: Mixture, odds: Array, best: int) -> tuple[str, ...]:
    """Return the strongest sources for a code in words: those that set it apart from the others."""
    if best < 0:
        return ()
    others = odds[:-1].copy()
    others[best] = 0.0
    rest = others.sum()
    evidence = gathered.sheet.evidence
    usual = others @ evidence / rest if rest > 1e-9 else np.zeros(len(SOURCES))
    force = (evidence[best] - usual) * mixture.weights[gathered.sheet.slots]
    force = np.where(gathered.masses[best] > 0, force, -1.0)
    strongest = np.argsort(-force)[:REASONS]
    return tuple(_words(gathered, best, int(s)) for s in strongest if force[s] > 0.01)


def _words(gathered: Gathered, best: int, source: int) -> str:
    right, seen = gathered.masses[best, source], gathered.totals[source]
    return SOURCES[source].words.format(right=round(right), seen=round(seen))
