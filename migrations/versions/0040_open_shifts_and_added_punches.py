"""indexes of shifts that are open, and of corrections by the one that they are about."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

OPEN = sa.text("is_open")


def upgrade():
    op.create_index(
        "ix_shift_open",
        "shift",
        ["open_since"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_correction_added_id"), "correction", ["added_id"])


def downgrade():
    op.drop_index(op.f("ix_correction_added_id"), table_name="correction")
    op.drop_index("ix_shift_open", table_name="shift")
