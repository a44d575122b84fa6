"""More readers of payroll files, written from the formats' rules: hours by person and earning.

Nothing is shared with the writer. What a rule forbids fails here.
"""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 29)
Hours = dict[str, dict[str, Decimal]]


def table(
    content: bytes, separator: str = ",", encoding: str = "utf-8", eol: bytes = b"\r\n"
) -> list[list[str]]:
    """Rows of a file without a byte order mark, all of whose lines end alike."""
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(eol)
    assert content.count(b"\n") == content.count(eol)
    return list(csv.reader(io.StringIO(content.decode(encoding)), delimiter=separator))


def summed(rows: Iterable[tuple[str, str, str]]) -> Hours:
    """Hours by person and earning; an empty cell is nothing, and a zero never stands for it."""
    found: Hours = defaultdict(lambda: defaultdict(Decimal))
    for person, earning, hours in rows:
        assert person
        assert earning
        if hours:
            assert re.fullmatch(r"-?\d+\.\d\d", hours), hours
            assert Decimal(hours) != 0
            found[person][earning] += Decimal(hours)
    return {person: dict(some) for person, some in found.items()}


def american(text: str) -> date:
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", text), text
    return datetime.strptime(text, "%m/%d/%Y").date()


def read_run(content: bytes) -> Hours:
    """ADP RUN: a line that names the format, then 11 columns, an earnings code a row."""
    first, heading, *rows = table(content)
    assert first[0] == "##GENERIC## V1.0"
    assert heading == [
        "IID", "Pay Frequency", "Pay Period Start Date", "Pay Period End Date", "Employee ID",
        "Earnings Code", "Pay Hours", "Dollars", "Separate Check", "Worked In Dept", "Rate Code",
    ]  # fmt: skip
    assert len({row[1] for row in rows}) == 1
    for row in rows:
        assert len(row) == 11
        assert (american(row[2]), american(row[3])) == (FIRST, LAST)
        assert (row[1] in "WBSMQ", bool(row[6]) ^ bool(row[7]), row[8]) == (True, True, "0")
    return summed((row[4], row[5], row[6]) for row in rows)


def read_gusto(content: bytes) -> Hours:
    """Gusto: a person a row, hours in columns of their own; a zero would overwrite what it has."""
    heading, *rows = table(content, eol=b"\n")
    hours = ("regular_hours", "overtime_hours", "double_overtime_hours")
    named = [dict(zip(heading, row, strict=True)) for row in rows]
    assert all(re.fullmatch(r"[0-9A-Za-z]{6}", one["gusto_employee_id"]) for one in named)
    assert len({one["gusto_employee_id"] for one in named}) == len(named)
    return summed((one["gusto_employee_id"], name, one[name]) for one in named for name in hours)


def read_paylocity(content: bytes) -> Hours:
    """Paylocity pay entries: no heading; E for an earning; a third cost center needs the others."""
    rows = table(content)
    for row in rows:
        assert (len(row), row[1]) == (15, "E")
        assert bool(row[3]) ^ bool(row[4])
        assert not row[9] or (row[7] and row[8])
        assert FIRST <= american(row[12]) <= american(row[13]) <= LAST
    return summed((row[0], row[2], row[3]) for row in rows)


def read_xero_au(content: bytes) -> Hours:
    """Xero in Australia: for each line a number for each day of the period, days in Unix time."""
    found = []
    for sheet in json.loads(content):
        start, end = (_of_unix(sheet[name]) for name in ("StartDate", "EndDate"))
        assert (start, end, sheet["Status"]) == (FIRST, LAST, "DRAFT")
        for line in sheet["TimesheetLines"]:
            assert len(line["NumberOfUnits"]) == (end - start).days + 1
            units = sum(Decimal(str(one)) for one in line["NumberOfUnits"])
            found.append((sheet["EmployeeID"], line["EarningsRateID"], f"{units:.2f}"))
    return summed(found)


def _of_unix(text: str) -> date:
    stamp = re.fullmatch(r"/Date\((\d+)\+0000\)/", text)
    assert stamp
    return date(1970, 1, 1) + timedelta(milliseconds=int(stamp[1]))


def read_xero_uk_nz(content: bytes) -> Hours:
    """Xero in the UK and New Zealand: a line a day, within the timesheet's days."""
    found = []
    for sheet in json.loads(content):
        assert sheet["payrollCalendarID"]
        days = [date.fromisoformat(sheet[name]) for name in ("startDate", "endDate")]
        assert days == [FIRST, LAST]
        for line in sheet["timesheetLines"]:
            assert days[0] <= date.fromisoformat(line["date"]) <= days[1]
            units = Decimal(str(line["numberOfUnits"]))
            found.append((sheet["employeeID"], line["earningsRateID"], f"{units:.2f}"))
    return summed(found)


def read_sage_300(content: bytes) -> Hours:
    """Sage 300 CRE: nine columns without a heading, a day a row, a cost code of 12 characters."""
    rows = table(content)
    for row in rows:
        assert len(row) == 9
        assert FIRST <= american(row[1]) <= LAST
        assert len(row[4]) <= 12
        assert row[6] in {"Y", "N"}
    return summed((row[0], row[7], row[8]) for row in rows)


def read_intacct(content: bytes) -> Hours:
    """Sage Intacct timesheets: four fields that no row lacks, a cost type only below a task."""
    heading, *rows = table(content)
    named = [dict(zip(heading, row, strict=True)) for row in rows]
    for one in named:
        assert american(one["BEGINDATE"]) == FIRST
        assert FIRST <= american(one["ENTRYDATE"]) <= LAST
        assert not one["COSTTYPEID"] or (one["PROJECTID"] and one["TASKID"])
        assert one["BILLABLE"] in {"true", "false"}
    return summed((one["EMPLOYEEID"], one["TIMETYPE"], one["QTY"]) for one in named)


def read_lug(content: bytes) -> Hours:
    """DATEV Lohn und Gehalt: eleven fields, days with strokes, a comma before the decimals."""
    rows = table(content, ";", "cp1252")
    for row in rows:
        assert len(row) == 11
        day = datetime.strptime(row[1], "%d/%m/%Y").date()
        assert FIRST <= day <= LAST
        assert not row[2]
        assert 1 <= int(row[0]) <= 99999
        assert "." not in row[4]
    return summed((row[0], row[3], row[4].replace(",", ".")) for row in rows)
