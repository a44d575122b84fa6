"""Times, hours and money as people read them."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from timesheet.web import filters

AT = 1_795_420_920  # 2026-11-23 08:02 UTC


@pytest.fixture
def _spoken():
    app = Flask("shown")
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("_spoken")
@pytest.mark.parametrize(
    ("locale", "zone", "shown"),
    [
        ("en", "UTC", "08:02"),
        ("de", "Europe/Berlin", "09:02"),
        ("en_US", "America/Denver", "1:02\u202fAM"),
        ("es", "Asia/Kathmandu", "13:47"),
    ],
)
def test_a_time_is_that_of_the_wall_clock_of_its_zone(locale, zone, shown):
    with force_locale(locale):
        assert filters.wall(AT, zone) == shown


@pytest.mark.usefixtures("_spoken")
def test_days_follow_the_habits_of_the_language():
    monday = date(2026, 11, 23)
    assert filters.day(monday) == "Mon, Nov 23"
    assert filters.long_day(monday) == "Monday, November 23, 2026"
    assert filters.span_of_days(date(2026, 11, 9), date(2026, 11, 22)) == "Nov 9 – Nov 22, 2026"
    assert filters.span_of_days(date(2026, 12, 28), date(2027, 1, 10)).startswith("Dec 28, 2026")
    with force_locale("de"):
        assert filters.day(monday) == "Mo., 23. Nov."
        assert filters.span_of_days(monday, date(2026, 11, 29)) == "23. Nov. – 29. Nov. 2026"


@pytest.mark.usefixtures("_spoken")
@pytest.mark.parametrize(
    ("seconds", "spoken", "clock", "decimal"),
    [
        (0, "0 h 00", "0:00", "0.00"),
        (28_920, "8 h 02", "8:02", "8.03"),
        (28_979, "8 h 02", "8:02", "8.05"),
        (-5_400, "−1 h 30", "−1:30", "−1.50"),
        (4_444_200, "1234 h 30", "1234:30", "1,234.50"),
    ],
)
def test_durations(seconds, spoken, clock, decimal):
    assert filters.duration(seconds) == spoken
    assert filters.clock_hours(seconds) == clock
    assert filters.hours(seconds) == decimal


@pytest.mark.usefixtures("_spoken")
def test_money_has_the_marks_of_the_locale():
    assert filters.money(123_456_789) == "1,234,567.89"
    assert filters.money(-5) == "−0.05"
    with force_locale("de"):
        assert filters.money(123_456_789) == "1.234.567,89"


@given(st.integers(-(10**12), 10**12))
def test_shown_money_reads_back_to_the_cent(cents):
    app = Flask("shown")
    Babel(app)
    with app.test_request_context():
        shown = filters.money(cents).replace("−", "-").replace(",", "").replace(".", "")
    assert int(shown) == cents


@pytest.mark.usefixtures("_spoken")
def test_confidence_is_words_and_only_certainty_is_a_hundred_per_cent():
    said = [filters.confidence(p) for p in (0.2, 0.6, 0.8, 0.95)]
    assert said == ["a guess", "probable", "likely", "almost certain"]
    assert filters.percent(0.999) == "99 %"
    assert filters.percent(1.0) == "100 %"


@pytest.mark.usefixtures("_spoken")
def test_every_source_has_words_and_no_two_the_same():
    words = [filters.source_words(source) for source in filters.SOURCE_WORDS]
    assert len(set(words)) == len(words) == len(filters.Source)
