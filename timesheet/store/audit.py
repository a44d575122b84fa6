"""The audit log: who did what to what, each entry chained to the one before by its hash.

No personal data stands in it, so that it can be kept when a person's data must go. The chain shows
tampering with the database file by somebody who can't also change a copy of its head elsewhere
(backups and exports carry the head).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, select, text

from timesheet import now
from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.tables import Audit, AuditCheck

audit = table_of(Audit)
checks = table_of(AuditCheck)

GENESIS = "0" * 64
_LOCK = 7_305_215_846_123_001
_HEAD = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)
_HASH = select(audit.c.hash).where(audit.c.id == bindparam("key"))


def record(
    tx: Tx,
    actor: int | None,
    event: str,
    subject: str,
    subject_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry within the transaction of what it tells of."""
    if not is_sqlite(tx):
        # Two writers must not chain to the same entry; SQLite has one writer anyway.
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    row: dict[str, Any] = {
        "at": now.utc(),
        "actor_id": actor,
        "event": event,
        "subject": subject,
        "subject_id": subject_id,
        "payload": json.dumps(payload or {}, sort_keys=True, default=str),
        "previous": head(tx),
    }
    tx.execute(insert(audit).values(**row, hash=digest(row)))


def head(tx: Tx) -> str:
    """Return the hash of the newest entry."""
    return tx.execute(_HEAD).scalar() or GENESIS


def digest(row: Mapping[str, Any]) -> str:
    """Return the hash of an entry, over everything in it and the hash before."""
    names = ("at", "actor_id", "event", "subject", "subject_id", "payload", "previous")
    return hashlib.sha256(json.dumps([row[name] for name in names]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the whole log: the last entry seen, its hash, when, and the first that is wrong."""

    upto: int = 0
    hash: str = GENESIS
    at: Instant = 0
    broken: int | None = None


def first_broken(tx: Tx, since: Look | None = None) -> int | None:
    """Return the id of the first entry that doesn't fit the chain; None where all do.

    ``since``: a look at the whole. What came after it is looked at, and whether it fits.
    """
    return look(tx, since).broken


def look(tx: Tx, since: Look | None = None) -> Look:
    """Walk along the chain, from the first entry on or from an earlier look on."""
    found = since or Look()
    if found.upto and tx.execute(_HASH, {"key": found.upto}).scalar() != found.hash:
        return replace(found, broken=found.upto)
    query = select(audit).where(audit.c.id > found.upto).order_by(audit.c.id)
    upto, previous = found.upto, found.hash
    with tx.execute(query, execution_options={"yield_per": 2000}) as entries:
        for entry in entries.mappings():
            row = {str(name): value for name, value in entry.items()}
            if row["previous"] != previous or row["hash"] != digest(row):
                return Look(upto, previous, found.at, int(row["id"]))
            upto, previous = int(row["id"]), row["hash"]
    return Look(upto, previous, found.at)


def last_look(tx: Tx) -> Look | None:
    """Return the last look at the whole log; None where nobody looked yet."""
    row = tx.execute(select(checks).order_by(checks.c.id.desc()).limit(1)).first()
    return None if row is None else Look(row.upto, row.hash, row.at, row.broken)


def keep_look(tx: Tx, found: Look) -> None:
    """Keep a look at the whole log."""
    tx.execute(insert(checks).values(**asdict(found)))


def unseen(tx: Tx) -> int:
    """Return about how many entries came since the last look at the whole log."""
    last = last_look(tx)
    newest = tx.execute(select(audit.c.id).order_by(audit.c.id.desc()).limit(1)).scalar()
    return (newest or 0) - (last.upto if last else 0)
