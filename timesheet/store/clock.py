"""Each person's clock now: the row that puts presses in order, and what a retry is answered."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, literal, null, select, update
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.quick import Quick
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


_CLOCK = select(clocks.c.state, clocks.c.since, clocks.c.version, clocks.c.punch_id).where(
    clocks.c.person_id == bindparam("person")
)
_STATE = Quick(_CLOCK)
# SQLite has one writer at a time, so there the transaction itself is the lock.
_LOCKED = Quick(lambda engine: _CLOCK if engine == "sqlite" else _CLOCK.with_for_update())
_KNOWN = Quick(
    select(punches.c.id, punches.c.at, literal("recorded"), punches.c.body_hash)
    .where(punches.c.person_id == bindparam("person"), punches.c.client_uuid == bindparam("uuid"))
    .union_all(
        select(null(), declined.c.received_us, declined.c.outcome, declined.c.body_hash).where(
            declined.c.person_id == bindparam("person"),
            declined.c.client_uuid == bindparam("uuid"),
        )
    )
)
_SET = Quick(
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
    row = _STATE.one(tx, {"person": person})
    return ClockState(*row) if row else ClockState()


def locked(tx: Tx, person: int) -> ClockState:
    """Return what a person's clock shows, and let his other presses wait until the commit."""
    row = _LOCKED.one(tx, {"person": person})
    if row is None:
        # The very first presses of somebody may come at once: whoever is second waits here.
        into = sqlite.insert if is_sqlite(tx) else postgresql.insert
        fresh = into(clocks).values(person_id=person, state="out", version=0)
        tx.execute(fresh.on_conflict_do_nothing())
        row = _LOCKED.one(tx, {"person": person})
    return ClockState(*row) if row else ClockState()


def hold(tx: Tx, people: Collection[int]) -> None:
    """Let the presses and the closing of some people wait until the commit."""
    if not is_sqlite(tx):
        mine = select(clocks.c.person_id).where(clocks.c.person_id.in_(people))
        tx.execute(mine.order_by(clocks.c.person_id).with_for_update()).all()


def known(tx: Tx, person: int, uuid: str) -> Known | None:
    """Return what an earlier press with this uuid made, if there was one."""
    row = _KNOWN.one(tx, {"person": person, "uuid": uuid})
    if row is None:
        return None
    punch, at, outcome, body_hash = row
    return Known(punch, at if punch is not None else at // 1_000_000, outcome, body_hash)


def show(tx: Tx, person: int, to: str, at: Instant | None, punch: int | None) -> None:
    """Set what a person's clock shows."""
    _SET.run(tx, {"person": person, "to": to, "at": at, "punch": punch})
