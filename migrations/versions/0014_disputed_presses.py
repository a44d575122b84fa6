"""a worker may dispute a press that somebody else made for him."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = ("correction_id", "answer_id")
SINCE = (*BEFORE, "punch_id")
OF_TWO = "(correction_id IS NULL) <> (answer_id IS NULL)"
OF_THREE = (
    "(CASE WHEN correction_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN answer_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN punch_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        made_anew(SINCE, OF_THREE, BEFORE)
        return
    op.add_column("dispute", sa.Column("punch_id", LONG, nullable=True))
    op.create_foreign_key(
        op.f("fk_dispute_punch_id_punch"), "dispute", "punch", ["punch_id"], ["id"]
    )
    op.create_unique_constraint(op.f("uq_dispute_punch_id"), "dispute", ["punch_id"])
    op.drop_constraint(op.f("ck_dispute_of_one"), "dispute", type_="check")
    op.create_check_constraint(op.f("ck_dispute_of_one"), "dispute", OF_THREE)


def downgrade():
    # The schema before knows no objection to a press; those go with the column.
    if op.get_bind().dialect.name == "sqlite":
        made_anew(BEFORE, OF_TWO, BEFORE)
        return
    op.execute("ALTER TABLE dispute DISABLE TRIGGER USER")
    op.execute("DELETE FROM dispute WHERE punch_id IS NOT NULL")
    op.execute("ALTER TABLE dispute ENABLE TRIGGER USER")
    op.drop_constraint(op.f("ck_dispute_of_one"), "dispute", type_="check")
    op.drop_column("dispute", "punch_id")
    op.create_check_constraint(op.f("ck_dispute_of_one"), "dispute", OF_TWO)


def made_anew(of, one_of, kept):
    """Give the table other columns; SQLite changes no constraint of a table that stands."""
    op.drop_index("ix_dispute_dispute_day", "dispute")
    op.rename_table("dispute", "dispute_before")
    others = {"correction_id": "correction", "answer_id": "answer", "punch_id": "punch"}
    op.create_table(
        "dispute",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        *(sa.Column(name, LONG, nullable=True) for name in of),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint("length(words) BETWEEN 3 AND 500", name=op.f("ck_dispute_words_length")),
        sa.CheckConstraint(one_of, name=op.f("ck_dispute_of_one")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_dispute_person_id_person")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{others[name]}.id"], name=op.f(f"fk_dispute_{name}_{others[name]}")
            )
            for name in of
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_dispute_{name}")) for name in of),
        sqlite_strict=True,
    )
    columns = ", ".join(("id", "person_id", *kept, "day", "at", "words", "made_at"))
    whole = " OR ".join(f"{name} IS NOT NULL" for name in kept)
    op.execute(
        f"INSERT INTO dispute ({columns}) SELECT {columns} FROM dispute_before WHERE {whole}"
    )
    op.drop_table("dispute_before")
    op.create_index(op.f("ix_dispute_dispute_day"), "dispute", ["day"])
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER dispute_no_{verb.lower()} BEFORE {verb} ON dispute "
            "BEGIN SELECT RAISE(ABORT, 'dispute: facts are only ever added'); END"
        )
