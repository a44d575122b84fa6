"""what tasks cost the workers."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = ("taps", "keystrokes", "page_loads", "milliseconds")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "effort",
        sa.Column("id", LONG, nullable=False),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in COUNTS),
        sa.CheckConstraint(
            "taps >= 0 AND keystrokes >= 0 AND page_loads >= 0", name=op.f("ck_effort_counts")
        ),
        sa.CheckConstraint("milliseconds >= 0", name=op.f("ck_effort_milliseconds")),
        sa.CheckConstraint("length(task) BETWEEN 1 AND 40", name=op.f("ck_effort_task_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effort")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_effort_effort_day"), "effort", ["day"])


def downgrade():
    op.drop_table("effort")
