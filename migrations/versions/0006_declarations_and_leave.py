"""declarations and kinds of leave; exceptions that somebody accepted."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SAYS = (
    "('overtime_approved', 'accepted', 'meal_waived', 'rest_missed', 'callout', 'earning', 'leave',"
    " 'leave_requested', 'leave_approved', 'leave_refused', 'withdrawn')"
)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "leave_kind",
        sa.Column("id", LONG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("paid", base.Flag(), nullable=False),
        sa.Column("active", base.Flag(), nullable=False),
        sa.Column("effective_from", base.Day(), nullable=False),
        sa.Column("accrual", sa.Text(), nullable=False),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("recorded_by", LONG, nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_leave_kind_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_kind")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_leave_kind_code_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "declaration",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("first_day", base.Day(), nullable=False),
        sa.Column("last_day", base.Day(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", LONG, nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("cents", LONG, nullable=False),
        sa.Column("start_at", LONG, nullable=True),
        sa.Column("end_at", LONG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("about_id", LONG, nullable=True),
        sa.CheckConstraint(f"says IN {SAYS}", name=op.f("ck_declaration_says")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_declaration_order")),
        sa.CheckConstraint("seconds BETWEEN 0 AND 86400000", name=op.f("ck_declaration_seconds")),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_declaration_reason_length")),
        sa.CheckConstraint("length(name) <= 40", name=op.f("ck_declaration_name_length")),
        sa.CheckConstraint(
            "says NOT IN ('leave_approved', 'leave_refused', 'overtime_approved')"
            " OR author_id <> person_id",
            name=op.f("ck_declaration_not_his_own"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_declaration_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_declaration_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["declaration.id"], name=op.f("fk_declaration_about_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_declaration_person_id_declaration_first_day"),
            ["person_id", "first_day"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_declaration_about_id"), ["about_id"], unique=False)
    op.add_column("issue", sa.Column("settled_id", LONG, nullable=True))
    guard("declaration")
    # Exceptions now say what they cost, and weeks are derived with what lies beside them.
    week = sa.table("workweek", sa.column("stale", sa.Boolean()))
    op.execute(sa.update(week).values(stale=sa.true()))


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
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_column("settled_id")
    op.drop_table("declaration")
    op.drop_table("leave_kind")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS declaration_guard()")
