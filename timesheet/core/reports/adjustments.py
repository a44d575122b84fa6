"""Adjustments: what closed pay periods lacked, why, and with which period it is settled."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from timesheet.core.model import Cents, Seconds
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("period", "Pay period", Type.DAY, about="First day of the closed pay period."),
    Column("day", "Day", Type.DAY, about="Local day of the work."),
    Column("code", "Code", width=24),
    Column("pay_code", "Pay code", width=10),
    Column(
        "cause",
        "Cause",
        speech=Speech.WORD,
        width=12,
        about="time, code, or pay (a rate or pay rule).",
    ),
    Column(
        "settlement",
        "Settled with",
        speech=Speech.WORD,
        width=16,
        about="next_payroll or cost_only.",
    ),
    Column("paid_in", "Paid in", Type.DAY, about="First day of that pay period; none: it waits."),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="More, or below zero less."),
    Column("cents", "Amount", Type.CENTS, total=True, about="More, or below zero less."),
)


class AdjustmentView(NamedTuple):
    """An adjustment line with its names."""

    person_id: int
    person_number: str
    person: str
    period: date
    day: date
    code: str
    pay_code: str
    cause: str
    settlement: str
    paid_in: date | None
    seconds: Seconds
    cents: Cents


def adjustments(
    lines: Iterable[AdjustmentView], *, parameters: tuple[tuple[str, str], ...] = ()
) -> Table:
    """Return the adjustments in the order given."""
    return Table(
        name="adjustments",
        title="Adjustments",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(lines)),
        parameters=parameters,
        drill=("person_id", "day"),
        person="person_number",
    )


def _rows(lines: Iterable[AdjustmentView]) -> Iterator[Row]:
    for line in lines:
        yield (*line[:5], line.code or UNALLOCATED, *line[6:])
