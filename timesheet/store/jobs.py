"""Jobs: asked for, taken by one process at a time, beaten forward, finished."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core.model import Instant, Seconds
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.tables.jobs import LIVE, Job

jobs = table_of(Job)

# A process that says nothing for so long is dead.
SILENCE: Seconds = 60


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it stands; see the table."""

    id: int
    kind: str
    arguments: Mapping[str, Any]
    state: str
    done: int
    total: int
    attempt: int
    stopping: bool
    asked_by: int | None
    asked_at: Instant
    finished_at: Instant | None
    result: str
    failure: str


def ask(
    tx: Tx, kind: str, key: str, arguments: Mapping[str, Any], now: Instant, by: int | None = None
) -> int | None:
    """Ask for a job and return its id; None where one of this key waits or runs already."""
    insert = sqlite.insert(jobs) if is_sqlite(tx) else postgresql.insert(jobs)
    said = json.dumps(arguments, sort_keys=True)
    fresh = insert.values(kind=kind, key=key, arguments=said, asked_at=now, asked_by=by)
    quiet = fresh.on_conflict_do_nothing(index_elements=["key"], index_where=text(LIVE))
    return tx.execute(quiet.returning(jobs.c.id)).scalar()


def of_person(tx: Tx, person: int, most: int = 20) -> list[JobRow]:
    """Return the latest jobs that a person asked for, the newest first."""
    mine = select(jobs).where(jobs.c.asked_by == person).order_by(jobs.c.id.desc()).limit(most)
    return [_job(row) for row in tx.execute(mine)]


def one(tx: Tx, key: int, person: int) -> JobRow | None:
    """Return a job that a person asked for; None where it isn't his, or isn't there."""
    mine = select(jobs).where(jobs.c.id == key, jobs.c.asked_by == person)
    row = tx.execute(mine).first()
    return None if row is None else _job(row)


def asked_since(tx: Tx, key: str, since: Instant) -> bool:
    """Tell whether a job of a key waits, runs, or was asked for since an instant."""
    lately = jobs.c.state.in_(("waiting", "running")) | (jobs.c.asked_at > since)
    return (
        tx.execute(select(jobs.c.id).where(jobs.c.key == key, lately).limit(1)).first() is not None
    )


def forget_before(tx: Tx, key: str, before: Instant) -> None:
    """Delete the jobs of a key that were done before an instant: those that nobody looks up."""
    done = jobs.c.state == "done"
    tx.execute(delete(jobs).where(jobs.c.key == key, done, jobs.c.finished_at < before))


def any_free(tx: Tx, kinds: Collection[str], now: Instant) -> bool:
    """Tell whether there is a job of some kinds to take; asking writes nothing."""
    return tx.execute(select(jobs.c.id).where(_free(kinds, now)).limit(1)).first() is not None


def claim(tx: Tx, kinds: Collection[str], lease: str, now: Instant) -> JobRow | None:
    """Take the oldest job that waits, or whose process is silent; None where there is none."""
    free = _free(kinds, now)
    oldest = select(jobs.c.id).where(free).order_by(jobs.c.id).limit(1).scalar_subquery()
    # The condition stands twice: of two processes that see the same job, the second finds it taken.
    taken = (
        update(jobs)
        .where(jobs.c.id == oldest, free)
        .values(state="running", lease=lease, beat_at=now, attempt=jobs.c.attempt + 1)
        .returning(*jobs.c)
    )
    row = tx.execute(taken).first()
    return None if row is None else _job(row)


def beat(tx: Tx, key: int, lease: str, done: int, total: int, now: Instant) -> bool:
    """Say how far a job is; False where it is to stop, or is another process's by now."""
    mine = update(jobs).where(jobs.c.id == key, jobs.c.lease == lease, jobs.c.state == "running")
    said = mine.values(done=done, total=total, beat_at=now).returning(jobs.c.stopping)
    row = tx.execute(said).first()
    return row is not None and not row.stopping


def finish(tx: Tx, key: int, lease: str, state: str, now: Instant, **values: str) -> None:
    """End a job that is still this process's: done, failed or cancelled."""
    mine = update(jobs).where(jobs.c.id == key, jobs.c.lease == lease, jobs.c.state == "running")
    tx.execute(mine.values(state=state, finished_at=now, **values))


def cancel(tx: Tx, key: int, now: Instant) -> bool:
    """Cancel a job: at once where it waits, at its next beat where it runs."""
    waiting = update(jobs).where(jobs.c.id == key, jobs.c.state == "waiting")
    if tx.execute(waiting.values(state="cancelled", finished_at=now)).rowcount:
        return True
    running = update(jobs).where(jobs.c.id == key, jobs.c.state == "running")
    return bool(tx.execute(running.values(stopping=True)).rowcount)


def listed(tx: Tx, most: int = 50) -> list[JobRow]:
    """Return the latest jobs, the newest first."""
    return [_job(row) for row in tx.execute(select(jobs).order_by(jobs.c.id.desc()).limit(most))]


def forget(tx: Tx, before: Instant) -> list[int]:
    """Delete jobs that ended before an instant; return their ids."""
    old = delete(jobs).where(jobs.c.finished_at < before).returning(jobs.c.id)
    return list(tx.execute(old).scalars())


def _free(kinds: Collection[str], now: Instant) -> ColumnElement[bool]:
    silent = and_(jobs.c.state == "running", jobs.c.beat_at < now - SILENCE)
    return and_(jobs.c.kind.in_(kinds), or_(jobs.c.state == "waiting", silent))


def _job(row: Any) -> JobRow:
    return JobRow(
        id=row.id,
        kind=row.kind,
        arguments=json.loads(row.arguments),
        state=row.state,
        done=row.done,
        total=row.total,
        attempt=row.attempt,
        stopping=row.stopping,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
        result=row.result,
        failure=row.failure,
    )
