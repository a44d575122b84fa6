"""how a person likes his CSV: kept with him, not with his browser."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade():
    column = sa.Column("csv_dialect", sa.Text(), nullable=False, server_default="")
    op.add_column("person", column)


def downgrade():
    op.drop_column("person", "csv_dialect")
