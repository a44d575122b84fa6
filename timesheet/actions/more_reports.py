"""Reports beside the first five: each gathers what its table is made from."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from timesheet.actions import accruing, adjusting, closing, cost_reports, people_reports, trail
from timesheet.actions.approved_days import counted
from timesheet.actions.report_source import Again, Parameters, Source
from timesheet.core import calendar
from timesheet.core.approving import Days
from timesheet.core.model import UNALLOCATED, Rate, Seconds
from timesheet.core.model import Source as Rests
from timesheet.core.pay.rates import RateFrom, rate_of
from timesheet.core.reports import doubtful_hours as doubt
from timesheet.core.reports.adjustments import AdjustmentView, adjustments
from timesheet.core.reports.approvals import StandingView, approvals
from timesheet.core.reports.asking import AGAINST_BUDGET
from timesheet.core.reports.batch_register import BatchView, batch_register
from timesheet.core.reports.job_cost_detail import job_cost_detail
from timesheet.core.reports.overtime import is_overtime, overtime
from timesheet.core.reports.roster_variance import PlanView, roster_variance
from timesheet.core.reports.rounding_effect import rounding_effect
from timesheet.core.reports.table import Table
from timesheet.core.reports.utilisation import WeekView, utilisation, utilisation_of_codes
from timesheet.core.reports.views import LineView
from timesheet.store import batches, queries, rates, rosters, terms, totals
from timesheet.store.names import NOBODY
from timesheet.store.selection import Selection
from timesheet.store.totals import NO_PROJECT

WEEK = timedelta(days=6)
DAY = timedelta(days=1)


def job_costs(source: Source, parameters: Parameters) -> Table:
    """Make the job cost detail, by job."""
    tx, chosen, names = source.tx, source.chosen, source.names
    lines = Again(lambda: queries.lines_by_job(tx, chosen, names))
    return job_cost_detail(lines, parameters=parameters)


def doubtful(source: Source, parameters: Parameters) -> Table:
    """Make the list of hours on no code, or on one that is hardly sure."""

    def lines() -> Iterator[LineView]:
        for line in source.lines():
            unsure = not (line.project or line.cost_code) or line.confidence < doubt.DOUBTFUL
            if unsure and line.source != "policy" and not line.attested:
                yield line

    return doubt.doubtful_hours(Again(lines), parameters=parameters)


def overtime_analysis(source: Source, parameters: Parameters) -> Table:
    """Make the overtime analysis; the weeks are read whole, to tell what crossed the line."""
    tx, names = source.tx, source.names
    chosen = source.chosen
    near = Selection(chosen.first - WEEK, chosen.last + WEEK, chosen.people, now=chosen.now)
    codes = [code for code in batches.used_pay_codes(tx) if is_overtime(code)]
    over = Selection(
        near.first, near.last, near.people, equal=(("pay_code", tuple(codes)),), now=near.now
    )
    weeks: dict[tuple[int, date], Seconds] = defaultdict(int)
    for person, week, seconds in totals.weeks_paid(tx, near):
        weeks[person, week] += seconds
    lines = Again(lambda: queries.labor_lines(tx, over, names) if codes else iter(()))
    return overtime(lines, weeks, (chosen.first, chosen.last), parameters=parameters)


def rounding(source: Source, parameters: Parameters) -> Table:
    """Make the report of what rounding gave and took."""
    tx, chosen, names = source.tx, source.chosen, source.names
    shifts = Again(lambda: queries.shift_views(tx, chosen, names))
    return rounding_effect(shifts, _rates(source), parameters=parameters)


def variance(source: Source, parameters: Parameters) -> Table:
    """Make the variance to the roster."""
    tx, chosen, names = source.tx, source.chosen, source.names
    return roster_variance(
        list(_plans(source)),
        list(queries.shift_views(tx, chosen, names)),
        _rates(source),
        parameters=parameters,
    )


def used_capacity(source: Source, parameters: Parameters) -> Table:
    """Make the report of utilisation, by person and week; held against budgets, by code."""
    chosen = source.chosen
    if source.asking.against == AGAINST_BUDGET:
        return utilisation_of_codes(_weeks(source), parameters=parameters)
    planned: dict[tuple[int, date], Seconds] = defaultdict(int)
    house = terms.house(source.tx)
    for plan in _plans(source):
        week = calendar.week_of(plan.day, house.week_start)
        planned[plan.person_id, week] += plan.end - plan.start
    days = (chosen.first, chosen.last)
    return utilisation(_weeks(source), planned, days, parameters=parameters)


def _weeks(source: Source) -> list[WeekView]:
    found, names = [], source.names
    for row in totals.weeks_by_project(source.tx, source.chosen):
        person = names.people.get(row.person_id, NOBODY)
        code, _name, customer = names.projects.get(row.project_id, NO_PROJECT)
        found.append(
            WeekView(
                row.person_id, person.number, person.name, names.teams.get(row.team_id, ""),
                row.week, int(row.seconds), row.source == Rests.POLICY, bool(customer), code,
                names.tasks.get(row.task_id, ""),
            )
        )  # fmt: skip
    return found


def states(source: Source, parameters: Parameters) -> Table:
    """Make the approvals status of the pay period of the first day."""
    tx, names = source.tx, source.names
    days = counted(tx, source.chosen)
    found = [
        StandingView(
            one.id, one.number, one.name, one.standing.state.value, one.standing.made_at,
            names.people.get(one.standing.author or 0, NOBODY).name, one.standing.reason,
            held.worked, held.approved, held.changed, one.blockers, one.seconds, one.cents,
        )
        for one in closing.people_in(tx, source.chosen, names)
        for held in [days.get(one.id, Days())]
    ]  # fmt: skip
    return approvals(found, terms.house(tx).zone, parameters=parameters)


def changes_after(source: Source, parameters: Parameters) -> Table:
    """Make the list of adjustments about the pay period of the first day."""
    held = adjusting.about(source.tx, source.chosen.first, source.chosen.people, source.names)
    found = [
        AdjustmentView(
            line.person_id, line.number, line.person, line.period, line.day, line.code,
            line.pay_code, line.cause.value, line.settlement.value, line.paid_in, line.seconds,
            line.cents,
        )
        for line in (*held.waiting, *held.settled, *held.carried)
    ]  # fmt: skip
    return adjustments(found, parameters=parameters)


def register(source: Source, parameters: Parameters) -> Table:
    """Make the register of the files that were made for the pay periods of some days."""
    made = batches.every(source.tx, source.chosen.first, source.chosen.last)
    found = [
        BatchView(
            one.id, one.period, one.profile, one.file_name, one.made_at, one.author_name,
            one.voided or "", one.sha256, one.rows, one.people, one.seconds, one.cents,
        )
        for one in made
    ]  # fmt: skip
    return batch_register(found, terms.house(source.tx).zone, parameters=parameters)


REPORTS: Mapping[str, Callable[[Source, Parameters], Table]] = {
    "job-cost-detail": job_costs,
    "doubtful-hours": doubtful,
    "overtime": overtime_analysis,
    "utilisation": used_capacity,
    "rounding-effect": rounding,
    "roster-variance": variance,
    "approvals": states,
    "adjustments": changes_after,
    "batch-register": register,
    "absence": people_reports.away,
    "audit-trail": trail.changes,
    "rate-history": people_reports.rates_and_use,
    "effort-detail": people_reports.effort_and_detail,
    "accrued-wages": accruing.report,
    "job-cost-summary": cost_reports.against_budget,
    "wip": cost_reports.unbilled,
}
# Reports that leave lines out by what they are: their totals are not those of the period.
PARTIAL = frozenset(REPORTS) - {
    "job-cost-detail", "job-cost-summary", "wip", "rate-history", "effort-detail",
}  # fmt: skip


def _rates(source: Source) -> Callable[[int, date], Rate]:
    """Return the function from person and day to the rate of work that has none of its own."""
    held: dict[int, list[RateFrom]] = defaultdict(list)
    for one in rates.of_people(source.tx, source.chosen.people):
        held[one.person].append(RateFrom(one.valid_from, one.rate, one.project))

    def rate_on(person: int, day: date) -> Rate:
        return rate_of(tuple(held[person]), day, UNALLOCATED)

    return rate_on


def _plans(source: Source) -> Iterator[PlanView]:
    """Yield the planned shifts of the days chosen, by their local days."""
    chosen, people = source.chosen, source.names.people
    first = calendar.start_of_day(chosen.first - DAY, "UTC")
    last = calendar.start_of_day(chosen.last + 2 * DAY, "UTC")
    for plan in rosters.planned(source.tx, first, last, chosen.people):
        person = people.get(plan.person, NOBODY)
        day = calendar.day_of(plan.start, person.zone)
        if chosen.first <= day <= chosen.last:
            yield PlanView(plan.person, person.number, person.name, "", day, plan.start, plan.end)
