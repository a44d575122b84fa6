"""Breaks in service: 13 weeks, parity, and what special unpaid leave does to averages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.forms.breaks import Breaks, resumed
from timesheet.core.forms.gathering import spans_of
from timesheet.core.forms.measuring import Rule, Span, finding, rule
from timesheet.core.forms.nouns import Said

DAY = timedelta(days=1)
MONDAY = date(2026, 1, 5)
HOUR = 3600


def work(*weeks, start=MONDAY):
    """Return stretches of work: so many weeks of it, then so many away, in turn."""
    found, day = [], start
    for n, some in enumerate(weeks):
        if n % 2 == 0:
            found += [(day + k * 7 * DAY, day + (7 * k + 6) * DAY) for k in range(some)]
        day += some * 7 * DAY
    return found


@pytest.mark.parametrize(
    ("weeks", "by", "new"),
    [
        ((40, 13, 4), Breaks.LONG, True), ((40, 12, 4), Breaks.LONG, False),
        ((40, 13, 4), Breaks.NEVER, False), ((40, 13, 4), Breaks.PARITY, True),
        ((6, 10, 4), Breaks.PARITY, True), ((10, 6, 4), Breaks.PARITY, False),
        ((6, 10, 4), Breaks.LONG, False), ((5, 5, 4), Breaks.PARITY, False),
        ((2, 3, 4), Breaks.PARITY, False), ((3, 4, 4), Breaks.PARITY, True),
    ],
)  # fmt: skip
def test_who_comes_back_is_new_after_13_weeks_or_by_parity_from_four(weeks, by, new):
    back = MONDAY + (weeks[0] + weeks[1]) * 7 * DAY
    assert resumed(work(*weeks), None, by) == ((back, weeks[1]) if new else None)


def test_employment_before_a_break_counts_from_the_last_return_and_from_the_day_hired():
    again = work(3, 4, 5, 6)
    back = MONDAY + 18 * 7 * DAY
    stretches = [*again, (back, back)]
    assert resumed(stretches, None, Breaks.PARITY) == (back, 6)
    # Hired a year before the hours that are known here: four weeks are not more than that.
    assert resumed(stretches, MONDAY - 365 * DAY, Breaks.PARITY) is None


def test_the_day_that_no_hours_are_missing_is_counted_and_one_hour_ends_a_break():
    away = 13 * 7
    last = MONDAY + (away + 1) * DAY
    assert resumed([(MONDAY, MONDAY), (last, last)], None, Breaks.LONG) == (last, 13)
    assert resumed([(MONDAY, MONDAY), (last - DAY, last)], None, Breaks.LONG) is None
    between = MONDAY + 40 * DAY
    assert resumed([(MONDAY, MONDAY), (between, between), (last, last)], None, Breaks.LONG) is None


@given(st.lists(st.integers(1, 20), min_size=3, max_size=9))
def test_parity_finds_every_return_that_13_weeks_find(weeks):
    long, parity = (resumed(work(*weeks), None, by) for by in (Breaks.LONG, Breaks.PARITY))
    if long is not None:
        assert parity is not None
        assert parity[0] >= long[0]


def test_who_is_new_again_is_measured_from_the_month_after_he_came_back():
    by = Rule(look_back=True)
    said = Said({}, {"hired": {"1": "2024-01-15"}, "type": {"1": "variable"}})
    ongoing = spans_of(said, by, date(2026, 9, 1), "1")
    assert [one.how for one in ongoing] == ["standard"]
    (new,) = spans_of(said, by, date(2026, 9, 1), "1", date(2026, 6, 10))
    assert (new.how, new.first) == ("waiting", date(2026, 7, 1))


def test_the_average_of_the_other_days_holds_for_special_unpaid_leave():
    year = Span("standard", date(2025, 1, 1), date(2025, 12, 31))
    by = rule({"method": "look-back", "special_leave": "FMLA, JURY", "breaks": "parity"})
    assert (by.special, by.breaks) == ({"FMLA", "JURY"}, Breaks.PARITY)
    seconds = 1300 * HOUR  # ten months at 130 hours, two away
    assert not finding(by, year, seconds).full
    found = finding(by, year, seconds, away=61)
    assert found.full
    assert found.a_month == 13007  # 1,300 of 304 days as for all 365, over twelve months
    assert "without 61 days of special unpaid leave" in found.reason
    month = Span("month", date(2025, 1, 1), date(2025, 1, 31))
    assert finding(by, month, 129 * HOUR, away=10) == finding(by, month, 129 * HOUR)
