"""reminders: policy, choices, those that were given, mails that wait; the roster by its times."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CAUSES = "cause IN ('clock_in', 'clock_out', 'question', 'week')"
WAITING = sa.text("next_at IS NOT NULL")

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    policy()
    choices()
    given()
    guard("reminder")
    op.create_index(op.f("ix_roster_start_at"), "roster", ["start_at"])


def policy():
    op.create_table(
        "reminder_policy",
        sa.Column("id", LONG, nullable=False),
        *(
            sa.Column(name, base.Flag(), nullable=False)
            for name in ("clock_in", "clock_out", "question", "week", "mail")
        ),
        sa.Column("quiet_start", LONG, nullable=False),
        sa.Column("quiet_end", LONG, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reminder_policy_single")),
        *quiet_checks("reminder_policy"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_policy")),
        sqlite_strict=True,
    )


def choices():
    op.create_table(
        "reminder_choice",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("stopped", base.Flag(), nullable=False),
        sa.Column("mail", base.Flag(), nullable=False),
        sa.CheckConstraint(CAUSES, name=op.f("ck_reminder_choice_cause")),
        whose("reminder_choice"),
        sa.PrimaryKeyConstraint("person_id", "cause", name=op.f("pk_reminder_choice")),
        sqlite_strict=True,
    )
    op.create_table(
        "reminder_reach",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        *(
            sa.Column(name, LONG, nullable=True)
            for name in ("proved_at", "quiet_start", "quiet_end")
        ),
        sa.CheckConstraint("length(address) <= 254", name=op.f("ck_reminder_reach_address_length")),
        *quiet_checks("reminder_reach"),
        whose("reminder_reach"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_reach")),
        sqlite_strict=True,
    )


def given():
    op.create_table(
        "reminder",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("about", LONG, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("expected", "until", "made_at")),
        sa.CheckConstraint(CAUSES, name=op.f("ck_reminder_cause")),
        sa.CheckConstraint("why IN ('', 'roster', 'usual', 'long')", name=op.f("ck_reminder_why")),
        whose("reminder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("person_id", "cause", "about", name=op.f("uq_reminder_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "reminder_mail",
        sa.Column("reminder_id", LONG, nullable=False),
        sa.Column("tries", LONG, nullable=False),
        sa.Column("next_at", LONG, nullable=True),
        sa.Column("sent_at", LONG, nullable=True),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_mail_reminder_id_reminder")
        ),
        sa.PrimaryKeyConstraint("reminder_id", name=op.f("pk_reminder_mail")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_reminder_mail_waiting",
        "reminder_mail",
        ["next_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def whose(table):
    return sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person")
    )


def quiet_checks(table):
    return [
        sa.CheckConstraint(f"{name} BETWEEN 0 AND 86399", name=op.f(f"ck_{table}_{name}"))
        for name in ("quiet_start", "quiet_end")
    ]


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
    op.drop_index(op.f("ix_roster_start_at"), "roster")
    for table in ("reminder_mail", "reminder", "reminder_reach", "reminder_choice"):
        op.drop_table(table)
    op.drop_table("reminder_policy")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS reminder_guard()")
