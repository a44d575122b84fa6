"""What a report is held against: the days before it, or the budgets of its projects."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from timesheet.actions import cost_reports
from timesheet.actions.report_source import Source
from timesheet.core.reports.asking import AGAINST_BUDGET, AGAINST_PREVIOUS, Asking, matching
from timesheet.core.reports.comparing import budgeted, compared
from timesheet.core.reports.table import Before, Row, Table
from timesheet.store import terms

DAY = timedelta(days=1)
# What tells the rows of a report apart, however many days they are of.
KEYS: Mapping[str, tuple[str, ...]] = {
    "payroll-summary": ("person_number", "period", "pay_code"),
    "labor-distribution": (),
    "overtime": ("person_number", "week", "pay_code", "project", "task", "cost_center", "cause"),
    "utilisation": ("person_number", "week"),
    "job-cost-summary": ("project", "task"),
}
# Held against other days, lines are summed up by what stays.
SUMMED = {"labor-distribution": ("project", "task", "cost_center", "pay_code")}
BUDGETED = frozenset({"payroll-summary", "labor-distribution", "overtime", "utilisation"})
PLACE = ("project", "task")

Maker = Callable[[Source], Table]


def settled(report: str, asking: Asking) -> Asking:
    """Return what is asked of a report as it can be answered: compared only where that is known.

    Lines are summed up by what other days have too; against budgets, by project and task.
    """
    if asking.against == AGAINST_PREVIOUS and report in KEYS:
        return replace(asking, by=asking.by or SUMMED.get(report, ()))
    if asking.against == AGAINST_BUDGET and report in BUDGETED:
        known = bool(asking.by) and set(asking.by) <= set(PLACE) and "project" in asking.by
        return asking if known else replace(asking, by=("project",))
    return replace(asking, against="")


def days_before(source: Source) -> tuple[date, date]:
    """Return the days before those of a report: the pay period before, or as many days."""
    chosen, calendar = source.chosen, terms.house(source.tx).calendar
    if calendar.period_of(chosen.first) == (chosen.first, chosen.last):
        return calendar.period_of(chosen.first - DAY)
    return chosen.first - (chosen.last - chosen.first) - DAY, chosen.first - DAY


def against(report: str, table: Table, source: Source, make: Maker) -> Table:
    """Return a report, picked and summed up as asked for, beside what it is held against."""
    asking = source.asking
    if asking.against == AGAINST_BUDGET:
        # Where rows were picked, budgets that none of them is about were not asked for.
        others = not (source.filtered or source.chosen.equal or source.chosen.people is not None)
        table = replace(table, since=cost_reports.first_day(source.tx))
        return budgeted(table, _spent(source, asking.by), asking.by, others=others)
    if asking.against != AGAINST_PREVIOUS:
        return table
    first, last = days_before(source)
    earlier = replace(source, chosen=replace(source.chosen, first=first, last=last))
    other = matching(make(earlier), asking)
    if not (key := asking.by or KEYS[report]):
        return table
    before = Before(first, last, source.chosen.first - first)
    found = compared(table, other, key, ("previous", "Before"), before.shift)
    return replace(found, before=before)


def _spent(source: Source, by: tuple[str, ...]) -> dict[Row, tuple[int, ...]]:
    """Return hours and money spent of budgets, and of the budgets, by the codes of rows."""
    names, found = source.names, dict[Row, tuple[int, ...]]()
    for (project, task), *sums in cost_reports.spent_of_budgets(source):
        said = {"project": names.projects[project].code, "task": names.tasks.get(task or 0, "")}
        place = tuple(said[name] for name in by)
        held = found.get(place, (0,) * len(sums))
        found[place] = tuple(map(sum, zip(held, sums, strict=True)))
    return found
