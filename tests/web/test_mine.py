"""What a worker mends himself: the forgotten clock-out, the press taken back, the other job."""

import re
from datetime import date, timedelta

import pytest

from tests.support import crew
from tests.web.test_worker import button, post, punches
from timesheet.actions import deriving
from timesheet.core import calendar
from timesheet.store import clock as clocks
from timesheet.store import facts
from timesheet.store.db import add, read, write
from timesheet.store.tables import Project, Roster

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def send(client, path, **form):
    form["csrf_token"] = crew.token_in(client.get("/").text)
    return client.post(path, data=form)


def asked(page):
    """Return the question, the clock-in it is about, and the suggestions with their times."""
    question = re.search(r'<h2 id="left">(.*?)</h2>', page)
    if question is None:
        return None, 0, {}
    chips = re.findall(r'name="at" value="(\d+)"><strong>(.*?)</strong>', page)
    punch = int(re.search(r'name="punch" value="(-?\d+)"', page[question.start() :]).group(1))
    return question.group(1), punch, {time: int(at) for at, time in chips}


def corrections(app, person):
    with app.app_context(), read() as tx:
        return facts.corrections_of(tx, person)


def state(app, person):
    with app.app_context(), read() as tx:
        return clocks.state(tx, person).state


def plan(app, person, day, start="08:00", end="16:30"):
    first, last = (
        calendar.instant(calendar.datetime.fromisoformat(f"{day}T{t}"), crew.ZONE)
        for t in (start, end)
    )
    with app.app_context(), write() as tx:
        add(
            tx,
            Roster.__table__,
            {"person_id": person, "start_at": first, "end_at": last, "recorded_at": 0},
        )


@pytest.fixture
def forgot(app, ana, ids, clock):
    """Let Ana work last week, forget to clock out on Monday, and come again on Tuesday."""
    crew.work(app, ids)
    plan(app, ids["ana"], MONDAY)
    clock.show("2026-11-16 08:02:00")
    post(ana, "in")
    clock.show("2026-11-17 07:58:00")
    return ana


def test_the_likely_ends_are_offered_and_one_tap_settles_it(app, forgot, ids):
    page = forgot.get("/").text
    question, punch, times = asked(page)
    assert question == "When did you leave yesterday?"
    assert list(times) == ["16:30"]  # the roster's end, and hers as usual
    assert "roster, as usual" in page
    answer = send(forgot, "/left", punch=punch, at=times["16:30"])
    assert answer.status_code == 303
    page = forgot.get("/").text
    assert "Noted: you left Mon, Nov 16, 16:30" in page
    assert asked(page)[0] is None
    assert "Mon 8 h 28" in page
    (said,) = corrections(app, ids["ana"])
    assert (said.author, said.kind, said.punch) == (ids["ana"], "out", None)
    assert len(said.reason) >= 3


def test_the_question_stays_after_clocking_in_and_the_new_shift_is_untouched(app, forgot, ids):
    assert post(forgot, "in").status_code == 201
    question, punch, times = asked(forgot.get("/").text)
    assert question == "When did you leave yesterday?"
    send(forgot, "/left", punch=punch, at=times["16:30"])
    assert state(app, ids["ana"]) == "in"
    assert button(forgot.get("/").text) == ("out", "Clock out")
    with app.app_context():
        assert deriving.check() == []


@pytest.mark.parametrize(("said", "noted"), [("15:10", "Mon, Nov 16, 15:10"), ("01:30", "01:30")])
def test_any_other_time_counts_as_the_first_such_time_after_the_clock_in(forgot, said, noted):
    page = forgot.get("/").text
    came = re.search(r'name="came" value="(\d+)"', page).group(1)
    send(forgot, "/left", punch=asked(page)[1], came=came, time=said)
    assert f"Noted: you left {noted}" in forgot.get("/").text


@pytest.mark.parametrize("wrong", [{"at": 5}, {"at": "soon"}, {"time": "25:00"}, {"punch": 99}])
def test_an_impossible_time_or_another_punch_changes_nothing(app, forgot, ids, wrong):
    page = forgot.get("/").text
    punch = asked(page)[1]
    came = re.search(r'name="came" value="(\d+)"', page).group(1)
    good = {} if "time" in wrong else {"at": asked(page)[2]["16:30"]}
    send(forgot, "/left", **{"punch": punch, "came": came, **good, **wrong})
    assert 'class="note bad"' in forgot.get("/").text
    assert corrections(app, ids["ana"]) == []


