"""How people's pay periods are closed: the steps and what was closed are facts."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class PeriodStep(Base):
    """A step of one person's pay period from a state to another (see ``core.closing``).

    ``period`` is its first day, ``state`` the one that it leads to; the latest step holds.
    ``seen`` is what the hours were when it was taken, so that a later change shows.
    """

    __tablename__ = "period_step"
    __table_args__ = (
        CheckConstraint("last_day >= period", "order"),
        CheckConstraint("length(reason) <= 500", "reason_length"),
        Index(None, "person_id", "period"),
        Index("ix_period_step_period", "period", "person_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    period: Mapped[date]
    last_day: Mapped[date]
    step: Mapped[str]
    state: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    seen: Mapped[str] = mapped_column(default="")


class ClosedWeek(Base):
    """What of a person's workweek was closed with a pay period: ``document`` is JSON of its rows.

    ``period`` is the one that the work lies in, ``paid_in`` the one that it was closed with: a
    later one for adjustments. It holds as long as the lock does that ``step_id`` names.
    """

    __tablename__ = "closed_week"
    __table_args__ = (
        Index(None, "person_id", "week"),
        Index("ix_closed_week_step_id", "step_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("period_step.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    period: Mapped[date]
    paid_in: Mapped[date]
    document: Mapped[str]
    sha256: Mapped[str]
