"""Reading derived rows for the reports: streamed, in order, with their names."""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from timesheet.core import reason
from timesheet.core.model import Instant
from timesheet.core.reports.views import LineView, SegmentView, ShiftView
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.names import NOBODY, Names, ProjectName
from timesheet.store.selection import Selection, stream, whose, within
from timesheet.store.tables import (
    AllocationRow,
    LaborLineRow,
    PayLineRow,
    ShiftRow,
    Workweek,
)

lines = table_of(LaborLineRow)
pay_lines = table_of(PayLineRow)
shifts = table_of(ShiftRow)
workweeks = table_of(Workweek)
allocations = table_of(AllocationRow)

NO_PROJECT = ProjectName("", "", "")


class Control(NamedTuple):
    """Control totals, straight from the database."""

    rows: int
    seconds: int
    cents: int
    people: int
    unallocated_seconds: int
    attested_seconds: int
    expected_right_seconds: float


def labor_lines(tx: Tx, chosen: Selection, names: Names) -> Iterator[LineView]:
    """Yield labor lines by person, day and time."""
    query = select(lines).where(within(lines, chosen), *_equal(chosen))
    ordered = query.order_by(lines.c.person_id, lines.c.day, lines.c.start_at, lines.c.id)
    for row in stream(tx, ordered):
        yield _line(row, names)


def lines_of_day(tx: Tx, person: int, day: date, names: Names) -> list[tuple[Any, LineView]]:
    """Return the labor lines of a person's day in order, as rows and as views."""
    query = select(lines).where(lines.c.person_id == person, lines.c.day == day)
    rows = tx.execute(query.order_by(lines.c.start_at, lines.c.id))
    return [(row, _line(row, names)) for row in rows]


def line_name(row: Any) -> str:
    """Return what tells a labor line from the others of its person and day (see LineView)."""
    ids = (row.project_id, row.task_id, row.cost_code_id, row.cost_center_id)
    pieces = (row.start_at, row.end_at, row.pay_code, row.part, *(key or 0 for key in ids))
    return "-".join(map(str, pieces))


def shift_views(tx: Tx, chosen: Selection, names: Names) -> Iterator[ShiftView]:
    """Yield shifts by person, day and time."""
    query = select(shifts).where(within(shifts, chosen))
    ordered = query.order_by(shifts.c.person_id, shifts.c.day, shifts.c.start_at)
    for row in stream(tx, ordered):
        yield _shift(row, names)


def control(tx: Tx, chosen: Selection) -> Control:
    """Return the control totals of the labor lines chosen."""
    # Leave and amounts without work are on no code, and yet nobody has to find one for them.
    nothing = and_(
        lines.c.project_id.is_(None), lines.c.cost_code_id.is_(None), lines.c.source != "policy"
    )
    query = select(
        func.count(),
        func.coalesce(func.sum(lines.c.seconds), 0),
        func.coalesce(func.sum(lines.c.cents), 0),
        func.count(lines.c.person_id.distinct()),
        func.coalesce(func.sum(lines.c.seconds).filter(nothing), 0),
        func.coalesce(func.sum(lines.c.seconds).filter(lines.c.attested), 0),
        func.coalesce(func.sum(lines.c.seconds * lines.c.confidence), 0),
    ).where(within(lines, chosen), *_equal(chosen))
    rows, seconds, cents, people, unallocated, attested, right = tx.execute(query).one()
    return Control(
        rows, int(seconds), int(cents), people, int(unallocated), int(attested), float(right)
    )


def paid(tx: Tx, chosen: Selection) -> tuple[int, int]:
    """Return seconds and cents of the pay lines of whole pay periods, by their first days."""
    query = select(
        func.coalesce(func.sum(pay_lines.c.seconds), 0),
        func.coalesce(func.sum(pay_lines.c.cents), 0),
    ).where(
        pay_lines.c.period >= chosen.first,
        pay_lines.c.period <= chosen.last,
        whose(pay_lines, chosen),
    )
    seconds, cents = tx.execute(query).one()
    return int(seconds), int(cents)


def present(tx: Tx, chosen: Selection) -> int:
    """Return the seconds of presence in the shifts of the days chosen."""
    query = select(func.coalesce(func.sum(shifts.c.seconds), 0)).where(within(shifts, chosen))
    return int(tx.execute(query).scalar_one())


def allocated(tx: Tx, chosen: Selection) -> int:
    """Return the seconds of labor lines of the shifts that ``present`` counts.

    By shift, not by day: a night shift of the last day has hours on the day after.
    """
    of_shift = and_(
        lines.c.person_id == shifts.c.person_id, lines.c.shift_start == shifts.c.start_at
    )
    query = select(func.coalesce(func.sum(lines.c.seconds), 0)).select_from(
        shifts.join(lines, of_shift)
    )
    return int(tx.execute(query.where(within(shifts, chosen))).scalar_one())


