"""Job cost detail: every labor line on a job, by job, cost code, task and day."""

from collections.abc import Iterable

from timesheet.core.calendar import local
from timesheet.core.model import WORDS, Part
from timesheet.core.money import average_rate
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type
from timesheet.core.reports.views import LineView

COLUMNS = (
    Column("line", "Line", hidden=True),
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("project_name", "Project name", width=28),
    Column("customer", "Customer"),
    Column("cost_code", "Cost code", width=12),
    Column("task", "Task"),
    Column("cost_type", "Cost type", speech=Speech.WORD, width=12,
           about="labor, or premium paid in addition to it."),
    Column("cost_center", "Cost center", width=12),
    Column("day", "Day", Type.DAY, about="Local day of the work."),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team at the time of the work."),
    Column("start", "From", Type.TIME, about="Wall clock of the person's zone."),
    Column("end", "Until", Type.TIME, about="Wall clock of the person's zone."),
    Column("pay_code", "Pay code", width=10),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Paid time, exact in seconds."),
    Column("unit_rate", "Amount an hour", Type.RATE, ratio=("cents", "seconds"),
           about="None without hours."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Wages, exact in cents."),
    Column("attested", "Attested", Type.BOOLEAN, about="True only where a person gave his word."),
    Column("source", "Source", speech=Speech.WORD, width=16, about="What the code rests on."),
    Column("confidence", "Confidence", Type.SHARE, about="Probability that the code is right."),
)  # fmt: skip


def job_cost_detail(
    lines: Iterable[LineView],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return labor lines as they come; whoever asks the database orders them by job."""
    return Table(
        name="job_cost_detail",
        title="Job cost detail",
        columns=COLUMNS,
        rows=Rows(lambda: map(_row, lines)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day", "line"),
        person="person_number",
    )


def _row(line: LineView) -> Row:
    timed = line.end > line.start
    return (
        line.line,
        line.person_id,
        line.project or UNALLOCATED,
        line.project_name,
        line.customer,
        line.cost_code,
        line.task,
        "premium" if line.part == Part.PREMIUM else "labor",
        line.cost_center,
        line.day,
        line.person_number,
        line.person,
        line.team,
        local(line.start, line.zone).time() if timed else None,
        local(line.end, line.zone).time() if timed else None,
        line.pay_code,
        line.seconds,
        average_rate(line.seconds, line.cents),
        line.cents,
        line.attested and line.source in WORDS,
        line.source,
        line.confidence,
    )
