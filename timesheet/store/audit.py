"""The audit log: who did what to what, each entry chained to the one before by its hash.

No personal data stands in it, so that it can be kept when a person's data must go. The chain shows
tampering with the database file by somebody who can't also change a copy of its head elsewhere
(backups and exports carry the head).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, text

from timesheet import now
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.tables import Audit

audit = table_of(Audit)

GENESIS = "0" * 64
_LOCK = 7_305_215_846_123_001
_HEAD = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)


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


def first_broken(tx: Tx) -> int | None:
    """Return the id of the first entry that doesn't fit the chain; None where all do."""
    previous = GENESIS
    query = select(audit).order_by(audit.c.id)
    with tx.execute(query, execution_options={"yield_per": 2000}) as entries:
        for entry in entries.mappings():
            row = {str(name): value for name, value in entry.items()}
            if row["previous"] != previous or row["hash"] != digest(row):
                return int(row["id"])
            previous = row["hash"]
    return None
