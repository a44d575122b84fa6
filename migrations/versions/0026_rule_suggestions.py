"""rules that accounting suggests to the admins, with their back-test."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PEOPLE = {"author_id": "person", "settled_by": "person", "person_id": "person"}
REFERS = {**PEOPLE, "team_id": "team", "project_id": "project", "task_id": "task"}


def upgrade():
    counts = ("weeks", "agrees", "clashes", "seconds", "made_at")
    op.create_table(
        "rule_suggestion",
        sa.Column("id", LONG, nullable=False),
        sa.Column("team_id", LONG, nullable=True),
        sa.Column("person_id", LONG, nullable=True),
        sa.Column("project_id", LONG, nullable=False),
        sa.Column("task_id", LONG, nullable=True),
        *(sa.Column(name, LONG, nullable=False) for name in counts),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("settled_by", LONG, nullable=True),
        sa.Column("settled_at", LONG, nullable=True),
        sa.CheckConstraint(
            "(team_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_rule_suggestion_of_whom")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_rule_suggestion_{name}_{table}")
            )
            for name, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_suggestion")),
        sqlite_strict=True,
    )


def downgrade():
    op.drop_table("rule_suggestion")
