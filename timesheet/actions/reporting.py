"""Reports: what was derived, as tables, with the control totals of the database beside them."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from timesheet.actions import comparisons, more_reports
from timesheet.actions.report_source import NOTHING, Again, Parameters, Source
from timesheet.core.model import Instant
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.sentences import sentences
from timesheet.core.reports.asking import AGAINST_BUDGET, Asking, matching, showing, summable
from timesheet.core.reports.effort_detail import COLUMNS as EFFORT
from timesheet.core.reports.exceptions import exceptions
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.labor_distribution import COLUMNS as LABOR
from timesheet.core.reports.labor_distribution import UNALLOCATED, labor_distribution
from timesheet.core.reports.labor_lines import labor_lines
from timesheet.core.reports.payroll_summary import payroll_of_codes, payroll_summary
from timesheet.core.reports.table import Column, Table, Type
from timesheet.core.reports.timecards import timecards
from timesheet.core.reports.weekdays import WEEKDAY, has_weekdays
from timesheet.errors import Refused
from timesheet.store import issues as stored
from timesheet.store import names as naming
from timesheet.store import policies, queries, totals
from timesheet.store.db import Tx, read
from timesheet.store.narrowing import narrowed
from timesheet.store.policies import PayPolicyVersion
from timesheet.store.selection import Selection
from timesheet.store.totals import Control


@dataclass(frozen=True, slots=True)
class Request:
    """What a report is asked for: days from first to last, whose hours, and which of its rows.

    ``people`` None is everybody; the caller has checked what the person asking may see. ``now``
    is the moment of asking: a shift that has been open for too long by then is an exception.
    """

    name: str
    first: date
    last: date
    people: frozenset[int] | None = None
    asking: Asking = NOTHING
    now: Instant = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A table whose rows are read while it is open, with the totals that it must tie to.

    ``name`` is what was asked for, ``table`` has the rows asked for but not yet in the order that
    ``asking`` puts them in.
    ``dimensions`` are the columns that it can be summed up by, ``columns`` all that it can show.
    ``totals`` are the sums of its rows where the database knows them without the rows. Where rows
    were left out by something that the database can't tell, ``whole`` is False and ``control``
    says nothing about the rest.
    """

    name: str
    table: Table
    control: Control
    source: "Source" = field(repr=False, compare=False)
    asking: Asking = NOTHING
    totals: Mapping[str, int] | None = None
    whole: bool = True
    dimensions: tuple[Column, ...] = ()
    columns: tuple[Column, ...] = ()


S = TypeVar("S", Request, Source)
DIMENSIONS = frozenset({Type.TEXT, Type.DAY, Type.BOOLEAN})
LONG = 36
# Reports that are made with fewer columns than they can be summed up by, where nobody asks.
ALL_COLUMNS = {"labor-distribution": LABOR, "effort-detail": EFFORT}
# The columns of labor_week behind the columns of the distribution that it can be summed up by.
SUMMED = {
    "person": "person_id",
    "team": "team_id",
    "project": "project_id",
    "task": "task_id",
    "cost_center": "cost_center_id",
    "pay_code": "pay_code",
    "source": "source",
}


def labor(source: Source, parameters: Parameters) -> Table:
    """Make the labor distribution; summed up, it needs no single line."""
    by = source.asking.by
    if by and not source.filtered and all(name in SUMMED for name in by):
        return summed(source, by, parameters)
    notes = premium_notes(source.tx, source.chosen.first, source.chosen.last)
    return labor_distribution(Again(source.lines), parameters=parameters, notes=notes)


def summed(source: Source, by: tuple[str, ...], parameters: Parameters) -> Table:
    """Return the labor distribution summed up by columns of ``SUMMED``, without reading lines."""
    keys = [SUMMED[name] for name in by]
    sums = totals.sum_views(source.tx, source.chosen, keys, source.names)
    shown = (*by, "seconds", "cents", LINES.name)
    rows = [
        tuple(
            UNALLOCATED if name == "project" and not view.project else getattr(view, name)
            for name in shown
        )
        for view in sums
    ]
    columns = {column.name: column for column in LABOR}
    return Table(
        name="labor_distribution",
        title="Labor distribution",
        columns=tuple(columns[name] for name in shown),
        rows=rows,
        parameters=parameters,
        notes=premium_notes(source.tx, source.chosen.first, source.chosen.last),
    )


def payroll(source: Source, parameters: Parameters) -> Table:
    """Make the payroll summary, from weeks summed up; held against budgets, by code as well."""
    tx, chosen, names = source.tx, source.chosen, source.names
    if source.asking.against == AGAINST_BUDGET:
        keys = totals.PAYROLL_OF_CODES
        of_codes = Again(lambda: totals.payroll_views(tx, chosen, names, keys))
        return payroll_of_codes(of_codes, parameters=parameters)
    sums = Again(lambda: totals.payroll_views(tx, chosen, names))
    return payroll_summary(sums, parameters=parameters)


def cards(source: Source, parameters: Parameters) -> Table:
    """Make the timecards."""
    tx, chosen, names = source.tx, source.chosen, source.names
    return timecards(
        Again(lambda: queries.shift_views(tx, chosen, names)),
        Again(lambda: stored.issue_views(tx, chosen, names)),
        parameters=parameters,
    )


