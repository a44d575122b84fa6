"""The chart of a report: made of the same rows, or of the same sums of the weeks before."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from timesheet.actions.reporting import Report, Request, opened
from timesheet.core import calendar
from timesheet.core.budgets import Budget, in_force, place_of
from timesheet.core.model import Seconds
from timesheet.core.reports import charts
from timesheet.core.reports.asking import Asking
from timesheet.core.reports.charts import Chart
from timesheet.core.reports.grouping import grouped
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.store import budgets, queries, terms, totals
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.selection import Selection

WEEKS = 8
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def chart(request: Request, seen: Report | None = None) -> Chart | None:
    """Return the chart of a report; None where it has none, or nothing to show.

    ``seen`` is the report as it was read for the page: where it is of the rows that the chart is
    made of, and holds them, they aren't read again.
    """
    if make := FROM_ROWS.get(request.name):
        return make(request, seen)
    of_days = CHARTS.get(request.name)
    return None if of_days is None else of_days(request)


def _weeks(request: Request) -> Chart | None:
    """Return hours by project over the eight weeks to the last day, where none are left out."""
    if request.asking.equal or request.asking.text:
        return None
    with read() as tx:
        last_week = calendar.week_of(request.last, terms.house(tx).week_start)
        # Whole weeks are read from sums; a week cut short would be read line by line.
        chosen = Selection(last_week - (WEEKS - 1) * WEEK, last_week + WEEK - DAY, request.people)
        projects = naming.names(tx).projects
        rows = totals.by_week(tx, chosen, ("project_id",))
    return charts.over_weeks(
        (week, projects[key].code if key is not None else UNALLOCATED, seconds)
        for week, key, seconds in rows
    )


def _rows(
    request: Request, seen: Report | None, by: str, *sums: str
) -> Iterator[tuple[object, ...]]:
    """Yield sums of the rows of a report as it is filtered, by a column."""
    if seen is not None and not (seen.asking.by or seen.asking.against):
        yield from grouped(seen.table, (by,)).select((by, *sums)).rows
        return
    asking = Asking(request.asking.text, request.asking.equal)
    with opened(replace(request, asking=asking)) as report:
        table = grouped(report.table, (by,)).select((by, *sums))
        yield from table.rows


def _causes(request: Request, seen: Report | None) -> Chart | None:
    found: dict[str, Seconds] = {}
    for cause, seconds in _rows(request, seen, "cause", "seconds"):
        found[str(cause)] = int(str(seconds))
    return charts.by_cause(found)


def _roster(request: Request, seen: Report | None) -> Chart | None:
    found: dict[date, tuple[Seconds, Seconds]] = {}
    for day, planned, worked in _rows(request, seen, "day", "planned_seconds", "seconds"):
        if isinstance(day, date) and isinstance(planned, int) and isinstance(worked, int):
            found[day] = planned, worked
    return charts.planned_and_worked(found)


def _burn_down(request: Request) -> Chart | None:
    """Return what is left of all budgets, or of one project's where the report is about one."""
    only = dict(request.asking.equal).get("project")
    with read() as tx:
        codes = {key: one.code for key, one in naming.names(tx).projects.items()}
        said = [b for b in budgets.all_budgets(tx) if only in {None, codes[b.project]}]
        worked = queries.days_with_lines(tx)
        if not said or worked is None:
            return None
        week = calendar.week_of(request.last, terms.house(tx).week_start)
        chosen = Selection(worked[0], week + WEEK - DAY, request.people)
        return charts.burn_down(_left(tx, said, chosen))


def _left(tx: Tx, said: list[Budget], chosen: Selection) -> Mapping[date, Seconds]:
    """Return what was left at the end of each week of the budgets that held on its last day."""
    held = in_force(said, chosen.last)
    spent: dict[date, Seconds] = defaultdict(int)
    for week, project, task, seconds in totals.by_week(tx, chosen, ("project_id", "task_id")):
        if project is not None and place_of(project, task, held) in held:
            spent[week] += seconds
    gone, left = 0, {}
    for week in sorted(spent):
        gone += spent[week]
        held_then = in_force(said, min(week + WEEK - DAY, chosen.last))
        left[week] = sum(one.revised.seconds for one in held_then.values()) - gone
    return left


CHARTS: Mapping[str, Callable[[Request], Chart | None]] = {
    "labor-distribution": _weeks,
    "job-cost-summary": _burn_down,
}
FROM_ROWS: Mapping[str, Callable[[Request, Report | None], Chart | None]] = {
    "overtime": _causes,
    "roster-variance": _roster,
}
