"""What admins set up, versioned and effective-dated: any day can be rebuilt with its own policy."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class Company(Base):
    """The one company of this installation (id 1).

    ``week_start`` 0 is Monday. ``confidence_floor`` in percent: below it hours stand as
    unallocated. ``max_shift_seconds``: an in without an out for longer is a missing punch.
    ``show_pay``: workers see what their hours pay. ``kiosk_photos``: pictures on the kiosk's tiles.
    Payroll is due ``due_days`` after a pay period's
    last day at ``due_hour``.
    """

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("id = 1", "single"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    zone: Mapped[str]
    currency: Mapped[str] = mapped_column(default="USD")
    week_start: Mapped[int] = mapped_column(default=0)
    pay_calendar: Mapped[str] = mapped_column(default="biweekly")
    pay_anchor: Mapped[date]
    confidence_floor: Mapped[int] = mapped_column(default=50)
    max_shift_seconds: Mapped[int] = mapped_column(default=64800)
    shift_gap_seconds: Mapped[int] = mapped_column(default=14400)
    demo: Mapped[bool] = mapped_column(default=False)
    show_pay: Mapped[bool] = mapped_column(default=False, server_default=false())
    kiosk_photos: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_days: Mapped[int] = mapped_column(default=3, server_default="3")
    due_hour: Mapped[int] = mapped_column(default=12, server_default="12")


class PayPolicyRow(Base):
    """A version of a pay policy; the latest effective by a day holds for it.

    ``team_id`` and ``person_id`` narrow whom it is for; the narrowest wins.
    """

    __tablename__ = "pay_policy"
    __table_args__ = (UniqueConstraint("code", "version"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    effective_from: Mapped[date]
    document: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[int]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class LeaveKindRow(Base):
    """A version of a kind of leave: its pay code, whether it is paid, its accrual rule (JSON)."""

    __tablename__ = "leave_kind"
    __table_args__ = (UniqueConstraint("code", "version"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    paid: Mapped[bool]
    active: Mapped[bool] = mapped_column(default=True)
    effective_from: Mapped[date]
    accrual: Mapped[str] = mapped_column(default="{}")
    recorded_at: Mapped[int]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PayRate(Base):
    """What a person earns an hour from a day on, in 1/10,000; rows are added, never updated.

    The latest recorded of the latest ``valid_from`` holds; ``project_id`` narrows it to a project.
    """

    __tablename__ = "pay_rate"
    __table_args__ = (
        CheckConstraint("rate BETWEEN 0 AND 100000000", "rate"),
        Index(None, "person_id", "valid_from"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    rate: Mapped[int]
    valid_from: Mapped[date]
    recorded_at: Mapped[int]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")


class RuleRow(Base):
    """A version of an inference rule; ``document`` is its JSON. A change adds a version."""

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("number", "version"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    version: Mapped[int]
    name: Mapped[str]
    document: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[int]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Roster(Base):
    """A planned shift; a change cancels the row and adds another."""

    __tablename__ = "roster"
    __table_args__ = (
        Index(None, "person_id", "start_at"),
        Index(None, "site_id", "start_at"),
        Index(None, "start_at"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    start_at: Mapped[int]
    end_at: Mapped[int]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    recorded_at: Mapped[int]
    cancelled_at: Mapped[int | None]
