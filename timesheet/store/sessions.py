"""Signed-in browsers and failed sign-ins."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
)

from timesheet.core.model import Instant, Seconds
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add, is_sqlite
from timesheet.store.quick import Quick
from timesheet.store.tables import LoginAttempt, Person, RoleGrant, Session, TeamLead

sessions = table_of(Session)
attempts = table_of(LoginAttempt)
people = table_of(Person)
grants = table_of(RoleGrant)
leads = table_of(TeamLead)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session token; ``led`` are the teams he leads.

    ``csv_dialect`` is how he likes his CSV; "" where he never chose.
    """

    person: int
    name: str
    zone: str
    locale: str
    csv_dialect: str
    created_at: Instant
    roles: frozenset[str]
    led: frozenset[int]


_COMMA: Any = literal_column("','")
_ROLES = (
    select(func.aggregate_strings(grants.c.role, _COMMA))
    .where(grants.c.person_id == people.c.id)
    .scalar_subquery()
)
_LED = (
    select(func.aggregate_strings(cast(leads.c.team_id, Text), _COMMA))
    .where(leads.c.person_id == people.c.id)
    .scalar_subquery()
)
_FIND = Quick(
    select(
        people.c.id,
        people.c.name,
        people.c.zone,
        people.c.locale,
        people.c.csv_dialect,
        sessions.c.created_at,
        _ROLES,
        _LED,
    )
    .join(people, people.c.id == sessions.c.person_id)
    .where(
        sessions.c.token_hash == bindparam("token"),
        sessions.c.expires_at > bindparam("now"),
        sessions.c.auth_version == people.c.auth_version,
        people.c.ended_on.is_(None) | (people.c.ended_on >= bindparam("today")),
    )
)


def begin(tx: Tx, person: int, auth_version: int, now: Instant, lasts: Seconds) -> str:
    """Begin a session and return its token; only the token's hash is kept."""
    token = secrets.token_urlsafe(32)
    tx.execute(
        insert(sessions).values(
            token_hash=hashed(token),
            person_id=person,
            auth_version=auth_version,
            created_at=now,
            seen_at=now,
            expires_at=now + lasts,
        )
    )
    tx.execute(delete(sessions).where(sessions.c.expires_at <= now))
    return token


def find(token: str, now: Instant, today: date) -> SignedIn | None:
    """Return who is behind a token, if its session holds and the person has not left.

    Every request asks this, in a transaction of its own and nothing else.
    """
    row = _FIND.first({"token": hashed(token), "now": now, "today": today})
    if row is None:
        return None
    roles = frozenset(row[6].split(",")) if row[6] else frozenset()
    led = frozenset(map(int, row[7].split(","))) if row[7] else frozenset()
    return SignedIn(row[0], row[1], row[2], row[3], row[4], row[5], roles, led)


def end(tx: Tx, token: str) -> None:
    """End a session."""
    tx.execute(delete(sessions).where(sessions.c.token_hash == hashed(token)))


def end_all(tx: Tx, person: int) -> None:
    """End all sessions of a person."""
    tx.execute(delete(sessions).where(sessions.c.person_id == person))


def attempts_since(tx: Tx, key: str, since: Instant) -> tuple[int, Instant]:
    """Return how many attempts count under a key since an instant, and when the first was.

    On PostgreSQL others wait with the same key until the commit, so that many at once can't all
    find room for one more; SQLite has one writer anyway.
    """
    if not is_sqlite(tx):
        lock = int(hashed(key)[:15], 16)
        tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
    query = select(func.count(), func.min(attempts.c.at)).where(
        attempts.c.key == hashed(key), attempts.c.at > since
    )
    count, first = tx.execute(query).one()
    return int(count), int(first or since)


def add_attempt(tx: Tx, keys: Sequence[str], now: Instant, keep: Seconds) -> list[int]:
    """Count an attempt under each key, forget those older than ``keep`` seconds; return its ids."""
    tx.execute(delete(attempts).where(attempts.c.at < now - keep))
    return [add(tx, attempts, {"key": hashed(key), "at": now}) for key in keys]


def forget_attempt(tx: Tx, ids: Sequence[int]) -> None:
    """Let an attempt that succeeded count for nothing."""
    tx.execute(delete(attempts).where(attempts.c.id.in_(ids)))


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
