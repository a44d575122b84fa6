"""Local time: the only user of zoneinfo. Days, workweeks and pay periods; DST nights included.

Boundaries are local: a day of 23 or 25 hours, and a workweek of 167 or 169, is what the wall
clock says it is. The US rule speaks of "168 hours" (29 CFR 778.105) and no source resolves the
DST week; local boundaries are what a timecard shows.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from timesheet.core.model import Instant

DAY = timedelta(days=1)


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"unknown time zone: {name!r}"
        raise ValueError(msg) from error


def local(at: Instant, zone_name: str) -> datetime:
    """Return the wall clock of an instant."""
    return datetime.fromtimestamp(at, zone(zone_name))


def offset(at: Instant, zone_name: str) -> int:
    """Return how many seconds the wall clock is ahead of UTC at an instant."""
    shift = local(at, zone_name).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def day_of(at: Instant, zone_name: str) -> date:
    """Return the local day of an instant."""
    return local(at, zone_name).date()


def instant(wall: datetime, zone_name: str, *, fold: int | None = None) -> Instant:
    """Return the instant of a naive wall-clock time.

    Of the two instants of an ambiguous time the first counts, unless ``fold`` (PEP 495) says the
    second. A time that doesn't exist (clocks went forward over it) becomes the same distance
    after the gap's start, as PEP 495 reads it; ask ``exists`` first where that is an error.
    """
    if fold is not None:
        wall = wall.replace(fold=fold)
    return int(wall.replace(tzinfo=zone(zone_name)).timestamp())


def exists(wall: datetime, zone_name: str) -> bool:
    """Tell whether a naive wall-clock time ever shows on a clock of the zone."""
    return shown_at(wall, zone_name) is not None


def shown_at(wall: datetime, zone_name: str) -> Instant | None:
    """Return the (first) instant of a wall-clock time; None where clocks went forward over it."""
    at = instant(wall, zone_name)
    shown = local(at, zone_name).replace(tzinfo=None, fold=0)
    return at if shown == wall.replace(fold=0) else None


@lru_cache(maxsize=65536)
def start_of_day(day: date, zone_name: str, day_start: time = time(0)) -> Instant:
    """Return the first instant of a local day; where midnight doesn't exist, the first after it."""
    wall = datetime.combine(day, day_start)
    at = instant(wall, zone_name)
    if not exists(wall, zone_name):
        # PEP 495 reads a missing time with the offset before the gap, which lands after the gap by
        # as much as the time lies within it; the day starts at the end of the gap itself.
        return _end_of_gap(wall, zone_name)
    return at


def _end_of_gap(wall: datetime, zone_name: str) -> Instant:
    before = instant(wall, zone_name, fold=1)
    after = instant(wall, zone_name, fold=0)
    low, high = min(before, after), max(before, after)
    offset = local(high, zone_name).utcoffset()
    while low < high:
        middle = (low + high) // 2
        if local(middle, zone_name).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return high


def day_bounds(day: date, zone_name: str, day_start: time = time(0)) -> tuple[Instant, Instant]:
    """Return the first instant of a local day and that of the next."""
    return (
        start_of_day(day, zone_name, day_start),
        start_of_day(day + DAY, zone_name, day_start),
    )


def due_at(last: date, days: int, hour: int, zone_name: str) -> Instant:
    """Return when something is due so many days after a last day, when clocks show an hour."""
    day = last + timedelta(days=days)
    return instant(datetime(day.year, day.month, day.day, hour), zone_name)  # noqa: DTZ001


def week_of(day: date, week_start: int = 0) -> date:
    """Return the first day of the workweek of a day; ``week_start`` 0 is Monday, 6 Sunday."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


@dataclass(frozen=True, slots=True)
class PayCalendar:
    """How pay periods lie: kind weekly | biweekly | semimonthly | monthly, and a first day.

    ``anchor`` is the first day of some period (weekly, biweekly); the other kinds need none.
    Semi-monthly periods are 1–15 and 16–end of the month.
    """

    kind: str = "biweekly"
    anchor: date = date(2024, 1, 1)

    def period_of(self, day: date) -> tuple[date, date]:
        """Return first and last day of the pay period that a day lies in."""
        if self.kind in {"weekly", "biweekly"}:
            length = 7 if self.kind == "weekly" else 14
            first = day - timedelta(days=(day - self.anchor).days % length)
            return first, first + timedelta(days=length - 1)
        end = _end_of_month(day)
        if self.kind == "monthly":
            return day.replace(day=1), end
        if self.kind == "semimonthly":
            if day.day <= 15:
                return day.replace(day=1), day.replace(day=15)
            return day.replace(day=16), end
        msg = f"unknown kind of pay calendar: {self.kind!r}"
        raise ValueError(msg)

    def periods(self, first: date, last: date) -> list[tuple[date, date]]:
        """Return all pay periods that touch the days from first to last, in order."""
        found = []
        day = first
        while day <= last:
            period = self.period_of(day)
            found.append(period)
            day = period[1] + DAY
        return found


def _end_of_month(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - DAY
