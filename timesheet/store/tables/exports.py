"""Files for providers: what they call what we know, and each file as it was made; facts."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base


class ExportName(Base):
    """How a provider calls something of ours; the latest row of a profile, kind and name holds.

    ``kind`` is one of ``core.export.profile.MAPPED`` or "setting". ``sends`` is hours, money, both
    for a pay code. ``theirs`` None takes a name back; empty says of a pay code "not exported".
    """

    __tablename__ = "export_name"
    __table_args__ = (Index("ix_export_name_profile", "profile", "kind", "own"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str]
    kind: Mapped[str]
    own: Mapped[str]
    theirs: Mapped[str | None]
    sends: Mapped[str] = mapped_column(default="hours")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class ExportBatch(Base):
    """A file that was made, byte for byte, with what it was made from.

    ``lines`` is the compressed JSON of all that the period's files of this profile have carried
    with this one, so that the next carries only what is new since; ``lines_sha256`` is of the JSON.
    """

    __tablename__ = "export_batch"
    __table_args__ = (
        CheckConstraint("last_day >= period", "order"),
        Index("ix_export_batch_period", "period", "profile"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str]
    version: Mapped[int]
    family: Mapped[str]
    period: Mapped[date]
    last_day: Mapped[date]
    file_name: Mapped[str]
    media: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    lines: Mapped[bytes] = mapped_column(LargeBinary)
    lines_sha256: Mapped[str]
    rows: Mapped[int]
    people: Mapped[int]
    seconds: Mapped[int]
    cents: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class ExportVoid(Base):
    """A batch that doesn't count: said by a second person, with the reason."""

    __tablename__ = "export_void"
    __table_args__ = (
        CheckConstraint("length(reason) BETWEEN 3 AND 500", "reason_length"),
        UniqueConstraint("batch_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("export_batch.id"))
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
