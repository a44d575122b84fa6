"""What is learned from people's words, and the questions that were asked.

All but ``question`` follows from facts, and may be dropped and rebuilt: ``timesheet refit``.
"""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base

FRESH: Any = {"sqlite_where": text("fresh"), "postgresql_where": text("fresh")}
GONE: Any = {"sqlite_where": text("gone"), "postgresql_where": text("gone")}


class SeenShift(Base):
    """A shift as the learner sees it, derived with its workweek; ``word`` is what was said of it.

    ``start_minute`` is of the wall clock since 1970, ``wall_day`` its day. ``pending``: some of it
    rests on nobody's word. ``fresh``: the word isn't the one that the present version has counted.
    """

    __tablename__ = "seen_shift"
    __table_args__ = (
        Index(None, "person_id", "week"),
        Index(None, "person_id", "raw_start"),
        Index(None, "wall_day", "person_id"),
        Index("ix_seen_shift_fresh", "wall_day", **FRESH),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    week: Mapped[date]
    raw_start: Mapped[int]
    start_at: Mapped[int]
    wall_day: Mapped[int]
    sight: Mapped[str]
    word: Mapped[str]
    pending: Mapped[bool]
    fresh: Mapped[bool] = mapped_column(default=False)


class SettledWord(Base):
    """A word that the present version has counted; ``gone``: its shift isn't there any more."""

    __tablename__ = "settled_word"
    __table_args__ = (
        Index(None, "person_id", "start_minute"),
        Index(None, "person_id", "week"),
        Index(None, "wall_day", "start_minute", "end_minute"),
        Index("ix_settled_word_gone", "wall_day", **GONE),
        STRICT,
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    raw_start: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date]
    wall_day: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]
    sight: Mapped[str]
    word: Mapped[str]
    gone: Mapped[bool]


class LearnedCount(Base):
    """How much of a code was confirmed under a key, by the settled words: in 2**-20 of a shift."""

    __tablename__ = "learned_count"
    __table_args__ = (STRICT,)

    key: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    units: Mapped[int]


class LearnedVersion(Base):
    """Weights and calibration, refitted over all confirmed shifts; the latest holds.

    ``digest`` is that of the document. ``size`` is the number of words, ``until_minute`` the end
    of the last of those shifts.
    """

    __tablename__ = "learned_version"
    __table_args__ = (STRICT,)

    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    until_minute: Mapped[int]
    made_at: Mapped[int]


class Question(Base):
    """A shift that ended without a word: what an answer was worth, and whether it was asked for.

    ``codes`` is JSON of the codes offered, likeliest first, ``splits`` of the ways to divide it
    that are offered beside. ``outcome`` is how it ended:
    yes | other | split | unknown | skipped | taken_back, NULL while open. ``uuid`` is the
    client's, of the answer. ``lead_asked_at`` is when his lead was asked instead, and
    ``lead_press`` the press by which a lead answered or passed it over.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("person_id", "raw_start"),
        UniqueConstraint("person_id", "uuid"),
        CheckConstraint(
            "outcome IN ('yes', 'other', 'split', 'unknown', 'skipped', 'taken_back')", "outcome"
        ),
        Index(None, "wall_day", "team_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raw_start: Mapped[int]
    start_at: Mapped[int]
    end_at: Mapped[int]
    wall_day: Mapped[int]
    end_minute: Mapped[int]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    codes: Mapped[str]
    splits: Mapped[str] = mapped_column(server_default="[]")
    worth_cents: Mapped[int]
    asked: Mapped[bool]
    considered_at: Mapped[int]
    outcome: Mapped[str | None]
    uuid: Mapped[str | None]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    answered_at: Mapped[int | None]
    lead_asked_at: Mapped[int | None]
    lead_press: Mapped[str | None]


class QuestionBudget(Base):
    """How much may be asked (id 1): per worker and week, per crew and day (0: without limit).

    ``divides``: shifts that nobody spoke of are divided as people's confirmed days are.
    """

    __tablename__ = "question_budget"
    __table_args__ = (
        CheckConstraint("id = 1", "single"),
        CheckConstraint("per_week BETWEEN 0 AND 20", "per_week"),
        CheckConstraint("per_crew_day BETWEEN 0 AND 1000", "per_crew_day"),
        CheckConstraint("least_cents BETWEEN 0 AND 100000000", "least_cents"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    per_week: Mapped[int]
    per_crew_day: Mapped[int]
    least_cents: Mapped[int]
    divides: Mapped[bool] = mapped_column(default=True, server_default=true())
