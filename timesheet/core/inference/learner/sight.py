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


class Fact(NamedTuple):
    """A confirmed shift: the sight, and the codes with their shares, which sum to 1.

    ``detailed``: the word told of every code of the shift; a one-tap answer names the main one.
    ``weight``: below 1 for a weak confirmation, such as a week that was approved unread.
    """

    sight: Sight
    shares: Mapping[Label, float]
    detailed: bool = True
    weight: float = 1.0
