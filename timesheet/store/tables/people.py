"""People, their roles and their teams. Nobody is deleted; people and teams end with a date."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class Team(Base):
    """A crew, unit or department; its cost center is that of its people's hours by default."""

    __tablename__ = "team"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    cost_center_id: Mapped[int | None] = mapped_column(ForeignKey("cost_center.id"))
    ended_on: Mapped[date | None]


class Person(Base):
    """Somebody with a sign-in, hours, or both.

    ``login`` is stored in lower case. ``auth_version`` rises when the password changes or the
    person is disabled, and ends every session made before.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", "name_length"),
        CheckConstraint("length(login) BETWEEN 1 AND 200", "login_length"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    auth_version: Mapped[int] = mapped_column(default=1)
    zone: Mapped[str]
    locale: Mapped[str] = mapped_column(default="en")
    csv_dialect: Mapped[str] = mapped_column(default="", server_default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class RoleGrant(Base):
    """A role of a person; several at once are normal."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("role IN ('worker', 'lead', 'accounting', 'admin')", "role"),
        STRICT,
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class Membership(Base):
    """A person belongs to a team from a day to a day, inclusive (``valid_to`` NULL: still)."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "valid_from"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class TeamLead(Base):
    """Who leads a team: may see, answer for and approve its people, never himself."""

    __tablename__ = "team_lead"
    __table_args__ = (STRICT,)

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
