"""Approvals status: how far everybody's pay period is, and what waits for whom."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from timesheet.core.calendar import local
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column(
        "state", "State", speech=Speech.WORD, width=12, about="open, submitted, approved, locked …"
    ),
    Column("since", "Since", Type.DAY, about="Day of the step that led there."),
    Column("by", "By", width=24, about="Who took it."),
    Column("reason", "Reason", width=40),
    Column("days", "Days", Type.COUNT, total=True, about="Days with work."),
    Column("days_approved", "Days approved", Type.COUNT, total=True, about="As they stand."),
    Column("days_changed", "Days changed", Type.COUNT, total=True, about="Since the approval."),
    Column("blockers", "Must be settled", Type.COUNT, total=True, about="Exceptions in the way."),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Paid time, exact in seconds."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Wages, exact in cents."),
)


class StandingView(NamedTuple):
    """How one person's pay period stands; ``made_at`` 0: no step was taken yet.

    ``days_approved`` of the ``days`` with work are approved by a lead as they stand, and
    ``days_changed`` were, and have changed since.
    """

    person_id: int
    person_number: str
    person: str
    state: str
    made_at: Instant
    by: str
    reason: str
    days: int
    days_approved: int
    days_changed: int
    blockers: int
    seconds: Seconds
    cents: Cents


def approvals(
    standings: Iterable[StandingView],
    zone: str,
    *,
    parameters: tuple[tuple[str, str], ...] = (),
) -> Table:
    """Return a row for each person, in the order given; days are those of ``zone``."""
    return Table(
        name="approvals",
        title="Approvals status",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(standings, zone)),
        parameters=parameters,
        drill=("person_id",),
        person="person_number",
    )


def _rows(standings: Iterable[StandingView], zone: str) -> Iterator[Row]:
    for one in standings:
        since = local(one.made_at, zone).date() if one.made_at else None
        yield (*one[:4], since, *one[5:])
