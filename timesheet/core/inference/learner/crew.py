"""What one answer is worth to everybody whose shift it says something about.

The value of a question is the money that the answer would set right: of the shift itself what is
in doubt, of each pending shift of the crew and the day what its confidence would gain, averaged
over the answers that are to be expected. It is found by supposing each answer in turn.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from timesheet.core.inference.learner.model import Learner, Opinion
from timesheet.core.inference.learner.sight import Fact, Label, Minutes, Sight

NEAR: Minutes = 120
"""How far starts and ends of one day may lie apart for shifts to speak of each other."""
MATES = 4
"""Groups of pending shifts that are looked at for one question: those with most at stake."""
ANSWERS = 2
"""Answers that are supposed, the likeliest."""
CERTAIN = 0.02
"""Doubt below which a question isn't thought about."""


Ranked = tuple[tuple[Label, float], ...]


class Pending(NamedTuple):
    """A shift without a word, and what is at stake: money, or hours."""

    sight: Sight
    stake: float


def touches(answered: Sight, other: Sight, *, days: int = 7) -> bool:
    """Tell whether a word on one shift may change what is inferred of another.

    The worker's own shifts of the days around, and of that day those of the same crew, site or
    device, and those of about the same hours.
    """
    if answered.id == other.id:
        return False
    apart = abs(answered.day - other.day)
    if answered.person == other.person and apart <= days:
        return True
    return not apart and (
        any(group in other.groups for group in answered.groups)
        or (abs(answered.start - other.start) <= NEAR and abs(answered.end - other.end) <= NEAR)
    )


def alike(pending: Iterable[Pending]) -> list[Pending]:
    """Return one shift for each set of those with the same hours and crew, with all their stake."""
    sets: dict[tuple[object, ...], Pending] = {}
    for one in pending:
        key = (one.sight.start, one.sight.end, one.sight.groups, one.sight.expected)
        known = sets.get(key)
        sets[key] = Pending(one.sight, one.stake + (known.stake if known else 0.0))
    return sorted(sets.values(), key=lambda p: -p.stake)


def value(learner: Learner, asked: Pending, opinion: Opinion, others: Sequence[Pending]) -> float:
    """Return what an answer is worth: the stake that it is expected to set right."""
    doubt = 1 - (opinion.likely[0][1] if opinion.likely else 0.0)
    own = doubt * asked.stake
    if doubt < CERTAIN or not others:
        return own
    mates = alike(others)[:MATES]
    likely = opinion.likely[:ANSWERS]
    chance = sum(p for _, p in likely)
    if chance <= 0:
        return own
    sights = [mate.sight for mate in mates]
    supposed = []
    for code, p in likely:
        views = learner.suppose(Fact(asked.sight, {code: 1.0}, detailed=False), sights)
        supposed.append((p / chance, [view.likely for view in views]))
    gains = (
        mate.stake * _gain([(p, views[n]) for p, views in supposed]) for n, mate in enumerate(mates)
    )
    return own + sum(gains)


def _gain(views: Sequence[tuple[float, Ranked]]) -> float:
    """Return how much surer one is on average with the answer than without.

    Both are measured in the supposed worlds, so that nothing counts but what the answers tell
    apart: a further confirmation that changes no code is worth nothing.
    """
    told = sum(p * ranked[0][1] for p, ranked in views if ranked)
    untold: dict[Label, float] = {}
    for p, ranked in views:
        for code, sure in ranked:
            untold[code] = untold.get(code, 0.0) + p * sure
    return max(0.0, told - max(untold.values(), default=0.0))


def again(answered: Sight, pending: Iterable[Sight]) -> list[Sight]:
    """Return the pending shifts that are to be inferred again after a word on one shift."""
    return [sight for sight in pending if touches(answered, sight)]
