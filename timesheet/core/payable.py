"""A week's work as it is paid: by one policy, or in parts where the policy changes within it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from timesheet.core.model import UNALLOCATED, Allocation, Issue, Shift
from timesheet.core.money import split
from timesheet.core.pay import declared
from timesheet.core.pay.days import day_begins
from timesheet.core.pay.declared import Declaration, Says
from timesheet.core.pay.exceptions import against_roster, cost, scheduled
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.rates import rate_of, rate_spans
from timesheet.core.pay.work import PayResult, PayWeek, Span
from timesheet.core.shifts.counted import Counted
from timesheet.core.workweek import Facts, Terms

DAY = timedelta(days=1)

Payable = tuple[PayWeek, Policy]


@dataclass(frozen=True, slots=True)
class Worked:
    """A week's work on its way: shifts as punched and as counted, and what they were for."""

    punched: tuple[Shift, ...]
    counted: tuple[Counted, ...]
    allocations: tuple[Allocation, ...]
    said: tuple[Declaration, ...]
    issues: tuple[Issue, ...]

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts as they count."""
        return tuple(one.shift for one in self.counted)


def weeks_of_pay(facts: Facts, terms: Terms, work: Worked) -> list[tuple[PayWeek, Policy]]:
    """Return the week as it is paid: once, or in parts where the policy changes within it."""
    week, end = facts.week, terms.week_end(facts.week)
    bounds, parts = terms.bounds(week), terms.parts(week)
    days = [week + n * DAY for n in range((end - week).days)]
    earned = declared.earnings(work.said, week, end)
    rates = {d: rate_of(terms.rates, d, UNALLOCATED) for d in days} if work.said else {}
    base = PayWeek(
        person=facts.person,
        week=week,
        week_start=bounds.start,
        week_end=bounds.end,
        zone=terms.zone,
        shifts=work.shifts,
        rates=tuple(rate_spans(work.allocations, terms.rates, terms.zone)),
        period_of=lambda day: terms.calendar.period_of(day)[0],
        holidays=terms.holidays,
        punched=work.punched,
        callouts=declared.callouts(work.said),
        absences=declared.absences(work.said, week, end, rates, terms.unpaid_leave, terms.holidays),
        earnings=earned,
        rest_missed=frozenset(d.first for d in declared.of_kind(work.said, Says.REST_MISSED)),
        meal_waived=declared.meals_waived(work.said, week, end),
        approved_overtime=declared.approved_overtime(work.said, week, end),
        drift=sum(c.drift for c in work.counted if bounds.start <= c.shift.raw_start < bounds.end),
    )
    if len(parts) == 1:
        return [(_with_policy(base, terms, work, parts[0][2]), parts[0][2])]
    salaries = split(earned.salary, [(last - first).days for first, last, _ in parts])
    pieces = split(earned.piece, [(last - first).days for first, last, _ in parts])
    return [
        (_with_policy(replace(
            base,
            paid=_part(first, last, base),
            earnings=replace(earned, salary=salary, piece=piece),
        ), terms, work, policy), policy)
        for (first, last, policy), salary, piece in zip(parts, salaries, pieces, strict=True)
    ]  # fmt: skip


def _part(first: date, last: date, week: PayWeek) -> Span:
    """Return a part of a week as instants; its first and last part reach to the week's edges."""
    start, end = day_begins(first, week.zone), day_begins(last, week.zone)
    if first == week.week:
        start = week.week_start
    return Span(start, week.week_end if end > week.week_end - 3600 else end)


def _with_policy(week: PayWeek, terms: Terms, work: Worked, policy: Policy) -> PayWeek:
    """Add what only some policies look at, where this one does."""
    if policy.reporting_time:
        planned = scheduled(terms.evidence.roster, terms.zone, policy.time.day_start)
        week = replace(week, scheduled=planned)
    if policy.compliance.max_avg_week:
        weeks = policy.compliance.reference_weeks - 1
        week = replace(week, earlier=_earlier(week, work.punched, weeks))
    return week


def _earlier(week: PayWeek, punched: tuple[Shift, ...], weeks: int) -> tuple[int, ...]:
    """Return the seconds worked in each of the weeks before, the latest first."""
    edges = [
        week.week_start if not n else day_begins(week.week - 7 * n * DAY, week.zone)
        for n in range(weeks + 1)
    ]
    return tuple(
        sum(
            max(0, min(s.end, high) - max(s.start, low))
            for shift in punched
            for s in shift.segments
        )
        for high, low in pairwise(edges)
    )


def exceptions(
    facts: Facts,
    terms: Terms,
    work: Worked,
    paid: Sequence[tuple[Payable, PayResult]],
) -> tuple[Issue, ...]:
    """Return the week's exceptions, with what they cost and which of them were accepted."""
    week, end = facts.week, terms.week_end(facts.week)
    found = list(work.issues)
    seen = max((punch.at for punch in facts.punches), default=0)
    roster = terms.evidence.roster
    for (part, policy), result in paid:
        said = [*result.issues]
        if roster and (policy.compliance.early is not None or policy.compliance.late is not None):
            said += against_roster(work.punched, roster, policy.compliance, terms.zone, until=seen)
        inside = part.paid is None
        found += [i for i in said if inside or terms.policy_on(i.day) is policy]
    if paid and paid[0][0][0].absences:
        found += _overlaps(facts.person, terms, work, paid[0][0][0])
    mine = [issue for issue in found if week <= issue.day < end]
    costed = (cost(i, rate_of(terms.rates, i.day, UNALLOCATED)) for i in mine)
    return declared.settle(costed, work.said)


def _overlaps(person: int, terms: Terms, work: Worked, week: PayWeek) -> list[Issue]:
    by_day: dict[date, int] = {}
    for shift in work.shifts:
        by_day[shift.day] = by_day.get(shift.day, 0) + shift.seconds
    begins = {a.day: day_begins(a.day, terms.zone) for a in week.absences}
    return declared.overlapping(person, week.absences, by_day, begins)
