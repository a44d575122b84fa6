"""Reminders: what the company and a person want of them, which were given, which mails wait."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base

CAUSES = "('clock_in', 'clock_out', 'question', 'week')"
WAITING = text("next_at IS NOT NULL")


class ReminderPolicy(Base):
    """What the company reminds of (id 1); quiet hours in seconds after midnight of the wall clock.

    ``mail``: people may have their reminders sent to a mail address of theirs.
    """

    __tablename__ = "reminder_policy"
    __table_args__ = (
        CheckConstraint("id = 1", "single"),
        CheckConstraint("quiet_start BETWEEN 0 AND 86399", "quiet_start"),
        CheckConstraint("quiet_end BETWEEN 0 AND 86399", "quiet_end"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_in: Mapped[bool]
    clock_out: Mapped[bool]
    question: Mapped[bool]
    week: Mapped[bool]
    mail: Mapped[bool]
    quiet_start: Mapped[int]
    quiet_end: Mapped[int]


class ReminderChoice(Base):
    """What a person wants of one cause: to be spared it, or to have it by mail as well."""

    __tablename__ = "reminder_choice"
    __table_args__ = (CheckConstraint(f"cause IN {CAUSES}", "cause"), STRICT)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    cause: Mapped[str] = mapped_column(primary_key=True)
    stopped: Mapped[bool]
    mail: Mapped[bool]


class ReminderReach(Base):
    """Where and when a person is reached: a mail address, and quiet hours (NULL: the company's).

    Nothing but its own proof is sent to an address before ``proved_at``.
    """

    __tablename__ = "reminder_reach"
    __table_args__ = (
        CheckConstraint("length(address) <= 254", "address_length"),
        CheckConstraint("quiet_start BETWEEN 0 AND 86399", "quiet_start"),
        CheckConstraint("quiet_end BETWEEN 0 AND 86399", "quiet_end"),
        STRICT,
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    address: Mapped[str] = mapped_column(default="")
    proved_at: Mapped[int | None]
    quiet_start: Mapped[int | None]
    quiet_end: Mapped[int | None]


class ReminderRow(Base):
    """A reminder that was given, a fact: one for each person, cause and occasion, for ever.

    ``about``, ``why``, ``expected`` and ``until`` as in ``core.reminding``.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint(f"cause IN {CAUSES}", "cause"),
        CheckConstraint("why IN ('', 'roster', 'usual', 'long')", "why"),
        UniqueConstraint("person_id", "cause", "about"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cause: Mapped[str]
    about: Mapped[int]
    why: Mapped[str]
    expected: Mapped[int]
    until: Mapped[int]
    made_at: Mapped[int]


class ReminderMail(Base):
    """A mail about a reminder: how often it was tried, and when next (NULL: never again)."""

    __tablename__ = "reminder_mail"
    __table_args__ = (
        Index(
            "ix_reminder_mail_waiting", "next_at", sqlite_where=WAITING, postgresql_where=WAITING
        ),
        STRICT,
    )

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[int | None]
    sent_at: Mapped[int | None]
