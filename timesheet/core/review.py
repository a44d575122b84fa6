"""What accounting looks at first: patterns of inferred lines, by expected wrong money per click.

A line's *doubt* is its money times the probability that its code is wrong, which the calibrated
confidence states. Lines that one word settles are a *pattern*; within it lines of unlike confidence
are apart, since one click is right for all of it only where its lines are alike. Doubt is counted
in thousandths of a cent, as integers, so that it sums to the same in any order and grouping.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod

from timesheet.core.model import Cents, Seconds

MILLE = 1000
"""Thousandths of a cent in a cent, and of certainty."""
APART = 100
"""Neighbors whose confidence differs by more thousandths than this are of two patterns."""
TOGETHER = 0.7
"""How far the lines of a pattern are right or wrong together: an assumption, until measured."""
ACCEPT, RECODE, DIVIDE, PICK = 1, 3, 3, 2
"""Clicks: to accept a pattern, to give another code, to begin a division, for each line of it."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A line that nobody attested: its money in cents, its paid seconds, and how sure it is.

    ``pattern`` is what it has in common with others (the people, the rule, the reason, the code);
    ``confidence`` the calibrated probability in [0, 1] that its code is right.
    """

    line: int
    pattern: Hashable
    cents: Cents
    seconds: Seconds
    confidence: float

    @property
    def sure(self) -> int:
        """The confidence in thousandths."""
        return min(MILLE, max(0, round(self.confidence * MILLE)))

    @property
    def doubt(self) -> int:
        """Expected wrong money, in thousandths of a cent; of a reversal as of what it reverses."""
        return abs(self.cents) * (MILLE - self.sure)


@dataclass(frozen=True)
class Pattern:
    """Lines that one word would settle, in the order of their confidence; never empty."""

    lines: tuple[Doubtful, ...]

    @cached_property
    def doubt(self) -> int:
        """Expected wrong money of its lines, in thousandths of a cent."""
        return sum(line.doubt for line in self.lines)

    @cached_property
    def clicks(self) -> float:
        """Expected clicks to settle it: all right, all wrong, or to be divided."""
        shares = [line.sure / MILLE for line in self.lines]
        mean = sum(shares) / len(shares)
        right = TOGETHER * mean + (1 - TOGETHER) * prod(shares)
        wrong = TOGETHER * (1 - mean) + (1 - TOGETHER) * prod(1 - share for share in shares)
        smaller = max(1.0, len(shares) * min(mean, 1 - mean))
        divided = max(0.0, 1 - right - wrong)
        return ACCEPT * right + RECODE * wrong + (DIVIDE + PICK * smaller) * divided

    @property
    def worth(self) -> float:
        """Expected wrong money that a click on it removes."""
        return self.doubt / self.clicks


def patterns(lines: Iterable[Doubtful]) -> list[Pattern]:
    """Return the queue: patterns by what a click on them is worth, ties by their first line."""
    alike: defaultdict[Hashable, list[Doubtful]] = defaultdict(list)
    for line in lines:
        alike[line.pattern].append(line)
    found = (Pattern(part) for group in alike.values() for part in _parts(group))
    return sorted(found, key=lambda each: (-each.worth, min(line.line for line in each.lines)))


def _parts(group: Iterable[Doubtful]) -> Iterator[tuple[Doubtful, ...]]:
    """Cut a group between neighbors whose confidence is far apart."""
    ordered = sorted(group, key=lambda line: (line.sure, line.line))
    cuts = [i for i, (a, b) in enumerate(pairwise(ordered), 1) if b.sure - a.sure > APART]
    for start, end in pairwise([0, *cuts, len(ordered)]):
        yield tuple(ordered[start:end])


def expected_wrong(queue: Sequence[Pattern], clicks: float = 0) -> Cents:
    """Return the wrong money expected in cents after so many clicks on the queue in its order.

    Rounded up: what is promised isn't less than what is expected. A pattern that is begun counts by
    the share of its clicks.
    """
    left = 0.0
    for pattern in queue:
        done = min(1.0, clicks / pattern.clicks)
        clicks = max(0.0, clicks - pattern.clicks)
        left += pattern.doubt * (1 - done)
    return -int(-left // MILLE)


def stop(queue: Sequence[Pattern], limit: Cents) -> int:
    """Return how many patterns come before the expected wrong money is at most ``limit``."""
    left = sum(pattern.doubt for pattern in queue)
    for number, pattern in enumerate(queue):
        if left <= limit * MILLE:
            return number
        left -= pattern.doubt
    return len(queue)
