"""Timesheets for Xero's payroll interfaces, as JSON: a sheet by person, lines by earning.

Australia takes one number per day of the period in a line; the United Kingdom and New Zealand a
line per date. Xero writes Australian dates as milliseconds since 1970.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from timesheet.core.export.cells import wrong
from timesheet.core.export.nouns import Problem
from timesheet.core.export.profile import Profile
from timesheet.core.export.records import Record


def text(profile: Profile, found: Sequence[Record], shared: Record) -> tuple[str, list[Problem]]:
    """Return the timesheets as JSON, and what is wrong with their values."""
    rules = profile.file
    problems = [
        problem
        for record in found
        for column in profile.columns
        for problem in wrong(column, str(record.get(column.source) or ""), record, rules)
    ]
    make = _with_arrays if profile.rows.arrays else _by_date
    sheets = [
        make(str(person), list(some), shared)
        for person, some in groupby(found, key=lambda record: record["person.id"])
    ]
    return json.dumps(sheets, indent=1, ensure_ascii=False) + rules.eol, problems


def _with_arrays(person: str, some: Sequence[Record], shared: Record) -> dict[str, Any]:
    first, last = _day(shared["period.first"]), _day(shared["period.last"])
    lines: dict[tuple[str, str], list[float]] = {}
    for record in some:
        key = (str(record["earning.code"]), str(record["project.id"] or ""))
        units = lines.setdefault(key, [0.0] * ((last - first).days + 1))
        units[(_day(record["day"]) - first).days] += _hours(record)
    return {
        "EmployeeID": person,
        "StartDate": _milliseconds(first),
        "EndDate": _milliseconds(last),
        "Status": "DRAFT",
        "TimesheetLines": [
            {"EarningsRateID": earning, **_tracking("TrackingItemID", item), "NumberOfUnits": units}
            for (earning, item), units in sorted(lines.items())
        ],
    }


def _by_date(person: str, some: Sequence[Record], shared: Record) -> dict[str, Any]:
    return {
        "payrollCalendarID": shared.get("setting.payroll_calendar_id", ""),
        "employeeID": person,
        "startDate": str(shared["period.first"]),
        "endDate": str(shared["period.last"]),
        "timesheetLines": [
            {
                "date": str(record["day"]),
                "earningsRateID": record["earning.code"],
                **_tracking("trackingItemID", str(record["project.id"] or "")),
                "numberOfUnits": _hours(record),
            }
            for record in some
        ],
    }


def _tracking(name: str, item: str) -> dict[str, str]:
    return {name: item} if item else {}


def _hours(record: Record) -> float:
    units = record["hours"]
    return units / 100 if isinstance(units, int) else 0.0


def _day(value: object) -> date:
    if not isinstance(value, date):
        msg = f"no day: {value!r}"
        raise TypeError(msg)
    return value


def _milliseconds(day: date) -> str:
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return f"/Date({since // timedelta(milliseconds=1)}+0000)/"
