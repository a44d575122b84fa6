"""What tasks cost the workers: counts of taps and seconds, without anybody's name."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class EffortRow(Base):
    """One task as a page counted it: what it was, and what it took. Nobody's, of no content.

    ``task`` is what was pressed ("in", "out") or the name of the page that took the answer.
    """

    __tablename__ = "effort"
    __table_args__ = (
        CheckConstraint("taps >= 0 AND keystrokes >= 0 AND page_loads >= 0", "counts"),
        CheckConstraint("milliseconds >= 0", "milliseconds"),
        CheckConstraint("length(task) BETWEEN 1 AND 40", "task_length"),
        Index(None, "day"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    task: Mapped[str]
    taps: Mapped[int]
    keystrokes: Mapped[int]
    page_loads: Mapped[int]
    milliseconds: Mapped[int]
