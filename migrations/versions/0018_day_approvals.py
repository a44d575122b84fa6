"""a lead's approvals of his people's days, with how each day stood."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "day_approval"

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        TABLE,
        *(sa.Column(name, LONG, nullable=False) for name in ("id", "person_id")),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("given", base.Flag(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("author_id", "made_at")),
        sa.Column("stood", sa.Text(), nullable=False),
        *(refers(column) for column in ("person_id", "author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_approval")),
        sqlite_strict=True,
    )
    op.create_index("ix_day_approval_person_id_day", TABLE, ["person_id", "day"])
    op.create_index("ix_day_approval_day", TABLE, ["day"])
    guard(TABLE)


def refers(column):
    name = op.f(f"fk_{TABLE}_{column}_person")
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name)


def guard(table):
    """Let the database itself refuse to change or delete a fact."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: facts are only ever added'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table}: facts are only ever added'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_guard()"
    )


def downgrade():
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION IF EXISTS {TABLE}_guard()")
