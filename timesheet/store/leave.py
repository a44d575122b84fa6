"""Kinds of leave: paid or not, and how they accrue; versioned, the latest effective by a day."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from timesheet.core.model import Instant, Seconds
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.tables import LeaveKindRow, Person, ShiftRow

kinds = table_of(LeaveKindRow)
shifts = table_of(ShiftRow)
people = table_of(Person)


@dataclass(frozen=True, slots=True)
class LeaveKind:
    """A pay code of leave from a day on; ``accrual`` is its rule as data, {} where none accrues."""

    code: str
    version: int
    name: str
    paid: bool
    effective_from: date
    accrual: str = "{}"
    active: bool = True


def leave_kinds(tx: Tx) -> list[LeaveKind]:
    """Return the newest version of each kind of leave, by code."""
    newest = select(kinds.c.code, func.max(kinds.c.version)).group_by(kinds.c.code)
    latest = {row[0]: row[1] for row in tx.execute(newest)}
    rows = tx.execute(select(kinds).order_by(kinds.c.code)).all()
    return [
        LeaveKind(r.code, r.version, r.name, r.paid, r.effective_from, r.accrual, r.active)
        for r in rows
        if r.version == latest[r.code]
    ]


def unpaid_codes(tx: Tx) -> frozenset[str]:
    """Return the pay codes of leave that isn't paid."""
    newest = {row.code: row.paid for row in _PAID.all(tx, {})}
    return frozenset(code for code, paid in newest.items() if not paid)


_PAID = Quick(select(kinds.c.code, kinds.c.paid).order_by(kinds.c.version))


def add_kind(tx: Tx, kind: LeaveKind, at: Instant, by: int | None) -> int:
    """Add the next version of a kind of leave and return its number."""
    json.loads(kind.accrual)
    last = tx.execute(select(func.max(kinds.c.version)).where(kinds.c.code == kind.code)).scalar()
    version = int(last or 0) + 1
    values = {
        "code": kind.code,
        "version": version,
        "name": kind.name,
        "paid": kind.paid,
        "active": kind.active,
        "effective_from": kind.effective_from,
        "accrual": kind.accrual,
        "recorded_at": at,
        "recorded_by": by,
    }
    add(tx, kinds, values)
    return version


def worked_by_day(tx: Tx, person: int) -> dict[date, Seconds]:
    """Return the seconds that a person worked, by the day on which the shifts began."""
    total = func.sum(shifts.c.seconds)
    query = select(shifts.c.day, total).where(shifts.c.person_id == person)
    return {day: int(seconds) for day, seconds in tx.execute(query.group_by(shifts.c.day))}


def hired_on(tx: Tx, person: int) -> date | None:
    """Return the day on which a person began, where it is known."""
    query = select(people.c.started_on).where(people.c.id == person)
    found: date | None = tx.execute(query).scalar()
    return found
