"""signatures on statutory forms; facts."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "form_signature"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", LONG, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("version", LONG, nullable=False),
        sa.Column("first_day", base.Day(), nullable=False),
        sa.Column("last_day", base.Day(), nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("role", "signed", "statement", "sha256")
        ),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f(f"ck_{TABLE}_order")),
        sa.CheckConstraint("role IN ('person', 'supervisor')", name=op.f(f"ck_{TABLE}_role")),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{TABLE}_{name}_person"))
            for name in ("person_id", "author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_strict=True,
    )
    op.create_index("ix_form_signature_form", TABLE, ["form", "first_day", "person_id"])
    guard(TABLE)


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