def issues(source: Source, parameters: Parameters) -> Table:
    """Make the list of exceptions."""
    tx, chosen, names = source.tx, source.chosen, source.names
    return exceptions(Again(lambda: stored.issue_views(tx, chosen, names)), parameters=parameters)


def each_line(source: Source, parameters: Parameters) -> Table:
    """Make the list of labor lines."""
    notes = premium_notes(source.tx, source.chosen.first, source.chosen.last)
    return labor_lines(Again(source.lines), parameters=parameters, notes=notes)


REPORTS: dict[str, Callable[[Source, Parameters], Table]] = {
    "labor-distribution": labor,
    "payroll-summary": payroll,
    "timecards": cards,
    "exceptions": issues,
    "labor-lines": each_line,
    **more_reports.REPORTS,
}
# Reports whose rows are labor lines, so that the database can pick them by what they show.
OF_LINES = frozenset({"labor-distribution", "payroll-summary", "labor-lines", "job-cost-detail"})


def premium_notes(tx: Tx, first: date, last: date) -> tuple[str, ...]:
    """Return which work bears the premium of overtime, by the policies of some days."""
    by_line: dict[object, list[PayPolicyVersion]] = {}
    for version in sorted(policies.pay_policies(tx), key=lambda v: (v.effective_from, v.id)):
        if version.effective_from <= last:
            held = by_line.setdefault(version.line, [])
            if version.effective_from <= first:
                held.clear()
            held.append(version)
    said = {
        (version.name, sentences(Policy.from_dict(json.loads(version.document)))["allocation"])
        for held in by_line.values()
        for version in held
        if not version.ended
    }
    return tuple(f"{name}: {sentence}" for name, sentence in sorted(said))


@contextmanager
def opened(request: Request) -> Iterator[Report]:
    """Open a report: its table and control totals, of one and the same moment."""
    if request.name not in REPORTS:
        msg = f"there is no report {request.name!r}; there are {', '.join(REPORTS)}"
        raise Refused(msg, field="report")
    if request.last < request.first:
        raise Refused("The last day lies before the first.", field="to")
    with read() as tx:
        yield _report(tx, request)


def _report(tx: Tx, request: Request) -> Report:
    asked_by = request.asking.by
    request = replace(request, asking=comparisons.settled(request.name, request.asking))
    source, make = _source(tx, request), REPORTS[request.name]
    made = make(source, _parameters(tx, request))
    if not summable(made, request.asking.by):
        request, source = _not_summed(request), _not_summed(source)
    control = totals.control(tx, source.chosen)
    known = None
    partly = request.name in more_reports.PARTIAL
    asking = request.asking
    if not (source.filtered or asking.by or asking.against or partly):
        known = _known(source, request.name, control)
    found = matching(made, source.asking)
    found = comparisons.against(request.name, found, source, lambda other: make(other, ()))
    # What was only summed up to be compared has no subtotals: nobody asked for them.
    found = found if asked_by else replace(found, levels=())
    return Report(
        name=request.name,
        table=showing(found, asking),
        control=control,
        source=source,
        asking=asking,
        totals=known,
        whole=not source.filtered and not partly,
        dimensions=_dimensions(ALL_COLUMNS.get(request.name, made.columns)),
        columns=tuple(column for column in found.columns if not column.hidden),
    )


def _not_summed(one: S) -> S:
    """Return a question without the columns to sum up by: the report has no such."""
    return replace(one, asking=replace(one.asking, by=()))


def _dimensions(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns that rows may be summed up by: texts that aren't long, days, yes or no.

    Where rows are of a day, by its weekday too.
    """
    more = (WEEKDAY,) if has_weekdays(columns) else ()
    return more + tuple(
        column
        for column in columns
        if column.type in DIMENSIONS and not column.hidden and column.width < LONG
    )


def _source(tx: Tx, request: Request) -> Source:
    """Let the database answer as much of the question as it can."""
    chosen = Selection(request.first, request.last, request.people, now=request.now)
    names = naming.names(tx)
    of_lines = request.name in OF_LINES
    chosen, left = narrowed(chosen, request.asking.equal, names, of_lines=of_lines)
    return Source(tx, chosen, names, replace(request.asking, equal=left))


def _known(source: Source, name: str, control: Control) -> Mapping[str, int] | None:
    """Return the totals that are known without reading rows."""
    if name == "timecards":
        return totals.card_totals(source.tx, source.chosen)
    if name == "job-cost-detail":
        return {"seconds": control.seconds, "cents": control.cents, "rows": control.rows}
    if name in {"labor-distribution", "payroll-summary"}:
        return {"seconds": control.seconds, "cents": control.cents, "lines": control.rows}
    if name == "labor-lines":
        return {"seconds": control.seconds, "cents": control.cents, "rows": control.rows}
    return None


def _parameters(tx: Tx, request: Request) -> Parameters:
    found = [("From", request.first.isoformat()), ("To", request.last.isoformat())]
    found += request.asking.in_words
    chosen = Selection(request.first, request.last, request.people)
    if waiting := totals.stale_weeks(tx, chosen):
        found.append(("Still being derived", f"{waiting} workweeks"))
    return tuple(found)
