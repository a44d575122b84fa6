"""Accepting many patterns at once: seen before, taken back, and what was in doubt stays counted."""

import re

import pytest

from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_review import FIRST, PAGE, answers, pattern
from timesheet import jobs
from timesheet.actions import deriving, own_history, reviewing, taking_back
from timesheet.store import seen
from timesheet.store.db import read

ACCEPT = f"{PAGE}/accept"


def form(page):
    names = ("sure", "mark", "uuid")
    return {name: re.search(rf'name="{name}" value="([\w-]+)"', page.text)[1] for name in names}


def promised(app, ids):
    actor = type("Asking", (), {"id": ids["carla"]})
    with app.app_context():
        return reviewing.queue(FIRST, actor)


def taught(app):
    """Return what the learner, and a replay of the company's own history, take as said."""
    with app.app_context():
        with read() as tx:
            known = [one.word for one in seen.all_words(tx)]
        return known, own_history.load(None, 1000).cases


def run(app, settings):
    with app.app_context():
        return jobs.run_waiting(settings, jobs.FILES)


def test_what_is_accepted_unseen_goes_on_being_expected_wrong_for_the_most_part(app, carla, ids):
    before = promised(app, ids)
    doubt = next(row.doubt for row in before.rows if row.label)
    said = pattern(carla.get(PAGE).text, "Framing")
    post(carla, PAGE, **said)
    after = promised(app, ids)
    assert after.accepted == pytest.approx(0.8 * doubt, abs=1)
    # What was said teaches what Ben's hours were for, too.
    assert after.accepted <= after.wrong < before.wrong
    assert "that made nobody surer" in words(carla.get(PAGE))
    post(carla, f"{PAGE}/undo", uuid=said["uuid"])
    again = promised(app, ids)
    assert (again.accepted, again.wrong, again.at_most) == (0, before.wrong, before.at_most)


def test_whose_lines_were_looked_at_one_by_one_is_in_doubt_no_more(app, carla, ids):
    key = pattern(carla.get(PAGE).text, "Framing")
    shown = carla.get(f"{PAGE}/pattern/{key['key']}").text
    lines = re.findall(r'name="line" value="([\d-]+)"', shown)
    post(carla, PAGE, **key, line=lines)
    assert promised(app, ids).accepted == 0


def test_what_is_expected_wrong_of_closed_people_stays_on_the_page(app, carla, ids):
    before = promised(app, ids)
    for step in ("submit", "approve", "lock"):
        post(carla, f"/closing/{FIRST}/{step}", person=[ids["ana"]])
    after = promised(app, ids)
    assert after.count < before.count
    assert after.wrong == pytest.approx(before.wrong, abs=1)
    with app.app_context():
        assert reviewing.expected(FIRST) == pytest.approx(after.wrong, abs=1)


def test_all_that_is_so_sure_is_shown_accepted_and_taken_back_with_one_press(
    app, carla, ids, settings
):
    before, lessons = promised(app, ids), taught(app)
    sheet = carla.get(f"{ACCEPT}?sure=500")
    shown = words(sheet)
    assert "Stays, on your word" in shown
    left = float(re.search(r"→ \$([\d,.]+)", shown)[1].replace(",", ""))
    said = form(sheet)
    assert "What is likely is accepted" in words(post(carla, ACCEPT, **said))
    assert answers(app, ids["ana"]) == []
    assert run(app, settings) == 1
    after = promised(app, ids)
    assert after.wrong / 100 == pytest.approx(left, abs=1)
    assert taught(app) == lessons
    assert answers(app, ids["ana"])
    # Pressed again, nothing is said twice.
    post(carla, ACCEPT, **said)
    given = answers(app, ids["ana"])
    run(app, settings)
    assert answers(app, ids["ana"]) == given
    with app.app_context():
        assert deriving.check() == []
    post(carla, f"{PAGE}/undo", uuid=said["uuid"])
    assert answers(app, ids["ana"]) == []
    assert promised(app, ids).wrong == before.wrong


