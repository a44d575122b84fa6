"""payroll registers of providers, as they were sent; facts."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "payroll_register",
        sa.Column("id", LONG, nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        sa.Column("last_day", base.Day(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *(sa.Column(n, sa.Text(), nullable=False) for n in ("sha256", "columns", "lines")),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint("last_day >= period", name=op.f("ck_payroll_register_order")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_payroll_register_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_register")),
        sqlite_strict=True,
    )
    op.create_index("ix_payroll_register_period", "payroll_register", ["period"])
    guard("payroll_register")


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
    op.drop_table("payroll_register")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS payroll_register_guard()")
