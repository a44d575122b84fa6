"""What the worker's own confirmed shifts say. To add a source, add it to ``SOURCES`` here."""

from collections.abc import Callable
from itertools import pairwise
from math import exp

from timesheet.core.inference.learner.sight import DAY
from timesheet.core.inference.learner.source import Source
from timesheet.core.inference.learner.view import FAR, Found, View, by_age, by_mass, tally

LONG = [0.5 ** (days / 60) for days in range(800)]


def _long(days: int) -> float:
    return LONG[days] if days < len(LONG) else 0.0


def last(view: View) -> Found:
    """Return the code of the confirmed shift before."""
    return by_age(*view.last)


def following(view: View) -> Found:
    """Return the code of the confirmed shift after."""
    return by_age(*view.next)


def last_but_one(view: View) -> Found:
    """Return the code before the last."""
    first = view.before[-1].start if view.before else None
    for piece in reversed(view.before):
        if piece.start != first:
            return by_age(piece.days, {piece.code: piece.weight})
    return by_age(FAR, {})


def _habit(half_life: float) -> Callable[[View], Found]:
    decay = [0.5 ** (days / half_life) for days in range(int(half_life * 7) + 1)]

    def find(view: View) -> Found:
        far = len(decay)
        near = ((p.code, p.weight * decay[p.days]) for p in view.around if p.days < far)
        return by_mass(tally(near))

    return find


def weekday(view: View) -> Found:
    """Return what is usual on this weekday."""
    today = view.sight.weekday
    same = ((p.code, p.weight * _long(p.days)) for p in view.around if p.weekday == today)
    return by_mass(tally(same))


def hour(view: View) -> Found:
    """Return what is usual when starting about this time of day."""
    minute = view.sight.minute
    apart = ((p, abs(p.minute - minute)) for p in view.around)
    near = ((p.code, p.weight * exp(-min(a, DAY - a) / 45) * _long(p.days)) for p, a in apart)
    return by_mass(tally(near))


def length(view: View) -> Found:
    """Return what is usual in shifts of about this length."""
    own = view.sight.length
    scale = 15 + 0.15 * own
    near = (
        (p.code, p.weight * exp(-abs(p.length - own) / scale) * _long(p.days)) for p in view.around
    )
    return by_mass(tally(near))


def transition(view: View) -> Found:
    """Return what came after such a shift as the last."""
    codes = view.last[1]
    pairs = pairwise(view.before)
    after = ((b.code, b.weight) for a, b in pairs if a.code in codes and a.start != b.start)
    return by_mass(tally(after))


def overlapping(view: View) -> Found:
    """Return the codes of confirmed work at the same time."""
    start, end = view.sight.start, view.sight.end
    near = (p for p in view.around if p.days <= 1)
    both = ((p.code, p.weight) for p in near if p.start < end and start < p.start + p.length)
    return by_mass(tally(both))


SOURCES: tuple[Source, ...] = (
    Source("last", last, 0.5, "your last confirmed shift"),
    Source("next", following, 0.5, "your next confirmed shift"),
    Source("last but one", last_but_one, 0.1, "your confirmed shift before the last"),
    Source("days", _habit(1), 0.2, "your last few days"),
    Source("weeks", _habit(7), 0.2, "your last weeks"),
    Source("months", _habit(60), 0.15, "your last months"),
    Source("weekday", weekday, 0.1, "your usual on this weekday"),
    Source("hour", hour, 0.1, "your usual at this time of day"),
    Source("length", length, 0.1, "your usual for a shift of this length"),
    Source("transition", transition, 0.1, "what you usually do next"),
    Source("overlapping", overlapping, 0.1, "what you did at the same time"),
)
