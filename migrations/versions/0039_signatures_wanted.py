"""reminders of declarations to sign: the company may switch them off, a person may stop them."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

BEFORE = "cause IN ('clock_in', 'clock_out', 'question', 'week')"
SINCE = "cause IN ('clock_in', 'clock_out', 'question', 'week', 'sign')"
GIVEN = "SELECT id FROM reminder WHERE cause = 'sign'"


def upgrade():
    op.add_column(
        "reminder_policy",
        sa.Column("sign", base.Flag(), nullable=False, server_default=sa.true()),
    )
    causes(SINCE)


def downgrade():
    # The schema before knows no such reminder; it goes, with what waits to be sent.
    for table in ("reminder_mail", "reminder_push"):
        op.execute(f"DELETE FROM {table} WHERE reminder_id IN ({GIVEN})")
    op.execute("DELETE FROM reminder_choice WHERE cause = 'sign'")
    forget()
    causes(BEFORE)
    op.drop_column("reminder_policy", "sign")


def sqlite():
    return op.get_bind().dialect.name == "sqlite"


def forget():
    """Delete reminders that the guards of facts would keep."""
    if sqlite():
        op.execute("DROP TRIGGER IF EXISTS reminder_no_delete")
        op.execute("DELETE FROM reminder WHERE cause = 'sign'")
        return
    op.execute("ALTER TABLE reminder DISABLE TRIGGER USER")
    op.execute("DELETE FROM reminder WHERE cause = 'sign'")
    op.execute("ALTER TABLE reminder ENABLE TRIGGER USER")


def causes(known):
    """Let these be causes; SQLite changes no constraint of a table that stands."""
    if not sqlite():
        for table in ("reminder", "reminder_choice"):
            name = op.f(f"ck_{table}_cause")
            op.drop_constraint(name, table, type_="check")
            op.create_check_constraint(name, table, known)
        return
    anew("reminder_choice", known, choices)
    anew("reminder", known, given)
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER reminder_no_{verb.lower()} BEFORE {verb} ON reminder "
            "BEGIN SELECT RAISE(ABORT, 'reminder: facts are only ever added'); END"
        )


def anew(table, known, parts):
    """Make a table anew beside the old one, and put it in its place with all of its rows."""
    columns, keys = parts()
    op.create_table(
        f"{table}_anew",
        *columns,
        sa.CheckConstraint(known, name=op.f(f"ck_{table}_cause")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person")
        ),
        *keys,
        sqlite_strict=True,
    )
    names = ", ".join(column.name for column in columns)
    op.execute(f"INSERT INTO {table}_anew ({names}) SELECT {names} FROM {table}")
    op.drop_table(table)
    op.rename_table(f"{table}_anew", table)


def choices():
    columns = [
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("mail", base.Flag(), nullable=False),
        *(
            sa.Column(name, base.Flag(), nullable=False, server_default=sa.true())
            for name in ("page", "push")
        ),
    ]
    key = sa.PrimaryKeyConstraint("person_id", "cause", name=op.f("pk_reminder_choice"))
    return columns, [key]


def given():
    columns = [
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("about", LONG, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("expected", "until", "made_at")),
    ]
    keys = [
        sa.CheckConstraint("why IN ('', 'roster', 'usual', 'long')", name=op.f("ck_reminder_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("person_id", "cause", "about", name=op.f("uq_reminder_person_id")),
    ]
    return columns, keys
