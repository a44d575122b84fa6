"""Utilisation: the hours that people had, worked, and worked for customers, week by week."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from timesheet.core.model import HOUR, Seconds
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Row, Rows, Speech, Table, Type

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team of the week's last hours."),
    Column("week", "Week", Type.DAY, about="First day of the workweek."),
    Column("basis", "Capacity from", speech=Speech.WORD, width=14,
           about="roster, or 8 hours a weekday without one."),
    Column("capacity_seconds", "Capacity", Type.SECONDS, total=True),
    Column("seconds", "Worked", Type.SECONDS, total=True, about="Paid time without absences."),
    Column("absent_seconds", "Absent", Type.SECONDS, total=True, about="Paid without work."),
    Column("billable_seconds", "For customers", Type.SECONDS, total=True,
           about="Worked on projects that have a customer."),
    Column("share", "Utilisation", Type.SHARE, ratio=("seconds", "capacity_seconds"),
           about="Worked of capacity."),
    Column("billable_share", "Billable", Type.SHARE,
           ratio=("billable_seconds", "capacity_seconds"), about="For customers, of capacity."),
    Column("change_seconds", "Change", Type.SECONDS, about="Worked, against the week before."),
)  # fmt: skip
# Held against budgets: hours by code, which have no capacity of their own.
OF_CODES = (
    *COLUMNS[:5],
    Column("project", "Project", about="Project code; unallocated where nobody knows it yet."),
    Column("task", "Task"),
    *COLUMNS[7:10],
)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEEKDAYS, FULL_DAY = 5, 8 * HOUR


class WeekView(NamedTuple):
    """Hours of a person's week, of one kind: ``absent`` without work, ``billable`` for a customer.

    ``project`` is "" where nobody knows it.
    """

    person_id: int
    person_number: str
    person: str
    team: str
    week: date
    seconds: Seconds
    absent: bool = False
    billable: bool = False
    project: str = ""
    task: str = ""


def utilisation(
    weeks: Iterable[WeekView],
    planned: Mapping[tuple[int, date], Seconds],
    days: tuple[date, date],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a row for each person and week; ``weeks`` come ordered by person and week.

    ``planned`` are the rostered seconds of person and week; who has none has 8 hours on each
    weekday of the ``days`` (first, last) that lies in the week.
    """
    return Table(
        name="utilisation",
        title="Utilisation",
        columns=COLUMNS,
        rows=Rows(lambda: _rows(weeks, planned, days)),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "week"),
        person="person_number",
    )


def _rows(
    weeks: Iterable[WeekView],
    planned: Mapping[tuple[int, date], Seconds],
    days: tuple[date, date],
) -> Iterator[Row]:
    on_roster = {person for person, _week in planned}
    sums: dict[tuple[int, date], list[int]] = {}
    last: dict[tuple[int, date], WeekView] = {}
    for one in weeks:
        key = (one.person_id, one.week)
        last[key] = one
        found = sums.setdefault(key, [0, 0, 0])
        found[1 if one.absent else 0] += one.seconds
        found[2] += one.seconds if one.billable else 0
    for key in sorted(sums):
        person, week = key
        worked, absent, billable = sums[key]
        roster = person in on_roster
        capacity = planned.get(key, 0) if roster else _usual(week, days)
        before = sums.get((person, week - WEEK))
        yield (
            *last[key][:5],
            "roster" if roster else "weekdays",
            capacity,
            worked,
            absent,
            billable,
            worked / capacity if capacity else None,
            billable / capacity if capacity else None,
            worked - before[0] if before else None,
        )


def utilisation_of_codes(
    weeks: Iterable[WeekView], *, parameters: tuple[tuple[str, str], ...] = ()
) -> Table:
    """Return the hours of people's weeks by project and task, without any capacity."""
    return Table(
        name="utilisation",
        title="Utilisation",
        columns=OF_CODES,
        rows=Rows(lambda: map(_of_code, weeks)),
        parameters=parameters,
        drill=("person_id", "week", "project", "task"),
        person="person_number",
    )


def _of_code(one: WeekView) -> Row:
    worked, absent = (0, one.seconds) if one.absent else (one.seconds, 0)
    billable = one.seconds if one.billable else 0
    return (*one[:5], one.project or UNALLOCATED, one.task, worked, absent, billable)


def _usual(week: date, days: tuple[date, date]) -> Seconds:
    inside = (week + n * DAY for n in range(7))
    return FULL_DAY * sum(days[0] <= d <= days[1] and d.weekday() < WEEKDAYS for d in inside)
