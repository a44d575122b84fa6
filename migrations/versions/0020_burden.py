"""burden by version: its rates from a day on; what a ledger's settings said is carried over."""

import re
from datetime import date

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    burden = op.create_table(
        "burden_version",
        sa.Column("id", LONG, nullable=False),
        sa.Column("valid_from", base.Day(), nullable=False),
        sa.Column("rate", LONG, nullable=False),
        sa.Column("by_pay_code", sa.Text(), nullable=False),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 50000", name=op.f("ck_burden_version_rate_range")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_burden_version_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_burden_version")),
        sqlite_strict=True,
    )
    carry_over(burden)
    guard("burden_version")


def carry_over(burden):
    """Take over the rate that was said last, of whichever ledger."""
    said = op.get_bind().execute(
        sa.text(
            "SELECT theirs, author_id, made_at FROM export_name "
            "WHERE kind = 'setting' AND own = 'burden_rate' ORDER BY id DESC LIMIT 1"
        )
    )
    for theirs, author, made in said.fetchall():
        found = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,2}))?", (theirs or "").strip(), re.ASCII)
        if found is None:
            continue
        rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        values = {"valid_from": date(2000, 1, 1), "rate": min(rate, 50_000), "by_pay_code": "{}"}
        op.execute(sa.insert(burden).values(**values, author_id=author, made_at=made))


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
    op.drop_table("burden_version")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS burden_version_guard()")
