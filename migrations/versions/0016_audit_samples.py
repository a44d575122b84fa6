"""random samples of labor lines, and what they were coded as by somebody who wasn't told."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("sample_draw", "sample_coding")

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def refers(table, column, to):
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def upgrade():
    whole = ("place", "times", "total_cents", "person_id", "shift_start", "start_at", "end_at")
    op.create_table(
        "sample_draw",
        sa.Column("id", LONG, nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in (*whole, "seconds", "cents")),
        *(sa.Column(name, LONG, nullable=True) for name in ("project_id", "task_id")),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("author_id", "made_at")),
        sa.CheckConstraint("times >= 1", name=op.f("ck_sample_draw_times")),
        refers("sample_draw", "person_id", "person"),
        refers("sample_draw", "project_id", "project"),
        refers("sample_draw", "task_id", "task"),
        refers("sample_draw", "author_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_draw")),
        sqlite_strict=True,
    )
    op.create_index("uq_sample_draw_period", "sample_draw", ["period", "place"], unique=True)
    op.create_table(
        "sample_coding",
        *(sa.Column(name, LONG, nullable=False) for name in ("id", "draw_id")),
        *(sa.Column(name, LONG, nullable=True) for name in ("project_id", "task_id")),
        *(sa.Column(name, LONG, nullable=False) for name in ("author_id", "made_at")),
        refers("sample_coding", "draw_id", "sample_draw"),
        refers("sample_coding", "project_id", "project"),
        refers("sample_coding", "task_id", "task"),
        refers("sample_coding", "author_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_coding")),
        sa.UniqueConstraint("draw_id", name=op.f("uq_sample_coding_draw_id")),
        sqlite_strict=True,
    )
    for table in TABLES:
        guard(table)


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
