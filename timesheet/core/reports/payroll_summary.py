"""Payroll summary: what payroll will pay, person by pay code within a pay period."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from timesheet.core.model import Cents, Seconds
from timesheet.core.money import average_rate
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Row, Rows, Table, Type
from timesheet.core.reports.views import Paid, SumView

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team of the person's last line on this pay code."),
    Column("period", "Period", Type.DAY, about="First day of the pay period."),
    Column("pay_code", "Pay code", width=10),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Paid time, exact in seconds."),
    Column("average_rate", "Average rate", Type.RATE, ratio=("cents", "seconds"),
           about="Amount by hour; none without hours."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Gross wages, exact in cents."),
    LINES,
)  # fmt: skip

# The same by code as well, to be held against budgets.
OF_CODES = (
    *COLUMNS[:5],
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("task", "Task"),
    *COLUMNS[5:],
)


def payroll_of_codes(
    sums: Iterable[SumView], *, parameters: tuple[tuple[str, str], ...] = ()
) -> Table:
    """Return the payroll summary with a row for each project and task as well."""
    return Table(
        name="payroll_summary",
        title="Payroll summary",
        columns=OF_CODES,
        rows=Rows(lambda: map(_of_code, sums)),
        parameters=parameters,
        drill=("person_id", "period", "pay_code", "project", "task"),
        person="person_number",
    )


def _of_code(one: SumView) -> Row:
    row = _row(one, one.seconds, one.cents, one.lines)
    return *row[:5], one.project or UNALLOCATED, one.task, *row[5:]


def payroll_summary(
    lines: Iterable[Paid],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return hours and money of lines (or sums of lines) that come ordered by person."""
    return Table(
        name="payroll_summary",
        title="Payroll summary",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(lines)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "period", "pay_code"),
        person="person_number",
    )


def _rows(lines: Iterable[Paid]) -> Iterator[Row]:
    for _, of_person in groupby(lines, key=lambda line: line.person_id):
        sums: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        last: dict[tuple[date, str], Paid] = {}
        for line in of_person:
            key = (line.period, line.pay_code)
            last[key] = line
            found = sums[key]
            found[0] += line.seconds
            found[1] += line.cents
            found[2] += line.lines
        for key in sorted(sums):
            yield _row(last[key], *sums[key])


def _row(line: Paid, seconds: Seconds, cents: Cents, count: int) -> Row:
    return (
        line.person_id,
        line.person_number,
        line.person,
        line.team,
        line.period,
        line.pay_code,
        seconds,
        average_rate(seconds, cents),
        cents,
        count,
    )
