"""What somebody who may not change policy proposes to those who may."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class RuleSuggestion(Base):
    """A rule that accounting suggests: a team's or a person's hours go to a code.

    With the back-test of that day: in so many workweeks it would have agreed with so many confirmed
    lines, contradicted others, and moved seconds. Open until an admin has settled it.
    """

    __tablename__ = "rule_suggestion"
    __table_args__ = (
        CheckConstraint("(team_id IS NULL) <> (person_id IS NULL)", name="of_whom"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    weeks: Mapped[int]
    agrees: Mapped[int]
    clashes: Mapped[int]
    seconds: Mapped[int]
    made_at: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[int | None]
