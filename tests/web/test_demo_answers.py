"""The people of a demo company answer in a job: watched, cancelled, begun anew, told what came."""

import re
from datetime import date

import pytest

from tests.support import crew
from tests.support.crew import words
from timesheet import jobs, now
from timesheet.actions import demo, deriving, in_turns, polling
from timesheet.actions.demo import Request
from timesheet.core import calendar
from timesheet.core.demo.company import ZONE
from timesheet.store.db import read
from timesheet.store.derived import count_stale

UNTIL = date(2026, 11, 22)
FIRST = date(2026, 11, 9)
MORNING = calendar.start_of_day(date(2026, 11, 23), ZONE) + 9 * 3600
PAGE = f"/review/{FIRST}"


@pytest.fixture
def carla(app, data_folder, monkeypatch):
    monkeypatch.setattr(now, "utc", lambda: MORNING)
    monkeypatch.setattr(now, "utc_micros", lambda: MORNING * 1_000_000)
    with app.app_context():
        ready = demo.make(
            Request(workers=24, weeks=2, seed=1, now=MORNING, folder=data_folder, secret="s" * 40,
                    until=UNTIL)
        )  # fmt: skip
    login = next(one for one in ready.logins if one.role == "accounting")
    client = app.test_client()
    crew.sign_in(client, login.login, login.password)
    return client


def post(client, address, **said):
    said["csrf_token"] = crew.token_in(client.get("/account").text)
    return client.post(address, data=said)


def asked(carla):
    """Ask everybody, and let them answer; return the page where one waits for it."""
    post(carla, f"{PAGE}/ask", most="8")
    return post(carla, f"{PAGE}/ask/demo").headers["Location"]


def standing(app):
    with app.app_context():
        return polling.look(FIRST)


def test_they_answer_in_a_job_that_tells_what_came_of_it(app, carla, settings):
    place = asked(carla)
    waiting = standing(app)
    assert waiting.open > 20
    assert not waiting.answered
    assert "The demo’s people answer" in words(carla.get(place))
    with app.app_context():
        assert jobs.run_waiting(settings, jobs.FILES) == 1
        with read() as tx:
            assert count_stale(tx) == 0
    shown, after = words(carla.get(place)), standing(app)
    assert after.answered > 0.9 * waiting.open
    assert f"{after.answered} questions answered" in shown
    before, since = (
        float(one.replace(",", ""))
        for one in re.search(r"wrong before: \$([\d,.]+), now: \$([\d,.]+)\.", shown).groups()
    )
    assert since < 0.5 * before
    assert f'href="{PAGE}"' in carla.get(place).text


def test_cancelled_on_the_way_what_was_answered_stays_and_the_rest_follows(
    app, carla, settings, monkeypatch
):
    monkeypatch.setattr(in_turns, "FEW", 1)
    monkeypatch.setattr(in_turns, "HELD", 0)
    place, waiting = asked(carla), standing(app).open
    beat, beats = jobs.Work.beat, []

    def cancelled_at_the_third(work, done, total):
        beats.append(done)
        if len(beats) == 3:
            post(carla, f"{place}/cancel")
        beat(work, done, total)

    with monkeypatch.context() as patched, app.app_context():
        patched.setattr(jobs.Work, "beat", cancelled_at_the_third)
        jobs.run_waiting(settings, jobs.FILES)
    some = standing(app)
    assert 0 < some.answered < waiting / 2
    assert "What was said until then stays" in words(carla.get(place))
    post(carla, f"{PAGE}/ask/demo")
    with app.app_context():
        jobs.run_all(settings)
        assert deriving.check() == []
    assert standing(app).answered > 0.9 * waiting


def test_one_whose_process_died_is_begun_anew(app, carla, settings, monkeypatch):
    monkeypatch.setattr(in_turns, "FEW", 1)
    monkeypatch.setattr(in_turns, "HELD", 0)
    place, waiting = asked(carla), standing(app).open

    class Killed(BaseException):
        pass

    def killed(_work, _done, _total):
        raise Killed

    with monkeypatch.context() as patched, app.app_context():
        patched.setattr(jobs.Work, "beat", killed)
        with pytest.raises(Killed):
            jobs.run_waiting(settings, jobs.FILES)
    assert 0 < standing(app).answered < waiting / 2
    monkeypatch.setattr(now, "utc", lambda: MORNING + 120)
    with app.app_context():
        jobs.run_all(settings)
    assert "Ready" in words(carla.get(place))
    assert standing(app).answered > 0.9 * waiting
