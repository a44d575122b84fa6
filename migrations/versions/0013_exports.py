"""files for providers: their names for ours, each file as it was made, and which don't count."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("export_name", "export_batch", "export_void")

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    names()
    batches()
    voids()
    for table in TABLES:
        guard(table)


def names():
    op.create_table(
        "export_name",
        sa.Column("id", LONG, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("profile", "kind", "own")),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("sends", sa.Text(), nullable=False),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_export_name_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_name")),
        sqlite_strict=True,
    )
    op.create_index("ix_export_name_profile", "export_name", ["profile", "kind", "own"])


def batches():
    op.create_table(
        "export_batch",
        sa.Column("id", LONG, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("version", LONG, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        sa.Column("last_day", base.Day(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("lines_sha256", sa.Text(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("rows", "people", "seconds", "cents")),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint("last_day >= period", name=op.f("ck_export_batch_order")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_export_batch_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_batch")),
        sqlite_strict=True,
    )
    op.create_index("ix_export_batch_period", "export_batch", ["period", "profile"])


def voids():
    op.create_table(
        "export_void",
        sa.Column("id", LONG, nullable=False),
        sa.Column("batch_id", LONG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint(
            "length(reason) BETWEEN 3 AND 500", name=op.f("ck_export_void_reason_length")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["export_batch.id"], name=op.f("fk_export_void_batch_id_export_batch")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_export_void_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_void")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_export_void_batch_id")),
        sqlite_strict=True,
    )


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
    for table in reversed(TABLES):
        op.drop_table(table)
        if op.get_bind().dialect.name != "sqlite":
            op.execute(f"DROP FUNCTION IF EXISTS {table}_guard()")
