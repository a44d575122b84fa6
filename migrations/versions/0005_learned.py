"""what is learned, and the questions."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FRESH, GONE = (
    {"sqlite_where": sa.text(flag), "postgresql_where": sa.text(flag)} for flag in ("fresh", "gone")
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("answer", sa.Column("client_uuid", sa.Text(), nullable=True))
    op.create_index(
        op.f("ix_answer_author_id_answer_client_uuid"),
        "answer",
        ["author_id", "client_uuid"],
        unique=True,
    )
    _shifts()
    _counts()
    _questions()


def _shifts():
    op.create_table(
        "seen_shift",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("raw_start", LONG, nullable=False),
        sa.Column("start_at", LONG, nullable=False),
        sa.Column("wall_day", LONG, nullable=False),
        sa.Column("sight", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("pending", base.Flag(), nullable=False),
        sa.Column("fresh", base.Flag(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seen_shift_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_shift")),
        sqlite_strict=True,
    )
    for columns in (["person_id", "week"], ["person_id", "raw_start"], ["wall_day", "person_id"]):
        name = "_".join(f"seen_shift_{column}" for column in columns)
        op.create_index(op.f(f"ix_{name}"), "seen_shift", columns)
    op.create_index("ix_seen_shift_fresh", "seen_shift", ["wall_day"], **FRESH)
    op.create_table(
        "settled_word",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("raw_start", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("wall_day", LONG, nullable=False),
        sa.Column("start_minute", LONG, nullable=False),
        sa.Column("end_minute", LONG, nullable=False),
        sa.Column("sight", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("gone", base.Flag(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_settled_word_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "raw_start", name=op.f("pk_settled_word")),
        sqlite_strict=True,
    )
    for columns in (
        ["person_id", "start_minute"],
        ["person_id", "week"],
        ["wall_day", "start_minute", "end_minute"],
    ):
        name = "_".join(f"settled_word_{column}" for column in columns)
        op.create_index(op.f(f"ix_{name}"), "settled_word", columns)
    op.create_index("ix_settled_word_gone", "settled_word", ["wall_day"], **GONE)


def _counts():
    op.create_table(
        "learned_count",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("units", LONG, nullable=False),
        sa.PrimaryKeyConstraint("key", "code", name=op.f("pk_learned_count")),
        sqlite_strict=True,
    )
    op.create_table(
        "learned_version",
        sa.Column("number", LONG, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", LONG, nullable=False),
        sa.Column("until_minute", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_learned_version")),
        sqlite_strict=True,
    )


def _questions():
    op.create_table(
        "question",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("raw_start", LONG, nullable=False),
        sa.Column("start_at", LONG, nullable=False),
        sa.Column("end_at", LONG, nullable=False),
        sa.Column("wall_day", LONG, nullable=False),
        sa.Column("end_minute", LONG, nullable=False),
        sa.Column("team_id", LONG, nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("worth_cents", LONG, nullable=False),
        sa.Column("asked", base.Flag(), nullable=False),
        sa.Column("considered_at", LONG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("uuid", sa.Text(), nullable=True),
        sa.Column("answer_id", LONG, nullable=True),
        sa.Column("answered_at", LONG, nullable=True),
        sa.CheckConstraint(
            "outcome IN ('yes', 'other', 'split', 'unknown', 'skipped', 'taken_back')",
            name=op.f("ck_question_outcome"),
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_question_answer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_question_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("person_id", "raw_start", name=op.f("uq_question_person_id_raw_start")),
        sa.UniqueConstraint("person_id", "uuid", name=op.f("uq_question_person_id_uuid")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_question_wall_day_question_team_id"), "question", ["wall_day", "team_id"]
    )
    op.create_table(
        "question_budget",
        sa.Column("id", LONG, nullable=False),
        sa.Column("per_week", LONG, nullable=False),
        sa.Column("per_crew_day", LONG, nullable=False),
        sa.Column("least_cents", LONG, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_question_budget_single")),
        sa.CheckConstraint("per_week BETWEEN 0 AND 20", name=op.f("ck_question_budget_per_week")),
        sa.CheckConstraint(
            "per_crew_day BETWEEN 0 AND 1000", name=op.f("ck_question_budget_per_crew_day")
        ),
        sa.CheckConstraint(
            "least_cents BETWEEN 0 AND 100000000", name=op.f("ck_question_budget_least_cents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_budget")),
        sqlite_strict=True,
    )


def downgrade():
    for table in (
        "question_budget",
        "question",
        "learned_version",
        "learned_count",
        "settled_word",
        "seen_shift",
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_answer_author_id_answer_client_uuid"), "answer")
    op.drop_column("answer", "client_uuid")
