"""Derived rows, by person and workweek: they may be dropped and rebuilt from facts and policy."""

from datetime import date
from typing import Any

from sqlalchemy import REAL, CheckConstraint, Double, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from timesheet.store.base import STRICT, Base

Probability: TypeEngine[Any] = Double().with_variant(REAL(), "sqlite")


class Workweek(Base):
    """One person's workweek, the unit of derivation.

    ``stale`` until derived again; ``output_hash`` is that of the derived rows, so that an
    approval can be bound to what was approved.
    """

    __tablename__ = "workweek"
    __table_args__ = (Index("ix_workweek_stale", "stale"), STRICT)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    stale: Mapped[bool] = mapped_column(default=True)
    generation: Mapped[int] = mapped_column(default=0)
    output_hash: Mapped[str] = mapped_column(default="")
    derived_at: Mapped[int | None]
    failure: Mapped[str | None]


class ShiftRow(Base):
    """A shift; ``segments`` is JSON of [start, end, site] triples, for rulers and breaks.

    ``open_since`` is the instant of the punch that nothing has followed yet. Of a break that the
    policy deducts: how long it would be, how long it is, and the declaration that says so.
    """

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("end_at >= start_at", "order"),
        Index(None, "person_id", "week"),
        Index(None, "day", "person_id"),
        Index(None, "person_id", "start_at"),
        Index(
            "ix_shift_open",
            "open_since",
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    day: Mapped[date]
    start_at: Mapped[int]
    end_at: Mapped[int]
    raw_start: Mapped[int]
    raw_end: Mapped[int]
    seconds: Mapped[int]
    is_open: Mapped[bool]
    open_since: Mapped[int | None]
    team_id: Mapped[int | None]
    site_id: Mapped[int | None]
    zone: Mapped[str]
    punches: Mapped[str]
    segments: Mapped[str]
    meal_owed: Mapped[int] = mapped_column(default=0)
    meal_taken: Mapped[int] = mapped_column(default=0)
    meal_said_id: Mapped[int | None]


class AllocationRow(Base):
    """Seconds of a shift on a code, with why and how surely; ``details`` is a JSON list."""

    __tablename__ = "allocation"
    __table_args__ = (Index(None, "person_id", "week"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    shift_start: Mapped[int]
    start_at: Mapped[int]
    end_at: Mapped[int]
    seconds: Mapped[int]
    project_id: Mapped[int | None]
    task_id: Mapped[int | None]
    cost_code_id: Mapped[int | None]
    cost_center_id: Mapped[int | None]
    source: Mapped[str]
    ref: Mapped[str]
    details: Mapped[str]
    likely_project_id: Mapped[int | None]
    likely_task_id: Mapped[int | None]
    confidence: Mapped[float] = mapped_column(Probability)


class PayLineRow(Base):
    """Hours and money of a person, workweek and period on a pay code; ``spans`` is JSON."""

    __tablename__ = "pay_line"
    __table_args__ = (
        Index(None, "person_id", "week"),
        Index(None, "period", "person_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    period: Mapped[date]
    pay_code: Mapped[str]
    part: Mapped[str]
    seconds: Mapped[int]
    rate: Mapped[int]
    multiplier: Mapped[str]
    cents: Mapped[int]
    ref: Mapped[str]
    details: Mapped[str]


class LaborLineRow(Base):
    """The row of every report: a day's seconds and cents on a code and a pay code, with its why."""

    __tablename__ = "labor_line"
    __table_args__ = (
        Index(None, "person_id", "week"),
        Index(None, "day", "person_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    period: Mapped[date]
    day: Mapped[date]
    team_id: Mapped[int | None]
    project_id: Mapped[int | None]
    task_id: Mapped[int | None]
    cost_code_id: Mapped[int | None]
    cost_center_id: Mapped[int | None]
    pay_code: Mapped[str]
    part: Mapped[str]
    seconds: Mapped[int]
    cents: Mapped[int]
    start_at: Mapped[int]
    end_at: Mapped[int]
    shift_start: Mapped[int]
    confidence: Mapped[float] = mapped_column(Probability)
    attested: Mapped[bool]
    source: Mapped[str]
    ref: Mapped[str]
    details: Mapped[str]
    likely_project_id: Mapped[int | None]
    likely_task_id: Mapped[int | None]


class LaborWeekRow(Base):
    """A week's labor lines of one code, pay code and source, summed up: what totals are read from.

    ``first_day`` and ``last_day`` are those of its lines, ``lines`` is how many there are,
    ``right_seconds`` how many of the seconds are expected to stand on the right code, and
    ``premium_cents`` what of the money is paid in addition to straight hours.

    The rest is what a review weighs (see ``core.review``). Its lines are of one ``tier``, one
    ``likely_`` code and one ``rule`` ("": none). ``money`` counts a reversal like what it reverses,
    ``doubt`` is in thousandths of a cent, ``sure`` sums confidences in thousandths, ``alone`` is
    the variance of the wrong money in cents squared, were one line wrong whatever another is.
    ``mark`` is another one when any of the lines begins or ends otherwise.
    """

    __tablename__ = "labor_week"
    __table_args__ = (
        Index(None, "person_id", "week"),
        Index(
            "ix_labor_week_sums",
            "first_day",
            "last_day",
            "person_id",
            "period",
            "team_id",
            "project_id",
            "task_id",
            "cost_code_id",
            "cost_center_id",
            "pay_code",
            "source",
            "attested",
            "lines",
            "seconds",
            "cents",
            "right_seconds",
            "premium_cents",
        ),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    period: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    team_id: Mapped[int | None]
    project_id: Mapped[int | None]
    task_id: Mapped[int | None]
    cost_code_id: Mapped[int | None]
    cost_center_id: Mapped[int | None]
    pay_code: Mapped[str]
    source: Mapped[str]
    attested: Mapped[bool]
    lines: Mapped[int]
    seconds: Mapped[int]
    cents: Mapped[int]
    right_seconds: Mapped[float] = mapped_column(Probability)
    premium_cents: Mapped[int]
    likely_project_id: Mapped[int | None]
    likely_task_id: Mapped[int | None]
    rule: Mapped[str]
    tier: Mapped[int]
    money: Mapped[int]
    doubt: Mapped[int]
    sure: Mapped[int]
    alone: Mapped[float] = mapped_column(Probability)
    mark: Mapped[int]


class IssueRow(Base):
    """An exception; ``details`` is JSON of name and value pairs.

    ``settled_id`` names the declaration by which somebody accepted it.
    """

    __tablename__ = "issue"
    __table_args__ = (Index(None, "person_id", "week"), Index(None, "day"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    day: Mapped[date]
    at: Mapped[int]
    code: Mapped[str]
    severity: Mapped[str]
    details: Mapped[str]
    punches: Mapped[str]
    seconds: Mapped[int]
    cents: Mapped[int]
    settled_id: Mapped[int | None]


class AdjustmentRow(Base):
    """What a closed day now has more or less than it was closed with, and isn't settled yet.

    ``period`` is the closed one; ``cause`` as in ``core.adjusting``.
    """

    __tablename__ = "adjustment"
    __table_args__ = (
        Index(None, "person_id", "week"),
        Index("ix_adjustment_period", "period", "person_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    period: Mapped[date]
    day: Mapped[date]
    project_id: Mapped[int | None]
    task_id: Mapped[int | None]
    cost_code_id: Mapped[int | None]
    cost_center_id: Mapped[int | None]
    pay_code: Mapped[str]
    part: Mapped[str]
    seconds: Mapped[int]
    cents: Mapped[int]
    cause: Mapped[str]
