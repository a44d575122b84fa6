"""Full time by the month or looking back: the regulation's periods, and no month without one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.forms.measuring import Rule, Unlawful, finding, rule, spans

HOUR = 3600
OCTOBER = {
    "method": "look-back", "measurement_starts": "10-15", "administrative_days": "78",
}  # fmt: skip
LOOKING = rule(OCTOBER)
LONG_AGO = date(2019, 1, 1)


def span(by, month, hired, kind):
    """Return what decides about a month, where it is one thing."""
    (found,) = spans(by, month, hired, kind)
    return found


def test_an_ongoing_employee_is_measured_from_october_to_october_for_the_calendar_year():
    for month in (date(2026, 1, 1), date(2026, 12, 1)):
        found = span(LOOKING, month, LONG_AGO, "variable")
        assert found == (
            "standard", date(2024, 10, 15), date(2025, 10, 14), date(2026, 1, 1),
            date(2026, 12, 31),
        )  # fmt: skip
    assert span(LOOKING, date(2027, 1, 1), None, "").first == date(2025, 10, 15)


def test_new_people_of_variable_hours_wait_and_then_are_held_to_their_first_year():
    hired = date(2025, 3, 10)
    waiting = span(LOOKING, date(2026, 3, 1), hired, "variable")
    assert (waiting.how, waiting.first, waiting.last) == (
        "waiting", date(2025, 4, 1), date(2026, 2, 28),
    )  # fmt: skip
    assert not finding(LOOKING, waiting, 3000 * HOUR).full
    # With what passed before the measuring it ends with the month after the anniversary's.
    held = span(LOOKING, date(2026, 5, 1), hired, "variable")
    assert (held.how, held.stable_from, held.stable_to) == (
        "initial", date(2026, 4, 26), date(2027, 4, 25),
    )  # fmt: skip
    both = spans(LOOKING, date(2027, 3, 1), hired, "variable")
    assert [one.how for one in both] == ["standard", "initial"]
    assert span(LOOKING, date(2027, 6, 1), hired, "variable").how == "standard"


def test_who_was_hired_full_time_is_so_by_each_month_until_he_was_measured():
    found = span(LOOKING, date(2026, 6, 1), date(2026, 2, 2), "full-time")
    assert (found.how, found.first, found.last) == ("month", date(2026, 6, 1), date(2026, 6, 30))
    assert "new, so each month counts" in finding(LOOKING, found, 131 * HOUR).reason


@pytest.mark.parametrize(
    ("weekly", "days", "hours", "full"),
    [
        (False, 31, 130, True), (False, 31, 129.98, False), (False, 28, 129, False),
        (True, 28, 120, True), (True, 28, 119.9, False), (True, 31, 130, False),
    ],
)  # fmt: skip
def test_a_month_is_full_time_from_130_hours_or_from_30_a_week(weekly, days, hours, full):
    month = date(2026, 2, 1) if days == 28 else date(2026, 1, 1)
    by = Rule(weekly=weekly)
    assert finding(by, span(by, month, None, ""), int(hours * HOUR)).full is full


def test_the_reason_names_the_average_the_days_and_what_is_missing():
    measured = span(LOOKING, date(2026, 6, 1), None, "")
    found = finding(LOOKING, measured, 1560 * HOUR, date(2025, 3, 2))
    assert found.full
    assert found.reason == (
        "130.00 a month from 2024-10-15 to 2025-10-14; full time is 130 a month; decides from"
        " 2026-01-01 to 2026-12-31; hours before 2025-03-02 are not in this program"
    )


def test_periods_that_the_regulation_does_not_allow_are_refused():
    for wrong in ({"measurement_months": "12", "stability_months": "6"},
                  {"administrative_days": "91"}):  # fmt: skip
        with pytest.raises(Unlawful):
            rule(OCTOBER | wrong)


rules = st.builds(
    lambda day, months, rest, more: Rule(
        look_back=True, anchor=date(2020, 1, 1) + timedelta(days=day), months=months,
        administrative=rest, stability=min(12, max(6, months + more)),
    ),
    st.integers(0, 365), st.integers(3, 12), st.integers(0, 90), st.integers(0, 6),
)  # fmt: skip


@given(rules, st.integers(2015, 2040), st.integers(1, 12))
def test_each_month_lies_in_one_stability_period_and_they_follow_on_one_another(by, year, month):
    day = date(year, month, 1)
    found = span(by, day, None, "")
    assert found.stable_from <= day <= found.stable_to
    assert found.first < found.last < found.stable_from
    assert (found.stable_from - found.last).days <= 91
    following = (found.stable_to + timedelta(days=31)).replace(day=1)
    later = span(by, following, None, "")
    assert later.stable_from == found.stable_to + timedelta(days=1)
    assert later.first > found.first
