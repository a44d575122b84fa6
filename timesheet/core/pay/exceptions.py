"""Exceptions that need a roster, and the catalogue of all: what each means and how it is mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from timesheet.core.model import Instant, Issue, Rate, RosterShift, Seconds, Severity, Shift
from timesheet.core.pay.blocks import Compliance
from timesheet.core.pay.days import workday
from timesheet.core.pay.regular import RATE_SECONDS_PER_CENT, half_up
from timesheet.core.pay.words import hours


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of exception: its title, its sentence with places for details, the fixes offered."""

    title: str
    sentence: str
    fixes: tuple[str, ...]


_TIMES = ("correct the time", "add a note")
_MEAL = ("confirm the premium", "correct the break", "record a waiver")

KINDS: dict[str, Kind] = {
    "missing_out": Kind("Clock-out missing", "Clocked in, and not out.", ("add the out", "ask")),
    "missing_in": Kind("Clock-in missing", "Clocked out, and not in.", ("add the in", "ask")),
    "double_punch": Kind("Double punch", "The same thing was punched twice.", ("void one",)),
    "unverified": Kind(
        "Identity not verified", "Pressed %(pressed)s at a kiosk without network; no badge or PIN.",
        ("accept", "void it"),
    ),
    "too_long": Kind(
        "Shift too long", "The shift lasts %(length)s, over %(limit)s.",
        ("correct the out", "accept"),
    ),
    "too_short": Kind(
        "Shift too short", "The shift lasts %(length)s, under %(limit)s.", ("void it", "accept")
    ),
    "overlap": Kind("Overlap", "Two entries overlap; the time is paid once.", _TIMES),
    "impossible_time": Kind(
        "Impossible local time", "The clocks went forward over this time.", ("correct the time",)
    ),
    "unscheduled": Kind(
        "Unscheduled", "Worked %(worked)s without a planned shift.", ("accept", "plan the shift")
    ),
    "absent": Kind(
        "Absent", "Planned %(planned)s and not there.", ("record leave", "add the punches")
    ),
    "late": Kind("Late", "In %(by)s after the planned start.", _TIMES),
    "early": Kind("Early out", "Out %(by)s before the planned end.", _TIMES),
    "missed_meal": Kind("Missed meal", "Worked %(worked)s without a meal.", _MEAL),
    "short_meal": Kind("Short meal", "Worked %(worked)s with a meal too short.", _MEAL),
    "meal_worked": Kind(
        "Meal worked",
        "By the worker's word %(taken)s of meal instead of %(owed)s; the rest is paid as work.",
        ("accept", "talk to the worker"),
    ),
    "late_meal": Kind("Late meal", "The meal began too late.", _MEAL),
    "break_missing": Kind(
        "Break missing", "Worked %(worked)s with %(taken)s of break; %(needed)s are needed.",
        ("correct the break", "talk to the planner"),
    ),
    "rest_missed": Kind("Rest missed", "A rest period was missed.", ("confirm the premium",)),
    "daily_rest": Kind(
        "Daily rest", "Only %(rest)s between two days; %(needed)s are needed.", ("replan", "accept")
    ),
    "max_daily": Kind("Long day", "Worked %(worked)s, over %(limit)s.", ("replan", "accept")),
    "max_avg_week": Kind(
        "Weekly average", "%(average)s a week on average of %(weeks)s weeks, over %(limit)s.",
        ("replan", "accept"),
    ),
    "below_min_wage": Kind(
        "Below the minimum wage", "Paid %(paid)s for %(worked)s.",
        ("raise the pay", "check the rate"),
    ),
    "leave_overlap": Kind(
        "Leave and work", "Leave and work on one day are more than a full day together.",
        ("correct the leave", "accept"),
    ),
    "rounding_drift": Kind(
        "Rounding drift", "Rounding moved %(drift)s, over %(limit)s.", ("review the rounding rule",)
    ),
    "unapproved_overtime": Kind(
        "Unapproved overtime", "%(overtime)s of overtime; not all of it is approved. It is paid.",
        ("approve", "talk to the worker"),
    ),
}  # fmt: skip


class Told(Protocol):
    """An exception as far as its sentence goes."""

    @property
    def code(self) -> str:
        """Its stable name."""

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """Pairs of name and value."""


