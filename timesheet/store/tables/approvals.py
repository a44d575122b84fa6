"""Leads' approvals of their people's days: facts."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class DayApproval(Base):
    """A lead approved a day of somebody, or (``given`` false) took that back; the latest holds.

    ``stood`` is how the day stood then (see ``core.approving.DayStood``).
    """

    __tablename__ = "day_approval"
    __table_args__ = (Index(None, "person_id", "day"), Index(None, "day"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    given: Mapped[bool]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
    stood: Mapped[str]
