"""Absence and leave: what was taken in some days, what it cost, and what is left of it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from timesheet.core.model import Cents, Seconds
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.table import Behind, Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team of the person's last line on this pay code."),
    Column("pay_code", "Pay code", width=10),
    Column("kind", "Kind", speech=Speech.WORD, width=20,
           about="What the leave is called; Public holiday where none."),
    Column("seconds", "Paid hours", Type.SECONDS, total=True,
           about="Paid without work, as in the payroll summary."),
    Column("cents", "Amount", Type.CENTS, total=True, about="What these hours pay."),
    Column("unpaid_seconds", "Unpaid hours", Type.SECONDS, total=True, behind=Behind.LEAVE,
           about="Leave of a kind that isn't paid: in no payroll."),
    Column("before_seconds", "Left before", Type.SECONDS, behind=Behind.LEAVE,
           about="What was left before the first day; none where the kind doesn't accrue."),
    Column("granted_seconds", "Granted", Type.SECONDS, behind=Behind.LEAVE,
           about="What came in, within the days."),
    Column("used_seconds", "Used", Type.SECONDS, behind=Behind.LEAVE,
           about="What was taken, within the days."),
    Column("expired_seconds", "Expired", Type.SECONDS, behind=Behind.LEAVE,
           about="What was lost, within the days."),
    Column("left_seconds", "Left", Type.SECONDS, behind=Behind.LEAVE,
           about="What is left after the last day."),
    Column("booked_seconds", "Booked", Type.SECONDS, behind=Behind.LEAVE,
           about="Entered for days after the last."),
    LINES,
)  # fmt: skip


class Account(NamedTuple):
    """How a balance of leave moved within some days; in seconds."""

    before: Seconds
    granted: Seconds
    used: Seconds
    expired: Seconds
    left: Seconds
    booked: Seconds


class AbsenceView(NamedTuple):
    """A person's absence on one pay code; ``account`` None where the kind doesn't accrue."""

    person_id: int
    person_number: str
    person: str
    team: str
    pay_code: str
    kind: str
    seconds: Seconds
    cents: Cents
    unpaid_seconds: Seconds
    account: Account | None
    lines: int


def absence(
    absences: Iterable[AbsenceView],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each person and pay code, as they come."""
    return Table(
        name="absence",
        title="Absence and leave",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(absences)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "pay_code"),
        person="person_number",
    )


def _rows(absences: Iterable[AbsenceView]) -> Iterator[Row]:
    for one in absences:
        yield (*one[:9], *(one.account or (None,) * len(Account._fields)), one.lines)
