"""Facts: punches, corrections, answers. The database itself refuses to change or delete them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from timesheet.store.base import STRICT, Base

KINDS = "('in', 'out', 'transfer', 'break_start', 'break_end')"


class PunchRow(Base):
    """A click, as it arrived. ``at`` counts; ``claimed_at`` is what the client said.

    ``received_us`` is the server's clock in microseconds. ``body_hash`` tells a retry from a
    different punch under the same uuid. UNIQUE(person, uuid) holds for ever.
    """

    __tablename__ = "punch"
    __table_args__ = (
        UniqueConstraint("person_id", "client_uuid"),
        CheckConstraint(f"kind IN {KINDS}", "kind"),
        CheckConstraint("channel IN ('web', 'phone', 'kiosk', 'import', 'correction')", "channel"),
        CheckConstraint("length(client_uuid) BETWEEN 8 AND 64", "uuid_length"),
        CheckConstraint("length(note) <= 500", "note_length"),
        CheckConstraint("break_seconds >= 0", "break_seconds"),
        Index(None, "person_id", "at"),
        Index(
            "ix_punch_coded",
            "person_id",
            "at",
            sqlite_where=text("project_id IS NOT NULL"),
            postgresql_where=text("project_id IS NOT NULL"),
        ),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    client_uuid: Mapped[str]
    kind: Mapped[str]
    at: Mapped[int]
    received_us: Mapped[int]
    claimed_at: Mapped[int | None]
    zone: Mapped[str]
    utc_offset: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str]
    offline: Mapped[bool] = mapped_column(default=False)
    device_id: Mapped[int | None]
    device_seq: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    cost_code_id: Mapped[int | None] = mapped_column(ForeignKey("cost_code.id"))
    pair: Mapped[str | None]
    break_seconds: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    body_hash: Mapped[str]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Declined(Base):
    """A press that made no punch ("already in since …"), kept for the answer to its retry."""

    __tablename__ = "declined"
    __table_args__ = (UniqueConstraint("person_id", "client_uuid"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    client_uuid: Mapped[str]
    kind: Mapped[str]
    received_us: Mapped[int]
    outcome: Mapped[str]
    body_hash: Mapped[str]


class CorrectionRow(Base):
    """What holds instead of a punch, or a punch that was forgotten: who says so, and why.

    ``punch_id`` names the punch meant, ``added_id`` a correction that had added one; neither: a
    forgotten punch is added.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("length(reason) BETWEEN 3 AND 500", "reason_length"),
        CheckConstraint(f"kind IS NULL OR kind IN {KINDS}", "kind"),
        CheckConstraint(
            "punch_id IS NOT NULL OR added_id IS NOT NULL OR (at IS NOT NULL AND kind IS NOT NULL)",
            "adds",
        ),
        CheckConstraint("approver_id IS NULL OR approver_id <> author_id", "approver"),
        Index(None, "person_id", "at"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    punch_id: Mapped[int | None] = mapped_column(ForeignKey("punch.id"), index=True)
    added_id: Mapped[int | None] = mapped_column(ForeignKey("correction.id"), index=True)
    at: Mapped[int | None]
    kind: Mapped[str | None]
    zone: Mapped[str | None]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]