def hours_by_project(tx: Tx, chosen: Selection) -> list[tuple[int | None, int, int]]:
    """Return seconds and cents by project (None: unallocated), most hours first."""
    query = (
        select(lines.c.project_id, func.sum(lines.c.seconds), func.sum(lines.c.cents))
        .where(within(lines, chosen))
        .group_by(lines.c.project_id)
        .order_by(func.sum(lines.c.seconds).desc())
    )
    return [(project, int(seconds), int(cents)) for project, seconds, cents in tx.execute(query)]


def sums_by_pay_code(tx: Tx, chosen: Selection) -> dict[str, tuple[int, int]]:
    """Return seconds and cents by pay code."""
    sums = (func.sum(lines.c.seconds), func.sum(lines.c.cents))
    query = select(lines.c.pay_code, *sums).where(within(lines, chosen), *_equal(chosen))
    rows = tx.execute(query.group_by(lines.c.pay_code))
    return {code: (int(seconds), int(cents)) for code, seconds, cents in rows}


def stale_weeks(tx: Tx, chosen: Selection) -> int:
    """Return how many workweeks near the days chosen are still to be derived."""
    query = (
        select(func.count())
        .select_from(workweeks)
        .where(workweeks.c.stale, workweeks.c.week <= chosen.last, whose(workweeks, chosen))
    )
    return int(tx.execute(query).scalar_one())


def days_with_lines(tx: Tx) -> tuple[date, date] | None:
    """Return the first and the last day that have labor lines."""
    first, last = tx.execute(select(func.min(lines.c.day), func.max(lines.c.day))).one()
    return None if first is None else (first, last)


def shift_row(tx: Tx, person: int, start: Instant) -> Any:
    """Return the row of the shift of a person that began at an instant, or None."""
    query = select(shifts).where(shifts.c.person_id == person, shifts.c.start_at == start)
    return tx.execute(query).first()


def shift_allocations(tx: Tx, person: int, start: Instant) -> list[Any]:
    """Return the allocation rows of a shift, in order of time."""
    query = select(allocations).where(
        allocations.c.person_id == person, allocations.c.shift_start == start
    )
    return list(tx.execute(query.order_by(allocations.c.start_at, allocations.c.id)))


def pay_rows(tx: Tx, person: int, week: date, pay_code: str) -> list[Any]:
    """Return the pay-line rows of a person's workweek on a pay code."""
    query = select(pay_lines).where(
        pay_lines.c.person_id == person,
        pay_lines.c.week == week,
        pay_lines.c.pay_code == pay_code,
    )
    return list(tx.execute(query.order_by(pay_lines.c.id)))


def _equal(chosen: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, value in chosen.equal:
        column = lines.c[name]
        if isinstance(value, Collection) and not isinstance(value, str):
            values = [v for v in value if v is not None]
            nothing = column.is_(None) if None in value else ~true()
            found.append(or_(column.in_(values), nothing))
        else:
            found.append(column.is_(None) if value is None else column == value)
    return found


def _line(row: Any, names: Names) -> LineView:
    person = names.people.get(row.person_id, NOBODY)
    project = names.projects.get(row.project_id, NO_PROJECT)
    return LineView(
        line=line_name(row),
        person_id=row.person_id,
        person_number=person.number,
        person=person.name,
        team=names.teams.get(row.team_id, ""),
        day=row.day,
        week=row.week,
        period=row.period,
        customer=project.customer,
        project=project.code,
        project_name=project.name,
        task=names.tasks.get(row.task_id, ""),
        cost_code=names.cost_codes.get(row.cost_code_id, ""),
        cost_center=names.cost_centers.get(row.cost_center_id, ""),
        pay_code=row.pay_code,
        part=row.part,
        seconds=row.seconds,
        cents=row.cents,
        confidence=row.confidence,
        attested=row.attested,
        source=row.source,
        reason=reason.words(row.source, row.ref, tuple(json.loads(row.details))),
        likely=names.code(row.likely_project_id, row.likely_task_id),
        shift_start=row.shift_start,
        start=row.start_at,
        end=row.end_at,
        zone=person.zone,
        site="",
    )


def _shift(row: Any, names: Names) -> ShiftView:
    person = names.people.get(row.person_id, NOBODY)
    return ShiftView(
        person_id=row.person_id,
        person_number=person.number,
        person=person.name,
        team=names.teams.get(row.team_id, ""),
        day=row.day,
        site=names.sites.get(row.site_id, ""),
        zone=row.zone,
        raw_start=row.raw_start,
        raw_end=row.raw_end,
        start=row.start_at,
        end=row.end_at,
        seconds=row.seconds,
        open=row.is_open,
        segments=tuple(SegmentView(start, end) for start, end, _ in json.loads(row.segments)),
    )
