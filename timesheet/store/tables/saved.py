"""Reports that were saved, and the tokens that they may be read with from elsewhere."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class SavedReport(Base):
    """A question to the reports under a name: ``kind`` is the report, ``parameters`` JSON.

    ``period`` is one of ``core.reports.spans.Span``; the days belong to "fixed". ``shared``: all
    who may see reports see it too.
    """

    __tablename__ = "saved_report"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", "name_length"),
        CheckConstraint("(first_day IS NULL) = (last_day IS NULL)", "both_days"),
        CheckConstraint("last_day >= first_day", "order"),
        UniqueConstraint("owner_id", "name"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    shared: Mapped[bool]
    kind: Mapped[str]
    period: Mapped[str]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    parameters: Mapped[str]
    made_at: Mapped[int]


class FeedToken(Base):
    """The right to read one saved report, as its owner sees it; only the token's hash is kept."""

    __tablename__ = "feed_token"
    __table_args__ = (UniqueConstraint("token_hash"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("saved_report.id"), index=True)
    token_hash: Mapped[str]
    made_at: Mapped[int]
    last_used_at: Mapped[int | None]
    revoked_at: Mapped[int | None]
