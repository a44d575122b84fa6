"""Reading derived rows for the reports: streamed, in order, with their names."""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select

from timesheet.core import reason
from timesheet.core.model import Instant
from timesheet.core.reports.views import LineView, SegmentView, ShiftView
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.names import NOBODY, Names, ProjectName
from timesheet.store.selection import Selection, by_people, equal, near, stream, whose, within
from timesheet.store.tables import (
    AllocationRow,
    LaborLineRow,
    LaborWeekRow,
    PayLineRow,
    ShiftRow,
)

lines = table_of(LaborLineRow)
weeks = table_of(LaborWeekRow)
pay_lines = table_of(PayLineRow)
shifts = table_of(ShiftRow)
allocations = table_of(AllocationRow)

NO_PROJECT = ProjectName("", "", "")
_Where = tuple[int | None, str]


def labor_lines(tx: Tx, chosen: Selection, names: Names) -> Iterator[LineView]:
    """Yield labor lines by person, day and time."""
    order = (lines.c.person_id, lines.c.day, lines.c.start_at, lines.c.id)
    for some in by_people(tx, chosen, daily=True):
        query = select(lines).where(within(lines, some), near(lines, some), *equal(lines, some))
        sites = _sites(tx, some, names)
        for row in tx.execute(query.order_by(*order)).all():
            site = _site(sites.get((row.person_id, row.shift_start)), row.start_at)
            yield _line(row, names, names.sites.get(site, "") if site else "")


def _sites(tx: Tx, chosen: Selection, names: Names) -> dict[tuple[int, Instant], _Where]:
    """Return where shifts were, by person and start: their site, and their segments as JSON."""
    if not names.sites:
        return {}
    c = shifts.c
    query = select(c.person_id, c.start_at, c.site_id, c.segments)
    rows = tx.execute(query.where(whose(shifts, chosen), near(shifts, chosen)))
    return {(person, start): (site, segments) for person, start, site, segments in rows}


def _site(where: _Where | None, at: Instant) -> int | None:
    """Return the site of the segment in which an instant lies: lines are cut at its ends."""
    if where is None:
        return None
    site, said = where
    if said.count("[") < 3:  # one segment: the shift's own
        return site
    segments = json.loads(said)
    return next((there for start, end, there in segments if start <= at < end), site)


def lines_by_job(tx: Tx, chosen: Selection, names: Names) -> Iterator[LineView]:
    """Yield labor lines by project, cost code, task, day and person."""
    c = lines.c
    order = (c.project_id, c.cost_code_id, c.task_id, c.day, c.person_id, c.start_at, c.id)
    query = select(lines).where(within(lines, chosen), *equal(lines, chosen))
    for row in stream(tx, query.order_by(*order)):
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
    order = (shifts.c.person_id, shifts.c.day, shifts.c.start_at)
    for some in by_people(tx, chosen, daily=True):
        query = select(shifts).where(within(shifts, some), near(shifts, some))
        for row in tx.execute(query.order_by(*order)).all():
            yield _shift(row, names)


def days_with_lines(tx: Tx) -> tuple[date, date] | None:
    """Return the first and the last day that have labor lines."""
    first, last = tx.execute(select(func.min(weeks.c.first_day), func.max(weeks.c.last_day))).one()
    return None if first is None else (first, last)


def shift_row(tx: Tx, person: int, start: Instant) -> Any:
    """Return the row of the shift of a person that began at an instant, or None."""
    query = select(shifts).where(shifts.c.person_id == person, shifts.c.start_at == start)
    return tx.execute(query).first()


def shift_ended(tx: Tx, person: int, at: Instant) -> Any:
    """Return the row of the shift of a person that ended with a punch at an instant, or None."""
    mine = (shifts.c.person_id == person, shifts.c.raw_end == at, ~shifts.c.is_open)
    return tx.execute(select(shifts).where(*mine)).first()


def allocations_of(
    tx: Tx, some: Collection[tuple[int, Instant]]
) -> dict[tuple[int, Instant], list[Any]]:
    """Return the allocation rows of shifts, by person and when they began, in order of time."""
    query = select(allocations).where(
        allocations.c.person_id.in_({person for person, _ in some}),
        allocations.c.shift_start.in_({start for _, start in some}),
    )
    found: dict[tuple[int, Instant], list[Any]] = {key: [] for key in some}
    for row in tx.execute(query.order_by(allocations.c.start_at, allocations.c.id)):
        if (key := (row.person_id, row.shift_start)) in found:
            found[key].append(row)
    return found


def pay_rows(tx: Tx, person: int, week: date, pay_code: str) -> list[Any]:
    """Return the pay-line rows of a person's workweek on a pay code."""
    query = select(pay_lines).where(
        pay_lines.c.person_id == person,
        pay_lines.c.week == week,
        pay_lines.c.pay_code == pay_code,
    )
    return list(tx.execute(query.order_by(pay_lines.c.id)))


def _line(row: Any, names: Names, site: str = "") -> LineView:
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
        site=site,
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
        meal_owed=row.meal_owed,
        meal_taken=row.meal_taken,
        meal_said=row.meal_said_id,
    )
