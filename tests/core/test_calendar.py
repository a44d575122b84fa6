"""Local days, weeks and periods, on the nights when clocks move."""

import itertools
from datetime import date, datetime

import pytest

from timesheet.core import calendar


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), "Europe/Berlin", 23),
        (date(2026, 10, 25), "Europe/Berlin", 25),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
        (date(2026, 6, 1), "America/New_York", 24),
    ],
)
def test_length_of_a_day(day, zone, hours):
    start, end = calendar.day_bounds(day, zone)
    assert (end - start) / 3600 == hours


def test_midnight_that_does_not_exist():
    start = calendar.start_of_day(date(2022, 3, 27), "Asia/Beirut")
    assert calendar.local(start, "Asia/Beirut").isoformat() == "2022-03-27T01:00:00+03:00"
    assert calendar.start_of_day(date(2022, 3, 28), "Asia/Beirut") - start == 23 * 3600


def test_a_time_that_does_not_exist():
    assert not calendar.exists(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert calendar.exists(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")


def test_unknown_zone():
    with pytest.raises(ValueError, match="unknown time zone"):
        calendar.zone("Mars/Olympus")


@pytest.mark.parametrize(
    ("kind", "day", "period"),
    [
        ("weekly", date(2026, 11, 23), (date(2026, 11, 23), date(2026, 11, 29))),
        ("biweekly", date(2023, 12, 31), (date(2023, 12, 18), date(2023, 12, 31))),
        ("semimonthly", date(2024, 2, 16), (date(2024, 2, 16), date(2024, 2, 29))),
        ("monthly", date(2026, 12, 31), (date(2026, 12, 1), date(2026, 12, 31))),
    ],
)
def test_pay_periods(kind, day, period):
    found = calendar.PayCalendar(kind, date(2024, 1, 1)).period_of(day)
    assert found == period


def test_periods_cover_a_range_without_gaps():
    periods = calendar.PayCalendar("semimonthly").periods(date(2026, 1, 10), date(2026, 3, 2))
    assert [p[0].isoformat() for p in periods] == [
        "2026-01-01", "2026-01-16", "2026-02-01", "2026-02-16", "2026-03-01",
    ]  # fmt: skip
    assert all(calendar.DAY + a[1] == b[0] for a, b in itertools.pairwise(periods))
