"""Labor distribution: wages and hours to cost objectives, person by day by code by pay code."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from timesheet.core.model import WORDS
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type
from timesheet.core.reports.views import LineView

UNALLOCATED = "unallocated"

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team at the time of the work."),
    Column("period", "Period", Type.DAY, about="First day of the pay period."),
    Column("week", "Week", Type.DAY, about="First day of the workweek."),
    Column("day", "Day", Type.DAY, about="Local day of the work."),
    Column("customer", "Customer"),
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("project_name", "Project name", width=28),
    Column("task", "Task"),
    Column("cost_code", "Cost code", width=12),
    Column("cost_center", "Cost center", width=12),
    Column("site", "Site"),
    Column("pay_code", "Pay code", width=10),
    Column("seconds", "Hours", Type.SECONDS, total=True, about="Paid time, exact in seconds."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Wages, exact in cents."),
    Column("confidence", "Confidence", Type.SHARE, about="Probability that the code is right."),
    Column("attested", "Attested", Type.BOOLEAN, about="True only where a person gave his word."),
    Column("source", "Source", speech=Speech.WORD, width=16, about="What the code rests on."),
    Column("reason", "Reason", speech=Speech.SENTENCE, width=40, about="Why this code, in words."),
    Column("likely", "Likely", about="Best guess behind unallocated hours; not counted there."),
    LINES,
)
DRILL = ("person_id", "day", "project", "task", "cost_code", "cost_center", "pay_code")


def labor_distribution(
    lines: Iterable[LineView],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return the distribution of lines that come ordered by person and day.

    Lines alike in everything but their times become one row; each row keeps one reason and one
    confidence. Group it further with ``grouping.grouped``. Memory is that of one person's day.
    """
    return Table(
        name="labor_distribution",
        title="Labor distribution",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(lines)),
        parameters=parameters,
        notes=notes,
        drill=DRILL,
        person="person_number",
    )


def _rows(lines: Iterable[LineView]) -> Iterator[Row]:
    for _, of_day in groupby(lines, key=_person_day):
        sums: dict[Row, list[int]] = {}
        for line in of_day:
            key = _key(line)
            found = sums.get(key)
            if found is None:
                found = sums[key] = [0, 0, 0]
            found[0] += line.seconds
            found[1] += line.cents
            found[2] += 1
        for key in sorted(sums):
            seconds, cents, count = sums[key]
            yield (*key[:15], seconds, cents, *key[15:], count)


def _person_day(line: LineView) -> tuple[int, date]:
    return line.person_id, line.day


def _key(line: LineView) -> Row:
    return (
        line.person_id,
        line.person_number,
        line.person,
        line.team,
        line.period,
        line.week,
        line.day,
        line.customer,
        line.project or UNALLOCATED,
        line.project_name,
        line.task,
        line.cost_code,
        line.cost_center,
        line.site,
        line.pay_code,
        line.confidence,
        line.attested and line.source in WORDS,
        line.source,
        line.reason,
        line.likely,
    )
