"""Job cost summary: what each job was to take, what it took, and what it will have taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from timesheet.core.budgets import InForce, Place, place_of
from timesheet.core.model import Cents, Seconds
from timesheet.core.money import round_half_up, split
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Behind, Column, Row, Rows, Table, Type

COLUMNS = (
    Column("only_task", "Task", hidden=True),
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("project_name", "Project name", width=28),
    Column("task", "Task", about="Empty where the budget is of the whole project."),
    Column("cost_code", "Cost code", width=12, about="The task's."),
    Column("original_seconds", "Original hours", Type.SECONDS, total=True, behind=Behind.BUDGETS,
           about="The budget as it was first set."),
    Column("original_cents", "Original budget", Type.CENTS, total=True, behind=Behind.BUDGETS,
           about="Wages, without burden."),
    Column("budget_seconds", "Budget hours", Type.SECONDS, total=True, behind=Behind.BUDGETS,
           about="The budget that holds on the last day."),
    Column("budget_cents", "Budget", Type.CENTS, total=True, behind=Behind.BUDGETS,
           about="Wages, without burden."),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="In the days of the report."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Wages in the days of the report."),
    Column("to_date_seconds", "Hours to date", Type.SECONDS, total=True, behind=Behind.TO_DATE,
           about="Since the first day that there is, until the last day of the report."),
    Column("to_date_cents", "To date", Type.CENTS, total=True, behind=Behind.TO_DATE),
    Column("straight_cents", "Straight to date", Type.CENTS, total=True, behind=Behind.TO_DATE,
           about="Cost type labor: of the wages to date, what is paid for straight hours."),
    Column("premium_cents", "Premium to date", Type.CENTS, total=True, behind=Behind.TO_DATE,
           about="Cost type premium: of the wages to date, what is paid in addition to them."),
    Column("committed_seconds", "Committed hours", Type.SECONDS, total=True,
           behind=Behind.TO_DATE, about="Of those to date: in no locked pay period yet."),
    Column("committed_cents", "Committed", Type.CENTS, total=True, behind=Behind.TO_DATE,
           about="Approved, said or inferred, and not locked; within “to date”."),
    Column("approved_seconds", "Approved hours", Type.SECONDS, total=True,
           behind=Behind.TO_DATE, about="Of those committed: approved by accounting."),
    Column("approved_cents", "Approved", Type.CENTS, total=True, behind=Behind.TO_DATE),
    Column("said_seconds", "Said hours", Type.SECONDS, total=True, behind=Behind.TO_DATE,
           about="Of those committed: not approved yet, on a code that a person said or that needs"
           " nobody's word, as leave."),
    Column("said_cents", "Said", Type.CENTS, total=True, behind=Behind.TO_DATE),
    Column("inferred_seconds", "Inferred hours", Type.SECONDS, total=True,
           behind=Behind.TO_DATE,
           about="Of those committed: not approved yet, on a code that nobody said."),
    Column("inferred_cents", "Inferred", Type.CENTS, total=True, behind=Behind.TO_DATE),
    Column("burden_cents", "Burden to date", Type.CENTS, total=True, behind=Behind.NOTHING,
           about="Cost type burden: beside the wages, by the rates of each day."),
    Column("to_complete_cents", "To complete", Type.CENTS, total=True, behind=Behind.NOTHING,
           about="The hours left of the budget at what an hour has cost so far."),
    Column("eac_cents", "At completion", Type.CENTS, total=True, behind=Behind.NOTHING,
           about="EAC: to date and to complete; none without a budget."),
    Column("variance_cents", "Variance", Type.CENTS, total=True, behind=Behind.NOTHING,
           about="Budget less EAC: negative where it will not do."),
    Column("used_share", "Hours used", Type.SHARE, about="Hours to date of the budget's hours."),
    LINES,
)  # fmt: skip
BURDEN_UNIT = 10_000


class Cost(NamedTuple):
    """What hours on a code cost, in the days of the report and to date.

    ``project`` None is unallocated; ``premium_cents`` are of the money to date. ``committed_*`` lie
    in no locked pay period: they are approved, or ``inferred``, or else said. ``burden`` is in
    1/10,000 cents, so that it is rounded once, for all rows together.
    """

    project: int | None
    task: int | None
    seconds: Seconds = 0
    cents: Cents = 0
    to_date_seconds: Seconds = 0
    to_date_cents: Cents = 0
    committed_seconds: Seconds = 0
    committed_cents: Cents = 0
    burden: int = 0
    lines: int = 0
    premium_cents: Cents = 0
    approved_seconds: Seconds = 0
    approved_cents: Cents = 0
    inferred_seconds: Seconds = 0
    inferred_cents: Cents = 0

    def plus(self, other: "Cost") -> "Cost":
        """Return both together, on the code of this one."""
        sums = (a + b for a, b in zip(self[2:], other[2:], strict=True))
        return Cost(self.project, self.task, *sums)


class Job(NamedTuple):
    """How a project and task are shown."""

    project: str = UNALLOCATED
    project_name: str = ""
    task: str = ""
    cost_code: str = ""


class Estimate(NamedTuple):
    """What is left to do of a budget and what all will have cost; the share of hours used."""

    to_complete: Cents
    eac: Cents
    used: float | None


def estimate(cost: Cost, budget_seconds: Seconds, budget_cents: Cents) -> Estimate:
    """Return the estimate at completion: the hours left cost what an hour has cost so far.

    Where no hour was worked they cost what the budget says; a budget without hours is spent in
    money alone.
    """
    used = cost.to_date_seconds / budget_seconds if budget_seconds else None
    left = max(budget_seconds - cost.to_date_seconds, 0)
    if not budget_seconds or cost.to_date_seconds <= 0:
        to_complete = max(budget_cents - cost.to_date_cents, 0)
    else:
        to_complete = round_half_up(Fraction(cost.to_date_cents * left, cost.to_date_seconds))
    return Estimate(to_complete, cost.to_date_cents + to_complete, used)


def by_place(
    costs: Iterable[Cost], held: Mapping[Place, InForce]
) -> dict[tuple[int | None, int | None], Cost]:
    """Return costs by what their budgets are for, and budgets that nothing was spent of."""
    found: dict[tuple[int | None, int | None], Cost] = {}
    for place in held:
        found[place] = Cost(*place)
    for cost in costs:
        key: tuple[int | None, int | None] = (None, None)
        if cost.project is not None:
            key = place_of(cost.project, cost.task, held)
        found[key] = found.get(key, Cost(*key)).plus(cost)
    return found


def job_cost_summary(
    costs: Iterable[Cost],
    held: Mapping[Place, InForce],
    jobs: Mapping[tuple[int | None, int | None], Job],
    *,
    since: date | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each job that has a budget or hours, by the names of ``jobs``."""
    found = by_place(costs, held)
    order = sorted(found, key=lambda place: (place[0] is None, jobs[place].project, jobs[place]))
    return Table(
        name="job_cost_summary",
        title="Job cost summary",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(found, order, held, jobs)),
        parameters=parameters,
        notes=notes,
        drill=("project", "only_task"),
        since=since,
    )


