"""Signed-in browsers and failed sign-ins."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from timesheet.core.model import Instant, Seconds
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import LoginAttempt, Person, Session

sessions = table_of(Session)
attempts = table_of(LoginAttempt)
people = table_of(Person)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session token."""

    person: int
    name: str
    zone: str
    locale: str
    created_at: Instant


_FIND = (
    select(
        people.c.id,
        people.c.name,
        people.c.zone,
        people.c.locale,
        sessions.c.created_at,
        people.c.ended_on,
    )
    .join(people, people.c.id == sessions.c.person_id)
    .where(
        sessions.c.token_hash == bindparam("token"),
        sessions.c.expires_at > bindparam("now"),
        sessions.c.auth_version == people.c.auth_version,
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


def find(tx: Tx, token: str, now: Instant, today: date) -> SignedIn | None:
    """Return who is behind a token, if its session holds and the person has not left."""
    row: Any = tx.execute(_FIND, {"token": hashed(token), "now": now}).first()
    if row is None or (row[5] is not None and row[5] < today):
        return None
    return SignedIn(*row[:5])


def end(tx: Tx, token: str) -> None:
    """End a session."""
    tx.execute(delete(sessions).where(sessions.c.token_hash == hashed(token)))


def end_all(tx: Tx, person: int) -> None:
    """End all sessions of a person."""
    tx.execute(delete(sessions).where(sessions.c.person_id == person))


def failures(tx: Tx, key: str, since: Instant) -> tuple[int, Instant]:
    """Return how many sign-ins failed under a key since an instant, and when the first did."""
    query = select(func.count(), func.min(attempts.c.at)).where(
        attempts.c.key == hashed(key), attempts.c.at > since
    )
    count, first = tx.execute(query).one()
    return int(count), int(first or since)


def add_failures(tx: Tx, keys: list[str], now: Instant, keep: Seconds) -> None:
    """Count a failed sign-in under each key, and forget those older than ``keep`` seconds."""
    tx.execute(insert(attempts), [{"key": hashed(key), "at": now} for key in keys])
    tx.execute(delete(attempts).where(attempts.c.at < now - keep))


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
