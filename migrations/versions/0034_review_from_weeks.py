"""what a review weighs within the sums of a week, so that its queue needn't read every line."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOUBLE = sa.Double().with_variant(sa.REAL(), "sqlite")
IDS = ("team_id", "project_id", "task_id", "cost_code_id", "cost_center_id")
KEYS = ("person_id", "week", "period", *IDS, "pay_code", "source", "attested")
SUMS = {
    "first_day": "min(day)",
    "last_day": "max(day)",
    "lines": "count(*)",
    "seconds": "sum(seconds)",
    "cents": "sum(cents)",
    "right_seconds": "sum(seconds * confidence)",
    "premium_cents": "sum(CASE WHEN part = 'premium' THEN cents ELSE 0 END)",
}
LIKELY = ("likely_project_id", "likely_task_id")
COUNTS = ("tier", "money", "doubt", "sure", "mark")
ON_NOTHING = "project_id IS NULL AND task_id IS NULL AND cost_code_id IS NULL"
SURE = f"CASE WHEN {ON_NOTHING} THEN 0 ELSE CAST(round(confidence * 1000) AS INTEGER) END"
LINES = (
    f"SELECT line.*, {SURE} AS how_sure, CASE WHEN source = 'rule' THEN ref ELSE '' END AS of_rule"
    " FROM labor_line line"
)
TIER = (
    "CASE WHEN how_sure < 500 THEN 0 WHEN how_sure < 700 THEN 1 WHEN how_sure < 850 THEN 2"
    " WHEN how_sure < 950 THEN 3 ELSE 4 END"
)
WEIGHED = {
    "rule": "of_rule",
    "tier": TIER,
    "money": "sum(abs(cents))",
    "doubt": "sum(abs(cents) * (1000 - how_sure))",
    "sure": "sum(how_sure)",
    "alone": "sum(1.0 * cents * cents * (1000 - how_sure) * how_sure / 1000000)",
    "mark": "sum(CAST(start_at % 1000003 AS BIGINT) * (person_id % 9973 + 1) + end_at - start_at)",
}

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade():
    for name in LIKELY:
        op.add_column("labor_week", sa.Column(name, LONG, nullable=True))
    rule = sa.Column("rule", sa.Text(), nullable=False, server_default="")
    counts = (sa.Column(name, LONG, nullable=False, server_default="0") for name in COUNTS)
    alone = sa.Column("alone", DOUBLE, nullable=False, server_default="0")
    for column in (rule, *counts, alone):
        op.add_column("labor_week", column)
    _summed_anew((*KEYS, *LIKELY), SUMS | WEIGHED, ("of_rule", TIER))


def _summed_anew(keys, sums, also=()):
    op.execute("DELETE FROM labor_week")
    op.execute(
        f"INSERT INTO labor_week ({', '.join((*keys, *sums))})"
        f" SELECT {', '.join((*keys, *sums.values()))} FROM ({LINES}) of_week"
        f" GROUP BY {', '.join((*keys, *also))}"
    )
    # Good enough to be read at once; derived again they are those of `rebuild --check`, too.
    week = sa.table("workweek", sa.column("stale", sa.Boolean()))
    op.execute(sa.update(week).values(stale=sa.true()))


def downgrade():
    for name in (*LIKELY, "rule", *COUNTS, "alone"):
        op.drop_column("labor_week", name)
    _summed_anew(KEYS, SUMS)
