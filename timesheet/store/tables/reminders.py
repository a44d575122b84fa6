"""Reminders: what the company and each person wants, which were given, which wait to be sent."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base

CAUSES = "('clock_in', 'clock_out', 'question', 'week', 'sign')"
WAITING = text("next_at IS NOT NULL")


class ReminderPolicy(Base):
    """What the company reminds of (id 1); quiet hours in seconds after midnight of the wall clock.

    ``mail``: people may have their reminders sent to a mail address of theirs; ``push``: to their
    phones, by the push services of the browsers' makers.
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
    push: Mapped[bool] = mapped_column(default=False, server_default=false())
    sign: Mapped[bool] = mapped_column(default=True, server_default=true())


class ReminderChoice(Base):
    """By which ways a person wants to be reminded of one cause; by none: he is spared it."""

    __tablename__ = "reminder_choice"
    __table_args__ = (CheckConstraint(f"cause IN {CAUSES}", "cause"), STRICT)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    cause: Mapped[str] = mapped_column(primary_key=True)
    page: Mapped[bool] = mapped_column(default=True, server_default=true())
    push: Mapped[bool] = mapped_column(default=True, server_default=true())
    mail: Mapped[bool]


class ReminderReach(Base):
    """Where and when a person is reached: a mail address, and quiet hours (NULL: the company's).

    Nothing but its own proof is sent to an address before ``proved_at``. ``locale`` is the language
    of the page on which he chose ("": his own as an admin set it).
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
    locale: Mapped[str] = mapped_column(default="", server_default="")


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


class PushDevice(Base):
    """A browser that shows a person's reminders: where its service takes them, how they are sealed.

    ``endpoint`` is known to that browser, its service and us; ``p256dh`` (a point of P-256) and
    ``auth`` are the browser's, in base64url.
    """

    __tablename__ = "push_device"
    __table_args__ = (
        CheckConstraint("length(endpoint) <= 1000", "endpoint_length"),
        UniqueConstraint("endpoint"),
        Index("ix_push_device_person_id", "person_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    endpoint: Mapped[str]
    p256dh: Mapped[str]
    auth: Mapped[str]
    made_at: Mapped[int]


class ReminderMail(Base):
    """A mail about a reminder: how often it was tried, and when next (NULL: never again).

    Who tries it sets ``next_at`` to NULL beforehand, so that a crash in between sends it never
    again rather than twice.
    """

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


class ReminderPush(Base):
    """A reminder on its way to one device; as with mails."""

    __tablename__ = "reminder_push"
    __table_args__ = (
        Index(
            "ix_reminder_push_waiting", "next_at", sqlite_where=WAITING, postgresql_where=WAITING
        ),
        Index("ix_reminder_push_device_id", "device_id"),
        STRICT,
    )

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("push_device.id"), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[int | None]
    sent_at: Mapped[int | None]
