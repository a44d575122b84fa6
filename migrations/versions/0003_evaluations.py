"""what was measured on the company's own history."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "evaluation",
        sa.Column("id", LONG, nullable=False),
        sa.Column("began_at", LONG, nullable=False),
        sa.Column("finished_at", LONG, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sqlite_strict=True,
    )


def downgrade():
    op.drop_table("evaluation")
