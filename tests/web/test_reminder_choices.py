"""A person's own page of reminders, the mails, and the links in them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import crew
from tests.support.smtp_sink import listening
from tests.threats.walking import statements
from timesheet import jobs
from timesheet.actions import choosing, deriving
from timesheet.core.model import HOUR
from timesheet.core.reminding import Cause, Quiet
from timesheet.store import reached, reminders
from timesheet.store.db import read, write
from timesheet.store.reached import Reach
from timesheet.store.reminders import Choice, Policy

PUBLIC = "https://time.example.com/clock"
ADDRESS = "ana@example.com"


@pytest.fixture
def sink():
    with listening() as one:
        yield one


@pytest.fixture
def settings(settings, sink):
    """Let the installation have a mail server, and an address that people know."""
    said = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_tls": "none"}
    return replace(settings, smtp_from="clock@example.com", public_url=PUBLIC, **said)


@pytest.fixture
def mailing(app, ids):
    with app.app_context(), write() as tx:
        reminders.set_policy(tx, Policy(week=False, mail=True))


def sent(client, path, **form):
    form["csrf_token"] = crew.token_in(client.get("/account").text)
    return client.post(path, data=form)


def run_jobs(app, settings):
    with app.app_context():
        jobs.run_all(settings)


def link(letter, what):
    return re.search(rf"{re.escape(PUBLIC)}(/reminder/{what}/\S+)", letter.get_content())[1]


def reach_of(app, person):
    with app.app_context(), read() as tx:
        return reached.reach(tx, person)


def test_a_person_chooses_ways_and_quiet_hours(app, ana, ids, mailing):
    page = ana.get("/reminders/").text
    assert "Forgot to clock out" in page
    assert "A week to confirm" not in page
    assert 'value="21:00"' in page
    ticked = {"clock_in.mail": "1", "clock_out.page": "1", "clock_out.mail": "1"}
    answer = sent(ana, "/reminders/", quiet_start="20:30", quiet_end="06:00", **ticked)
    assert answer.location == "/reminders/"
    with app.app_context():
        mine = choosing.chosen(ids["ana"])
    assert mine.quiet == Quiet(20 * HOUR + 1800, 6 * HOUR)
    assert mine.choices[Cause.CLOCK_IN] == Choice(page=False, push=True, mail=True)
    assert mine.choices[Cause.QUESTION] == Choice(page=False, push=True, mail=False)
    assert mine.choices[Cause.WEEK] == Choice()
    bad = sent(ana, "/reminders/", quiet_start="25:00", quiet_end="06:00")
    assert "Quiet hours need times like 21:00." in ana.get(bad.location).text


def test_an_address_is_used_once_its_owner_has_pressed_the_button(
    app, ana, client, ids, settings, sink, mailing
):
    sent(ana, "/reminders/address", address=f" {ADDRESS} ")
    assert "We sent a mail to ana@example.com" in ana.get("/reminders/").text
    run_jobs(app, settings)
    assert [letter["To"] for letter in sink.letters] == [ADDRESS]
    path = link(sink.letters[0], "address")
    with statements(app) as asked:
        page = client.get(path)
    assert not [one for one in asked if re.match("(?i)insert|update|delete", one)]
    assert reach_of(app, ids["ana"]).proved_at is None
    token = crew.token_in(page.text)
    answer = client.post(path, data={"csrf_token": token})
    assert "Confirmed. Reminders come by mail" in client.get(answer.location).text
    assert reach_of(app, ids["ana"]).proved_at is not None
    sent(ana, "/reminders/address/forget")
    assert reach_of(app, ids["ana"]) == Reach(locale="en")
    answer = client.post(path, data={"csrf_token": token})
    assert "this one gets nothing" in client.get(answer.location).text


@pytest.mark.parametrize(
    "address", ["ana", "a@b", "a b@example.com", "a@example.com\r\nBcc: x@y.zz"]
)
def test_what_is_no_address_is_refused(app, ana, ids, mailing, address):
    answer = sent(ana, "/reminders/address", address=address)
    assert "That is not a mail address" in ana.get(answer.location).text
    assert reach_of(app, ids["ana"]).address == ""


def test_nobody_can_have_many_mails_sent_to_a_stranger(app, ana, settings, sink, mailing):
    for n in range(5):
        answer = sent(ana, "/reminders/address", address=f"stranger{n}@example.com")
        run_jobs(app, settings)
    assert "Too many mails were asked for." in ana.get(answer.location).text
    assert len(sink.letters) == 3


@pytest.mark.parametrize("path", ["/reminder/off/x", "/reminder/address/x"])
def test_a_link_that_is_not_ours_leads_nowhere(client, ids, path):
    assert client.get(path).status_code == 404
    token = crew.token_in(client.get("/sign-in").text)
    assert client.post(path, data={"csrf_token": token}).status_code == 404


def test_a_reminder_comes_by_mail_in_the_language_chosen_and_its_link_stops_it(
    app, client, ids, clock, settings, sink, mailing
):
    crew.work(app, ids)
    crew.press(app, ids["ben"], "in", crew.MONDAY + timedelta(days=7), "06:58")
    with app.app_context():
        with write() as tx:
            reached.set_reach(tx, ids["ben"], Reach("ben@example.com", 1, locale="es"))
        deriving.rebuild()
    clock.show("2026-11-16 16:20:00")
    run_jobs(app, settings)
    (letter,) = sink.letters
    text = letter.get_content()
    assert letter["Subject"] == "¿Olvidó fichar la salida?"
    assert f"{PUBLIC}/\n" in text.replace("\r\n", "\n")
    assert "HARBOUR" not in text
    path = link(letter, "off")
    page = client.get(path, headers={"Accept-Language": "es"}).text
    assert "Por el momento no se ha cambiado nada." in page
    assert client.get(path).status_code == 200
    with app.app_context():
        assert choosing.chosen(ids["ben"]).choices[Cause.CLOCK_OUT].mail
    client.post(path, data={"csrf_token": crew.token_in(page)})
    with app.app_context():
        assert choosing.chosen(ids["ben"]).choices[Cause.CLOCK_OUT] == Choice(mail=False)


def test_without_a_mail_server_no_address_is_asked_for(app, ana, mailing):
    app.config["TIMESHEET"] = replace(app.config["TIMESHEET"], smtp_host="")
    page = ana.get("/reminders/").text
    assert "by mail" not in page
    assert "Your mail address" not in page
