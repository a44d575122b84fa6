"""the steps by which pay periods are closed, what was closed, and what came after."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODES = ("project_id", "task_id", "cost_code_id", "cost_center_id")

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    steps()
    closed()
    adjustments()
    for table in ("period_step", "closed_week"):
        guard(table)


def steps():
    op.create_table(
        "period_step",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        sa.Column("last_day", base.Day(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.CheckConstraint("last_day >= period", name=op.f("ck_period_step_order")),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_period_step_reason_length")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_period_step_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_period_step_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_step")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_period_step_period_step_person_id"), "period_step", ["person_id", "period"]
    )
    op.create_index("ix_period_step_period", "period_step", ["period", "person_id"])


def closed():
    op.create_table(
        "closed_week",
        sa.Column("id", LONG, nullable=False),
        sa.Column("step_id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        sa.Column("paid_in", base.Day(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["period_step.id"], name=op.f("fk_closed_week_step_id_period_step")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_closed_week_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_week")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_closed_week_closed_week_person_id"), "closed_week", ["person_id", "week"]
    )
    op.create_index("ix_closed_week_step_id", "closed_week", ["step_id"])


def adjustments():
    op.create_table(
        "adjustment",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        sa.Column("day", base.Day(), nullable=False),
        *(sa.Column(name, LONG, nullable=True) for name in CODES),
        sa.Column("pay_code", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("cents", LONG, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_adjustment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_adjustment_adjustment_person_id"), "adjustment", ["person_id", "week"])
    op.create_index("ix_adjustment_period", "adjustment", ["period", "person_id"])


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
    op.drop_table("adjustment")
    op.drop_table("closed_week")
    op.drop_table("period_step")
    if op.get_bind().dialect.name != "sqlite":
        for table in ("closed_week", "period_step"):
            op.execute(f"DROP FUNCTION IF EXISTS {table}_guard()")
