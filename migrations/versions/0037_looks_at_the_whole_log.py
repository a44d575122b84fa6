"""looks at the whole audit log: how far, what they found."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "audit_check",
        sa.Column("id", LONG, nullable=False),
        sa.Column("upto", LONG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("broken", LONG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
        sqlite_strict=True,
    )


def downgrade():
    op.drop_table("audit_check")
