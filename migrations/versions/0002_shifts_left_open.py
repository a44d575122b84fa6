"""since when an open shift is open."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("shift", sa.Column("open_since", LONG, nullable=True))
    week, shift, punch = (sa.table(name) for name in ("workweek", "shift", "punch"))
    for table in (week, shift, punch):
        table.append_column(sa.column("person_id"))
    week.append_column(sa.column("stale", sa.Boolean()))
    shift.append_column(sa.column("is_open", sa.Boolean()))
    punch.append_column(sa.column("claimed_at"))
    # What was derived knows neither this column nor the exceptions of devices' clocks.
    touched = sa.union(
        sa.select(shift.c.person_id).where(shift.c.is_open),
        sa.select(punch.c.person_id).where(punch.c.claimed_at.is_not(None)),
    )
    op.execute(sa.update(week).where(week.c.person_id.in_(touched)).values(stale=sa.true()))


def downgrade():
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_column("open_since")
