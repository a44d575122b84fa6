"""reminders by several ways: what a person wants of each, his devices, what waits for them."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("next_at IS NOT NULL")

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    add("reminder_policy", "push", sa.false())
    for name in ("page", "push"):
        add("reminder_choice", name, sa.true())
    spared = "stopped = 1" if sqlite() else "stopped"
    off = "0" if sqlite() else "false"
    op.execute(
        f"UPDATE reminder_choice SET page = {off}, push = {off}, mail = {off} WHERE {spared}"
    )
    op.drop_column("reminder_choice", "stopped")
    op.add_column(
        "reminder_reach", sa.Column("locale", sa.Text(), nullable=False, server_default="")
    )
    devices()


def add(table, name, default):
    op.add_column(table, sa.Column(name, base.Flag(), nullable=False, server_default=default))


def devices():
    op.create_table(
        "push_device",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("endpoint", "p256dh", "auth")),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint("length(endpoint) <= 1000", name=op.f("ck_push_device_endpoint_length")),
        whose("push_device"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_device_endpoint")),
        sqlite_strict=True,
    )
    op.create_index("ix_push_device_person_id", "push_device", ["person_id"])
    op.create_table(
        "reminder_push",
        sa.Column("reminder_id", LONG, nullable=False),
        sa.Column("device_id", LONG, nullable=False),
        sa.Column("tries", LONG, nullable=False),
        sa.Column("next_at", LONG, nullable=True),
        sa.Column("sent_at", LONG, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_reminder_push_{column}_{table}")
            )
            for column, table in (("reminder_id", "reminder"), ("device_id", "push_device"))
        ),
        sa.PrimaryKeyConstraint("reminder_id", "device_id", name=op.f("pk_reminder_push")),
        sqlite_strict=True,
    )
    op.create_index("ix_reminder_push_device_id", "reminder_push", ["device_id"])
    op.create_index(
        "ix_reminder_push_waiting",
        "reminder_push",
        ["next_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def whose(table):
    name = f"fk_{table}_person_id_person"
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(name))


def sqlite():
    return op.get_bind().dialect.name == "sqlite"


def downgrade():
    op.drop_table("reminder_push")
    op.drop_table("push_device")
    add("reminder_choice", "stopped", sa.false())
    if sqlite():
        op.execute(
            "UPDATE reminder_choice SET stopped = 1 WHERE page = 0 AND push = 0 AND mail = 0"
        )
    else:
        op.execute("UPDATE reminder_choice SET stopped = NOT (page OR push OR mail)")
    op.drop_column("reminder_choice", "page")
    op.drop_column("reminder_choice", "push")
    op.drop_column("reminder_policy", "push")
    op.drop_column("reminder_reach", "locale")
