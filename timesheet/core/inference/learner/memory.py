"""Confirmed shifts as counts under keys: additive, order-independent, forgettable one by one.

A fact writes rows ``(key, code, weight, at)``: the same fact always writes the same rows, taking it
back removes them, and what is known does not depend on the order in which the answers came. The
decay is by the day of the work and is applied when evidence is read.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from timesheet.core.inference.learner.sight import GIVEN, Fact, Label, Minutes, Sight

Counts = dict[Label, float]
Key = tuple[Hashable, ...]


class Row(NamedTuple):
    """A plain row that a store can keep: how much of a code was confirmed under a key, and when."""

    key: Key
    code: Label
    weight: float
    at: Minutes


class Moment(NamedTuple):
    """A confirmed piece of one person's history, in the order of time."""

    start: Minutes
    end: Minutes
    order: str
    code: Label
    weight: float


def keys(sight: Sight) -> Iterator[Key]:
    """Yield the keys under which a shift's codes are counted."""
    day, start, end = sight.day, sight.start, sight.end
    slot = (sight.weekday, sight.minute, sight.length)
    yield ("day", day)
    yield ("hours", day, start, end)
    yield ("slot", *slot)
    yield ("length", sight.length // 30)
    for group in sight.groups:
        yield ("crew", group, day)
        yield ("crew hours", group, day, start, end)
        yield ("crew slot", group, *slot)
    for one in sight.expected:
        if one.kind == GIVEN:
            continue
        yield ("expected", one.ref, one.code)
        for group in sight.groups:
            yield ("expected", one.ref, one.code, group)


class Memory:
    """The counts of all confirmed shifts."""

    def __init__(self) -> None:
        self.counts: dict[Key, Counts] = {}
        self.people: dict[Hashable, list[Moment]] = defaultdict(list)
        self.times: dict[int, dict[tuple[Minutes, Minutes], int]] = defaultdict(dict)
        self.version = 0
        self._facts: dict[Hashable, Fact] = {}

    def __contains__(self, sight: Sight) -> bool:
        return sight.id in self._facts

    def __len__(self) -> int:
        return len(self._facts)

    def fact(self, sight: Sight) -> Fact | None:
        """Return what was confirmed about a shift."""
        return self._facts.get(sight.id)

    def rows(self) -> Iterator[Row]:
        """Yield everything known as plain rows."""
        for fact in self._facts.values():
            yield from rows(fact)

    def add(self, fact: Fact) -> None:
        """Count a confirmed shift; a second word on the same shift replaces the first."""
        self.remove(fact.sight)
        self._count(fact, 1.0)
        self.recall((fact,))

    def recall(self, facts: Iterable[Fact]) -> None:
        """Take in people's history of shifts that the counts, loaded from a store, hold already."""
        for fact in facts:
            sight = fact.sight
            self._facts[sight.id] = fact
            for code, share in fact.shares.items():
                insort(self.people[sight.person], _moment(sight, code, share * fact.weight))

    def remove(self, sight: Sight) -> Fact | None:
        """Forget what was confirmed about a shift; return it."""
        fact = self._facts.pop(sight.id, None)
        if fact is not None:
            self._count(fact, -1.0)
            for code, share in fact.shares.items():
                moment = _moment(fact.sight, code, share * fact.weight)
                history = self.people[sight.person]
                del history[bisect_left(history, moment)]
        return fact

    def _count(self, fact: Fact, sign: float) -> None:
        sight = fact.sight
        self.version += 1
        for key in keys(sight):
            counts = self.counts.setdefault(key, {})
            for code, share in fact.shares.items():
                left = counts.get(code, 0.0) + sign * share * fact.weight
                if left > 1e-9:
                    counts[code] = left
                else:
                    counts.pop(code, None)
        times = self.times[sight.day]
        span = (sight.start, sight.end)
        times[span] = times.get(span, 0) + (1 if sign > 0 else -1)
        if not times[span]:
            del times[span]

    def of(self, key: Key) -> Mapping[Label, float]:
        """Return the counts under a key."""
        return self.counts.get(key, _NOTHING)


_NOTHING: Mapping[Label, float] = {}


def _moment(sight: Sight, code: Label, share: float) -> Moment:
    return Moment(sight.start, sight.end, f"{sight.id}|{code}", code, share)


def rows(fact: Fact) -> Iterator[Row]:
    """Yield the rows that a fact writes."""
    for key in keys(fact.sight):
        for code, share in fact.shares.items():
            yield Row(key, code, share * fact.weight, fact.sight.start)
