"""The whole line on one screen: one person's workweek, from facts and policy to labor lines.

Pure: the same facts and policy give the same timecard, whenever and wherever it is built. The
caller gives the facts of the week *and* of what reaches into it (see ``Terms.span`` and
``shifts.reach``).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from timesheet.core.inference.allocate import allocate
from timesheet.core.inference.approved import approved
from timesheet.core.inference.evidence import Evidence, LastConfirmed, Prediction
from timesheet.core.inference.expected import expected
from timesheet.core.inference.learned import unsaid
from timesheet.core.ledger.distribute import distribute
from timesheet.core.model import Code, Instant, Shift, Source, Timecard
from timesheet.core.pay import declared
from timesheet.core.pay.days import workday
from timesheet.core.pay.declared import Declaration
from timesheet.core.pay.exceptions import plans
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.week import pay_week
from timesheet.core.payable import Worked, exceptions, weeks_of_pay
from timesheet.core.shifts.breaks import Said
from timesheet.core.shifts.clocks import doubtful_clocks, unverified
from timesheet.core.shifts.counted import Counted, Planned, count_shifts
from timesheet.core.shifts.pairing import shifts_of
from timesheet.core.workweek import Facts, Terms, team_on

__all__ = ["Facts", "Terms", "build", "weeks_of_pay", "worked"]

DAY = timedelta(days=1)


Foresee = Callable[[Sequence[Shift]], Mapping[Instant, Prediction]]
"""Gives what the learner thinks of shifts that nobody spoke of, by their starts."""


def _nothing(_: Sequence[Shift]) -> Mapping[Instant, Prediction]:
    return {}


def build(facts: Facts, terms: Terms, foresee: Foresee = _nothing) -> Timecard:
    """Derive a timecard: punches → shifts → allocations → pay lines → labor lines.

    ``foresee`` is asked once, with the shifts that nobody gave his word for.
    """
    start, end = terms.bounds(facts.week)
    work = worked(facts, terms, foresee)
    paid = [(part, pay_week(*part)) for part in weeks_of_pay(facts, terms, work)]
    lines = tuple(line for _, result in paid for line in result.lines)
    return Timecard(
        facts.person,
        facts.week,
        tuple(s for s in work.shifts if start <= s.start < end),
        tuple(a for a in work.allocations if a.start < end and a.end > start),
        lines,
        distribute(lines, work.allocations, work.shifts),
        exceptions(facts, terms, work, paid),
    )


def worked(facts: Facts, terms: Terms, foresee: Foresee = _nothing) -> Worked:
    """Take the line from punches to allocations."""
    start, end = terms.bounds(facts.week)
    near = terms.span(facts.week)
    shifts, issues = shifts_of(facts.punches, facts.corrections, terms.pairing)
    punched = tuple(shift for shift in shifts if touches(shift, *near))
    said = tuple(declared.standing(facts.declared))
    counted = tuple(_counted(punched, facts, terms, said))
    evidence = replace(terms.evidence, zone=terms.zone)
    counted = tuple(_with_expected(one, evidence, terms, facts) for one in counted)
    shifts = tuple(one.shift for one in counted)
    evidence = replace(
        evidence,
        answers=facts.answers,
        shifts=shifts,
        learned=foresee(unsaid(shifts, facts.answers)),
    )
    words = sorted(words_said(facts))
    averaged = any(policy.time.averaging_weeks > 1 for _, _, policy in terms.parts(facts.week))
    allocations = tuple(
        a
        for shift in shifts
        if averaged or touches(shift, start, end)
        for a in allocate(shift, _as_of(evidence, words, shift, terms))
    )
    doubts = doubtful_clocks(facts.punches, terms.zone)
    unknown = unverified(facts.punches, facts.corrections, terms.zone)
    return Worked(punched, counted, allocations, said, (*issues, *doubts, *unknown))


def _with_expected(one: Counted, evidence: Evidence, terms: Terms, facts: Facts) -> Counted:
    """Return a counted shift with what rules, the roster and its approval say of it."""
    if len(terms.teams) > 1:
        evidence = replace(evidence, team=team_on(terms.teams, one.shift.day))
    found = expected(one.shift, evidence)
    if facts.approved:
        found += approved(one.shift, facts.approved, facts.answers)
    return one._replace(shift=replace(one.shift, expected=found)) if found else one


def _counted(
    punched: tuple[Shift, ...], facts: Facts, terms: Terms, said: tuple[Declaration, ...]
) -> Iterable[Counted]:
    """Round the shifts and take their breaks, each by the policy of its day."""
    if len(terms.changes) < 2:
        return _count(punched, terms.pay, facts, terms, said)
    of_policy: dict[int, tuple[Policy, list[Shift]]] = {}
    for shift in punched:
        policy = terms.policy_on(workday(shift.raw_start, terms.zone))
        of_policy.setdefault(id(policy), (policy, []))[1].append(shift)
    found = [
        one
        for policy, shifts in of_policy.values()
        for one in _count(tuple(shifts), policy, facts, terms, said)
    ]
    return sorted(found, key=lambda one: one.shift.raw_start)


def _count(
    punched: tuple[Shift, ...],
    policy: Policy,
    facts: Facts,
    terms: Terms,
    said: tuple[Declaration, ...],
) -> list[Counted]:
    planned = {}
    if policy.rounding and (policy.rounding.snap_early or policy.rounding.snap_late):
        found = plans(punched, terms.evidence.roster)
        planned = {at: Planned(plan.start, plan.end) for at, plan in found.items()}
    waived = declared.meals_waived(said, facts.week - DAY, terms.week_end(facts.week))
    days = {day for day, _ in waived}
    skip = [s.raw_start for s in punched if days and workday(s.raw_start, terms.zone) in days]
    meals = declared.meals_taken(said, punched)
    words = {at: Said(one.id, one.seconds) for at, one in meals.items()}
    return count_shifts(punched, policy, terms.zone, planned=planned, waived=skip, said=words)


def words_said(facts: Facts) -> Iterable[tuple[Instant, Code]]:
    """Yield the codes that the person gave his own word for, by when the work began."""
    for punch in facts.punches:
        if punch.code is not None:
            yield punch.at, punch.code
    for answer in facts.answers:
        if answer.source is Source.OWN_WORD and not answer.withdrawn and answer.parts:
            yield answer.start, max(answer.parts, key=lambda part: part[1])[0]


def _as_of(
    evidence: Evidence, said: list[tuple[Instant, Code]], shift: Shift, terms: Terms
) -> Evidence:
    """Return the evidence as it stood when a shift began: the team, the last word before it."""
    if len(terms.teams) > 1:
        evidence = replace(evidence, team=team_on(terms.teams, shift.day))
    before = bisect_left(said, (shift.start,))
    if not before:
        return evidence
    return replace(evidence, last=LastConfirmed(said[before - 1][1]))


def touches(shift: Shift, start: Instant, end: Instant) -> bool:
    """Tell whether a shift lies in a span at least in part."""
    return shift.start < end and (shift.end > start or shift.start >= start)
