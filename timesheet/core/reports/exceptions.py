"""Exceptions: what to fix, the worst first."""

from collections.abc import Iterable
from datetime import date

from timesheet.core.calendar import local
from timesheet.core.model import Severity
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type
from timesheet.core.reports.views import IssueView

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column(
        "severity",
        "Severity",
        speech=Speech.WORD,
        width=10,
        about="block stops the closing of the period.",
    ),
    Column(
        "exception",
        "Exception",
        speech=Speech.WORD,
        width=22,
        about="The stable name of what is wrong.",
    ),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team"),
    Column("day", "Day", Type.DAY),
    Column("at", "At", Type.TIME, about="Wall clock in the zone beside it."),
    Column("zone", "Zone", width=18),
    Column("details", "Details", speech=Speech.DETAILS, width=48),
    Column("seconds", "Hours at stake", Type.SECONDS, total=True),
    Column("cents", "Amount at stake", Type.CENTS, total=True),
)
WORST_FIRST = (Severity.BLOCK, Severity.WARN, Severity.INFO)


def exceptions(
    issues: Iterable[IssueView],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return the exceptions sorted by severity, kind, day and person; memory is that of them."""
    return Table(
        name="exceptions",
        title="Exceptions",
        columns=COLUMNS,
        rows=Rows(lambda: [_row(issue) for issue in sorted(issues, key=_order)]),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day"),
        person="person_number",
    )


def _order(issue: IssueView) -> tuple[int, str, date, str, int, int]:
    rank = WORST_FIRST.index(Severity(issue.severity))
    return rank, issue.code, issue.day, issue.person, issue.person_id, issue.at


def _row(issue: IssueView) -> Row:
    return (
        issue.person_id,
        issue.severity,
        issue.code,
        issue.person_number,
        issue.person,
        issue.team,
        issue.day,
        local(issue.at, issue.zone).time(),
        issue.zone,
        "; ".join(f"{name}: {value}" for name, value in issue.details),
        issue.seconds,
        issue.cents,
    )
