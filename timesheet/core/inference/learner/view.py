"""One shift seen against all that is confirmed: what the sources read."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from timesheet.core.inference.learner.memory import Counts, Memory, Moment
from timesheet.core.inference.learner.sight import DAY, Label, Minutes, Sight

BEFORE = 48
AFTER = 24
FAR = 10_000
"""Days away, where nothing is confirmed at all."""

AGES = (0.5, 1.5, 3.5, 7.5, 30)
"""Days since a confirmation: each class of age has a weight of its own."""
MASSES = (0.6, 1.6, 5, 20)
"""Confirmed shifts behind a source: each class of strength has a weight of its own."""
CLASSES = 6


class Found(NamedTuple):
    """What a source proposes: codes with confirmed shifts for them, and its class of strength."""

    counts: Mapping[Label, float]
    strength: int


class Piece(NamedTuple):
    """A confirmed piece of the person's own history and how far it lies from the shift."""

    code: Label
    weight: float
    days: int
    minute: Minutes
    length: Minutes
    weekday: int
    start: Minutes


class View:
    """A shift with the person's own confirmed history around it."""

    def __init__(self, memory: Memory, sight: Sight) -> None:
        self.memory = memory
        self.sight = sight
        history = memory.people.get(sight.person, ())
        place = bisect_left(history, (sight.start, sight.end, f"{sight.id}|"))
        day = sight.day
        self.before = [_piece(m, day) for m in history[max(0, place - BEFORE) : place]]
        self.after = [_piece(m, day) for m in history[place : place + AFTER]]
        self.around = [*self.before, *self.after]
        self.last = first_shift(self.before[::-1])
        self.next = first_shift(self.after)

    @property
    def age(self) -> int:
        """Days between the shift and the person's nearest confirmed one."""
        return min(self.last[0], self.next[0])


def _piece(moment: Moment, day: int) -> Piece:
    own, minute = divmod(moment.start, DAY)
    length = moment.end - moment.start
    apart = abs(own - day)
    return Piece(moment.code, moment.weight, apart, minute, length, (own + 3) % 7, moment.start)


def first_shift(pieces: Sequence[Piece]) -> tuple[int, Counts]:
    """Return how many days away the first shift of some pieces is, and its codes."""
    if not pieces:
        return FAR, {}
    first = pieces[0].start
    found: Counts = {}
    for piece in pieces:
        if piece.start != first:
            break
        found[piece.code] = found.get(piece.code, 0.0) + piece.weight
    return pieces[0].days, found


def _class(value: float, edges: Sequence[float]) -> int:
    for place, edge in enumerate(edges):
        # Sums in another order differ in the last bit; a class must not.
        if value + 1e-9 < edge:
            return place
    return len(edges)


def by_age(days: float, counts: Counts) -> Found:
    """Return counts whose strength is how long ago they were confirmed."""
    return Found(counts, _class(days, AGES))


def by_mass(counts: Mapping[Label, float]) -> Found:
    """Return counts whose strength is how many shifts stand behind them."""
    return Found(counts, _class(sum(counts.values()), MASSES))


def tally(weighed: Iterable[tuple[Label, float]]) -> Counts:
    """Sum weights by code, leaving out those that are next to nothing."""
    counts: Counts = {}
    for code, weight in weighed:
        if weight > 0.01:
            counts[code] = counts.get(code, 0.0) + weight
    return counts


def pooled(memory: Memory, keys: Iterable[tuple[tuple[object, ...], float]]) -> Counts:
    """Sum the counts under several keys, each times its factor."""
    counts: Counts = {}
    # Most keys hold nothing: this loop is a fifth of the learner's time.
    held = memory.counts.get
    for key, factor in keys:
        found = held(key)
        if found:
            for code, weight in found.items():
                counts[code] = counts.get(code, 0.0) + weight * factor
    return counts
