"""How a week was computed, told to those who may see it."""

import json
import re
from datetime import date

import pytest

from tests.support import crew
from timesheet.actions import deriving
from timesheet.core.pay.policy import Policy
from timesheet.store import policies
from timesheet.store.db import write


@pytest.fixture
def ids(app, ids):
    document = {
        "code": "nearest", "rounding": {"unit": "punch", "increment_min": 15},
        "overtime": {"daily": [{"over_min": 470, "mult": "1.5"}]},
    }  # fmt: skip
    with app.app_context(), write() as tx:
        policies.add_pay_policy(
            tx, code="nearest", name="nearest", effective_from=date(2026, 1, 1), team=None,
            person=None, document=json.dumps(Policy.from_dict(document).to_dict()), at=0, by=None,
        )  # fmt: skip
    crew.work(app, ids)
    return ids


def texts(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def page_of(client, person, day="2026-11-11"):
    return client.get(f"/computed/{person}/{day}")


def test_the_worker_sees_each_step_and_both_times_of_his_own_week(ana, ids):
    shown = texts(page_of(ana, ids["ana"]).text)
    # 07:58 – 16:31 with a break of 31 min counts as 08:00 – 16:30.
    assert "07:58 – 16:31 08:00 – 16:30 8 h 02 7 h 59 -3 min" in shown
    assert "Rounding moved -15 min in this week and -15 min in the pay period" in shown
    assert "By the day 39 h 55 min x 1 → 39 h 10 min x 1, 45 min x 1.5" in shown
    assert "Regular rate" in shown
    assert "OT · premium" in shown


def test_the_page_is_found_where_its_numbers_are(ana, carla, ids):
    address = f"/computed/{ids['ana']}/2026-11-16"
    assert address in ana.get("/").text
    lines = carla.get(f"/accounting/2026-11-09/labor-lines?is.person_id={ids['ana']}").text
    assert f"/computed/{ids['ana']}/2026-11-09" in lines


def test_nobody_else_sees_a_week_and_a_far_day_is_none(app, ana, ids):
    assert page_of(ana, ids["ben"]).status_code == 404
    assert page_of(ana, 999_999).status_code == 404
    assert page_of(ana, ids["ana"], "0001-01-01").status_code == 404
    assert page_of(ana, ids["ana"], "9999-12-31").status_code == 404
    assert "Nothing was computed" in page_of(ana, ids["ana"], "2026-10-05").text
    with app.app_context():
        assert deriving.check() == []