def test_answering_twice_adds_one_fact(app, forgot, ids):
    _, punch, times = asked(forgot.get("/").text)
    for _ in range(3):
        send(forgot, "/left", punch=punch, at=times["16:30"])
    assert len(corrections(app, ids["ana"])) == 1


def test_the_roster_calls_a_shift_forgotten_before_its_age_does(app, ana, ids, clock):
    for day in (MONDAY, TUESDAY):
        plan(app, ids["ana"], day, "14:00", "22:00")
    clock.show("2026-11-16 23:30:00")  # a late replacement, unplanned
    post(ana, "in")
    assert button(ana.get("/").text) == ("out", "Clock out")
    clock.show("2026-11-17 03:00:00")
    post(ana, "out")
    plan(app, ids["ana"], TUESDAY + timedelta(days=1), "05:00", "12:00")
    clock.show("2026-11-17 14:00:00")
    post(ana, "in")
    clock.show("2026-11-18 04:50:00")  # 14 h 50 later, and her next shift is about to begin
    page = ana.get("/").text
    assert button(page) == ("in", "Clock in")
    version = int(re.search(r'name="seen_state_version" value="(\d+)"', page).group(1))
    assert post(ana, "in", seen_state_version=version).json["outcome"] == "recorded"
    assert post(ana, "in", seen_state_version=version).json["outcome"] == "already"


def test_a_press_is_taken_back_within_five_minutes_by_a_correction(app, ana, ids, clock):
    post(ana, "in")
    clock.show("2026-11-16 08:06:00")
    page = ana.get("/").text
    punch = re.search(r'name="punch" value="(\d+)"', page).group(1)
    send(ana, "/undo", punch=punch)
    assert "Taken back." in ana.get("/").text
    assert len(punches(app, ids)) == 1
    (said,) = corrections(app, ids["ana"])
    assert (said.punch, said.at, said.kind) == (int(punch), None, None)
    assert state(app, ids["ana"]) == "out"
    send(ana, "/undo", punch=punch)
    assert len(corrections(app, ids["ana"])) == 1
    with app.app_context():
        assert deriving.check() == []


def test_taking_back_a_clock_out_goes_on_with_the_shift(app, ana, ids, clock):
    post(ana, "in")
    clock.show("2026-11-16 12:00:00")
    post(ana, "out")
    punch = re.search(r'name="punch" value="(\d+)"', ana.get("/").text).group(1)
    send(ana, "/undo", punch=punch)
    page = ana.get("/").text
    assert button(page) == ("out", "Clock out")
    assert "since 08:02" in page


def test_after_five_minutes_nothing_is_taken_back(app, ana, ids, clock):
    punch = post(ana, "in").json["punch"]
    clock.show("2026-11-16 08:07:31")
    assert 'action="/undo"' not in ana.get("/").text
    send(ana, "/undo", punch=punch)
    assert corrections(app, ids["ana"]) == []


def test_nobody_takes_back_what_another_pressed(app, ana, carla, ids):
    punch = post(ana, "in").json["punch"]
    send(carla, "/undo", punch=punch)
    assert corrections(app, ids["ana"]) == corrections(app, ids["carla"]) == []


def test_who_works_on_several_jobs_switches_with_one_tap(app, ana, ids, clock):
    with app.app_context(), write() as tx:
        depot = add(
            tx, Project.__table__,
            {"code": "DEPOT", "name": "Depot yard", "attestation_required": False},
        )  # fmt: skip
    post(ana, "in")
    assert "Switch job" not in ana.get("/").text  # nothing is known yet
    clock.show("2026-11-16 10:00:00")
    post(ana, "transfer", project=depot)
    clock.show("2026-11-16 16:00:00")
    post(ana, "out")
    clock.show("2026-11-17 08:00:00")
    post(ana, "in")
    page = ana.get("/").text
    chips = re.findall(r'name="intent" value="transfer">(.*?)</button>', page)
    assert chips == ["Depot yard", "Harbour hall – Raising"]
    form = page[page.index('id="switch"') :]
    uuid = re.search(r'name="uuid" value="([^"]+)"', form).group(1)
    clock.show("2026-11-17 09:00:00")
    send(ana, "/punch", uuid=uuid, intent="transfer", project=depot)
    assert punches(app, ids)[-1].code.project == depot
