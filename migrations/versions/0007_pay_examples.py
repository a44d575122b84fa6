"""Worked examples of pay policies, and public holidays."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "pay_example",
        sa.Column("id", LONG, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("recorded_by", LONG, nullable=True),
        sa.Column("removed_at", LONG, nullable=True),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 100", name=op.f("ck_pay_example_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_pay_example_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_example")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pay_example_policy"), "pay_example", ["policy"])
    op.create_table(
        "holiday",
        sa.Column("id", LONG, nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("recorded_by", LONG, nullable=True),
        sa.CheckConstraint("length(name) <= 100", name=op.f("ck_holiday_name_length")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_holiday_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_holiday_calendar_holiday_day"), "holiday", ["calendar", "day"])


def downgrade():
    op.drop_index(op.f("ix_holiday_calendar_holiday_day"), table_name="holiday")
    op.drop_table("holiday")
    op.drop_index(op.f("ix_pay_example_policy"), table_name="pay_example")
    op.drop_table("pay_example")
