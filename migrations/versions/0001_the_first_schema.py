"""the first schema."""

import sqlalchemy as sa
from alembic import op

from timesheet.store import base

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = ("punch", "declined", "correction", "answer", "import_batch", "audit")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "company",
        sa.Column("id", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("week_start", LONG, nullable=False),
        sa.Column("pay_calendar", sa.Text(), nullable=False),
        sa.Column("pay_anchor", base.Day(), nullable=False),
        sa.Column("confidence_floor", LONG, nullable=False),
        sa.Column("max_shift_seconds", LONG, nullable=False),
        sa.Column("shift_gap_seconds", LONG, nullable=False),
        sa.Column("demo", base.Flag(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_company_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sqlite_strict=True,
    )
    op.create_table(
        "cost_center",
        sa.Column("id", LONG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_center")),
        sa.UniqueConstraint("code", name=op.f("uq_cost_center_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "cost_code",
        sa.Column("id", LONG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_code")),
        sa.UniqueConstraint("code", name=op.f("uq_cost_code_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "customer",
        sa.Column("id", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("name", name=op.f("uq_customer_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_batch",
        sa.Column("id", LONG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("row_count", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("first_day", base.Day(), nullable=True),
        sa.Column("last_day", base.Day(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("kind", "file_hash", name=op.f("uq_import_batch_kind_file_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", LONG, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_attempt_key_login_attempt_at"), ["key", "at"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("id", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("name", name=op.f("uq_site_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("id", LONG, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("auth_version", LONG, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("site_id", LONG, nullable=True),
        sa.Column("started_on", base.Day(), nullable=True),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.CheckConstraint("length(login) BETWEEN 1 AND 200", name=op.f("ck_person_login_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_person_name_length")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_person_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "project",
        sa.Column("id", LONG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customer_id", LONG, nullable=True),
        sa.Column("cost_center_id", LONG, nullable=True),
        sa.Column("attestation_required", base.Flag(), nullable=False),
        sa.Column("starts_on", base.Day(), nullable=True),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 100", name=op.f("ck_project_code_length")),
        sa.ForeignKeyConstraint(
            ["cost_center_id"], ["cost_center.id"], name=op.f("fk_project_cost_center_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_project_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "team",
        sa.Column("id", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cost_center_id", LONG, nullable=True),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cost_center_id"], ["cost_center.id"], name=op.f("fk_team_cost_center_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "allocation",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("shift_start", LONG, nullable=False),
        sa.Column("start_at", LONG, nullable=False),
        sa.Column("end_at", LONG, nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("project_id", LONG, nullable=True),
        sa.Column("task_id", LONG, nullable=True),
        sa.Column("cost_code_id", LONG, nullable=True),
        sa.Column("cost_center_id", LONG, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("likely_project_id", LONG, nullable=True),
        sa.Column("likely_task_id", LONG, nullable=True),
        sa.Column("confidence", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allocation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_allocation_person_id_allocation_week"),
            ["person_id", "week"],
            unique=False,
        )

    op.create_table(
        "answer",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("start_at", LONG, nullable=False),
        sa.Column("end_at", LONG, nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("whole_shift", base.Flag(), nullable=False),
        sa.Column("withdraws_id", LONG, nullable=True),
        sa.CheckConstraint(
            "source IN ('own_word', 'lead_word', 'accounting_word')", name=op.f("ck_answer_source")
        ),
        sa.CheckConstraint("end_at > start_at", name=op.f("ck_answer_order")),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_answer_reason_length")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_answer_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_person_id")),
        sa.ForeignKeyConstraint(
            ["withdraws_id"], ["answer.id"], name=op.f("fk_answer_withdraws_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_person_id_answer_start_at"),
            ["person_id", "start_at"],
            unique=False,
        )

    op.create_table(
        "audit",
        sa.Column("id", LONG, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("actor_id", LONG, nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", LONG, nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_subject_audit_subject_id"), ["subject", "subject_id"], unique=False
        )

    op.create_table(
        "clock",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", LONG, nullable=True),
        sa.Column("punch_id", LONG, nullable=True),
        sa.Column("version", LONG, nullable=False),
        sa.CheckConstraint("state IN ('in', 'out', 'break')", name=op.f("ck_clock_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clock_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_clock")),
        sqlite_strict=True,
    )
    op.create_table(
        "declined",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("client_uuid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_us", LONG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declined_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declined")),
        sa.UniqueConstraint(
            "person_id", "client_uuid", name=op.f("uq_declined_person_id_client_uuid")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "issue",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("punches", sa.Text(), nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("cents", LONG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_issue_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_day"), ["day"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_issue_person_id_issue_week"), ["person_id", "week"], unique=False
        )

    op.create_table(
        "labor_line",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("team_id", LONG, nullable=True),
        sa.Column("project_id", LONG, nullable=True),
        sa.Column("task_id", LONG, nullable=True),
        sa.Column("cost_code_id", LONG, nullable=True),
        sa.Column("cost_center_id", LONG, nullable=True),
        sa.Column("pay_code", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("cents", LONG, nullable=False),
        sa.Column("start_at", LONG, nullable=False),
        sa.Column("end_at", LONG, nullable=False),
        sa.Column("shift_start", LONG, nullable=False),
        sa.Column("confidence", sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=False),
        sa.Column("attested", base.Flag(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("likely_project_id", LONG, nullable=True),
        sa.Column("likely_task_id", LONG, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_labor_line_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labor_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("labor_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_labor_line_day_labor_line_person_id"), ["day", "person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_labor_line_person_id_labor_line_week"),
            ["person_id", "week"],
            unique=False,
        )

    op.create_table(
        "membership",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("team_id", LONG, nullable=False),
        sa.Column("valid_from", base.Day(), nullable=False),
        sa.Column("valid_to", base.Day(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "valid_from", name=op.f("uq_membership_person_id_valid_from")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_team_id"), ["team_id"], unique=False)

    op.create_table(
        "pay_line",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("period", base.Day(), nullable=False),
        sa.Column("pay_code", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("rate", LONG, nullable=False),
        sa.Column("multiplier", sa.Text(), nullable=False),
        sa.Column("cents", LONG, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pay_line_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pay_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pay_line_period_pay_line_person_id"),
            ["period", "person_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_pay_line_person_id_pay_line_week"), ["person_id", "week"], unique=False
        )

    op.create_table(
        "pay_policy",
        sa.Column("id", LONG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("effective_from", base.Day(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("team_id", LONG, nullable=True),
        sa.Column("person_id", LONG, nullable=True),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("recorded_by", LONG, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pay_policy_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_pay_policy_recorded_by")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_pay_policy_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_policy")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_pay_policy_code_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "pay_rate",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("project_id", LONG, nullable=True),
        sa.Column("rate", LONG, nullable=False),
        sa.Column("valid_from", base.Day(), nullable=False),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("recorded_by", LONG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 100000000", name=op.f("ck_pay_rate_rate")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pay_rate_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_pay_rate_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_pay_rate_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_rate")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pay_rate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pay_rate_person_id_pay_rate_valid_from"),
            ["person_id", "valid_from"],
            unique=False,
        )

    op.create_table(
        "role_grant",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('worker', 'lead', 'accounting', 'admin')", name=op.f("ck_role_grant_role")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_role_grant")),
        sqlite_strict=True,
    )
    op.create_table(
        "rule",
        sa.Column("id", LONG, nullable=False),
        sa.Column("number", LONG, nullable=False),
        sa.Column("version", LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("active", base.Flag(), nullable=False),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("recorded_by", LONG, nullable=True),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_rule_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("number", "version", name=op.f("uq_rule_number_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("auth_version", LONG, nullable=False),
        sa.Column("created_at", LONG, nullable=False),
        sa.Column("seen_at", LONG, nullable=False),
        sa.Column("expires_at", LONG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "shift",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("day", base.Day(), nullable=False),
        sa.Column("start_at", LONG, nullable=False),
        sa.Column("end_at", LONG, nullable=False),
        sa.Column("raw_start", LONG, nullable=False),
        sa.Column("raw_end", LONG, nullable=False),
        sa.Column("seconds", LONG, nullable=False),
        sa.Column("is_open", base.Flag(), nullable=False),
        sa.Column("team_id", LONG, nullable=True),
        sa.Column("site_id", LONG, nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("punches", sa.Text(), nullable=False),
        sa.Column("segments", sa.Text(), nullable=False),
        sa.CheckConstraint("end_at >= start_at", name=op.f("ck_shift_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shift_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shift_day_shift_person_id"), ["day", "person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shift_person_id_shift_week"), ["person_id", "week"], unique=False
        )

    op.create_table(
        "task",
        sa.Column("id", LONG, nullable=False),
        sa.Column("project_id", LONG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cost_code_id", LONG, nullable=True),
        sa.Column("ended_on", base.Day(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cost_code_id"], ["cost_code.id"], name=op.f("fk_task_cost_code_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_task_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_task_project_id_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "team_lead",
        sa.Column("team_id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_lead_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_lead_team_id")),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_team_lead")),
        sqlite_strict=True,
    )
    op.create_table(
        "workweek",
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("week", base.Day(), nullable=False),
        sa.Column("stale", base.Flag(), nullable=False),
        sa.Column("generation", LONG, nullable=False),
        sa.Column("output_hash", sa.Text(), nullable=False),
        sa.Column("derived_at", LONG, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_workweek_person_id")),
        sa.PrimaryKeyConstraint("person_id", "week", name=op.f("pk_workweek")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("workweek", schema=None) as batch_op:
        batch_op.create_index("ix_workweek_stale", ["stale"], unique=False)

    op.create_table(
        "punch",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("client_uuid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("received_us", LONG, nullable=False),
        sa.Column("claimed_at", LONG, nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("utc_offset", LONG, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("offline", base.Flag(), nullable=False),
        sa.Column("device_id", LONG, nullable=True),
        sa.Column("device_seq", LONG, nullable=True),
        sa.Column("actor_id", LONG, nullable=True),
        sa.Column("site_id", LONG, nullable=True),
        sa.Column("project_id", LONG, nullable=True),
        sa.Column("task_id", LONG, nullable=True),
        sa.Column("cost_code_id", LONG, nullable=True),
        sa.Column("pair", sa.Text(), nullable=True),
        sa.Column("break_seconds", LONG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("batch_id", LONG, nullable=True),
        sa.CheckConstraint(
            "channel IN ('web', 'phone', 'kiosk', 'import', 'correction')",
            name=op.f("ck_punch_channel"),
        ),
        sa.CheckConstraint(
            "kind IN ('in', 'out', 'transfer', 'break_start', 'break_end')",
            name=op.f("ck_punch_kind"),
        ),
        sa.CheckConstraint("break_seconds >= 0", name=op.f("ck_punch_break_seconds")),
        sa.CheckConstraint(
            "length(client_uuid) BETWEEN 8 AND 64", name=op.f("ck_punch_uuid_length")
        ),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_punch_note_length")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_punch_actor_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_punch_batch_id")),
        sa.ForeignKeyConstraint(
            ["cost_code_id"], ["cost_code.id"], name=op.f("fk_punch_cost_code_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_punch_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_punch_project_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_punch_site_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_punch_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_punch")),
        sa.UniqueConstraint(
            "person_id", "client_uuid", name=op.f("uq_punch_person_id_client_uuid")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("punch", schema=None) as batch_op:
        batch_op.create_index(
            "ix_punch_coded",
            ["person_id", "at"],
            unique=False,
            sqlite_where=sa.text("project_id IS NOT NULL"),
            postgresql_where=sa.text("project_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_punch_person_id_punch_at"), ["person_id", "at"], unique=False
        )

    op.create_table(
        "roster",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("start_at", LONG, nullable=False),
        sa.Column("end_at", LONG, nullable=False),
        sa.Column("site_id", LONG, nullable=True),
        sa.Column("project_id", LONG, nullable=True),
        sa.Column("task_id", LONG, nullable=True),
        sa.Column("recorded_at", LONG, nullable=False),
        sa.Column("cancelled_at", LONG, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_roster_project_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_roster_site_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_roster_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roster_person_id_roster_start_at"),
            ["person_id", "start_at"],
            unique=False,
        )

    op.create_table(
        "correction",
        sa.Column("id", LONG, nullable=False),
        sa.Column("person_id", LONG, nullable=False),
        sa.Column("punch_id", LONG, nullable=True),
        sa.Column("added_id", LONG, nullable=True),
        sa.Column("at", LONG, nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("site_id", LONG, nullable=True),
        sa.Column("project_id", LONG, nullable=True),
        sa.Column("task_id", LONG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", LONG, nullable=False),
        sa.Column("approver_id", LONG, nullable=True),
        sa.Column("made_at", LONG, nullable=False),
        sa.CheckConstraint(
            "kind IS NULL OR kind IN ('in', 'out', 'transfer', 'break_start', 'break_end')",
            name=op.f("ck_correction_kind"),
        ),
        sa.CheckConstraint(
            "approver_id IS NULL OR approver_id <> author_id", name=op.f("ck_correction_approver")
        ),
        sa.CheckConstraint(
            "length(reason) BETWEEN 3 AND 500", name=op.f("ck_correction_reason_length")
        ),
        sa.CheckConstraint(
            "punch_id IS NOT NULL OR added_id IS NOT NULL OR (at IS NOT NULL AND kind IS NOT NULL)",
            name=op.f("ck_correction_adds"),
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["person.id"], name=op.f("fk_correction_approver_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_correction_author_id")),
        sa.ForeignKeyConstraint(
            ["added_id"], ["correction.id"], name=op.f("fk_correction_added_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_correction_project_id")
        ),
        sa.ForeignKeyConstraint(["punch_id"], ["punch.id"], name=op.f("fk_correction_punch_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_correction_site_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_correction_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_person_id_correction_at"), ["person_id", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_correction_punch_id"), ["punch_id"], unique=False)
    for table in FACTS:
        guard(table)


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
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_punch_id"))
        batch_op.drop_index(batch_op.f("ix_correction_person_id_correction_at"))

    op.drop_table("correction")
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_person_id_roster_start_at"))

    op.drop_table("roster")
    with op.batch_alter_table("punch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_punch_person_id_punch_at"))

    op.drop_table("punch")
    with op.batch_alter_table("workweek", schema=None) as batch_op:
        batch_op.drop_index("ix_workweek_stale")

    op.drop_table("workweek")
    op.drop_table("team_lead")
    op.drop_table("task")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shift_person_id_shift_week"))
        batch_op.drop_index(batch_op.f("ix_shift_day_shift_person_id"))

    op.drop_table("shift")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_person_id"))

    op.drop_table("session")
    op.drop_table("rule")
    op.drop_table("role_grant")
    with op.batch_alter_table("pay_rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pay_rate_person_id_pay_rate_valid_from"))

    op.drop_table("pay_rate")
    op.drop_table("pay_policy")
    with op.batch_alter_table("pay_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pay_line_person_id_pay_line_week"))
        batch_op.drop_index(batch_op.f("ix_pay_line_period_pay_line_person_id"))

    op.drop_table("pay_line")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_team_id"))
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))

    op.drop_table("membership")
    with op.batch_alter_table("labor_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_labor_line_person_id_labor_line_week"))
        batch_op.drop_index(batch_op.f("ix_labor_line_day_labor_line_person_id"))

    op.drop_table("labor_line")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_person_id_issue_week"))
        batch_op.drop_index(batch_op.f("ix_issue_day"))

    op.drop_table("issue")
    op.drop_table("declined")
    op.drop_table("clock")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_subject_audit_subject_id"))

    op.drop_table("audit")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_person_id_answer_start_at"))

    op.drop_table("answer")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_person_id_allocation_week"))

    op.drop_table("allocation")
    op.drop_table("team")
    op.drop_table("project")
    op.drop_table("person")
    op.drop_table("site")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_attempt_key_login_attempt_at"))

    op.drop_table("login_attempt")
    op.drop_table("import_batch")
    op.drop_table("customer")
    op.drop_table("cost_code")
    op.drop_table("cost_center")
    op.drop_table("company")
    if op.get_bind().dialect.name != "sqlite":
        for table in FACTS:
            op.execute(f"DROP FUNCTION IF EXISTS {table}_guard()")
