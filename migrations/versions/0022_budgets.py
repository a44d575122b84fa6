"""budgets of projects and tasks, how projects are paid for, and what was billed."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("budget", "billing_terms", "billed")

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def refers(table, column, to):
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def whole(*names):
    return [sa.Column(name, LONG, nullable=False) for name in names]


def upgrade():
    op.create_table(
        "budget",
        *whole("id", "project_id"),
        sa.Column("task_id", LONG, nullable=True),
        *whole("seconds", "cents"),
        sa.Column("valid_from", base.Day(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *whole("author_id", "made_at"),
        sa.CheckConstraint("seconds >= 0 AND cents >= 0", name=op.f("ck_budget_amounts")),
        refers("budget", "task_id", "task"),
        *ends("budget"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_budget_project_id"), "budget", ["project_id"])
    op.create_table(
        "billing_terms",
        *whole("id", "project_id"),
        sa.Column("basis", sa.Text(), nullable=False),
        *whole("rate", "cents"),
        sa.Column("valid_from", base.Day(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *whole("author_id", "made_at"),
        sa.CheckConstraint(
            "basis IN ('hourly', 'fixed', 'nothing')", name=op.f("ck_billing_terms_basis")
        ),
        sa.CheckConstraint("rate >= 0 AND cents >= 0", name=op.f("ck_billing_terms_amounts")),
        *ends("billing_terms"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_billing_terms_project_id"), "billing_terms", ["project_id"])
    op.create_table(
        "billed",
        *whole("id", "project_id"),
        sa.Column("day", base.Day(), nullable=False),
        *whole("cents"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("number", "reason")),
        *whole("author_id", "made_at"),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_billed_amount")),
        sa.CheckConstraint("length(number) <= 40", name=op.f("ck_billed_number_length")),
        *ends("billed"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_billed_project_id_day"), "billed", ["project_id", "day"])
    for table in TABLES:
        guard(table)


def ends(table):
    """Return what all of the tables have at their end."""
    return [
        sa.CheckConstraint("length(reason) <= 500", name=op.f(f"ck_{table}_reason_length")),
        refers(table, "project_id", "project"),
        refers(table, "author_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


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
