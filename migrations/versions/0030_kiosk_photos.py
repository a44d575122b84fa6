"""pictures of people for the kiosk's tiles, where the company wants them."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    shown = sa.Column("kiosk_photos", base.Flag(), nullable=False, server_default=sa.false())
    op.add_column("company", shown)
    op.create_table(
        "photo",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("added_at", LONG, nullable=False),
        sa.CheckConstraint("kind IN ('image/jpeg', 'image/png')", name=op.f("ck_photo_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_photo_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_photo")),
        sqlite_strict=True,
    )


def downgrade():
    op.drop_table("photo")
    op.drop_column("company", "kiosk_photos")
