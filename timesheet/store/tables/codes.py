"""What hours can be charged to: customers, projects, tasks, cost codes, cost centers, sites."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class Customer(Base):
    """Who a project is for."""

    __tablename__ = "customer"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    ended_on: Mapped[date | None]


class CostCenter(Base):
    """Where wages are booked."""

    __tablename__ = "cost_center"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    ended_on: Mapped[date | None]


class CostCode(Base):
    """What kind of work it is, across projects."""

    __tablename__ = "cost_code"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    ended_on: Mapped[date | None]


class Project(Base):
    """A job that hours are charged to, between two days where those are known."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("length(code) BETWEEN 1 AND 100", "code_length"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    cost_center_id: Mapped[int | None] = mapped_column(ForeignKey("cost_center.id"))
    attestation_required: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class Task(Base):
    """A part of a project."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("project_id", "code"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    code: Mapped[str]
    name: Mapped[str]
    cost_code_id: Mapped[int | None] = mapped_column(ForeignKey("cost_code.id"))
    ended_on: Mapped[date | None]


class Site(Base):
    """A place of work, with its time zone."""

    __tablename__ = "site"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    zone: Mapped[str]
    ended_on: Mapped[date | None]
