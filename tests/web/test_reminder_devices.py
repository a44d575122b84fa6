"""Reminders on phones: subscribed from the page, sealed, stopped, forgotten when nobody listens."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import crew, push_service
from timesheet import jobs
from timesheet.actions import choosing, deriving
from timesheet.core.reminding import Cause
from timesheet.store import reminders
from timesheet.store.db import write
from timesheet.store.reminders import Choice, Policy

TODAY = crew.MONDAY + timedelta(days=7)


@pytest.fixture
def service(tmp_path, monkeypatch):
    with push_service.listening(tmp_path) as one:
        monkeypatch.setenv("SSL_CERT_FILE", one.certificate)
        yield one


@pytest.fixture
def settings(settings, service):
    return replace(settings, public_url="https://t.example.com", push_hosts=(service.address,))


@pytest.fixture
def reader():
    return push_service.Browser()


@pytest.fixture
def pushing(app, ids, clock):
    """Let Ana's clock run past the time when she usually leaves."""
    crew.work(app, ids)
    crew.press(app, ids["ana"], "in", TODAY, "07:58")
    with app.app_context():
        with write() as tx:
            reminders.set_policy(tx, Policy(week=False, question=False, push=True))
        deriving.rebuild()
    clock.show(f"{TODAY} 17:20:00")


def json_to(client, path, body, token):
    return client.post(path, json=body, headers={"X-CSRFToken": token})


def subscribe(client, service, reader, path="/ana"):
    token = crew.token_in(client.get("/account").text)
    body = reader.subscription(f"https://{service.address}{path}")
    return json_to(client, "/reminders/devices/", body, token)


def run_jobs(app, settings):
    with app.app_context():
        jobs.run_all(settings)


def devices(app, person):
    with app.app_context():
        return choosing.chosen(person).devices


def test_a_phone_shows_what_its_owner_forgot_and_a_tap_there_stops_it(
    app, ana, ids, settings, service, reader, pushing
):
    assert 'data-key="B' in ana.get("/").text
    assert subscribe(ana, service, reader).status_code == 201
    assert "127.0.0.1" in ana.get("/reminders/").text
    run_jobs(app, settings)
    (told,) = push_service.told(service, reader)
    assert told["title"] == "Did you forget to clock out?"
    assert told["body"] == "You usually leave around 16:30."
    assert "HARBOUR" not in str(told)
    token = ana.get("/punch/token").json["token"]
    assert json_to(ana, told["stop"], {}, token).status_code == 303
    with app.app_context():
        assert choosing.chosen(ids["ana"]).choices[Cause.CLOCK_OUT] == Choice(push=False)
    run_jobs(app, settings)
    assert len(service.taken) == 1


def test_a_phone_that_nobody_listens_at_any_more_is_forgotten(
    app, ana, ids, settings, service, reader, pushing
):
    subscribe(ana, service, reader)
    service.answers = [410]
    run_jobs(app, settings)
    assert devices(app, ids["ana"]) == ()


def test_a_person_lets_his_own_phone_go_and_nobody_elses(
    app, ana, carla, ids, service, reader, pushing
):
    subscribe(ana, service, reader)
    key = devices(app, ids["ana"])[0].id
    form = {"device": key, "csrf_token": crew.token_in(carla.get("/account").text)}
    assert carla.post("/reminders/devices/forget", data=form).status_code == 404
    form["csrf_token"] = crew.token_in(ana.get("/account").text)
    assert ana.post("/reminders/devices/forget", data=form).status_code == 303
    assert devices(app, ids["ana"]) == ()


@pytest.mark.parametrize(
    "endpoint", ["https://127.0.0.1:1/x", "http://fcm.googleapis.com/x", "https://evil.example/"]
)
def test_an_address_that_is_no_push_service_is_refused(
    app, ana, ids, service, reader, pushing, endpoint
):
    token = crew.token_in(ana.get("/account").text)
    answer = json_to(ana, "/reminders/devices/", reader.subscription(endpoint), token)
    assert answer.status_code == 400
    assert "is not known here" in answer.json["message"]
    for wrong in ({}, {"endpoint": 7}, {"endpoint": f"https://{service.address}/", "keys": []}):
        assert json_to(ana, "/reminders/devices/", wrong, token).status_code == 400
    assert devices(app, ids["ana"]) == ()


def test_nothing_is_offered_where_the_company_does_not_allow_it(app, ana, ids):
    with app.app_context(), write() as tx:
        reminders.set_policy(tx, Policy(push=False))
    assert "data-key" not in ana.get("/").text
    assert "Your phones" not in ana.get("/reminders/").text
