"""Every report in every format says the same."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from tests.support import crew
from timesheet.actions import exporting, reporting
from timesheet.actions.exporting import Wanted
from timesheet.actions.reporting import Request
from timesheet.cli.reports import report
from timesheet.errors import TimesheetError
from timesheet.store import totals

LAST = crew.MONDAY.replace(day=22)


# Nobody worked overtime in these days, and nothing of them is closed.
EMPTY = {"absence", "audit-trail", "overtime", "adjustments", "batch-register"}


@pytest.fixture
def hours(app):
    crew.work(app, crew.found(app))


def written(name, kind):
    out = io.BytesIO()
    with reporting.opened(Request(name, crew.MONDAY, LAST)) as opened:
        exporting.write(out, opened, Wanted(kind, 1_795_420_920, "Carla"))
    assert not out.closed
    return out.getvalue()


@pytest.mark.usefixtures("hours")
def test_three_files_of_one_report_have_the_same_rows():
    for name in reporting.REPORTS:
        told = json.loads(written(name, "json"))
        sheet = list(csv.reader(io.StringIO(written(name, "csv").decode("utf-8-sig"))))
        book = load_workbook(io.BytesIO(written(name, "xlsx")), data_only=True)
        assert len(told["rows"]) == len(sheet) - 1
        assert bool(told["rows"]) is (name not in EMPTY), name
        if told["rows"]:
            assert len(told["rows"]) == book["Data"].max_row - 1
        checks = book["Reconciliation"].iter_rows(min_row=2, min_col=5, values_only=True)
        assert "CHECK" not in {value for (value,) in checks}


@pytest.mark.usefixtures("hours")
def test_the_same_moment_makes_the_same_bytes():
    assert written("labor-distribution", "xlsx") == written("labor-distribution", "xlsx")


@pytest.mark.usefixtures("hours")
def test_a_workbook_that_does_not_tie_is_not_handed_out(monkeypatch):
    monkeypatch.setattr(totals, "sums_by_pay_code", lambda _tx, _chosen: {"REG": (1, 1)})
    with pytest.raises(TimesheetError, match="control totals"):
        written("labor-distribution", "xlsx")


@pytest.mark.usefixtures("hours")
def test_the_command_line_writes_the_same_workbook(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TIMESHEET_DATA", str(settings.data_folder))
    file = tmp_path / "labor.xlsx"
    said = ["labor-distribution", "--from", "2026-11-09", "--to", "2026-11-22", "--out", str(file)]
    done = CliRunner().invoke(report, [*said, "--format", "xlsx"], catch_exceptions=False)
    assert done.exit_code == 0
    assert load_workbook(file, data_only=True)["Data"].max_row == 10


@pytest.mark.usefixtures("hours")
def test_the_workbook_of_a_periods_lines_has_job_cost_overtime_and_the_journal():
    book = load_workbook(io.BytesIO(written("labor-lines", "xlsx")), data_only=True)
    names = ["Data", "Job cost", "Overtime", "Exceptions", "Journal", "Lists", "_meta"]
    assert book.sheetnames[3:] == names
    lines = list(book["Journal"].iter_rows(values_only=True))
    debit, credit = lines[0].index("debit_amount"), lines[0].index("credit_amount")
    amount = next(cell.column for cell in book["Data"][1] if cell.value == "amount")
    paid = sum(line[amount - 1] for line in book["Data"].iter_rows(min_row=2, values_only=True))
    assert sum(line[debit] or 0 for line in lines[1:]) == pytest.approx(paid)
    assert sum(line[credit] or 0 for line in lines[1:]) == pytest.approx(paid)
    checks = {line[0]: line[4] for line in book["Reconciliation"].iter_rows(values_only=True)}
    for check in ("Job cost: amount", "Overtime: hours", "Journal: credit = debit"):
        assert checks[check] == "OK"
    said = {line[1]: line[2] for line in book["Read me"].iter_rows(values_only=True)}
    assert said["State"] == "2 open"


@pytest.mark.usefixtures("hours")
def test_the_command_line_sums_up_and_compares_and_names_what_there_is_not(settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TIMESHEET_DATA", str(settings.data_folder))
    said = ["payroll-summary", "--from", str(crew.MONDAY), "--to", str(LAST)]
    done = CliRunner().invoke(
        report, [*said, "--by", "team", "--against", "previous", "--columns", "team,cents"]
    )
    heading, *rows = csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff")))
    assert heading == ["team", "amount"]
    assert [team for team, _amount in rows] == ["", "Framing"]
    wrong = CliRunner().invoke(report, [*said, "--by", "teams"])
    assert wrong.exit_code == 2
    assert "no 'teams' in this report; it has person_number, person, team" in wrong.output
