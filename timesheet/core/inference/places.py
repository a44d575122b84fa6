"""Places of work at a site as the roster knows them: which are filled by others, which are free.

Where somebody works whom the roster doesn't expect there, he does what the others do, or he fills
the place of somebody who is planned and hasn't come, or that is filled on other days, by himself or
by others, and has nobody planned today.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from timesheet.core.model import HOUR, Code, Instant, Seconds, Shift

DAY: Seconds = 24 * HOUR
WEEK_AROUND = 14
"""Days before and after for which the plan of a site is read."""
WEEKS = (-14, -7, 7, 14)
DAYS = tuple(off for off in range(-7, 8) if off)
"""Days off on which a place is usually filled: on the same weekday, and on any day."""
POST = 2.5
"""A place is a post that few people fill: who else works where many do has no place of his own."""


class Beside(NamedTuple):
    """What is planned at a site: when, on what code, and for how many people.

    The person's own plan is among it: on other days it tells which place is his.

    ``absent`` is how many of them are not at work then.
    """

    start: Instant
    end: Instant
    site: int
    code: Code
    people: int
    absent: int = 0


Places = list[tuple[Code, int]]


def beside(shift: Shift, near: Sequence[Beside]) -> Places:
    """Return the codes that others do where a shift was, for half of it or more, and how many."""
    return [(code, round(n)) for code, n in _filled(shift, near, 0).items() if n >= 1]


def free(shift: Shift, near: Sequence[Beside]) -> Places:
    """Return the codes that nobody does where a shift was, though somebody is planned or usual.

    Who is planned and hasn't come leaves his place free before any that is only filled on other
    days; and of these the same weekday tells more than all days.
    """
    today = _filled(shift, near, 0)
    planned = _filled(shift, near, 0, absent=True)
    weeks, days = _usual(shift, near, WEEKS), _usual(shift, near, DAYS)
    full = {code for day in (planned, *days) for code, people in day.items() if people > POST}
    for usual in (planned, _mean(weeks), _mean(days)):
        lacking = ((code, people - today.get(code, 0.0)) for code, people in usual.items())
        found = [(code, people) for code, people in sorted(lacking, key=str) if people > 0.5]
        if found:
            return [(code, max(1, round(n))) for code, n in found if code not in full]
    return []


def _usual(shift: Shift, near: Sequence[Beside], offs: Iterable[int]) -> list[dict[Code, float]]:
    """Return how many people are planned for each code on other days, where anybody is."""
    return [day for off in offs if (day := _filled(shift, near, off, absent=True))]


def _mean(days: Sequence[dict[Code, float]]) -> dict[Code, float]:
    codes = {code for day in days for code in day}
    return {code: sum(day.get(code, 0.0) for day in days) / len(days) for code in codes}


def _at(shift: Shift, one: Beside, off: int) -> Seconds:
    """Return for how long others are planned during a shift, had it been some days off."""
    sites = {segment.site for segment in shift.segments}
    start, end = shift.start + off * DAY, shift.end + off * DAY
    if one.site not in sites or one.start <= start - DAY:
        return 0
    return min(one.end, end) - max(one.start, start)


def _filled(
    shift: Shift, near: Sequence[Beside], off: int, *, absent: bool = False
) -> dict[Code, float]:
    """Return how many people do each code at the hours of a shift, some days off."""
    seconds: dict[Code, int] = defaultdict(int)
    people: dict[Code, int] = defaultdict(int)
    for one in near:
        number = one.people if absent else one.people - one.absent
        if number and (common := _at(shift, one, off)) > 0:
            seconds[one.code] += common * number
            people[one.code] += number
    length = shift.end - shift.start
    return {c: float(n) for c, n in people.items() if 2 * seconds[c] >= length * n}
