"""The reports beside the first five: each a page and a file, tied to what it must equal."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.support import crew
from timesheet.actions import deriving
from timesheet.actions.setting_up import pay_policies
from timesheet.actions.setting_up.changes import Author

FIRST = date(2026, 11, 9)
PAGE = f"/accounting/{FIRST}"
REPORTS = (
    "job-cost-detail", "doubtful-hours", "overtime", "utilisation", "rounding-effect",
    "roster-variance", "approvals", "adjustments", "batch-register",
)  # fmt: skip


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    clock.show("2026-11-23 09:00:00")
    return ids


def rows(client, report):
    with client.get(f"{PAGE}/{report}.json") as answer:
        return answer.json["rows"]


def total(client, report, column):
    return sum(row[column] or 0 for row in rows(client, report))


@pytest.mark.parametrize("report", REPORTS)
def test_each_is_a_page_and_the_same_rows_in_every_file(carla, report):
    assert carla.get(f"{PAGE}/{report}").status_code == 200
    count = len(rows(carla, report))
    with carla.get(f"{PAGE}/{report}.csv?dialect=iso") as answer:
        assert len(list(csv.reader(io.StringIO(answer.text)))) == count + 1
    with carla.get(f"{PAGE}/{report}.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data), read_only=True)
        assert "Data" in book.sheetnames
        assert sum(1 for row in book["Data"].values if any(row)) >= count
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
