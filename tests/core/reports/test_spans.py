"""Days that move with the calendar, and pages of a report's rows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.calendar import PayCalendar
from timesheet.core.reports.paging import paged
from timesheet.core.reports.spans import Span, days
from timesheet.core.reports.table import Column, Table, Type

BIWEEKLY = PayCalendar("biweekly", date(2026, 11, 9))


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.THIS_PERIOD, "2026-12-21", "2027-01-03"),
        (Span.LAST_PERIOD, "2026-12-07", "2026-12-20"),
        (Span.THIS_MONTH, "2027-01-01", "2027-01-31"),
        (Span.LAST_MONTH, "2026-12-01", "2026-12-31"),
        (Span.THIS_YEAR, "2027-01-01", "2027-12-31"),
        (Span.FIXED, "2026-02-03", "2026-02-05"),
    ],
)
def test_a_span_means_days_as_of_today(span, first, last):
    fixed = (date(2026, 2, 3), date(2026, 2, 5))
    found = days(span, fixed, date(2027, 1, 2), BIWEEKLY)
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["biweekly", "semimonthly"]))
def test_the_period_before_ends_where_this_one_begins(today, kind):
    calendar = PayCalendar(kind, date(2026, 11, 9))
    this, last = (
        days(span, None, today, calendar) for span in (Span.THIS_PERIOD, Span.LAST_PERIOD)
    )
    assert (this[0] - last[1]).days == 1
    assert this[0] <= today <= this[1]


@given(st.integers(0, 12), st.integers(1, 5))
def test_pages_together_are_the_report_and_bear_one_mark(count, most):
    rows = tuple((f"r{n}", n) for n in range(count))
    columns = (Column("name", "Name"), Column("n", "N", Type.COUNT, total=True))
    table = Table("some", "Some", columns, rows)
    found, after, marks = [], 0, set()
    while after is not None:
        page = paged(table, after, most)
        found += page.table.rows
        marks.add(page.mark)
        after = page.following
    assert tuple(found) == rows
    assert len(marks) == 1
