"""What a prediction reads of the counts, so that a store need not load all of them.

The settled words are those that the present version of the weights has counted. A word that was
said, changed or taken back since then is a *change*: it is seen by the shifts that it touches
(``crew.touches``) and by no other until the next refit. What is predicted for a shift therefore
follows from the version and from the words that stand now, in whatever order they came.
"""

from collections.abc import Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import NamedTuple

from timesheet.core.inference.learner import crew
from timesheet.core.inference.learner.gather import gather
from timesheet.core.inference.learner.memory import Counts, Key, Memory
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import Fact, Minutes, Sight
from timesheet.core.inference.learner.view import View

Times = dict[int, dict[tuple[Minutes, Minutes], int]]


class Change(NamedTuple):
    """A shift whose word isn't what was settled: what it is now, None where it was taken back."""

    sight: Sight
    word: Fact | None


class _Asked(Memory):
    """Knows nothing, and notes under which keys it was asked."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self.times.update(times)
        self.keys: dict[Key, None] = {}

    def of(self, key: Key) -> Mapping[Hashable, float]:
        """Note the key."""
        self.keys[key] = None
        return {}


class _Part(Memory):
    """A memory that was loaded in part, and knows how many words there are in all."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __len__(self) -> int:
        return self._size


def wanted(sights: Iterable[Sight], times: Times) -> list[Key]:
    """Return the keys under which counts are read to predict some shifts.

    ``times`` are the spans of settled shifts by day, with how many had each.
    """
    asked = _Asked(times)
    for sight in sights:
        gather(View(asked, sight))
    return list(asked.keys)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """All that was settled and changed, as far as some shifts read it.

    ``words`` are the settled ones of the people at hand, and of the shifts that have changed;
    ``size`` is how many were settled in all. Counts come in the order of their codes.
    """

    size: int = 0
    words: tuple[Fact, ...] = ()
    times: Times = field(default_factory=dict)
    counts: Mapping[Key, Counts] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    @property
    def silent(self) -> bool:
        """True where nothing that was said bears on these shifts: no code is known for them."""
        return not (self.words or self.counts or self.changes)

    def seen_by(self, sight: Sight) -> Memory:
        """Return the memory that a shift is predicted from: settled, and the changes near it."""
        memory = _Part(self.size)
        memory.counts = {key: dict(counts) for key, counts in self.counts.items()}
        memory.times.update({day: dict(spans) for day, spans in self.times.items()})
        memory.recall(self.words)
        for change in self.changes:
            if crew.touches(change.sight, sight):
                if change.word is None:
                    memory.remove(change.sight)
                else:
                    memory.add(change.word)
        return memory

    def learner(self, weights: Learner, sight: Sight) -> Learner:
        """Return a learner with these weights that knows what a shift may see."""
        one = copy(weights)
        one.read(self.seen_by(sight))
        return one