def test_p31_what_changed_since_it_was_shown_is_not_accepted(app, carla, ids, settings):
    said = form(carla.get(ACCEPT))
    in_time = post(carla, ACCEPT, **said)
    post(carla, PAGE, **pattern(carla.get(PAGE).text, "Framing"))
    spoken = answers(app, ids["ana"])
    page = post(carla, ACCEPT, **said)
    assert page.status_code == 409
    assert "changed since they were shown" in words(page)
    # What was asked for in time and begun too late says nothing either.
    assert run(app, settings) == 1
    assert "changed since they were shown" in words(carla.get(in_time.request.path))
    assert answers(app, ids["ana"]) == spoken


def test_one_whose_process_died_goes_on_where_it_was(app, carla, ids, settings, clock, monkeypatch):
    place = post(carla, ACCEPT, **form(carla.get(f"{ACCEPT}?sure=500"))).request.path

    class Killed(BaseException):
        pass

    def killed(_work, _done, _total):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(jobs.Work, "beat", killed)
        with pytest.raises(Killed):
            run(app, settings)
    spoken = answers(app, ids["ana"])
    assert spoken
    clock.show("2026-11-23 09:05:00")
    assert run(app, settings) == 1
    assert "Ready" in words(carla.get(place))
    assert answers(app, ids["ana"]) == spoken
    with app.app_context():
        assert deriving.check() == []


@pytest.mark.parametrize("sure", ["0", "1", "600", "x"])
def test_only_the_bounds_that_are_offered_may_be_asked_for(carla, sure):
    assert carla.get(f"{ACCEPT}?sure={sure}").status_code in {400, 404}


def test_only_accounting_accepts(ana):
    assert ana.get(ACCEPT).status_code == 403


@pytest.fixture
def much(app, carla, ids, settings, monkeypatch):
    """Let Ana's hours be accepted, and three words be many; return the press."""
    said = form(carla.get(f"{ACCEPT}?sure=500"))
    post(carla, ACCEPT, **said)
    run(app, settings)
    monkeypatch.setattr(taking_back, "MANY", 3)
    monkeypatch.setattr(taking_back, "CHUNK", 2)
    return said["uuid"]


def test_much_is_taken_back_by_a_job_that_goes_on_after_a_cancel_and_a_death(
    app, carla, ids, settings, much, monkeypatch, clock
):
    given = answers(app, ids["ana"])
    assert len(given) > 3
    waiting = post(carla, f"{PAGE}/undo", uuid=much)
    assert "What was said is taken back" in words(waiting)
    assert answers(app, ids["ana"]) == given
    beats = []
    beat = jobs.Work.beat

    def stopped(work, done, total):
        beats.append((done, total))
        if done:
            raise jobs.Stopped
        beat(work, done, total)

    with monkeypatch.context() as patched:
        patched.setattr(jobs.Work, "beat", stopped)
        run(app, settings)
    left = answers(app, ids["ana"])
    assert beats == [(0, 0), (2, len(given))]
    assert 0 < len(left) < len(given)
    assert "Undo goes on with the rest" in words(carla.get(waiting.request.path))
    assert f"undo={much}" in carla.get(waiting.request.path).text
    post(carla, f"{PAGE}/undo", uuid=much)
    assert run(app, settings) == 1
    assert answers(app, ids["ana"]) == []
    # Once more, nothing happens twice.
    again = post(carla, f"{PAGE}/undo", uuid=much)
    run(app, settings)
    assert "Ready" in words(carla.get(again.request.path))
    with app.app_context():
        assert deriving.check() == []


def test_of_much_nothing_is_taken_back_where_a_period_was_locked_since(
    app, carla, ids, settings, much
):
    given = answers(app, ids["ana"])
    place = post(carla, f"{PAGE}/undo", uuid=much).request.path
    for step in ("submit", "approve", "lock"):
        post(carla, f"/closing/{FIRST}/{step}", person=[ids["ana"]])
    run(app, settings)
    assert answers(app, ids["ana"]) == given
    assert "This pay period is closed" in words(carla.get(place))