class AnswerRow(Base):
    """A person's word on what a span of presence was for; ``parts`` is JSON of codes and weights.

    An answer is taken back by another row that names it in ``withdraws_id``. ``client_uuid`` is
    that of the press that gave it, so that a retry says nothing twice.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("source IN ('own_word', 'lead_word', 'accounting_word')", "source"),
        CheckConstraint("end_at > start_at", "order"),
        CheckConstraint("length(reason) <= 500", "reason_length"),
        Index(None, "person_id", "start_at"),
        Index(None, "author_id", "client_uuid", unique=True),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    start_at: Mapped[int]
    end_at: Mapped[int]
    parts: Mapped[str]
    source: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    whole_shift: Mapped[bool] = mapped_column(default=True)
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    client_uuid: Mapped[str | None]


class AcceptedDoubt(Base):
    """What was in doubt of a span that accounting accepted unseen, in thousandths of its money.

    Accepting makes nobody surer: it goes on being counted while that answer stands. ``blind``: it
    was accepted with many others by nothing but its confidence, and teaches the learner nothing.
    """

    __tablename__ = "accepted_doubt"
    __table_args__ = (CheckConstraint("mille BETWEEN 0 AND 1000", "mille"), STRICT)

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    mille: Mapped[int]
    blind: Mapped[bool]


SAYS = (
    "('overtime_approved', 'accepted', 'meal_waived', 'meal_taken', 'rest_missed', 'callout',"
    " 'earning', 'leave', 'leave_requested', 'leave_approved', 'leave_refused', 'withdrawn')"
)


class DeclarationRow(Base):
    """What somebody declared about a person's days beside punches (see ``core.pay.declared``).

    ``about_id`` names the declaration that this one approves, refuses or takes back; nobody
    approves or refuses his own leave.
    """

    __tablename__ = "declaration"
    __table_args__ = (
        CheckConstraint(f"says IN {SAYS}", "says"),
        CheckConstraint("last_day >= first_day", "order"),
        CheckConstraint("seconds BETWEEN 0 AND 86400000", "seconds"),
        CheckConstraint("length(reason) <= 500", "reason_length"),
        CheckConstraint("length(name) <= 40", "name_length"),
        CheckConstraint(
            "says NOT IN ('leave_approved', 'leave_refused', 'overtime_approved')"
            " OR author_id <> person_id",
            "not_his_own",
        ),
        Index(None, "person_id", "first_day"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    says: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    name: Mapped[str] = mapped_column(default="")
    number: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)
    cents: Mapped[int] = mapped_column(default=0)
    start_at: Mapped[int | None]
    end_at: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[int]
    about_id: Mapped[int | None] = mapped_column(ForeignKey("declaration.id"), index=True)


class DisputeRow(Base):
    """A worker's objection to what somebody else did about his hours: corrected, said, pressed.

    ``at`` and ``day`` say which work it is about. It is settled by a later word or correction.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("length(words) BETWEEN 3 AND 500", "words_length"),
        CheckConstraint(
            "(CASE WHEN correction_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN answer_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN punch_id IS NULL THEN 0 ELSE 1 END) = 1",
            "of_one",
        ),
        UniqueConstraint("correction_id"),
        UniqueConstraint("answer_id"),
        UniqueConstraint("punch_id"),
        Index(None, "day"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("correction.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    punch_id: Mapped[int | None] = mapped_column(ForeignKey("punch.id"))
    day: Mapped[date]
    at: Mapped[int]
    words: Mapped[str]
    made_at: Mapped[int]


class ImportBatch(Base):
    """A file that was imported, once; its hash refuses it a second time."""

    __tablename__ = "import_batch"
    __table_args__ = (UniqueConstraint("kind", "file_hash"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    file_hash: Mapped[str]
    row_count: Mapped[int]
    made_at: Mapped[int]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]


class ImportRun(Base):
    """How far an import is, and how far it was taken back; what it brought are facts.

    ``rows_done`` rows, in order, are in the database, ``people`` people with ``seconds`` of work
    are in the file. ``undone_to`` is the last punch that taking it back has voided.
    """

    __tablename__ = "import_run"
    __table_args__ = (STRICT,)

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    people: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[int | None]
    undo_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_reason: Mapped[str] = mapped_column(default="")
    undone_to: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[int | None]


class Owed(Base):
    """An instant at which a fact was added whose workweeks are to be derived after its commit.

    Added with the fact, deleted with the derivation; what stays was left by a process that died.
    ``word``: the fact names a code, so that it's evidence for later weeks too.
    """

    __tablename__ = "owed"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[int]
    word: Mapped[bool]
    since: Mapped[int]


class Clock(Base):
    """The state of each person's clock now, kept in the transaction of each punch.

    The row is the lock that puts a person's presses in order. ``version`` rises with each change.
    Derived: it can be rebuilt from the punches.
    """

    __tablename__ = "clock"
    __table_args__ = (CheckConstraint("state IN ('in', 'out', 'break')", "state"), STRICT)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    state: Mapped[str] = mapped_column(default="out")
    since: Mapped[int | None]
    punch_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)
