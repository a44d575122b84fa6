"""when a pay period's payroll is due: days after its end, and the hour."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade():
    for name, default in (("due_days", "3"), ("due_hour", "12")):
        op.add_column("company", sa.Column(name, LONG, nullable=False, server_default=default))


def downgrade():
    for name in ("due_hour", "due_days"):
        op.drop_column("company", name)
