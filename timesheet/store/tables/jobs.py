"""Work that goes on behind the pages."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base

LIVE = "state IN ('waiting', 'running')"


class Job(Base):
    """A job: what it is to do, how far it is, what came of it.

    ``lease`` names the process that runs it; one whose ``beat_at`` grows old lost its process, and
    another takes it up again (``attempt`` counts). Of one ``key`` there is one live job at most.
    ``arguments`` is JSON, ``result`` the name of a file in the data folder's ``results``.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
        Index(
            "ix_job_live", "key", unique=True, sqlite_where=text(LIVE), postgresql_where=text(LIVE)
        ),
        Index(None, "state"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    arguments: Mapped[str] = mapped_column(default="{}")
    state: Mapped[str] = mapped_column(default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    stopping: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[int]
    beat_at: Mapped[int | None]
    finished_at: Mapped[int | None]
    lease: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    failure: Mapped[str] = mapped_column(default="")
