"""The few codes that a person most probably means: for buttons, never for hours.

What is put on a code without being asked is decided in ``allocate``; here only the order of
buttons is at stake, so a sum of what was worked lately is enough and is the same everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from timesheet.core.model import HOUR, Code, Instant, Seconds

HALF_LIFE: Seconds = 7 * 24 * HOUR
PLANNED: Seconds = 40 * HOUR
"""A planned code counts like a week of own work."""
CREW_SHARE = 0.25
MOST = 3


class Charged(NamedTuple):
    """A code with the seconds charged to it, and when that began last."""

    code: Code
    seconds: Seconds
    last: Instant


def several(own: Iterable[Charged]) -> bool:
    """Tell whether somebody works on several codes, so that switching between them makes sense."""
    return len({one.code for one in own}) > 1


def likely_codes(
    own: Iterable[Charged],
    crew: Iterable[Charged],
    planned: Iterable[Code],
    now: Instant,
    *,
    without: Code | None = None,
    most: int = MOST,
) -> tuple[Code, ...]:
    """Return the likeliest codes, best first: own hours fading by the week, roster, crew today.

    ``without`` is left out: what the person is on already.
    """
    weight: dict[Code, float] = defaultdict(float)
    for one in own:
        weight[one.code] += one.seconds * 0.5 ** (max(0, now - one.last) / HALF_LIFE)
    for one in crew:
        weight[one.code] += one.seconds * CREW_SHARE
    for code in planned:
        weight[code] += PLANNED
    weight.pop(without or Code(), None)
    return tuple(sorted(weight, key=lambda code: (-weight[code], _order(code)))[:most])


def _order(code: Code) -> tuple[int, ...]:
    return tuple(part or 0 for part in code)
