"""how far an import is, and how far it was taken back."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "import_run",
        sa.Column("batch_id", LONG, nullable=False),
        sa.Column("asked_by", LONG, nullable=True),
        sa.Column("people", LONG, nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("rows_done", LONG, nullable=False),
        sa.Column("finished_at", LONG, nullable=True),
        sa.Column("undo_by", LONG, nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("undone_to", LONG, nullable=False),
        sa.Column("undone_at", LONG, nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_run_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_import_run_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["undo_by"], ["person.id"], name=op.f("fk_import_run_undo_by_person")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_import_run")),
        sqlite_strict=True,
    )
    # What was imported before was one transaction each: all of it is there.
    op.execute(
        "INSERT INTO import_run (batch_id, people, seconds, rows_done, finished_at, undo_reason,"
        " undone_to) SELECT id, 0, 0, row_count, made_at, '', 0 FROM import_batch"
    )


def downgrade():
    op.drop_table("import_run")
