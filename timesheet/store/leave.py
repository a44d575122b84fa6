"""Kinds of leave: paid or not, and how they accrue; versioned, the latest effective by a day."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import LeaveKindRow

kinds = table_of(LeaveKindRow)


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
    return frozenset(kind.code for kind in leave_kinds(tx) if not kind.paid)


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
