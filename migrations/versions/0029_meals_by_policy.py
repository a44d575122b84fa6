"""a person's word on a meal that the policy deducts, and what was deducted of a shift."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BEFORE = (
    "('overtime_approved', 'accepted', 'meal_waived', 'rest_missed', 'callout', 'earning', 'leave',"
    " 'leave_requested', 'leave_approved', 'leave_refused', 'withdrawn')"
)
SINCE = (
    "('overtime_approved', 'accepted', 'meal_waived', 'meal_taken', 'rest_missed', 'callout',"
    " 'earning', 'leave', 'leave_requested', 'leave_approved', 'leave_refused', 'withdrawn')"
)
COLUMNS = (
    "id, person_id, says, first_day, last_day, name, number, seconds, cents, start_at, end_at,"
    " reason, author_id, made_at, about_id"
)
MEALS = "SELECT id FROM declaration WHERE says = 'meal_taken'"
ADDED = ("meal_owed", "meal_taken")


def upgrade():
    words(SINCE)
    for name in ADDED:
        op.add_column("shift", sa.Column(name, LONG, nullable=False, server_default="0"))
    op.add_column("shift", sa.Column("meal_said_id", LONG, nullable=True))
    everything_anew()


def downgrade():
    # The schema before knows no such word; it goes, with what took it back.
    guarded(f"DELETE FROM declaration WHERE about_id IN ({MEALS})")
    guarded("DELETE FROM declaration WHERE says = 'meal_taken'")
    words(BEFORE)
    with op.batch_alter_table("shift", schema=None) as batch_op:
        for name in (*ADDED, "meal_said_id"):
            batch_op.drop_column(name)
    everything_anew()


def everything_anew():
    """Let all workweeks be derived again: their shifts say more, or less, than they did."""
    week = sa.table("workweek", sa.column("stale", sa.Boolean()))
    op.execute(sa.update(week).values(stale=sa.true()))


def words(says):
    """Let declarations say these things."""
    if op.get_bind().dialect.name == "sqlite":
        made_anew(says)
        return
    op.drop_constraint(op.f("ck_declaration_says"), "declaration", type_="check")
    op.create_check_constraint(op.f("ck_declaration_says"), "declaration", f"says IN {says}")


def guarded(statement):
    """Run a statement that the guards of facts would refuse."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER IF EXISTS declaration_no_delete")
        op.execute(statement)
        return
    op.execute("ALTER TABLE declaration DISABLE TRIGGER USER")
    op.execute(statement)
    op.execute("ALTER TABLE declaration ENABLE TRIGGER USER")


def made_anew(says):
    """Make the table anew: SQLite changes no constraint of a table that stands."""
    op.drop_index("ix_declaration_person_id_declaration_first_day", "declaration")
    op.drop_index("ix_declaration_about_id", "declaration")
    op.rename_table("declaration", "declaration_before")
    op.create_table(
        "declaration",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("first_day", base.Day(), nullable=False),
        sa.Column("last_day", base.Day(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("number", "seconds", "cents")),
        *(sa.Column(name, LONG, nullable=True) for name in ("start_at", "end_at")),
        sa.Column("reason", sa.Text(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("author_id", "made_at")),
        sa.Column("about_id", LONG, nullable=True),
        sa.CheckConstraint(f"says IN {says}", name=op.f("ck_declaration_says")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_declaration_order")),
        sa.CheckConstraint("seconds BETWEEN 0 AND 86400000", name=op.f("ck_declaration_seconds")),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_declaration_reason_length")),
        sa.CheckConstraint("length(name) <= 40", name=op.f("ck_declaration_name_length")),
        sa.CheckConstraint(
            "says NOT IN ('leave_approved', 'leave_refused', 'overtime_approved')"
            " OR author_id <> person_id",
            name=op.f("ck_declaration_not_his_own"),
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_declaration_{name}"))
            for name, to in (
                ("person_id", "person"), ("author_id", "person"), ("about_id", "declaration")
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sqlite_strict=True,
    )  # fmt: skip
    op.execute(
        f"INSERT INTO declaration ({COLUMNS}) SELECT {COLUMNS} FROM declaration_before ORDER BY id"
    )
    op.drop_table("declaration_before")
    index = "ix_declaration_person_id_declaration_first_day"
    op.create_index(op.f(index), "declaration", ["person_id", "first_day"])
    op.create_index(op.f("ix_declaration_about_id"), "declaration", ["about_id"])
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER declaration_no_{verb.lower()} BEFORE {verb} ON declaration "
            "BEGIN SELECT RAISE(ABORT, 'declaration: facts are only ever added'); END"
        )
