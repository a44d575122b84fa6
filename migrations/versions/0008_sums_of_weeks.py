"""labor lines summed up by week, and shifts by when they began."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOUBLE = sa.Double().with_variant(sa.REAL(), "sqlite")
IDS = ("team_id", "project_id", "task_id", "cost_code_id", "cost_center_id")
SUMS = ("lines", "seconds", "cents")
COVERING = (
    *("first_day", "last_day", "person_id", "period"),
    *IDS,
    *("pay_code", "source", "attested"),
    *SUMS,
    "right_seconds",
)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "labor_week",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        *(
            sa.Column(name, base.Day(), nullable=False)
            for name in ("week", "period", "first_day", "last_day")
        ),
        *(sa.Column(name, LONG, nullable=True) for name in IDS),
        sa.Column("pay_code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("attested", base.Flag(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in SUMS),
        sa.Column("right_seconds", DOUBLE, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_labor_week_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labor_week")),
        sqlite_strict=True,
    )
    name = op.f("ix_labor_week_person_id_labor_week_week")
    op.create_index(name, "labor_week", ["person_id", "week"])
    op.create_index("ix_labor_week_sums", "labor_week", list(COVERING))
    name = op.f("ix_shift_person_id_shift_start_at")
    op.create_index(name, "shift", ["person_id", "start_at"])
    op.execute(_sums_of_what_is_there())
    # Good enough to be read at once; derived again they are those of `rebuild --check`, too.
    week = sa.table("workweek", sa.column("stale", sa.Boolean()))
    op.execute(sa.update(week).values(stale=sa.true()))


def _sums_of_what_is_there():
    keys = ("person_id", "week", "period", *IDS, "pay_code", "source", "attested")
    sums = {
        "first_day": "min(day)",
        "last_day": "max(day)",
        "lines": "count(*)",
        "seconds": "sum(seconds)",
        "cents": "sum(cents)",
        "right_seconds": "sum(seconds * confidence)",
    }
    return (
        f"INSERT INTO labor_week ({', '.join((*keys, *sums))}) "
        f"SELECT {', '.join((*keys, *sums.values()))} FROM labor_line GROUP BY {', '.join(keys)}"
    )


def downgrade():
    op.drop_index(op.f("ix_shift_person_id_shift_start_at"), table_name="shift")
    op.drop_table("labor_week")
