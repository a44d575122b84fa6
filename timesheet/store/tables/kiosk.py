"""Shared tablets, and by what a worker is known at one: badges, and a PIN beside his name."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class Kiosk(Base):
    """A tablet for many workers. Of its code and its secret only the hashes are kept.

    ``previous_hash`` is the secret before the last change of it, which holds until the new one
    was seen: an answer that got lost must not lock a tablet out.
    """

    __tablename__ = "kiosk"
    __table_args__ = (CheckConstraint("length(name) BETWEEN 1 AND 200", "name_length"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    code_until: Mapped[int | None]
    secret_hash: Mapped[str | None] = mapped_column(unique=True)
    previous_hash: Mapped[str | None]
    changed_at: Mapped[int | None]
    created_at: Mapped[int]
    ended_at: Mapped[int | None]


class Badge(Base):
    """A badge or QR code of a person, by the hash of what a scanner reads."""

    __tablename__ = "badge"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    added_at: Mapped[int]
    ended_at: Mapped[int | None]


class Pin(Base):
    """What a person types at a kiosk beside his name: keyed and salted, never the digits."""

    __tablename__ = "pin"
    __table_args__ = (STRICT,)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    salt: Mapped[str]
    hash: Mapped[str]
    changed_at: Mapped[int]


class Photo(Base):
    """A small picture of a person for the kiosk's tiles; no fact: gone when its owner says so."""

    __tablename__ = "photo"
    __table_args__ = (CheckConstraint("kind IN ('image/jpeg', 'image/png')", "kind"), STRICT)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str]
    added_at: Mapped[int]
