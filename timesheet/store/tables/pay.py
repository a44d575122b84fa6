"""What is kept beside the pay policies: an admin's worked examples, and public holidays."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class PayExampleRow(Base):
    """A worked example of a pay policy (JSON, see ``core.examples``), run on each change of it."""

    __tablename__ = "pay_example"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", "name_length"),
        Index(None, "policy"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[str]
    name: Mapped[str]
    document: Mapped[str]
    recorded_at: Mapped[int]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[int | None]


class HolidayRow(Base):
    """A day of a calendar is a public holiday, or (``name`` empty) is none; the latest row holds.

    ``calendar`` is a place ("US-CA", "DE-BY"), or "" for the company's own days everywhere.
    """

    __tablename__ = "holiday"
    __table_args__ = (
        CheckConstraint("length(name) <= 100", "name_length"),
        Index(None, "calendar", "day"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar: Mapped[str]
    day: Mapped[date]
    name: Mapped[str]
    recorded_at: Mapped[int]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