def _rows(
    found: Mapping[tuple[int | None, int | None], Cost],
    order: Sequence[tuple[int | None, int | None]],
    held: Mapping[Place, InForce],
    jobs: Mapping[tuple[int | None, int | None], Job],
) -> Iterator[Row]:
    exact = [max(found[place].burden, 0) for place in order]
    burdens = split(round_half_up(Fraction(sum(exact), BURDEN_UNIT)), exact)
    for place, burden in zip(order, burdens, strict=True):
        cost, job = found[place], jobs[place]
        budget = held.get((place[0], place[1])) if place[0] is not None else None
        whole = budget is not None and place_of(place[0] or 0, -1, held) == place
        yield (
            None if whole or place[0] is None else job.task,
            *job,
            *_budget(budget),
            *cost[2:6],
            *_by_type(cost),
            *_committed(cost),
            burden,
            *_ahead(cost, budget),
            cost.lines,
        )


def _budget(budget: InForce | None) -> tuple[int | None, ...]:
    if budget is None:
        return (None,) * 4
    original, revised = budget
    return original.seconds, original.cents, revised.seconds, revised.cents


def _by_type(cost: Cost) -> tuple[Cents, Cents]:
    return cost.to_date_cents - cost.premium_cents, cost.premium_cents


def _committed(cost: Cost) -> tuple[int, ...]:
    """Return what lies in no locked pay period, and its three parts."""
    whole = (cost.committed_seconds, cost.committed_cents)
    approved = (cost.approved_seconds, cost.approved_cents)
    inferred = (cost.inferred_seconds, cost.inferred_cents)
    said = [all_ - a - i for all_, a, i in zip(whole, approved, inferred, strict=True)]
    return *whole, *approved, *said, *inferred


def _ahead(cost: Cost, budget: InForce | None) -> tuple[int | float | None, ...]:
    if budget is None:
        return (None,) * 4
    revised = budget.revised
    ahead = estimate(cost, revised.seconds, revised.cents)
    return ahead.to_complete, ahead.eac, revised.cents - ahead.eac, ahead.used
