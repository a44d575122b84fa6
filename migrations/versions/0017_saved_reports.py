"""reports that were saved under a name, and the tokens of their feeds."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "saved_report",
        sa.Column("id", LONG, nullable=False),
        sa.Column("owner_id", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shared", base.Flag(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first_day", base.Day(), nullable=True),
        sa.Column("last_day", base.Day(), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 80", name=op.f("ck_saved_report_name_length")
        ),
        sa.CheckConstraint(
            "(first_day IS NULL) = (last_day IS NULL)", name=op.f("ck_saved_report_both_days")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_saved_report_order")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_saved_report_owner_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_report")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_report_owner_id_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "feed_token",
        sa.Column("id", LONG, nullable=False),
        sa.Column("report_id", LONG, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("last_used_at", LONG, nullable=True),
        sa.Column("revoked_at", LONG, nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["saved_report.id"], name=op.f("fk_feed_token_report_id_saved_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_token_token_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_feed_token_report_id"), "feed_token", ["report_id"])


def downgrade():
    op.drop_table("feed_token")
    op.drop_table("saved_report")
