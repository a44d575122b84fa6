"""Budgets and terms of projects, by the day from which they hold; and what was billed: facts."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class BudgetRow(Base):
    """What a project, or a task of it, may take from a day on; rows are added, never changed."""

    __tablename__ = "budget"
    __table_args__ = (
        CheckConstraint("seconds >= 0 AND cents >= 0", "amounts"),
        CheckConstraint("length(reason) <= 500", "reason_length"),
        Index(None, "project_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    seconds: Mapped[int]
    cents: Mapped[int]
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class BillingTerms(Base):
    """How a project is paid for from a day on: ``rate`` in 1/10,000 an hour, or ``cents`` in all.

    Rows are added, never changed.
    """

    __tablename__ = "billing_terms"
    __table_args__ = (
        CheckConstraint("basis IN ('hourly', 'fixed', 'nothing')", "basis"),
        CheckConstraint("rate >= 0 AND cents >= 0", "amounts"),
        CheckConstraint("length(reason) <= 500", "reason_length"),
        Index(None, "project_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    basis: Mapped[str]
    rate: Mapped[int]
    cents: Mapped[int]
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class BilledRow(Base):
    """An invoice (negative: a credit note) for a project, as accounting entered it."""

    __tablename__ = "billed"
    __table_args__ = (
        CheckConstraint("cents <> 0", "amount"),
        CheckConstraint("length(number) <= 40", "number_length"),
        CheckConstraint("length(reason) <= 500", "reason_length"),
        Index(None, "project_id", "day"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    day: Mapped[date]
    cents: Mapped[int]
    number: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
