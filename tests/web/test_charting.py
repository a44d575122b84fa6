"""Charts lie within their drawing, and say the numbers of the report."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from tests.support import crew, reported
from tests.threats import walking
from timesheet.core.budgets import Budget
from timesheet.core.reports.charts import Chart, Kind, Series, burn_down, over_weeks
from timesheet.store import budgets
from timesheet.store.db import write
from timesheet.web import charting
from timesheet.web.charting import HEIGHT

HOUR = 3600
WEEK = date(2026, 11, 2)
PAGE = f"/accounting/{crew.MONDAY}"


@pytest.fixture(scope="module")
def spoken():
    app = Flask("charted")
    Babel(app)
    with app.test_request_context():
        yield


VALUES = st.lists(st.integers(-2_000_000, 2_000_000), min_size=1, max_size=20)


@given(VALUES, st.sampled_from([Kind.LINE, Kind.PAIRED]))
def test_whatever_the_values_all_lies_within(spoken, values, kind):
    places = tuple(WEEK + timedelta(days=n) for n in range(len(values)))
    name = "budget" if kind is Kind.LINE else "roster"
    several = [tuple(values)] if kind is Kind.LINE else [tuple(values), tuple(values[::-1])]
    drawn = charting.plot(Chart(name, kind, places, tuple(Series("left", v) for v in several)))
    assert 0 <= drawn.zero <= HEIGHT
    assert 2 <= len(drawn.scale) <= 7
    for piece in drawn.pieces:
        assert 0 <= piece.x <= piece.x + piece.width <= 100.01
        assert -0.01 <= piece.y <= piece.y + piece.height <= HEIGHT + 1.01
    for x, y, _words in drawn.dots:
        assert 0 <= x <= 100
        assert -0.01 <= y <= HEIGHT + 0.01
    assert len(drawn.places) <= charting.LABELS


def test_a_stack_is_as_high_as_its_sum(spoken):
    hours = [(WEEK, "A", 30 * HOUR), (WEEK, "B", 10 * HOUR)]
    drawn = charting.plot(over_weeks(hours))
    assert [mark.words for mark in drawn.scale] == ["0", "10", "20", "30", "40"]
    assert [(piece.y, piece.height, piece.key) for piece in drawn.pieces] == [
        (50, 150, "1"), (0, 50, "2"),
    ]  # fmt: skip
    assert [(one.words, one.total) for one in drawn.series] == [("A", "30.00"), ("B", "10.00")]


def test_what_is_overspent_lies_below_zero(spoken):
    drawn = charting.plot(burn_down({WEEK: 10 * HOUR, WEEK + timedelta(days=7): -5 * HOUR}))
    (_, above, _), (_, below, _) = drawn.dots
    assert above < drawn.zero < below


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    with app.app_context(), write() as tx:
        said = Budget(ids["harbour"], None, 100 * HOUR, 300_000, date(2026, 1, 1))
        budgets.add_budget(tx, said, ids["carla"], 1)
    clock.show("2026-11-23 09:00:00")
    return ids


def test_charts_have_the_numbers_of_their_reports(carla):
    with carla.get(f"{PAGE}/labor-distribution.json") as answer:
        seconds = answer.json["totals"]["seconds"]
    page = carla.get(f"{PAGE}/labor-distribution").text
    totals = re.search(r'<tr class="total"><th scope="row">Total</th>(.*?)</tr>', page).group(1)
    found = [float(text) for text in re.findall(r">([\d.]+)<", totals)]
    assert sum(found) == pytest.approx(seconds / HOUR, abs=0.01 * len(found))
    with carla.get(f"{PAGE}/job-cost-summary.json") as answer:
        (spent,) = [r["to_date_seconds"] for r in answer.json["rows"] if r["budget_seconds"]]
    assert f">{100 - spent / HOUR:.2f}<" in carla.get(f"{PAGE}/job-cost-summary").text


def test_a_chart_is_named_for_those_who_can_t_see_it(carla):
    page = carla.get(f"{PAGE}/roster-variance").text
    assert 'role="img" aria-labelledby="plot-title plot-desc"' in page
    assert "Planned and worked, day by day</title>" in page
    assert 'aria-label="Planned and worked, day by day" tabindex="0"' in page


@pytest.mark.parametrize("report", ["overtime", "roster-variance"])
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_chart_of_the_rows_on_the_page_reads_them_once(app, clock, report):
    reported.happened(app, crew.found(app))
    clock.show(reported.AT)
    carla = app.test_client()
    crew.sign_in(carla, "carla")
    with walking.statements(app) as sent:
        page = carla.get(f"{PAGE}/{report}").text
    assert 'class="chart"' in page or "<svg" in page
    # Columns as whole rows are read with; the head of the page sums some of them.
    of_rows = "labor_line.confidence, " if report == "overtime" else " shift.raw_start, "
    assert sum(of_rows in one for one in sent) == 1
