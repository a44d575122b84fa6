"""the premium within the sums of a week, so that job costs are known by their type."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = ("period", "pay_code", "source", "attested")
IDS = ("team_id", "project_id", "task_id", "cost_code_id", "cost_center_id")
COVERING = (
    *("first_day", "last_day", "person_id", "period"),
    *IDS,
    *("pay_code", "source", "attested", "lines", "seconds", "cents", "right_seconds"),
)
INDEX = "ix_labor_week_sums"

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    column = sa.Column("premium_cents", LONG, nullable=False, server_default="0")
    op.add_column("labor_week", column)
    op.execute(_premium_of_what_is_there())
    op.drop_index(INDEX, "labor_week")
    op.create_index(INDEX, "labor_week", [*COVERING, "premium_cents"])
    # Good enough to be read at once; derived again they are those of `rebuild --check`, too.
    week = sa.table("workweek", sa.column("stale", sa.Boolean()))
    op.execute(sa.update(week).values(stale=sa.true()))


def _premium_of_what_is_there():
    same = [f"line.{key} = labor_week.{key}" for key in ("person_id", "week", *KEYS)]
    same += [f"coalesce(line.{key}, 0) = coalesce(labor_week.{key}, 0)" for key in IDS]
    premium = "SELECT coalesce(sum(line.cents), 0) FROM labor_line line WHERE line.part = 'premium'"
    return f"UPDATE labor_week SET premium_cents = ({premium} AND {' AND '.join(same)})"


def downgrade():
    op.drop_index(INDEX, "labor_week")
    op.drop_column("labor_week", "premium_cents")
    op.create_index(INDEX, "labor_week", list(COVERING))
