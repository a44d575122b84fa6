"""what is planned at a site is found by site and time."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(op.f("ix_roster_site_id_start_at"), "roster", ["site_id", "start_at"])


def downgrade():
    op.drop_index(op.f("ix_roster_site_id_start_at"), "roster")
