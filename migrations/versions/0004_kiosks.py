"""kiosks, badges and PINs."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "kiosk",
        sa.Column("id", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("site_id", LONG, nullable=True),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("code_until", LONG, nullable=True),
        sa.Column("secret_hash", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=True),
        sa.Column("changed_at", LONG, nullable=True),
        sa.Column("created_at", LONG, nullable=False),
        sa.Column("ended_at", LONG, nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_kiosk_name_length")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_kiosk_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_kiosk_code_hash")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_kiosk_secret_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "badge",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("added_at", LONG, nullable=False),
        sa.Column("ended_at", LONG, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_badge_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_badge_code_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_badge_person_id"), "badge", ["person_id"])
    op.create_table(
        "pin",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", LONG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pin_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_pin")),
        sqlite_strict=True,
    )


def downgrade():
    op.drop_table("pin")
    op.drop_index(op.f("ix_badge_person_id"), table_name="badge")
    op.drop_table("badge")
    op.drop_table("kiosk")
