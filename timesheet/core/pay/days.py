"""Local days as sorted instants, kept per zone, so that cutting a week costs a few bisections."""

from bisect import bisect_right
from datetime import date, time, timedelta
from functools import lru_cache

from timesheet.core.calendar import day_of, start_of_day
from timesheet.core.model import Instant, Seconds

_BLOCK = 64 * 86400
_MARGIN = 3


@lru_cache(maxsize=1024)
def _table(block: int, zone: str, day_start: Seconds) -> tuple[list[Instant], list[date]]:
    first = day_of(block * _BLOCK, zone) - timedelta(days=_MARGIN)
    days = [first + timedelta(days=i) for i in range(64 + 2 * _MARGIN)]
    return [day_begins(day, zone, day_start) for day in days], days


@lru_cache(maxsize=65536)
def day_begins(day: date, zone: str, day_start: Seconds = 0) -> Instant:
    """Return the first instant of a local day that starts ``day_start`` seconds after midnight."""
    return start_of_day(day, zone, clock_time(day_start))


def clock_time(seconds: Seconds) -> time:
    """Return the wall-clock time so many seconds after midnight (less than 24 h)."""
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def workday(at: Instant, zone: str, day_start: Seconds = 0) -> date:
    """Return the local day that an instant lies in, days starting at ``day_start``."""
    starts, days = _table(at // _BLOCK, zone, day_start)
    return days[bisect_right(starts, at) - 1]


def day_starts(start: Instant, end: Instant, zone: str, day_start: Seconds = 0) -> list[Instant]:
    """Return where local days begin strictly within a span, in order."""
    found: list[Instant] = []
    at = start
    while at < end:
        block_end = (at // _BLOCK + 1) * _BLOCK
        starts, _ = _table(at // _BLOCK, zone, day_start)
        low, high = bisect_right(starts, at), bisect_right(starts, min(end, block_end))
        found += starts[low:high]
        at = block_end
    if found and found[-1] == end:
        found.pop()
    return sorted(set(found)) if end // _BLOCK != start // _BLOCK else found
