"""Steps 2 and 14: limits that are watched. They make exceptions and never change the pay."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from timesheet.core.model import Cents, Instant, Issue, Seconds, Severity
from timesheet.core.pay.days import day_starts, workday
from timesheet.core.pay.meals import Presence, meal_fault, presences
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.regular import RATE_SECONDS_PER_CENT, half_up
from timesheet.core.pay.words import hours, money
from timesheet.core.pay.work import PayWeek, Piece

ALERTS = frozenset({"break_missing", "daily_rest", "max_daily", "max_avg_week", "below_min_wage"})


def check(work: PayWeek, pieces: tuple[Piece, ...], paid: Cents, policy: Policy) -> list[Issue]:
    """Return the exceptions of a paid week; punched times decide wherever times matter."""
    rules = policy.compliance
    meal = policy.penalty_hours.meal_premium
    watched = rules.break_rules or rules.min_daily_rest or rules.max_daily or meal
    found = presences(work, policy) if watched or policy.shift.max_shift else []
    issues = [
        *_lengths(work, found, policy),
        *_breaks(work, found, policy),
        *_worked_through(work, policy),
        *_meals(work, found, policy),
        *_rest(work, policy),
        *_rest_missed(work, pieces, policy),
        *_max_daily(work, found, policy),
        *_average(work, pieces, policy),
        *_min_wage(work, pieces, paid, policy),
        *_drift(work, policy),
        *_unapproved(work, pieces, policy),
    ]
    return sorted(issues, key=lambda issue: (issue.at, issue.code))


def _issue(
    work: PayWeek,
    code: str,
    at: Instant,
    day: date,
    seconds: Seconds = 0,
    cents: Cents = 0,
    severity: Severity = Severity.WARN,
    **details: str,
) -> Issue:
    return Issue(code, severity, work.person, day, at, tuple(details.items()), (), seconds, cents)


def _lengths(work: PayWeek, found: list[Presence], policy: Policy) -> Iterable[Issue]:
    longest, shortest = policy.shift.max_shift, policy.shift.min_shift
    for p in found:
        length = p.shift.raw_end - p.shift.raw_start
        if longest is not None and length > longest:
            yield _issue(
                work, "too_long", p.shift.raw_start, p.day, length - longest, length=hours(length),
                limit=hours(longest),
            )  # fmt: skip
        if shortest is not None and length < shortest and not p.shift.open:
            yield _issue(
                work,
                "too_short",
                p.shift.raw_start,
                p.day,
                length=hours(length),
                limit=hours(shortest),
            )


def _breaks(work: PayWeek, found: list[Presence], policy: Policy) -> Iterable[Issue]:
    """Report shifts without the breaks they need; one deducted counts while nobody denies it."""
    rules = policy.compliance
    meals = {shift.raw_start: shift.meal.taken for shift in work.shifts if shift.meal}
    for p in found:
        needed = max((r.min for r in rules.break_rules if p.worked > r.over), default=0)
        taken = sum(gap.seconds for gap in p.gaps if gap.seconds >= rules.break_piece)
        taken += meals.get(p.shift.raw_start, 0)
        if taken < needed:
            yield _issue(
                work, "break_missing", p.shift.raw_start, p.day, needed - taken,
                needed=hours(needed), taken=hours(taken), worked=hours(p.worked),
            )  # fmt: skip


def _worked_through(work: PayWeek, policy: Policy) -> Iterable[Issue]:
    """Report meals that were to be deducted and, by the person's word, were work at least in part.

    They are paid: the exception asks that somebody sees to it that meals are taken.
    """
    for shift in work.shifts:
        meal = shift.meal
        if meal is None or meal.said is None or not work.week_start <= shift.raw_start:
            continue
        if meal.taken < meal.owed and shift.raw_start < work.week_end:
            day = workday(shift.raw_start, work.zone, policy.time.day_start)
            yield _issue(
                work, "meal_worked", shift.raw_start, day, meal.owed - meal.taken,
                owed=hours(meal.owed), taken=hours(meal.taken),
            )  # fmt: skip


def _meals(work: PayWeek, found: list[Presence], policy: Policy) -> Iterable[Issue]:
    rule = policy.penalty_hours.meal_premium
    if rule is None:
        return
    for p in found:
        fault = meal_fault(rule, p, work.meal_waived)
        if fault:
            yield _issue(work, fault, p.shift.raw_start, p.day, rule.pay, worked=hours(p.worked))


def _rest(work: PayWeek, policy: Policy) -> Iterable[Issue]:
    """Compare the last out of a workday with the first in of the next day that is worked."""
    least = policy.compliance.min_daily_rest
    if least is None:
        return
    shifts = sorted(work.punched or work.shifts, key=lambda s: s.raw_start)
    for before, after in pairwise(shifts):
        rest = after.raw_start - before.raw_end
        day = workday(after.raw_start, work.zone, policy.time.day_start)
        same = workday(before.raw_start, work.zone, policy.time.day_start) == day
        if rest < least and not same and work.week_start <= after.raw_start < work.week_end:
            yield _issue(
                work, "daily_rest", after.raw_start, day, least - rest,
                rest=hours(rest), needed=hours(least),
            )  # fmt: skip


def _rest_missed(work: PayWeek, pieces: tuple[Piece, ...], policy: Policy) -> Iterable[Issue]:
    """Report days on which somebody said that a rest period was missed."""
    for piece in pieces:
        if piece.day in work.rest_missed:
            yield _issue(
                work, "rest_missed", piece.start, piece.day, policy.penalty_hours.rest_premium.pay
            )
            return


def _max_daily(work: PayWeek, found: list[Presence], policy: Policy) -> Iterable[Issue]:
    """Report days, and shifts over midnight, with more work than allowed."""
    most = policy.compliance.max_daily
    if most is None:
        return
    days: dict[date, list[Presence]] = defaultdict(list)
    for p in found:
        days[p.day].append(p)
    per_day: dict[date, Seconds] = defaultdict(int)
    for p in found:
        for day, seconds in _by_day(p, work, policy):
            per_day[day] += seconds
    for day, begun in days.items():
        worked = max(per_day[day], *(p.worked for p in begun))
        if worked > most:
            yield _issue(
                work, "max_daily", begun[0].shift.raw_start, day, worked - most,
                worked=hours(worked), limit=hours(most),
            )  # fmt: skip


def _by_day(found: Presence, work: PayWeek, policy: Policy) -> Iterable[tuple[date, Seconds]]:
    zone, at = work.zone, policy.time.day_start
    for segment in found.shift.segments:
        inner = day_starts(segment.start, segment.end, zone, at)
        bounds = [segment.start, *inner, segment.end]
        for start, end in pairwise(bounds):
            yield workday(start, zone, at), end - start


def _average(work: PayWeek, pieces: tuple[Piece, ...], policy: Policy) -> Iterable[Issue]:
    rules = policy.compliance
    if rules.max_avg_week is None:
        return
    worked = sum(p.end - p.start for p in pieces)
    total = worked + sum(work.earlier[: rules.reference_weeks - 1])
    if total > rules.max_avg_week * rules.reference_weeks:
        average = total // rules.reference_weeks
        yield _issue(
            work, "max_avg_week", work.week_start, work.week, average - rules.max_avg_week,
            average=hours(average), weeks=str(rules.reference_weeks),
            limit=hours(rules.max_avg_week),
        )  # fmt: skip


def _min_wage(
    work: PayWeek, pieces: tuple[Piece, ...], paid: Cents, policy: Policy
) -> Iterable[Issue]:
    least = policy.compliance.min_wage
    if work.earnings.paid is not None:
        paid = work.earnings.paid
    worked = sum(p.end - p.start for p in pieces)
    if least is None or not paid or not worked:
        return
    missing = worked * least - paid * RATE_SECONDS_PER_CENT
    if missing > 0:
        cents = -(-missing // RATE_SECONDS_PER_CENT)
        yield _issue(
            work, "below_min_wage", work.week_start, work.week, 0, cents, Severity.BLOCK,
            worked=hours(worked), paid=money(paid),
        )  # fmt: skip


def _drift(work: PayWeek, policy: Policy) -> Iterable[Issue]:
    rule = policy.rounding
    limit = rule.max_abs_drift_min_per_period if rule else None
    if limit is not None and abs(work.drift) > limit * 60:
        yield _issue(
            work, "rounding_drift", work.week_start, work.week, work.drift,
            drift=hours(work.drift), limit=hours(limit * 60),
        )  # fmt: skip


def _unapproved(work: PayWeek, pieces: tuple[Piece, ...], policy: Policy) -> Iterable[Issue]:
    """Report overtime nobody approved; it is paid all the same (29 CFR 785.11)."""
    if not policy.overtime.needs_approval:
        return
    over = [p for p in pieces if p.ot > 10_000]
    seconds = sum(p.end - p.start for p in over)
    missing = seconds - (work.approved_overtime or 0)
    if missing > 0:
        last = over[-1]
        yield _issue(
            work, "unapproved_overtime", last.start, last.day, missing,
            half_up(sum((p.end - p.start) * p.rate * p.mult for p in over),
                    RATE_SECONDS_PER_CENT * 10_000),
            overtime=hours(seconds),
        )  # fmt: skip
