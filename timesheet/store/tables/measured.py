"""What was measured: kept so that pages are fast, and may be measured again at any time."""

from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class EvaluationRow(Base):
    """A replay of confirmed history: ``document`` is its JSON, empty until it has finished."""

    __tablename__ = "evaluation"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[int]
    finished_at: Mapped[int | None]
    document: Mapped[str] = mapped_column(default="")
