from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.reports.report_views import MONDAY, SEVEN, issue, shift
from timesheet.core.reports.exceptions import exceptions
from timesheet.core.reports.timecards import timecards


def rows(shifts, issues=()):
    return list(timecards(shifts, issues).records())


def test_a_day_shows_clock_breaks_segments_and_exceptions():
    (row,) = rows([shift()], [issue(code="late_in", details=())])
    assert (row["clock_in"], row["clock_out"]) == (time(19, 2), time(3, 0))
    assert (row["start"], row["end"]) == (time(19, 0), time(3, 0))
    assert row["segments"] == "19:00-23:00 P-100/T20; 00:00-03:00"
    assert row["exceptions"] == "late in"
    assert row["break_seconds"] == 3600
    assert row["rounding_seconds"] == -120


def test_an_open_shift_has_no_clock_out():
    (row,) = rows([shift(open=True)])
    assert (row["clock_out"], row["end"]) == (None, None)
    assert row["rounding_seconds"] == 0


def test_exceptions_without_a_shift_have_a_row_of_their_own():
    friday = MONDAY + timedelta(days=4)
    found = rows(
        [shift(), shift(person_id=3, person="Cy")],
        [issue(day=friday), issue(), issue(person_id=2, person="Bo")],
    )
    assert [(r["person"], r["day"], r["shifts"]) for r in found] == [
        ("Ana Reyes", MONDAY, 1),
        ("Ana Reyes", friday, 0),
        ("Cy", MONDAY, 1),
        ("Bo", MONDAY, 0),
    ]
    assert [r["exceptions"] for r in found] == [
        "missing out (in: 07:02)",
        "missing out (in: 07:02)",
        "",
        "missing out (in: 07:02)",
    ]


def test_exceptions_of_a_day_stand_on_its_first_shift_only():
    found = rows([shift(), shift(start=SEVEN + 9 * 3600)], [issue()])
    assert [bool(r["exceptions"]) for r in found] == [True, False]


@settings(max_examples=50)
@given(st.integers(-900, 900), st.integers(-900, 900), st.integers(0, 7200), st.booleans())
def test_clock_is_worked_and_break_and_rounding(early, late, pause, still_open):
    one = shift(
        raw_start=SEVEN + early,
        raw_end=SEVEN + 8 * 3600 + late,
        seconds=8 * 3600 - pause,
        open=still_open,
    )
    (row,) = rows([one])
    parts = row["seconds"] + row["break_seconds"] + row["rounding_seconds"]
    assert row["clock_seconds"] == parts
    assert row["break_seconds"] == pause


def test_the_worst_exception_comes_first():
    table = exceptions(
        [
            issue(severity="info", day=date(2026, 1, 1)),
            issue(severity="warn", code="short_break"),
            issue(severity="block", day=date(2026, 3, 1)),
            issue(severity="block", day=date(2026, 2, 1)),
        ]
    )
    assert [(r["severity"], str(r["day"])) for r in table.records()] == [
        ("block", "2026-02-01"),
        ("block", "2026-03-01"),
        ("warn", str(MONDAY)),
        ("info", "2026-01-01"),
    ]
    assert table.totals == {"seconds": 4 * 3600, "cents": 8000, "rows": 4}
