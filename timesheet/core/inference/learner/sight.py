"""What is seen of a shift before anybody says what it was for, and what was said of one."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from timesheet.core.model import Expectation

Label = Hashable
"""A code in the product; any value that can be a key serves."""

Minutes = int
"""Minutes of the wall clock since 1970-01-01 00:00 local."""

DAY: Minutes = 24 * 60


@dataclass(frozen=True, slots=True)
class Sight:
    """A shift as the clock saw it; ``start`` and ``end`` are of the wall clock.

    ``groups`` are what the worker shares with others: ("team", 4), ("site", 9), ("device", 3).
    ``expected`` is what rules and the roster said of it beforehand.
    """

    id: Hashable
    person: Hashable
    start: Minutes
    end: Minutes
    seconds: int
    groups: tuple[tuple[str, Hashable], ...] = ()
    expected: tuple[Expectation, ...] = ()
    day: int = field(init=False)
    minute: int = field(init=False)
    weekday: int = field(init=False)

    def __post_init__(self) -> None:
        day, minute = divmod(self.start, DAY)
        object.__setattr__(self, "day", day)
        object.__setattr__(self, "minute", minute)
        object.__setattr__(self, "weekday", (day + 3) % 7)

    @property
    def length(self) -> Minutes:
        """Minutes from start to end by the wall clock."""
        return self.end - self.start

    @property
    def planned(self) -> tuple[Expectation, ...]:
        """What was expected of the whole shift before it was worked."""
        return tuple(e for e in self.expected if e.kind not in {APPROVED, GIVEN})

    @property
    def team(self) -> Hashable | None:
        """The crew among ``groups``; None where the worker is in none."""
        return next((key for kind, key in self.groups if kind == "team"), None)


APPROVED = "approved"
"""The kind of expectation that is of what stood when a lead approved the shift."""
GIVEN = "given"
"""The kind that is of a part of a shift, in ``PARTS``: its rule's record, and no evidence."""
PARTS = 10_000

WHOLE = 0.9
"""A word on less of a shift tells what was switched to, not what the shift was mainly for."""


class Fact(NamedTuple):
    """A confirmed shift: the sight, and the codes with their shares, which sum to 1.

    ``detailed``: the word told of every code of the shift; a one-tap answer names the main one.
    ``weight``: below 1 where the word is on some of the hours only, as much as they are.
    """

    sight: Sight
    shares: Mapping[Label, float]
    detailed: bool = True
    weight: float = 1.0
