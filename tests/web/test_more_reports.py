"""The reports beside the first five: each a page and a file, tied to what it must equal."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.support import crew
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from timesheet import now
from timesheet.actions import declaring, deriving
from timesheet.actions.setting_up import pay_policies
from timesheet.actions.setting_up.changes import Author
from timesheet.core.pay.declared import Declaration, Says
from timesheet.store import audit, leave
from timesheet.store import effort as store_effort
from timesheet.store.db import read, write
from timesheet.store.leave import LeaveKind

FIRST = date(2026, 11, 9)
PAGE = f"/accounting/{FIRST}"
REPORTS = (
    "job-cost-detail", "doubtful-hours", "overtime", "utilisation", "rounding-effect",
    "roster-variance", "approvals", "adjustments", "batch-register", "absence", "rate-history",
    "audit-trail", "effort-detail", "accrued-wages", "job-cost-summary", "wip",
)  # fmt: skip


def rows(client, report, query=""):
    with client.get(f"{PAGE}/{report}.json?{query}") as answer:
        return answer.json["rows"]


def total(client, report, column):
    return sum(row[column] or 0 for row in rows(client, report))


def test_each_is_a_page_and_the_same_rows_in_every_file(carla):
    for report in REPORTS:
        assert_same_rows(carla, report)


def assert_same_rows(carla, report):
    assert carla.get(f"{PAGE}/{report}").status_code == 200
    count = len(rows(carla, report))
    with carla.get(f"{PAGE}/{report}.csv?dialect=iso") as answer:
        assert len(list(csv.reader(io.StringIO(answer.text)))) == count + 1, report
    with carla.get(f"{PAGE}/{report}.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data), read_only=True)
        assert "Data" in book.sheetnames
        assert sum(1 for row in book["Data"].values if any(row)) >= count, report
        book.close()


def test_job_costs_sum_to_the_payroll(carla):
    for column in ("seconds", "cents"):
        paid = total(carla, "payroll-summary", column)
        assert total(carla, "job-cost-detail", column) == paid > 0
    jobs = [row["project"] for row in rows(carla, "job-cost-detail")]
    assert [job for n, job in enumerate(jobs) if not n or job != jobs[n - 1]] in (
        ["unallocated", "HARBOUR"], ["HARBOUR", "unallocated"],
    )  # fmt: skip


def test_doubtful_hours_are_those_on_no_code_or_hardly_sure(carla):
    found = rows(carla, "doubtful-hours")
    assert {row["project"] for row in found} == {"unallocated"}
    assert sum(row["seconds"] for row in found) == 34 * 3600
    assert sum(row["wrong_cents"] for row in found) <= sum(row["cents"] for row in found)


def test_overtime_is_what_the_payroll_calls_overtime(app, carla, ids):
    with app.app_context():
        author = Author(ids["carla"], 1)
        pay_policies.assign("us-flsa", date(2026, 1, 1), None, None, author)
        deriving.rebuild()
    paid = [row for row in rows(carla, "payroll-summary") if row["pay_code"].startswith("OT")]
    assert total(carla, "overtime", "seconds") == sum(row["seconds"] for row in paid) > 0
    assert total(carla, "overtime", "cents") == sum(row["cents"] for row in paid)
    assert {row["cause"] for row in rows(carla, "overtime")} <= {"HARBOUR", "unallocated"}


def test_rounding_ties_clock_and_counted(carla):
    for row in rows(carla, "rounding-effect"):
        assert row["clock_seconds"] + row["seconds"] == row["counted_seconds"]


def test_approvals_say_how_everybody_stands(carla, ids):
    assert {row["state"] for row in rows(carla, "approvals")} == {"open"}
    said = {"csrf_token": crew.token_in(carla.get("/account").text), "person": [ids["ana"]]}
    carla.post(f"/closing/{FIRST}/submit", data=said)
    by_name = {row["person"]: row for row in rows(carla, "approvals")}
    assert (by_name["Ana Ruiz"]["state"], by_name["Ana Ruiz"]["by"]) == ("submitted", "Carla Weiss")
    assert by_name["Ben O’Dea"]["blockers"] == 1
    assert total(carla, "approvals", "cents") == total(carla, "payroll-summary", "cents")


def test_utilisation_counts_the_hours_worked(carla):
    assert total(carla, "utilisation", "seconds") == total(carla, "payroll-summary", "seconds")


def test_who_was_planned_for_nothing_is_unplanned(carla):
    found = rows(carla, "roster-variance")
    assert {row["finding"] for row in found} == {"unplanned"}
    assert sum(row["unplanned_seconds"] for row in found) == sum(row["seconds"] for row in found)


@pytest.fixture
def away(app, ids):
    """Ana is on leave on the Friday of the second week, and has 10 hours a month."""
    first, free = date(2026, 1, 1), date(2026, 11, 20)
    accrual = '{"pay_code":"VAC","every":"month","grant_h":10}'
    with app.app_context():
        with write() as tx:
            kind = LeaveKind("VAC", 0, "Vacation", paid=True, effective_from=first, accrual=accrual)
            leave.add_kind(tx, kind, 0, None)
        leave_of_day = Declaration(
            0, ids["ana"], Says.LEAVE, free, free, ids["carla"], now.utc(),
            name="VAC", seconds=8 * 3600, reason="her brother’s wedding",
        )  # fmt: skip
        declaring.declare(leave_of_day)


def test_absence_is_what_the_payroll_pays_for_it(carla, away):
    (row,) = [row for row in rows(carla, "absence") if row["lines"]]
    paid = [row for row in rows(carla, "payroll-summary") if row["pay_code"] == "VAC"]
    assert (row["seconds"], row["cents"]) == (8 * 3600, 8 * 2400)
    assert (row["seconds"], row["cents"]) == (paid[0]["seconds"], paid[0]["cents"])
    # Ten hours on the first of each month of the year so far; eight of 110 are taken.
    assert (row["before_seconds"], row["used_seconds"], row["left_seconds"]) == (
        110 * 3600, 8 * 3600, 102 * 3600,
    )  # fmt: skip
    assert {row["person"] for row in rows(carla, "absence")} == {"Ana Ruiz", "Ben O’Dea"}


def test_rates_account_for_all_that_is_paid(carla, away):
    for column in ("seconds", "cents", "lines"):
        paid = total(carla, "payroll-summary", column)
        assert total(carla, "rate-history", column) == paid > 0
    assert {row["state"] for row in rows(carla, "rate-history")} == {"in use"}


def test_the_audit_trail_tells_what_was_changed_and_holds_the_chain(app, carla, away):
    with carla.get(f"/accounting/days/{FIRST}/2026-11-30/audit-trail.json") as answer:
        (row,) = answer.json["rows"]
    assert (row["by"], row["event"], row["person"]) == ("Carla Weiss", "leave", "Ana Ruiz")
    assert (row["day"], row["after"]) == ("2026-11-20", "VAC 8 h")
    assert row["reason"] == "her brother’s wedding"
    with app.app_context(), read() as tx:
        assert (row["hash"], audit.first_broken(tx)) == (audit.head(tx), None)
    assert audit_note(carla, row["hash"])


def audit_note(client, head):
    return f"chain of hashes is whole; its head is {head}" in client.get(f"{PAGE}/audit-trail").text


def test_a_broken_chain_is_said(app, carla, away):
    with app.app_context(), write() as tx:
        tx.exec_driver_sql("INSERT INTO audit (at, event, subject, payload, previous, hash)"
                           " VALUES (1, 'forged', 'person', '{}', 'x', 'y')")  # fmt: skip
    assert "broken at entry" in carla.get(f"{PAGE}/audit-trail").text


def test_effort_and_detail_sum_to_the_payroll(carla):
    for column in ("seconds", "cents", "lines"):
        assert total(carla, "effort-detail", column) == total(carla, "payroll-summary", column)
    (row,) = rows(carla, "effort-detail")
    assert 0 < row["right_fields"] < row["fields"] == 2 * row["lines"]


def test_effort_and_detail_are_told_by_team_and_project_too(app, carla, ids):
    with app.app_context(), write() as tx:
        store_effort.add_effort(tx, FIRST, "out", store_effort.Spent(2, 0, 1, 3000))
    whole = table_of(carla, "effort-detail", "")
    found = table_of(carla, "effort-detail", "by=week,team,project")
    for column in ("taps", "shifts", "fields", "right_fields", "seconds", "cents", "right_cents"):
        assert found["totals"][column] == whole["totals"][column] > 0
    assert {(row["team"], row["project"]) for row in found["rows"]} == {
        ("", ""), ("Framing", "HARBOUR"), ("", "unallocated"),
    }  # fmt: skip
    page = carla.get(f"{PAGE}/effort-detail?by=week&then=team").text
    assert "those of a week stand in a row without team and project" in page
    assert "is.week=2026-11-09&amp;is.team=Framing" in page


def table_of(client, report, query):
    with client.get(f"{PAGE}/{report}.json?{query}") as answer:
        return answer.json


def test_the_number_of_a_week_leads_to_its_lines(carla):
    page = carla.get(f"{PAGE}/effort-detail").text
    assert f"/accounting/{FIRST}/labor-lines?is.week=2026-11-09" in page
    lines = rows(carla, "labor-lines", "is.week=2026-11-09")
    assert len(lines) == total(carla, "effort-detail", "lines")
    assert not rows(carla, "labor-lines", "is.week=2026-11-16")
