"""Exceptions as sentences."""

import pytest
from flask import Flask
from flask_babel import Babel

from timesheet.core.pay.compliance import ALERTS
from timesheet.core.pay.exceptions import KINDS
from timesheet.web import sentences

AT = 1_795_420_920  # 2026-11-23 08:02 UTC


@pytest.fixture(autouse=True)
def _spoken():
    app = Flask("said")
    Babel(app)
    with app.test_request_context():
        yield


def test_what_pairing_and_pay_find_has_a_sentence():
    assert {*ALERTS, *KINDS} <= set(sentences.SENTENCES)


def test_a_sentence_names_the_time_and_the_day_where_that_is_not_today():
    said = sentences.sentence("missing_out", AT, "UTC", AT + 60)
    assert said == "Clocked in 08:02, and no clock-out followed."
    said = sentences.sentence("missing_out", AT, "UTC", AT + 86_400)
    assert said == "Clocked in Mon, Nov 23, 08:02, and no clock-out followed."


def test_an_exception_without_a_sentence_says_its_name():
    assert sentences.sentence("too_many_hats", AT, "UTC", AT) == "Too many hats"
