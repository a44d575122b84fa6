"""Labor lines: the finest rows, each with its times, its reason and its confidence."""

from collections.abc import Iterable

from timesheet.core.calendar import local
from timesheet.core.model import WORDS
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type
from timesheet.core.reports.views import LineView

COLUMNS = (
    Column("line", "Line", hidden=True),
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team at the time of the work."),
    Column("period", "Period", Type.DAY, about="First day of the pay period."),
    Column("day", "Day", Type.DAY, about="Local day of the work."),
    Column("start", "From", Type.TIME, about="Wall clock of the zone."),
    Column("end", "Until", Type.TIME, about="Wall clock of the zone."),
    Column("zone", "Zone", width=18),
    Column("customer", "Customer"),
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("project_name", "Project name", width=28),
    Column("task", "Task"),
    Column("cost_code", "Cost code", width=12),
    Column("cost_center", "Cost center", width=12),
    Column("site", "Site"),
    Column("pay_code", "Pay code", width=10),
    Column(
        "part",
        "Part",
        speech=Speech.WORD,
        about="straight hours, or premium paid in addition to them.",
    ),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Paid time, exact in seconds."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Wages, exact in cents."),
    Column("confidence", "Confidence", Type.SHARE, about="Probability that the code is right."),
    Column("attested", "Attested", Type.BOOLEAN, about="True only where a person gave his word."),
    Column("source", "Source", speech=Speech.WORD, width=16, about="What the code rests on."),
    Column("reason", "Reason", speech=Speech.SENTENCE, width=40, about="Why this code, in words."),
    Column("likely", "Likely", about="Best guess behind unallocated hours; not counted there."),
)


def labor_lines(
    lines: Iterable[LineView],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each line, in the order in which they come."""
    return Table(
        name="labor_lines",
        title="Labor lines",
        columns=COLUMNS,
        rows=Rows(lambda: map(_row, lines)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "day", "line"),
        person="person_number",
    )


def _row(line: LineView) -> Row:
    return (
        line.line,
        line.person_id,
        line.person_number,
        line.person,
        line.team,
        line.period,
        line.day,
        local(line.start, line.zone).time(),
        local(line.end, line.zone).time(),
        line.zone,
        line.customer,
        line.project or UNALLOCATED,
        line.project_name,
        line.task,
        line.cost_code,
        line.cost_center,
        line.site,
        line.pay_code,
        line.part,
        line.seconds,
        line.cents,
        line.confidence,
        line.attested and line.source in WORDS,
        line.source,
        line.reason,
        line.likely,
    )
