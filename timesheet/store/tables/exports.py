"""Files for providers: what they call what we know, each file as it was made, burden; facts."""

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


class ProfileRow(Base):
    """A version of an export profile of the company's own: ``document`` is JSON, "" ends it."""

    __tablename__ = "export_profile"
    __table_args__ = (UniqueConstraint("code", "version"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    document: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class BurdenVersion(Base):
    """What burden is from a day on, in 1/100 of a percent of wages; the latest of a day holds.

    ``by_pay_code`` is JSON: the rates of pay codes that have one of their own.
    """

    __tablename__ = "burden_version"
    __table_args__ = (CheckConstraint("rate BETWEEN 0 AND 50000", "rate_range"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    rate: Mapped[int]
    by_pay_code: Mapped[str]
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


class FormSignature(Base):
    """That somebody certified what a form says of a person, as ``role`` (person or supervisor).

    ``signed`` is JSON of the headings and rows, ``sha256`` their digest by which it is told whether
    the form still says the same; ``statement`` is the sentence that he put his name to.
    """

    __tablename__ = "form_signature"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", "order"),
        CheckConstraint("role IN ('person', 'supervisor')", "role"),
        Index("ix_form_signature_form", "form", "first_day", "person_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str]
    version: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    signed: Mapped[str]
    statement: Mapped[str]
    sha256: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class RegisterRow(Base):
    """A provider's payroll register of a pay period, as it was sent: the latest of a period holds.

    ``columns`` is JSON: the index of its headings and what each column is; ``lines`` is JSON of
    what it then says by person. The same file is kept again only where its columns are others.
    """

    __tablename__ = "payroll_register"
    __table_args__ = (
        CheckConstraint("last_day >= period", "order"),
        Index("ix_payroll_register_period", "period"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[date]
    last_day: Mapped[date]
    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    columns: Mapped[str]
    lines: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
