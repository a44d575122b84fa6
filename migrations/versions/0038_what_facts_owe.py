"""what facts owe: workweeks to be derived after their commit."""

import sqlalchemy as sa
from alembic import op

from timesheet.store.base import Flag

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "owed",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("word", Flag(), nullable=False),
        sa.Column("since", LONG, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_owed_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owed")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_owed_person_id"), "owed", ["person_id"])


def downgrade():
    op.drop_table("owed")
