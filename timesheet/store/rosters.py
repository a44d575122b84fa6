"""Planned shifts: a change cancels the row and adds another."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, insert, select, update

from timesheet.core.model import Code, Instant, RosterShift
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import Roster

roster = table_of(Roster)


def planned(
    tx: Tx,
    first: Instant,
    last: Instant,
    people: Iterable[int] | None = None,
    limit: int | None = None,
) -> list[RosterShift]:
    """Return the planned shifts that touch the span, by start; of all people or some."""
    query = (
        _columns()
        .where(roster.c.end_at > first, roster.c.start_at < last, roster.c.cancelled_at.is_(None))
        .order_by(roster.c.start_at, roster.c.id)
        .limit(limit)
    )
    if people is not None:
        query = query.where(roster.c.person_id.in_(list(people)))
    return [_shift(row) for row in tx.execute(query)]


def find(tx: Tx, key: int) -> RosterShift | None:
    """Return a planned shift that isn't cancelled."""
    query = _columns().where(roster.c.id == key, roster.c.cancelled_at.is_(None))
    row = tx.execute(query.with_for_update()).one_or_none()
    return None if row is None else _shift(row)


def add_shifts(tx: Tx, shifts: Iterable[RosterShift], at: Instant) -> int:
    """Add planned shifts (their ids don't count) and return how many."""
    rows = [
        {
            "person_id": shift.person,
            "start_at": shift.start,
            "end_at": shift.end,
            "site_id": shift.site,
            "project_id": shift.code.project if shift.code else None,
            "task_id": shift.code.task if shift.code else None,
            "recorded_at": at,
        }
        for shift in shifts
    ]
    if rows:
        tx.execute(insert(roster), rows)
    return len(rows)


def cancel(tx: Tx, key: int, at: Instant) -> bool:
    """Cancel a planned shift; False where it was cancelled before."""
    query = update(roster).where(roster.c.id == key, roster.c.cancelled_at.is_(None))
    return bool(tx.execute(query.values(cancelled_at=at)).rowcount)


def _columns() -> Select[Any]:
    return select(
        roster.c.id,
        roster.c.person_id,
        roster.c.start_at,
        roster.c.end_at,
        roster.c.site_id,
        roster.c.project_id,
        roster.c.task_id,
    )


def _shift(row: Any) -> RosterShift:
    key, person, start, end, site, project, task = row
    code = None if project is None else Code(project, task)
    return RosterShift(key, person, start, end, site, code)
