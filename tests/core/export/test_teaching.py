"""Profiles learned from customers' templates: headings matched, order kept, gaps named."""

import pytest

from tests.support import exported
from timesheet.actions import teaching
from timesheet.core.export.making import payroll_file
from timesheet.core.export.profile import read
from timesheet.core.export.teaching import document, missing
from timesheet.exchange.profiles import documents, shipped

GUSTO = [column.header for column in shipped()["gusto"].columns]
WITH_DRAW = [*GUSTO[:8], "owners_draw", *GUSTO[8:]]
RUN = (
    "##GENERIC## V1.0\r\nCompany Code,Pay Frequency,Pay Period Start,Pay Period End,"
    "Employee Time Clock ID,Earnings Code,Pay Hours,Dollars,Separate Check,Worked In Dept,"
    "Rate Code\r\nR1ABC,B,09/14/26,09/27/26,000101,REG,80.00,,0,,BASE\r\n"
)
SAGE = "Job,Cost Code,Date,Employee,Pay ID,Units,Extra\r\n"


def taught(text, like=""):
    return teaching.proposal(text.encode(), like)


def made(shown, code):
    base = documents()[shown.like.code]
    kept = document(base, shown.like, "x", shown.manner, shown.columns, shown.template.before)
    return read({**kept, "code": code})


def written(shown, code):
    profile = made(shown, code)
    file = payroll_file(profile, exported.names(profile), exported.OCCASION, exported.lines())
    assert not isinstance(file, list), [str(one) for one in file]
    return file.content.decode(profile.file.encoding).splitlines()


@pytest.mark.parametrize("headings", [GUSTO, WITH_DRAW])
def test_gusto_with_fifteen_and_with_sixteen_columns(headings):
    shown = taught(",".join(headings) + "\n")
    assert shown.like.code == "gusto"
    lines = written(shown, "gusto")
    assert lines[0] == ",".join(headings)
    rows = [line.split(",") for line in lines[1:]]
    assert {len(row) for row in rows} == {len(headings)}
    ana = next(row for row in rows if row[0] == "Reyes")
    assert (ana[4], ana[5]) == ("80.00", "2.08")
    if len(headings) == 16:
        assert {row[8] for row in rows} == {""}


def test_run_with_other_headings_keeps_its_first_line_and_its_way_of_writing_days():
    shown = taught(RUN)
    assert shown.like.code == "adp-run"
    by_header = {one.header: one for one in shown.columns}
    assert by_header["Company Code"].source == "setting.iid"
    assert by_header["Employee Time Clock ID"].source == "person.id"
    assert by_header["Pay Period Start"].source == "period.first"
    assert by_header["Company Code"].confidence < 1 == by_header["Earnings Code"].confidence
    lines = written(shown, "adp-run")
    assert lines[:2] == RUN.splitlines()[:2]
    assert lines[2].startswith("R1ABC,B,11/16/26,11/29/26,000042,")


def test_sage_in_the_order_of_the_customers_own_view():
    shown = taught(SAGE, "sage-300-cre")
    assert not shown.manner.header
    lines = written(shown, "sage-300-cre")
    assert lines[0].split(",") == [
        "Acme Port:Harbour", "06-100", "11/16/2026", "000042", "REG", "8.00", "",
    ]  # fmt: skip


def test_a_semicolon_file_with_commas_and_points_is_written_like_that():
    shown = taught(
        "Personalnummer;Earnings Code;Stunden;Datum\n26;REG;7,50;31.12.2026\n", "paylocity"
    )
    how = shown.manner
    assert (how.separator, how.decimal, how.date, how.eol) == (";", ",", "%d.%m.%Y", "\n")
    assert [one.source for one in shown.columns] == ["person.id", "earning.code", "hours", "day"]


def test_what_the_provider_needs_and_the_template_lacks_is_named():
    shown = taught("last_name,first_name,regular_hours\n", "gusto")
    assert missing(shown.like, shown.columns) == ["gusto_employee_id"]
    shown = taught("Employee,Job,Cost Code\n", "sage-300-cre")
    assert missing(shown.like, shown.columns) == ["Date", "Pay ID", "Units"]


def test_records_are_told_apart_by_what_the_template_has_only():
    shown = taught("EmployeeId,DetCode,Hours\n", "paylocity")
    profile = made(shown, "paylocity")
    assert profile.rows.by == ("person", "earning")
    assert set(profile.maps) <= {"person", "pay_code"}


def test_an_earning_whose_column_was_left_out_is_refused_when_it_is_used():
    shown = taught(",".join(name for name in GUSTO if name != "bonus") + "\n")
    profile = made(shown, "gusto")
    problems = payroll_file(profile, exported.names(profile), exported.OCCASION, exported.lines())
    assert any("Pay code BONUS has no column" in str(one) for one in problems)


def test_every_shipped_template_is_recognized_as_itself():
    for base in teaching.bases():
        if not base.file.header:
            continue
        shown = taught(",".join(column.header for column in base.columns) + "\n")
        assert shown.like.code == base.code
        assert [one.source for one in shown.columns] == [c.source for c in base.columns]
