"""Shifts and weeks for the tests of pay: made in one line, paid in another."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from timesheet.core.calendar import instant, week_of
from timesheet.core.model import Part, Segment, Shift
from timesheet.core.pay.days import day_begins, workday
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.week import pay_week
from timesheet.core.pay.work import PayResult, PayWeek, RateSpan
from timesheet.core.shifts.counted import count_shifts

NEW_YORK = "America/New_York"
ZONES = (
    "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns",
    "Europe/Berlin", "Europe/London", "Africa/Cairo", "Asia/Kathmandu", "Asia/Beirut",
    "Asia/Kolkata", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Auckland",
    "Pacific/Apia", "UTC",
)  # fmt: skip


def at(text: str, zone: str = NEW_YORK) -> int:
    """The instant of "06-01 08:00" (2026) or of a whole ISO time."""
    text = text if text[:2] in {"19", "20"} else f"2026-{text}"
    return instant(datetime.fromisoformat(text), zone)


def shift(*spans: tuple[int, int], zone: str = NEW_YORK) -> Shift:
    """A shift of segments given as pairs of instants."""
    segments = tuple(Segment(a, b) for a, b in spans)
    start, end = spans[0][0], spans[-1][1]
    return Shift(1, workday(start, zone), start, end, segments, start, end)


def worked(*texts: str, zone: str = NEW_YORK) -> list[Shift]:
    """Shifts from texts: "06-01 08:00-12:00 12:30-16:30"; an end before its start is next day's."""
    found = []
    for text in texts:
        day, *spans = text.split()
        pairs = []
        for span in spans:
            start, end = (at(f"{day} {clock}", zone) for clock in span.split("-"))
            pairs.append((start, end if end > start else end + 86400))
        found.append(shift(*pairs, zone=zone))
    return found


def weeks_of(shifts: Iterable[Shift], zone: str, policy: Policy) -> list[date]:
    start = policy.time.week_start
    found = set()
    for s in shifts:
        week = week_of(workday(s.start, zone, start.at), start.day)
        while day_begins(week, zone, start.at) < s.end:
            found.add(week)
            week += timedelta(days=7)
    return sorted(found)


def week_work(week: date, shifts: list[Shift], policy: Policy, zone: str, **facts) -> PayWeek:
    clock = policy.time.week_start.at
    counted = count_shifts(shifts, policy, zone)
    start, end = day_begins(week, zone, clock), day_begins(week + timedelta(days=7), zone, clock)
    rates = facts.pop("rates", (RateSpan(0, 1 << 40, 200_000),))
    return PayWeek(
        person=1, week=week, week_start=start, week_end=end, zone=zone,
        shifts=tuple(c.shift for c in counted), punched=tuple(shifts), rates=rates,
        period_of=facts.pop("period_of", lambda _: date(2026, 1, 1)),
        drift=sum(c.drift for c in counted if start <= c.shift.raw_start < end), **facts,
    )  # fmt: skip


def paid(
    shifts: list[Shift], rules: dict | Policy, zone: str = NEW_YORK, **facts
) -> list[PayResult]:
    """The paid weeks that the shifts touch."""
    policy = rules if isinstance(rules, Policy) else Policy.from_dict(rules)
    return [
        pay_week(week_work(week, shifts, policy, zone, **facts), policy)
        for week in weeks_of(shifts, zone, policy)
    ]


def hours(results: list[PayResult]) -> dict[str, float]:
    """Hours per pay code of the straight lines."""
    found: dict[str, float] = {}
    for result in results:
        for line in result.lines:
            if line.part == Part.STRAIGHT:
                found[line.pay_code] = found.get(line.pay_code, 0) + line.seconds / 3600
    return found


def cents(results: list[PayResult]) -> int:
    return sum(line.cents for result in results for line in result.lines)
