"""questions that nobody answered go on to leads: when they were asked, and by which press ended."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.add_column("question", sa.Column("lead_asked_at", LONG, nullable=True))
    op.add_column("question", sa.Column("lead_press", sa.Text(), nullable=True))


def downgrade():
    op.drop_column("question", "lead_press")
    op.drop_column("question", "lead_asked_at")
