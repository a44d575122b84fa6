"""The page Tradeoff: who may look, what it says, and the drawing behind it."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import crew, measured
from tests.support.signin import signed_in, token
from timesheet.actions import deriving, evaluating
from timesheet.core import calendar
from timesheet.core.model import Code, Kind
from timesheet.store import facts, policies
from timesheet.store.db import write
from timesheet.web import tradeoff_picture as picture


def texts(page):
    """Return the visible text, spaces joined."""
    body = re.sub(r"<(script|style|title).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_in_a_company_accounting_and_admins_look_and_others_find_nothing(app, ana, carla):
    measured.keep(app, measured.evaluation())
    assert ana.get("/tradeoff").status_code == 404
    assert "/tradeoff" not in ana.get("/").text
    shown = carla.get("/tradeoff")
    assert shown.status_code == 200
    assert 'href="/tradeoff"' in carla.get("/").text
    assert signed_in(app, "boss", "admin").get("/tradeoff").status_code == 200
    assert signed_in(app, "chief", "lead").get("/tradeoff").status_code == 404


def test_a_visitor_of_a_demo_looks_without_signing_in_and_of_a_company_signs_in_first(app, ids):
    measured.keep(app, measured.evaluation())
    assert app.test_client().get("/tradeoff").location == "/sign-in?next=/tradeoff"
    measured.keep(app, measured.evaluation("demo"), demo=True)
    page = app.test_client().get("/tradeoff")
    assert page.status_code == 200
    assert "the truth that its generator wrote down" in texts(page.text)
    assert 'href="/sign-in"' in page.text
    assert "Measure again" not in page.text
    assert app.test_client().post("/tradeoff/measure").status_code in {400, 401}


def test_in_a_demo_everybody_looks_and_is_led_there_from_the_first_screen(app, ana):
    measured.keep(app, measured.evaluation("demo"), demo=True)
    assert "/tradeoff" in ana.get("/").text
    assert "/tradeoff" in app.test_client().get("/sign-in").text
    page = ana.get("/tradeoff")
    assert page.status_code == 200
    assert "the truth that its generator wrote down" in texts(page.text)
    assert "Measure again" not in page.text
    assert ana.post("/tradeoff/measure", data=with_token(ana)).status_code == 403


def test_the_first_page_of_a_demo_says_what_it_is_for_and_shows_the_picture(app, ids):
    visitor = app.test_client()
    assert "Workers press one button" not in visitor.get("/sign-in").text
    with app.app_context(), write() as tx:
        policies.set_company(tx, replace(policies.company(tx), demo=True))
    unmeasured = texts(visitor.get("/sign-in").text)
    assert "Two taps a day, and every hour with its code" in unmeasured
    assert "Workers press one button, in and out." in unmeasured
    assert "Share on the right code" not in unmeasured
    measured.keep(app, measured.evaluation("demo"))
    shown = visitor.get("/sign-in").text
    assert "90 % of a timesheet’s detail for 5 % of its extra effort" in texts(shown)
    assert '<svg class="plot tall" role="img"' in shown
    assert "2 questions a week: 90 %" in texts(shown)


def test_what_is_found_without_asking_is_drawn_only_where_it_was_measured():
    found = measured.evaluation()
    steps = found.frontier
    usual, lift = picture.whole(found, steps[2]).ways
    assert (usual.look, lift.look) == ("usual", "lift")
    assert (lift.x1, lift.y1) == (usual.x1, 100)
    assert lift.y2 == pytest.approx(30)
    asked = picture.whole(replace(found, frontier=steps[1:]), steps[2]).ways
    assert [way.look for way in asked] == ["usual"]
    assert picture.beyond(found, steps[2]) == pytest.approx(0.05, abs=0.005)


def with_token(client):
    return {"csrf_token": token(client.get("/account").text)}


def test_the_page_says_what_it_costs_and_brings_and_where_that_comes_from(app, carla):
    measured.keep(app, measured.evaluation())
    shown = texts(carla.get("/tradeoff").text)
    for said in (
        "90 % of a timesheet’s detail for 5 % of its extra effort",
        "Punch clock only 0 % of hours on the right code 5.3 s of a worker’s time per shift",
        "Two taps a day, 2 questions a week 90 % of hours on the right code 6.4 s",
        "Timesheet by hand 100 % of hours on the right code 25.6 s",
        "70 % without asking",
        "90.0 % of hours and 89.0 % of money right",
        "(± 2.0 points)",
        "One more question a week: +2.0 points of hours and +2.0 points of money right, for 2.1 s",
        "One question fewer: −4.0 points",
        "the 1000 of 1200 shifts of this company",
        "This company now – 2.3 6.1 64.0 % 60.0 %",
        "At most 3 a week 2.6 2.6 6.8 92.0 % 91.0 %",
    ):
        assert said in shown
    assert "Ana" not in shown
    assert "Ben" not in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [("0", "70.0 % of hours"), ("3", "92.0 % of hours"), ("999", "92.0 % of hours"),
     ("-1", "90.0 % of hours"), ("x", "90.0 % of hours"), ("9" * 30, "90.0 % of hours")],
)  # fmt: skip
def test_the_dial_is_an_address(app, carla, asked, said):
    measured.keep(app, measured.evaluation())
    assert said in texts(carla.get(f"/tradeoff?asked={asked}").text)


def test_too_little_history_says_so_and_what_to_do(app, carla):
    assert "No shift is confirmed yet" in texts(carla.get("/tradeoff").text)
    measured.keep(app, measured.evaluation(judged=40))
    shown = texts(carla.get("/tradeoff").text)
    assert "Only 40 shifts could be judged" in shown
    assert "(± 9.3 points)" in shown


def test_measuring_begins_in_the_background_once_there_is_something(app, ids, carla, monkeypatch):
    began = []
    monkeypatch.setattr(evaluating, "_process", lambda _: began.append(1) or Running())
    carla.post("/tradeoff/measure", data=with_token(carla))
    assert "nothing to measure by" in texts(carla.get("/tradeoff").text)
    crew.work(app, ids)
    press(app, ids)
    assert "Measure now" in carla.get("/tradeoff").text
    for _ in range(2):
        carla.post("/tradeoff/measure", data=with_token(carla))
    assert began == [1]
    shown = carla.get("/tradeoff").text
    assert "Being measured since 08:02" in shown
    assert "Measure now" not in shown


def press(app, ids):
    """Clock in and out with a code."""
    code = Code(ids["harbour"])
    for kind, wall in ((Kind.IN, "06:00"), (Kind.OUT, "06:40")):
        at = calendar.instant(datetime.fromisoformat(f"2026-11-16 {wall}"), crew.ZONE)
        with app.app_context(), write() as tx:
            facts.add_punch(
                tx, person_id=ids["ben"], client_uuid=f"said-{wall}", kind=kind.value, at=at,
                received_us=at * 1_000_000, channel="web", actor_id=ids["ben"], body_hash="",
                zone=crew.ZONE, project_id=code.project if kind is Kind.IN else None,
            )  # fmt: skip
    with app.app_context():
        deriving.rebuild()


class Running:
    """A process that goes on."""

    def poll(self):
        return None


SHARE = st.floats(0, 1)


@given(st.lists(st.tuples(SHARE, st.floats(0, 20)), min_size=1, max_size=8), SHARE)
def test_every_point_lies_on_the_drawing(drawn, now):
    steps = tuple(measured.step(n, week, share, 500) for n, (share, week) in enumerate(drawn))
    whole = measured.evaluation()
    found = type(whole)(
        whole.basis, whole.judged, 500, steps, whole.clock, whole.sheet,
        type(whole.sheet)(2.0, 5.3, now, now),
    )  # fmt: skip
    for drawing in (picture.whole(found, steps[0]), picture.near(found, steps[-1])):
        places = [value for spot in drawing.spots for value in (spot.x, spot.y)]
        places += [rule.at for rule in drawing.down]
        assert all(0 <= place <= 100 for place in places)
    assert (
        sum(abs(change.asked - steps[0].asked) for change in picture.changes(steps, steps[0])) <= 1
    )
