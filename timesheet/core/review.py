"""What accounting looks at first: patterns of inferred lines, by expected wrong money per click.

A line's *doubt* is its money times the probability that its code is wrong, which the calibrated
confidence states. Lines that one word settles are a *pattern*; lines of unlike confidence are of
different patterns, since one click is right for all of it only where its lines are alike. Doubt is
counted in thousandths of a cent, as integers, so that it sums to the same in any order.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from timesheet.core.model import Cents, Instant

MILLE = 1000
"""Thousandths of a cent in a cent, and of certainty."""
TIERS = (500, 700, 850, 950)
"""Where patterns are cut by how sure their lines are, in thousandths: coin tosses, guesses, likely,
nearly sure, sure."""
TOGETHER = 0.2
"""How far the shifts of a pattern are right or wrong together (intraclass correlation), as measured
by how sure they are: 0 to .25 in the demo, .05 to .5 in a city's timesheets."""
UNSETTLED = 1 - TOGETHER
"""Which share of a pattern's doubt one look at it leaves: what isn't right or wrong together."""
OF_SHIFT = 2
"""How many lines a shift usually has in a pattern, which are right or wrong together."""
ACCEPT, RECODE, DIVIDE, PICK = 1, 3, 3, 2
"""Clicks: to accept a pattern, to give another code, to begin a division, for each line of it."""


def tier(sure: int) -> int:
    """Return which of the tiers a confidence in thousandths lies in."""
    return bisect_right(TIERS, sure)


def sure(confidence: float) -> int:
    """Return a confidence in [0, 1] in thousandths."""
    return min(MILLE, max(0, round(confidence * MILLE)))


def mark(person: int, start: Instant, end: Instant) -> int:
    """Return a number whose sum over lines is another one when any begins or ends otherwise."""
    return (start % 1_000_003) * (person % 9_973 + 1) + end - start


@dataclass(frozen=True)
class Pattern:
    """Lines that one word would settle; never none.

    ``key`` has the values of what they have in common, ``first`` the least of their ids, ``doubt``
    their expected wrong money in thousandths of a cent (of a reversal as of what it reverses),
    ``sure`` the mean of their confidences in thousandths, ``money`` all of it in cents, ``alone``
    the variance of the wrong money in cents squared, were one line wrong whatever another is.
    ``stays`` is what goes on being expected wrong, in thousandths of a cent, where somebody accepts
    it unseen.
    """

    key: tuple[Any, ...]
    first: int
    lines: int
    doubt: int
    sure: float
    money: Cents = 0
    alone: float = 0.0
    stays: int = 0

    @property
    def clicks(self) -> float:
        """Expected clicks to settle it: all right, all wrong, or to be divided."""
        share = self.sure / MILLE
        right = TOGETHER * share + (1 - TOGETHER) * share**self.lines
        wrong = TOGETHER * (1 - share) + (1 - TOGETHER) * (1 - share) ** self.lines
        if self.lines == 1:
            right, wrong = share, 1 - share
        smaller = max(1.0, self.lines * min(share, 1 - share))
        divided = max(0.0, 1 - right - wrong)
        return ACCEPT * right + RECODE * wrong + (DIVIDE + PICK * smaller) * divided

    @property
    def variance(self) -> float:
        """The variance of its wrong money in cents squared, some of it wrong together."""
        doubt = self.doubt / MILLE
        whole = doubt * max(0.0, self.money - doubt)
        return TOGETHER * whole + (1 - TOGETHER) * min(whole, OF_SHIFT * self.alone)

    @property
    def worth(self) -> float:
        """Expected wrong money that a click on it removes."""
        return self.doubt / self.clicks


def queue(patterns: Iterable[Pattern]) -> list[Pattern]:
    """Return patterns by what a click on them is worth, ties by their first line."""
    return sorted(patterns, key=lambda each: (-each.worth, each.first))


def expected_wrong(queue: Sequence[Pattern], clicks: float = 0) -> Cents:
    """Return the wrong money expected in cents after so many clicks on the queue in its order.

    Rounded up: what is promised isn't less than what is expected. A pattern that is begun counts by
    the share of its clicks; of one that is accepted there stays what accepting can't know.
    """
    left: float = sum(pattern.doubt for pattern in queue)
    for pattern in queue:
        if clicks <= 0:
            break
        left -= (pattern.doubt - pattern.stays) * min(1.0, clicks / pattern.clicks)
        clicks -= pattern.clicks
    return -int(-left // MILLE)


def stop(queue: Sequence[Pattern], limit: Cents) -> int | None:
    """Return how many patterns come before the expected wrong money is at most ``limit``.

    None where accepting all of them doesn't lead there.
    """
    left = sum(pattern.doubt for pattern in queue)
    for number, pattern in enumerate(queue):
        if left <= limit * MILLE:
            return number
        left -= pattern.doubt - pattern.stays
    return len(queue) if left <= limit * MILLE else None
