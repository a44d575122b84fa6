"""whether days are divided as confirmed days are, and the ways that a question offers."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("question", sa.Column("splits", sa.Text(), server_default="[]", nullable=False))
    divides = sa.Column("divides", base.Flag(), server_default=sa.true(), nullable=False)
    op.add_column("question_budget", divides)


def downgrade():
    op.drop_column("question_budget", "divides")
    op.drop_column("question", "splits")
