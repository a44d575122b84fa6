"""Overtime analysis: who worked it, which work bears it, and which job crossed the line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from timesheet.core.model import Part, Seconds
from timesheet.core.reports.grouping import LINES
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Column, Kept, Row, Table, Type
from timesheet.core.reports.views import LineView

COLUMNS = (
    Column("person_id", "Person", Type.COUNT, hidden=True),
    Column("person_number", "No.", width=10, about="The person's number."),
    Column("person", "Person", width=24, about="The person's name."),
    Column("team", "Team", about="The team at the time of the work."),
    Column("week", "Week", Type.DAY, about="First day of the workweek."),
    Column("pay_code", "Pay code", width=10),
    Column("project", "Project", about="The work that bears the money, by the pay policy."),
    Column("task", "Task"),
    Column("cost_center", "Cost center", width=12),
    Column("cause", "Cause", about="The project of the first hour over the line in that week."),
    Column("crossed", "Crossed on", Type.DAY, about="The day of that hour."),
    Column("seconds", "Overtime", Type.SECONDS, total=True, about="Hours over the line."),
    Column("premium_cents", "Premium", Type.CENTS, total=True, about="Paid because of overtime."),
    Column("cents", "Amount", Type.CENTS, total=True, about="Straight pay and premium together."),
    Column("share", "Share of week", Type.SHARE, about="Of the person's paid hours in that week."),
    LINES,
)
OVERTIME = re.compile(r"OT[0-9.]*|DT")


def is_overtime(pay_code: str) -> bool:
    """Tell whether hours on a pay code are overtime: OT, DT, or OT with another multiplier."""
    return OVERTIME.fullmatch(pay_code) is not None


def overtime(
    lines: Iterable[LineView],
    week_seconds: Mapping[tuple[int, date], Seconds],
    days: tuple[date, date],
    *,
    parameters: tuple[tuple[str, str], ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return overtime by person, week and the work that bears it.

    ``lines`` are those of overtime pay codes in whole weeks, by person and time; only those from
    the first to the last of ``days`` count, the others tell the cause. ``week_seconds`` are the
    paid seconds of a person's weeks. The rows are held: table and chart are made of them.
    """
    return Table(
        name="overtime",
        title="Overtime analysis",
        columns=COLUMNS,
        rows=Kept(lambda: list(_rows(lines, week_seconds, days))),
        parameters=parameters,
        notes=notes,
        drill=("person_id", "week", "pay_code", "project", "task", "cost_center"),
        person="person_number",
    )


def _rows(
    lines: Iterable[LineView],
    week_seconds: Mapping[tuple[int, date], Seconds],
    days: tuple[date, date],
) -> Iterator[Row]:
    for person, of_person in groupby(lines, key=lambda line: line.person_id):
        known = list(of_person)
        causes = _causes(known)
        sums: dict[Row, list[int]] = {}
        for line in known:
            if days[0] <= line.day <= days[1]:
                _count(sums.setdefault(_key(line), [0, 0, 0, 0]), line)
        for key in sorted(sums):
            seconds, premium, cents, count = sums[key]
            week = key[4]
            assert isinstance(week, date)  # noqa: S101  (for the type checker)
            cause, crossed = causes.get(week, ("", None))
            whole = week_seconds.get((person, week), 0)
            share = seconds / whole if whole else None
            yield (*key, cause, crossed, seconds, premium, cents, share, count)


def _causes(lines: Iterable[LineView]) -> dict[date, tuple[str, date]]:
    """Return project and day of the first overtime hour of each week."""
    first: dict[date, LineView] = {}
    for line in lines:
        held = first.get(line.week)
        if line.seconds and (held is None or line.start < held.start):
            first[line.week] = line
    return {week: (line.project or UNALLOCATED, line.day) for week, line in first.items()}


def _count(sums: list[int], line: LineView) -> None:
    sums[0] += line.seconds
    sums[1] += line.cents if line.part == Part.PREMIUM else 0
    sums[2] += line.cents
    sums[3] += 1


def _key(line: LineView) -> Row:
    return (
        line.person_id,
        line.person_number,
        line.person,
        line.team,
        line.week,
        line.pay_code,
        line.project or UNALLOCATED,
        line.task,
        line.cost_center,
    )
