"""Which rate holds for which work: the project's where it has one, else the person's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.core import calendar
from timesheet.core.model import Allocation, Code, Instant, Rate, Seconds
from timesheet.core.pay.work import RateSpan

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RateFrom:
    """A rate that holds from a day on, for one project or (None) for all others."""

    valid_from: date
    rate: Rate
    project: int | None = None


def rate_of(rates: tuple[RateFrom, ...], day: date, code: Code) -> Rate:
    """Return the latest rate that holds on a day, of the project first; 0 where there is none."""
    best: RateFrom | None = None
    for rate in rates:
        if rate.valid_from > day or rate.project not in {None, code.project}:
            continue
        key = (rate.project is not None, rate.valid_from)
        if best is None or key >= (best.project is not None, best.valid_from):
            best = rate
    return best.rate if best else 0


def rate_spans(
    allocations: Iterable[Allocation], rates: tuple[RateFrom, ...], zone: str
) -> Iterable[RateSpan]:
    """Yield the rate of each instant of work, in order of time.

    Where codes with different rates share an interval, the rate is their weighted mean.
    """
    by_span: dict[tuple[Instant, Instant], list[tuple[Seconds, Rate]]] = {}
    for allocation in allocations:
        for day, start, end in _days(allocation.start, allocation.end, zone):
            rate = rate_of(rates, day, allocation.code)
            by_span.setdefault((start, end), []).append((allocation.seconds, rate))
    for (start, end), parts in sorted(by_span.items()):
        seconds = sum(weight for weight, _ in parts)
        mean = sum(weight * rate for weight, rate in parts)
        yield RateSpan(start, end, (2 * mean + seconds) // (2 * seconds) if seconds else 0)


def _days(start: Instant, end: Instant, zone: str) -> Iterable[tuple[date, Instant, Instant]]:
    day = calendar.day_of(start, zone)
    while start < end:
        until = min(end, calendar.start_of_day(day + DAY, zone))
        yield day, start, until
        start, day = until, day + DAY
