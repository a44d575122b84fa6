"""What was measured on the company's own history, and whether it is being measured now."""

from typing import NamedTuple

from sqlalchemy import delete, select, update

from timesheet.core.model import Instant, Seconds
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import EvaluationRow

evaluations = table_of(EvaluationRow)

KEPT = 10
PATIENCE: Seconds = 15 * 60
"""After that long without an end, a measurement is taken for lost."""


class Kept(NamedTuple):
    """A finished measurement: when, and its document (JSON)."""

    at: Instant
    document: str


def begin(tx: Tx, at: Instant) -> int:
    """Note that measuring begins; return its id, or that of the one that is under way."""
    going = under_way(tx, at)
    if going is not None:
        return going.id
    return add(tx, evaluations, {"began_at": at, "finished_at": None, "document": ""})


class UnderWay(NamedTuple):
    """A measurement that has not finished yet."""

    id: int
    since: Instant


def under_way(tx: Tx, at: Instant) -> UnderWay | None:
    """Return the measurement that is going on, if there is one."""
    query = (
        select(evaluations.c.id, evaluations.c.began_at)
        .where(evaluations.c.finished_at.is_(None), evaluations.c.began_at > at - PATIENCE)
        .order_by(evaluations.c.id.desc())
    )
    row = tx.execute(query.limit(1)).first()
    return None if row is None else UnderWay(row.id, row.began_at)


def finish(tx: Tx, key: int, at: Instant, document: str) -> None:
    """Keep what was measured; of older ones a few stay."""
    done = update(evaluations).where(evaluations.c.id == key)
    tx.execute(done.values(finished_at=at, document=document))
    tx.execute(delete(evaluations).where(evaluations.c.id <= key - KEPT))


def give_up(tx: Tx, key: int) -> None:
    """Forget a measurement that failed."""
    tx.execute(delete(evaluations).where(evaluations.c.id == key))


def latest(tx: Tx) -> Kept | None:
    """Return the newest measurement that has finished."""
    query = (
        select(evaluations.c.finished_at, evaluations.c.document)
        .where(evaluations.c.finished_at.is_not(None))
        .order_by(evaluations.c.id.desc())
    )
    row = tx.execute(query.limit(1)).first()
    return None if row is None else Kept(*row)
