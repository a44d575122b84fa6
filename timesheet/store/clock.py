"""Each person's clock now: the row that puts presses in order, and what a retry is answered."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.tables import Clock, Declined, PunchRow

clocks = table_of(Clock)
punches = table_of(PunchRow)
declined = table_of(Declined)


@dataclass(frozen=True, slots=True)
class ClockState:
    """What a clock shows: ``state`` in | out | break, ``since`` an instant, and its version."""

    state: str = "out"
    since: Instant | None = None
    version: int = 0
    punch: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A press that came before: the punch it made (None: it was declined) and its body's hash."""

    punch: int | None
    at: Instant
    outcome: str
    body_hash: str


_STATE = select(clocks.c.state, clocks.c.since, clocks.c.version, clocks.c.punch_id).where(
    clocks.c.person_id == bindparam("person")
)
_KNOWN = select(punches.c.id, punches.c.at, punches.c.body_hash).where(
    punches.c.person_id == bindparam("person"), punches.c.client_uuid == bindparam("uuid")
)
_DECLINED = select(declined.c.received_us, declined.c.outcome, declined.c.body_hash).where(
    declined.c.person_id == bindparam("person"), declined.c.client_uuid == bindparam("uuid")
)
_SET = (
    update(clocks)
    .where(clocks.c.person_id == bindparam("person"))
    .values(
        state=bindparam("to"),
        since=bindparam("at"),
        punch_id=bindparam("punch"),
        version=clocks.c.version + 1,
    )
)


def state(tx: Tx, person: int) -> ClockState:
    """Return what a person's clock shows."""
    row = tx.execute(_STATE, {"person": person}).first()
    return ClockState(row.state, row.since, row.version, row.punch_id) if row else ClockState()


def locked(tx: Tx, person: int) -> ClockState:
    """Return what a person's clock shows, and keep other presses of his waiting until the commit.

    SQLite has one writer at a time, so the transaction itself is the lock.
    """
    query = _STATE if is_sqlite(tx) else _STATE.with_for_update()
    row = tx.execute(query, {"person": person}).first()
    if row is None:
        # The very first presses of somebody may come at once: whoever is second waits here.
        into = sqlite.insert if is_sqlite(tx) else postgresql.insert
        fresh = into(clocks).values(person_id=person, state="out", version=0)
        tx.execute(fresh.on_conflict_do_nothing())
        row = tx.execute(query, {"person": person}).one()
    return ClockState(row.state, row.since, row.version, row.punch_id)


def known(tx: Tx, person: int, uuid: str) -> Known | None:
    """Return what an earlier press with this uuid made, if there was one."""
    keys = {"person": person, "uuid": uuid}
    row = tx.execute(_KNOWN, keys).first()
    if row is not None:
        return Known(row.id, row.at, "recorded", row.body_hash)
    row = tx.execute(_DECLINED, keys).first()
    if row is not None:
        return Known(None, row.received_us // 1_000_000, row.outcome, row.body_hash)
    return None


def show(tx: Tx, person: int, to: str, at: Instant | None, punch: int | None) -> None:
    """Set what a person's clock shows."""
    tx.execute(_SET, {"person": person, "to": to, "at": at, "punch": punch})
