"""What was mended by others than the worker: corrections that add a punch and still count."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import CorrectionRow

corrections = table_of(CorrectionRow)


class Added(NamedTuple):
    """A punch that somebody added for somebody else."""

    id: int
    person: int
    at: Instant
    kind: str
    reason: str
    author: int


def added(
    tx: Tx, first: Instant, last: Instant, people: Collection[int] | None = None
) -> list[Added]:
    """Return the punches that others added between two instants and nobody corrected since."""
    later = corrections.alias("later")
    voided = select(later.c.id).where(later.c.added_id == corrections.c.id).exists()
    query = select(
        corrections.c.id,
        corrections.c.person_id,
        corrections.c.at,
        corrections.c.kind,
        corrections.c.reason,
        corrections.c.author_id,
    ).where(
        corrections.c.punch_id.is_(None),
        corrections.c.added_id.is_(None),
        corrections.c.at >= first,
        corrections.c.at < last,
        corrections.c.author_id != corrections.c.person_id,
        ~voided,
    )
    if people is not None:
        query = query.where(corrections.c.person_id.in_(list(people)))
    rows = tx.execute(query.order_by(corrections.c.at, corrections.c.id))
    return [Added(*row) for row in rows]


def find_added(tx: Tx, key: int) -> Added | None:
    """Return a punch that was added by a correction and still counts; None where there is none."""
    at = tx.execute(select(corrections.c.at).where(corrections.c.id == key)).scalar()
    if at is None:
        return None
    return next((one for one in added(tx, at, at + 1) if one.id == key), None)
