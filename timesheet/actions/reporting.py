"""Reports: what was derived, as tables, with the control totals of the database beside them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from timesheet.core.model import Instant
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.sentences import sentences
from timesheet.core.reports.exceptions import exceptions
from timesheet.core.reports.labor_distribution import labor_distribution
from timesheet.core.reports.labor_lines import labor_lines
from timesheet.core.reports.payroll_summary import payroll_summary
from timesheet.core.reports.table import Table
from timesheet.core.reports.timecards import timecards
from timesheet.core.reports.views import LineView
from timesheet.errors import Refused
from timesheet.store import issues as stored
from timesheet.store import names as naming
from timesheet.store import policies, queries
from timesheet.store.db import Tx, read
from timesheet.store.names import Names
from timesheet.store.policies import PayPolicyVersion
from timesheet.store.queries import Control
from timesheet.store.selection import Selection


@dataclass(frozen=True, slots=True)
class Request:
    """What a report is asked for: days from first to last, whose hours, and filters by column.

    ``people`` None is everybody; the caller has checked what the person asking may see. ``now``
    is the moment of asking: a shift that has been open for too long by then is an exception.
    """

    name: str
    first: date
    last: date
    people: frozenset[int] | None = None
    equal: tuple[tuple[str, Any], ...] = ()
    now: Instant = 0

    @property
    def selection(self) -> Selection:
        """The same, as the store wants it."""
        return Selection(self.first, self.last, self.people, self.equal, self.now)


@dataclass(frozen=True, slots=True)
class Report:
    """A table whose rows are read while it is open, with the totals that it must tie to."""

    table: Table
    control: Control
    source: "Source" = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """The rows behind a report, read anew at each pass but within one transaction."""

    tx: Tx
    chosen: Selection
    names: Names

    def lines(self) -> Iterator[LineView]:
        """Yield the labor lines."""
        return queries.labor_lines(self.tx, self.chosen, self.names)


class Again:
    """An iterable that begins anew each time it is asked."""

    def __init__(self, make: Callable[[], Iterator[Any]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Any]:
        return self._make()


def labor(source: Source, parameters: tuple[tuple[str, str], ...]) -> Table:
    """Make the labor distribution."""
    notes = premium_notes(source.tx, source.chosen.first, source.chosen.last)
    return labor_distribution(Again(source.lines), parameters=parameters, notes=notes)


def payroll(source: Source, parameters: tuple[tuple[str, str], ...]) -> Table:
    """Make the payroll summary."""
    return payroll_summary(Again(source.lines), parameters=parameters)


def cards(source: Source, parameters: tuple[tuple[str, str], ...]) -> Table:
    """Make the timecards."""
    tx, chosen, names = source.tx, source.chosen, source.names
    return timecards(
        Again(lambda: queries.shift_views(tx, chosen, names)),
        Again(lambda: stored.issue_views(tx, chosen, names)),
        parameters=parameters,
    )


def issues(source: Source, parameters: tuple[tuple[str, str], ...]) -> Table:
    """Make the list of exceptions."""
    tx, chosen, names = source.tx, source.chosen, source.names
    return exceptions(Again(lambda: stored.issue_views(tx, chosen, names)), parameters=parameters)


def each_line(source: Source, parameters: tuple[tuple[str, str], ...]) -> Table:
    """Make the list of labor lines."""
    notes = premium_notes(source.tx, source.chosen.first, source.chosen.last)
    return labor_lines(Again(source.lines), parameters=parameters, notes=notes)


REPORTS: dict[str, Callable[[Source, tuple[tuple[str, str], ...]], Table]] = {
    "labor-distribution": labor,
    "payroll-summary": payroll,
    "timecards": cards,
    "exceptions": issues,
    "labor-lines": each_line,
}


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
        msg = f"the last day ({request.last}) lies before the first ({request.first})"
        raise Refused(msg, field="to")
    with read() as tx:
        source = Source(tx, request.selection, naming.names(tx))
        table = REPORTS[request.name](source, _parameters(tx, request))
        yield Report(table, queries.control(tx, request.selection), source)


def _parameters(tx: Tx, request: Request) -> tuple[tuple[str, str], ...]:
    found = [("From", request.first.isoformat()), ("To", request.last.isoformat())]
    found += [(name, str(value)) for name, value in request.equal]
    if waiting := queries.stale_weeks(tx, request.selection):
        found.append(("Still being derived", f"{waiting} workweeks"))
    return tuple(found)
