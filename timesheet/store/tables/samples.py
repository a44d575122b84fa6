"""Random samples of labor lines, coded blind: what was drawn and what was said are facts."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class SampleDraw(Base):
    """A labor line as it stood when it was drawn, ``times`` times, for a pay period's sample.

    A line's chance is proportional to its money; ``total_cents`` is that of all lines. A period
    has one sample: nobody draws again until it pleases.
    """

    __tablename__ = "sample_draw"
    __table_args__ = (
        CheckConstraint("times >= 1", "times"),
        Index("uq_sample_draw_period", "period", "place", unique=True),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[date]
    place: Mapped[int]
    times: Mapped[int]
    total_cents: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    shift_start: Mapped[int]
    start_at: Mapped[int]
    end_at: Mapped[int]
    seconds: Mapped[int]
    cents: Mapped[int]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    source: Mapped[str]
    confidence: Mapped[float]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class SampleCoding(Base):
    """What somebody who wasn't told the code says that a drawn line was for; once a line.

    Without a project he couldn't tell.
    """

    __tablename__ = "sample_coding"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("sample_draw.id"), unique=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
