"""Leads are asked about shifts whose workers don't answer: one tap each, rationed, passed over."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from tests.support import crew
from tests.support.crew import post, words
from tests.web.test_review import ASK, FIRST, PAGE, answers, ben_of
from timesheet.actions import asking_leads, deriving, reviewing
from timesheet.store import polls, questions, staff
from timesheet.store.base import table_of
from timesheet.store.db import add, write
from timesheet.store.tables import Membership, Team

CARD = re.compile(r'<div class="stack" role="group".*?</details>', re.DOTALL)


@pytest.fixture
def ids(app, ids, clock):
    """Let Ben be of a crew whose lead is Carla; nothing tells what he worked on."""
    with app.app_context(), write() as tx:
        roofing = add(tx, table_of(Team), {"name": "Roofing"})
        since = {"team_id": roofing, "valid_from": date(2026, 1, 1)}
        add(tx, table_of(Membership), {"person_id": ids["ben"], **since})
        staff.set_roles(tx, ids["carla"], {"worker", "lead", "accounting"})
        staff.set_leads(tx, roofing, {ids["carla"]})
    crew.work(app, ids)
    clock.show("2026-11-23 09:00:00")
    return ids | {"roofing": roofing}


def cards(carla):
    return CARD.findall(carla.get("/crew/").text)


def said(card, **more):
    first = re.search(r"<form.*?</form>", card, re.DOTALL)[0]
    return {
        "question": re.findall(r'name="question" value="(\d+)"', first),
        "uuid": re.search(r'name="uuid" value="([\w-]+)"', first)[1],
        **more,
    }


def asked(carla):
    post(carla, ASK, most="2")
    return words(post(carla, f"{ASK}/leads"))


def test_a_lead_answers_a_card_with_one_tap_and_accounting_sees_the_taps(app, carla, ids):
    shown = asked(carla)
    number = int(re.search(r"Leads are asked about (\d+) shift", shown)[1])
    assert number == sum(len(said(card)["question"]) for card in cards(carla))
    first = cards(carla)[0]
    about = said(first, code=f"{ids['harbour']}")
    page = words(post(carla, "/crew/asked", **about))
    assert f"Noted for {len(about['question'])} shift" in page
    given = [one for one in answers(app, ids["ben"]) if one.author == ids["carla"]]
    assert {one.source.value for one in given} == {"lead_word"}
    assert len(cards(carla)) < number
    assert f"Leads: {number - len(about['question'])} of {number} shift" in words(carla.get(PAGE))
    assert "1 tap of theirs" in words(carla.get(PAGE))
    # The same press again says nothing twice.
    assert "answered already" in words(post(carla, "/crew/asked", **about))
    with app.app_context():
        assert deriving.check() == []


def test_who_does_not_know_passes_and_is_asked_no_more(app, carla, ids):
    asked(carla)
    before = cards(carla)
    post(carla, "/crew/asked", **said(before[0], code="unknown"))
    assert len(cards(carla)) == len(before) - 1
    assert [one for one in answers(app, ids["ben"]) if one.author == ids["carla"]] == []


def test_a_worker_who_answers_after_all_takes_the_card_away(app, carla, ids):
    asked(carla)
    before = cards(carla)
    ben = ben_of(app)
    key = re.search(r'name="question" value="(\d+)"', ben.get("/").text)[1]
    post(ben, "/answer", question=key, uuid="one-tap-of-ben", choice=f"{ids['harbour']}")
    assert sum(len(said(card)["question"]) for card in cards(carla)) == (
        sum(len(said(card)["question"]) for card in before) - 1
    )


def test_a_team_gets_no_more_cards_than_its_ration(carla, monkeypatch):
    monkeypatch.setattr(asking_leads, "MOST", 1)
    asked(carla)
    assert len(cards(carla)) == 1


def test_only_the_lead_of_the_team_may_answer_and_a_word_is_checked(app, carla, ids):
    asked(carla)
    card = cards(carla)[0]
    assert ben_of(app).get("/crew/").status_code == 403
    page = words(post(carla, "/crew/asked", **said(card, code="999999")))
    assert "Choose codes from the list" in page
    with app.app_context(), write() as tx:
        staff.set_leads(tx, ids["roofing"], {ids["ben"]})
    page = words(post(carla, "/crew/asked", **said(card, code=f"{ids['harbour']}")))
    assert "answered already" in page
    assert [one for one in answers(app, ids["ben"]) if one.author == ids["carla"]] == []


def test_a_lead_is_asked_what_its_worker_was_not_to_be_asked_about(app, carla, ids):
    post(carla, ASK, most="2")
    about = re.compile(r'name="question" value="(\d+)"')
    ben = ben_of(app)
    before = about.findall(ben.get("/").text)
    post(carla, f"{ASK}/leads")
    of_leads = [key for card in cards(carla) for key in said(card)["question"]]
    assert len(of_leads) > 2
    assert about.findall(ben.get("/").text) == before
    assert f"{len(of_leads)} of {len(of_leads)} shifts wait" in words(carla.get(PAGE))
    # What is taken back is taken from both, and can be asked again.
    post(carla, f"{ASK}/back")
    assert cards(carla) == []
    assert "Leads:" not in words(carla.get(PAGE))
    assert len([key for card in asked_cards(carla) for key in said(card)["question"]]) > 2


def asked_cards(carla):
    asked(carla)
    return cards(carla)


def test_what_a_lead_could_not_tell_is_in_doubt_whatever_its_confidence(app, carla, ids):
    actor = type("Asking", (), {"id": ids["carla"]})
    with app.app_context():
        before = reviewing.queue(FIRST, actor)
        crew.ask(app, ids)
        with write() as tx:
            key = tx.execute(select(questions.questions.c.id)).scalar_one()
            polls.ask_leads(tx, [key], 1)
        assert reviewing.queue(FIRST, actor).wrong == before.wrong
        with write() as tx:
            polls.end_with_lead(tx, [key], "a press")
        after = reviewing.queue(FIRST, actor)
        assert after.wrong == reviewing.expected(FIRST) > before.wrong
    assert after.at_most > before.at_most
