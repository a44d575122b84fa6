"""disputes of what others changed; whether workers see their pay."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "company",
        sa.Column("show_pay", base.Flag(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "dispute",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("correction_id", LONG, nullable=True),
        sa.Column("answer_id", LONG, nullable=True),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint("length(words) BETWEEN 3 AND 500", name=op.f("ck_dispute_words_length")),
        sa.CheckConstraint(
            "(correction_id IS NULL) <> (answer_id IS NULL)", name=op.f("ck_dispute_of_one")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_dispute_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_dispute_correction_id_correction")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_dispute_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("correction_id", name=op.f("uq_dispute_correction_id")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_dispute_answer_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dispute_dispute_day"), "dispute", ["day"])
    guard("dispute")


def guard(table):
    """Let the database itself refuse to change or delete a fact."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: facts are only ever added'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table}: facts are only ever added'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_guard()"
    )


def downgrade():
    op.drop_table("dispute")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS dispute_guard()")
    op.drop_column("company", "show_pay")
