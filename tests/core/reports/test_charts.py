from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.reports import charts
from timesheet.core.reports.charts import Kind

WEEK = date(2026, 11, 2)
HOURS = st.lists(
    st.tuples(
        st.integers(0, 9).map(lambda n: WEEK + timedelta(days=7 * n)),
        st.sampled_from([f"P{n}" for n in range(9)]),
        st.integers(0, 400_000),
    ),
    min_size=1,
)


@given(HOURS)
def test_projects_over_weeks_are_all_there_and_few_enough_to_tell_apart(hours):
    chart = charts.over_weeks(hours)
    assert sum(one.total for one in chart.series) == sum(seconds for _, _, seconds in hours)
    assert len(chart.series) <= charts.MOST_SERIES + 1
    assert all(len(one.values) == len(chart.places) for one in chart.series)
    named = [one.total for one in chart.series if one.name]
    assert named == sorted(named, reverse=True)


def test_overtime_by_cause_begins_with_the_most_and_loses_nothing():
    found = charts.by_cause({f"P{n}": n for n in range(1, 21)})
    (series,) = found.series
    assert (found.places[0], series.values[0]) == ("P20", 20)
    assert (len(found.places), found.places[-1]) == (charts.MOST_BARS, charts.OTHERS)
    assert series.total == sum(range(1, 21))


def test_planned_stands_beside_worked():
    days = {WEEK + timedelta(days=1): (3600, 1800), WEEK: (0, 7200)}
    chart = charts.planned_and_worked(days)
    assert chart.kind is Kind.PAIRED
    assert [one.values for one in chart.series] == [(0, 3600), (7200, 1800)]


def test_nothing_is_drawn_of_nothing():
    assert charts.over_weeks([]) is None
    assert charts.by_cause({}) is charts.planned_and_worked({}) is charts.burn_down({}) is None