def sentence(issue: Told) -> str:
    """Return the exception in words, with its details filled in."""
    kind = KINDS.get(issue.code)
    if kind is None:
        return issue.code.replace("_", " ")
    text = kind.sentence
    for name, value in issue.details:
        text = text.replace(f"%({name})s", value)
    return text


def against_roster(
    shifts: Sequence[Shift],
    roster: Sequence[RosterShift],
    rules: Compliance,
    zone: str,
    *,
    until: Instant,
) -> list[Issue]:
    """Return unscheduled, late, early and absent, comparing punched times with planned ones.

    Only where the policy sets ``early`` or ``late`` (the grace, in seconds). A planned shift
    belongs to the shift that it overlaps most; ``until`` is the instant up to which absence shows.
    """
    if rules.early is None and rules.late is None:
        return []
    issues: list[Issue] = []
    found = plans(shifts, roster)
    taken = {plan.id for plan in found.values()}
    for shift in sorted(shifts, key=lambda s: s.raw_start):
        plan = found.get(shift.raw_start)
        day = workday(shift.raw_start, zone)
        if plan is None:
            worked = (("worked", hours(shift.raw_end - shift.raw_start)),)
            issues.append(_issue("unscheduled", shift.person, day, shift.raw_start, worked))
            continue
        issues += _late_or_early(shift, plan, rules, day)
    issues += _absent(roster, taken, zone, until)
    return sorted(issues, key=lambda issue: (issue.at, issue.code))


def plans(shifts: Sequence[Shift], roster: Sequence[RosterShift]) -> dict[Instant, RosterShift]:
    """Return the planned shift of each shift that has one, by its punched start."""
    found: dict[Instant, RosterShift] = {}
    taken: set[int] = set()
    for shift in sorted(shifts, key=lambda s: s.raw_start):
        plan = _plan_of(shift, [p for p in roster if p.id not in taken])
        if plan is not None:
            found[shift.raw_start] = plan
            taken.add(plan.id)
    return found


def scheduled(roster: Sequence[RosterShift], zone: str, day_start: Seconds) -> dict[date, Seconds]:
    """Return the planned seconds of each workday."""
    found: dict[date, Seconds] = {}
    for plan in roster:
        day = workday(plan.start, zone, day_start)
        found[day] = found.get(day, 0) + plan.end - plan.start
    return found


def cost(issue: Issue, rate: Rate) -> Issue:
    """Return the exception with what its time is worth at a base rate, where nobody said yet."""
    if issue.cents or not issue.seconds or issue.code in _WORTH_NOTHING:
        return issue
    return replace(issue, cents=half_up(issue.seconds * rate, RATE_SECONDS_PER_CENT))


# Time in these is a distance from a limit, not time that is paid or missing.
_WORTH_NOTHING = frozenset(
    {"daily_rest", "max_avg_week", "max_daily", "break_missing", "too_short"}
)


def _plan_of(shift: Shift, roster: Sequence[RosterShift]) -> RosterShift | None:
    found = [
        (min(shift.raw_end, p.end) - max(shift.raw_start, p.start), -p.start, p) for p in roster
    ]
    best = max(found, key=lambda item: item[:2], default=None)
    return best[2] if best and best[0] > 0 else None


def _late_or_early(
    shift: Shift, plan: RosterShift, rules: Compliance, day: date
) -> Iterable[Issue]:
    late, early = shift.raw_start - plan.start, plan.end - shift.raw_end
    if rules.late is not None and late > rules.late:
        yield _issue("late", shift.person, day, shift.raw_start, (("by", hours(late)),), late)
    if rules.early is not None and early > rules.early and not shift.open:
        yield _issue("early", shift.person, day, shift.raw_end, (("by", hours(early)),), early)


def _absent(
    roster: Sequence[RosterShift], taken: set[int], zone: str, until: Instant
) -> Iterable[Issue]:
    for plan in roster:
        if plan.id not in taken and plan.end <= until:
            planned = (("planned", hours(plan.end - plan.start)),)
            yield _issue("absent", plan.person, workday(plan.start, zone), plan.start, planned)


def _issue(
    code: str,
    person: int,
    day: date,
    at: Instant,
    details: tuple[tuple[str, str], ...],
    seconds: Seconds = 0,
) -> Issue:
    return Issue(code, Severity.INFO, person, day, at, details, (), seconds)
