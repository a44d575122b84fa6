"""The learner's weights as a plain document, a numbered version of which the store keeps.

Counts are not part of it: they follow from the facts themselves. A refit replays all facts in the
order of the work, so that it doesn't depend on the order in which the answers came.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from timesheet.core.inference.learner.gather import CONTEXT, SOURCES, WEIGHTS
from timesheet.core.inference.learner.mixture import Mixture
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import Fact

Document = dict[str, object]

EDITION = 3
"""Is raised wherever the same words would teach other weights or another calibration than before:
what an earlier release fitted is then used until the next refit, and compared with nothing."""


def refit(facts: Iterable[Fact]) -> Learner:
    """Return a learner that has lived through all facts in the order of the work."""
    learner = Learner()
    for fact in sorted(facts, key=lambda f: (f.sight.end, str(f.sight.id))):
        learner.learn(fact)
    return learner


def document(learner: Learner) -> Document:
    """Return the weights of the sources and the calibration, as JSON knows them."""
    return {
        "edition": EDITION,
        "sources": [source.name for source in SOURCES],
        "fresh": _mixture(learner.fresh),
        "closing": _mixture(learner.closing),
        "closed": learner.closed,
        "calibration": learner.calibration.table(),
        "closing calibration": learner.closing_calibration.table(),
    }


def _mixture(mixture: Mixture) -> dict[str, list[float]]:
    return {"weights": mixture.weights.tolist(), "context": mixture.context.tolist()}


def restore(saved: Mapping[str, object], facts: Iterable[Fact]) -> Learner:
    """Return a learner with saved weights and the counts of the facts.

    Weights of a version with other sources don't fit; the learner then begins with plain ones.
    """
    learner = Learner()
    if saved.get("sources") == [source.name for source in SOURCES]:
        _load(learner.fresh, saved["fresh"])
        _load(learner.closing, saved["closing"])
        learner.closed = int(str(saved.get("closed", 0)))
        learner.calibration.load(saved["calibration"])
        learner.closing_calibration.load(saved.get("closing calibration"))
    for fact in facts:
        learner.confirm(fact)
    return learner


CLOSE = 1e-6
"""Machines may differ in the last digits of a weight."""


def agree(saved: Mapping[str, object], fresh: Mapping[str, object]) -> bool:
    """Tell whether two documents say the same; one of an earlier release can't be compared."""
    return not current(saved) or _alike(saved, fresh)


def current(saved: Mapping[str, object]) -> bool:
    """Tell whether a document is what this release makes of words: the same is learned of them."""
    sources = [source.name for source in SOURCES]
    return (saved.get("edition"), saved.get("sources")) == (EDITION, sources)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= CLOSE * (1 + abs(one))
    return one == other


def _load(mixture: Mixture, saved: object) -> None:
    if isinstance(saved, Mapping):
        weights = np.array(saved["weights"], dtype=np.float64)
        context = np.array(saved["context"], dtype=np.float64)
        if weights.shape == (len(WEIGHTS),) and context.shape == (len(CONTEXT),):
            mixture.weights, mixture.context = weights, context
