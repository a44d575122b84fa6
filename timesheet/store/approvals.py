"""Approvals of days: how days stand, and what leads said of them; only ever added."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from timesheet.core.approving import ApprovedDay, Charged, DayStood, Worked, day_stood
from timesheet.core.model import Code, Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.selection import Selection, near, whose, within
from timesheet.store.tables import AllocationRow, DayApproval, ShiftRow

given = table_of(DayApproval)
shifts = table_of(ShiftRow)
allocations = table_of(AllocationRow)

Key = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a day of somebody, when, and how it stood."""

    author: int
    made_at: Instant
    stood: DayStood


def standing(tx: Tx, chosen: Selection) -> dict[Key, Approval]:
    """Return the approvals of some days that hold, by person and day."""
    latest = select(func.max(given.c.id)).where(within(given, chosen))
    query = select(given).where(
        given.c.id.in_(latest.group_by(given.c.person_id, given.c.day)), given.c.given
    )
    return {
        (row.person_id, row.day): Approval(row.author_id, row.made_at, DayStood.read(row.stood))
        for row in tx.execute(query)
    }


_OF_PERSON = Quick(
    select(given.c.day, given.c.made_at, given.c.stood, given.c.given)
    .where(given.c.person_id == bindparam("p"))
    .where(given.c.day.between(bindparam("first"), bindparam("last")))
    .order_by(given.c.id)
)


def of_person(
    tx: Tx, person: int, first: date = date.min, last: date = date.max
) -> list[ApprovedDay]:
    """Return the approvals of a person's days that hold, in the order of days."""
    rows = _OF_PERSON.all(tx, {"p": person, "first": first, "last": last})
    latest = {row[0]: row for row in rows}
    held = (latest[day] for day in sorted(latest) if latest[day][3])
    return [ApprovedDay(day, at, DayStood.read(stood)) for day, at, stood, _ in held]


def worked(tx: Tx, chosen: Selection) -> dict[int, int]:
    """Return on how many of the days chosen people's shifts began, by person."""
    query = select(shifts.c.person_id, func.count(shifts.c.day.distinct()))
    rows = tx.execute(query.where(within(shifts, chosen)).group_by(shifts.c.person_id))
    return {row[0]: row[1] for row in rows}


def days(tx: Tx, chosen: Selection) -> tuple[dict[Key, DayStood], set[Key]]:
    """Return how days stand, by person and day, and those of them on which a shift goes on.

    A shift counts for the day that it began on, with all of its hours.
    """
    worked: dict[Key, list[Worked]] = {}
    charged: dict[Key, list[Charged]] = {}
    unfinished = set()
    c = shifts.c
    columns = (c.person_id, c.day, c.start_at, c.end_at, c.seconds, c.is_open)
    for person, day, *span, is_open in tx.execute(select(*columns).where(within(shifts, chosen))):
        worked.setdefault((person, day), []).append(Worked(*span))
        if is_open:
            unfinished.add((person, day))
    for person, day, seconds, *code in tx.execute(_charged(chosen)):
        charged.setdefault((person, day), []).append(Charged(Code(*code), seconds))
    stood = {key: day_stood(some, charged.get(key, ())) for key, some in worked.items()}
    return stood, unfinished


def _charged(chosen: Selection) -> Any:
    a = allocations.c
    same = and_(a.person_id == shifts.c.person_id, a.shift_start == shifts.c.start_at)
    codes = (a.project_id, a.task_id, a.cost_code_id, a.cost_center_id)
    query = select(a.person_id, shifts.c.day, a.seconds, *codes)
    query = query.select_from(allocations.join(shifts, same))
    return query.where(
        within(shifts, chosen), near(allocations, chosen), whose(allocations, chosen)
    )


def put(
    tx: Tx, key: Key, stood: DayStood, author: int, made_at: Instant, *, holds: bool = True
) -> None:
    """Add an approval of a person's day as it stands, or that it holds no more."""
    person, day = key
    values = {"person_id": person, "day": day, "author_id": author, "made_at": made_at}
    add(tx, given, values | {"given": holds, "stood": stood.written()})
