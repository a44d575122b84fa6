"""Spans and sums become percentages that stay within the drawing."""

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.model import HOUR
from timesheet.web import drawing

EIGHT = 1_795_420_800  # 2026-11-23 08:00 UTC


@pytest.fixture(autouse=True, scope="module")
def _spoken():
    app = Flask("drawn")
    Babel(app)
    with app.test_request_context():
        yield


def test_a_shift_lies_where_its_hours_are():
    span = drawing.Span(EIGHT, EIGHT + 2 * HOUR, "rule", "Harbour")
    drawn = drawing.ruler((EIGHT - 2 * HOUR, EIGHT + 6 * HOUR), [span], [], "UTC")
    assert drawn.bars == (drawing.Bar(25.0, 25.0, "rule", "Harbour"),)
    labels = [tick.label for tick in drawn.ticks if tick.label]
    assert labels == ["08:00", "10:00", "12:00"]


def test_what_lies_outside_is_left_out_or_cut():
    spans = [
        drawing.Span(EIGHT - HOUR, EIGHT + HOUR, "rule", "cut"),
        drawing.Span(EIGHT + 9 * HOUR, EIGHT + 10 * HOUR, "rule", "gone"),
    ]
    marks = [drawing.Mark(EIGHT + HOUR, "now", "now"), drawing.Mark(EIGHT - 1, "punch", "gone")]
    drawn = drawing.ruler((EIGHT, EIGHT + 4 * HOUR), spans, marks, "UTC")
    assert [(bar.label, bar.x, bar.width) for bar in drawn.bars] == [("cut", 0.0, 25.0)]
    assert [mark.label for mark in drawn.marks] == ["now"]


def test_the_ticks_of_a_zone_with_half_hours_stand_on_its_own_hours():
    drawn = drawing.ruler((EIGHT, EIGHT + 4 * HOUR), [], [], "Asia/Kolkata")
    assert [tick.label for tick in drawn.ticks if tick.label] == [
        "14:00", "15:00", "16:00", "17:00",
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, 40 * HOUR), st.integers(1, 20 * HOUR)), min_size=1, max_size=8
    )
)
def test_every_span_stays_within_the_drawing(pieces):
    spans = [drawing.Span(EIGHT + a, EIGHT + a + n, "word", "") for a, n in pieces]
    within = drawing.window([at for s in spans for at in (s.start, s.end)])
    assert within is not None
    drawn = drawing.ruler(within, spans, [], "Australia/Adelaide")
    assert len(drawn.bars) == len(spans)
    assert all(bar.x >= 0 and bar.x + bar.width <= 100.01 and bar.width > 0 for bar in drawn.bars)


def test_columns_are_tall_by_their_sums_and_nothing_is_nothing():
    drawn = drawing.columns([("Mon", 4 * HOUR, "fill"), ("Tue", 0, "fill"), ("Wed", 60, "fill")])
    assert [column.size for column in drawn.columns] == [36, 0, 2]
    assert drawn.columns[0].value == "4:00"
    longest = drawing.columns([("Mon", 16 * HOUR, "fill"), ("Tue", 8 * HOUR, "fill")])
    assert [column.size for column in longest.columns] == [72, 36]


def test_no_instants_no_window():
    assert drawing.window([]) is None
    assert drawing.window([EIGHT + 60, EIGHT + 90]) == (EIGHT - HOUR, EIGHT + 2 * HOUR)
