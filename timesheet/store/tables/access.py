"""Sessions, sign-in attempts, and the audit log (append-only, chained by hashes)."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class Session(Base):
    """A signed-in browser. Only the hash of its token is kept; a higher auth version ends it."""

    __tablename__ = "session"
    __table_args__ = (STRICT,)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    auth_version: Mapped[int]
    created_at: Mapped[int]
    seen_at: Mapped[int]
    expires_at: Mapped[int]


class LoginAttempt(Base):
    """A failed sign-in, by a hash of account and network; old rows are swept."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "key", "at"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[int]


class Audit(Base):
    """Who did what to what. ``hash`` covers the row and ``previous``; no personal data inside."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "subject", "subject_id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    event: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    payload: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditCheck(Base):
    """A look at the whole log: the last entry, its hash, and the first entry that is wrong.

    It spares pages the way from the first entry on, and proves nothing by itself: each look at the
    whole begins at the first entry.
    """

    __tablename__ = "audit_check"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    upto: Mapped[int]
    hash: Mapped[str]
    at: Mapped[int]
    broken: Mapped[int | None]
