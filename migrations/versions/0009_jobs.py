"""jobs: work behind the pages."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("state IN ('waiting', 'running')")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "job",
        sa.Column("id", LONG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("done", "total", "attempt")),
        sa.Column("stopping", base.Flag(), nullable=False),
        sa.Column("asked_by", LONG, nullable=True),
        sa.Column("asked_at", LONG, nullable=False),
        *(sa.Column(name, LONG, nullable=True) for name in ("beat_at", "finished_at")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("lease", "result", "failure")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_job_state"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_job_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_job_live", "job", ["key"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_index(op.f("ix_job_state"), "job", ["state"])


def downgrade():
    op.drop_table("job")
