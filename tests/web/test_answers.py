"""A question after the clock-out, answered with one tap; and the lead's word for the crew."""

import re

import pytest

from tests.support import crew
from tests.web.test_worker import post
from timesheet.actions import deriving, refitting
from timesheet.actions.asking import Choice
from timesheet.core import calendar
from timesheet.core.model import Code, RosterShift, Source
from timesheet.store import facts, people, questions, rosters, staff
from timesheet.store.db import add, read, write
from timesheet.store.questions import Budget
from timesheet.store.tables import Membership, Project
from timesheet.web.answers import spoken_split

UUID = "0b7f1e62-5a3c-4a52-8f0e-2f2f1f5f0a0"


@pytest.fixture
def depot(app, ids) -> int:
    """Let there be a second project, nothing that decides by itself, and Ben in Ana's crew."""
    with app.app_context(), write() as tx:
        tx.exec_driver_sql("DELETE FROM rule")
        key = add(
            tx,
            Project.__table__,
            {"code": "DEPOT", "name": "Depot", "attestation_required": False},
        )
        values = {"person_id": ids["ben"], "team_id": ids["framing"]}
        add(tx, Membership.__table__, {**values, "valid_from": calendar.date(2026, 1, 1)})
    return key


@pytest.fixture
def known(app, ids, depot):
    """Let Ana and Ben work two weeks, and Ana say what some of it was."""
    crew.work(app, ids)
    with app.app_context():
        with write() as tx:
            questions.set_budget(tx, Budget(5, 0, 0))
        for n, day in enumerate(("2026-11-09", "2026-11-10", "2026-11-12")):
            say(ids["ana"], day, ids["harbour"] if n else depot)
        deriving.rebuild()
        refitting.refit(1)
    return depot


@pytest.fixture
def asked(known, ana, clock):
    """Let Ana clock out today."""
    clock.show("2026-11-16 08:02:00")
    post(ana, "in")
    clock.show("2026-11-16 16:31:00")
    post(ana, "out")
    return ana


def say(person, day, project):
    start = calendar.instant(calendar.datetime.fromisoformat(f"{day}T08:00"), crew.ZONE)
    with write() as tx:
        facts.add_answer(
            tx,
            ((Code(project), 1),),
            person_id=person,
            start_at=start,
            end_at=start + 8 * 3600,
            source="own_word",
            author_id=person,
            made_at=start,
        )


def choices(page):
    return dict(re.findall(r'name="choice" value="([^"]+)">(?:<svg.*?</svg>)?(.*?)</button>', page))


def number(page):
    return re.search(r'name="question" value="(\d+)"', page).group(1)


def send(client, path="/answer", **form):
    page = client.get("/").text
    form = {"question": number(page), "uuid": UUID + "1", **form}
    return client.post(path, data={**form, "csrf_token": crew.token_in(page)})


def words(app, person):
    with app.app_context(), read() as tx:
        return [a for a in facts.answers_between(tx, person) if a.made_at > 1_794_800_000]


@pytest.mark.parametrize("divided", [False, True])
def test_a_shift_that_the_roster_divides_is_not_asked_about(app, ana, ids, known, clock, divided):
    """One code for all of it would undo what was planned."""
    noon = calendar.instant(calendar.datetime.fromisoformat("2026-11-16T12:00"), crew.ZONE)
    then = known if divided else ids["harbour"]
    plans = ((noon - 4 * 3600, noon, ids["harbour"]), (noon, noon + 4 * 3600, then))
    with app.app_context(), write() as tx:
        rosters.add_shifts(
            tx,
            [RosterShift(0, ids["ana"], start, end, code=Code(key)) for start, end, key in plans],
            0,
        )
    clock.show("2026-11-16 08:02:00")
    post(ana, "in")
    clock.show("2026-11-16 16:01:00")
    post(ana, "out")
    assert ("skip" in choices(ana.get("/").text)) is not divided


def test_one_tap_answers_and_can_be_taken_back(app, asked, ids):
    page = asked.get("/").text
    offered = choices(page)
    assert "skip" in offered
    assert offered[str(ids["harbour"])] == "Yes" or "Harbour hall" in offered.values()
    assert send(asked, choice=str(ids["harbour"])).status_code == 303
    (answer,) = words(app, ids["ana"])
    assert (answer.source, answer.parts) == (Source.OWN_WORD, ((Code(ids["harbour"]), 1),))
    assert "Take the answer back" in asked.get("/").text
    send(asked, "/answer/back", uuid=UUID + "2")
    assert words(app, ids["ana"])[0].withdrawn
    assert 'id="question"' not in asked.get("/").text
    with app.app_context():
        assert deriving.check() == []


def test_a_way_to_divide_the_shift_is_one_tap(app, asked, ids, depot):
    parts = ((Code(ids["harbour"]), 28), (Code(depot), 4))
    with app.app_context(), write() as tx:
        table = questions.questions
        tx.execute(
            table.update().values(splits=questions.Offer(splits=(parts,)).columns()["splits"])
        )
    (chip,) = [value for value in choices(asked.get("/").text) if "+" in value]
    assert choices(asked.get("/").text)[chip] == "With 1 h 00 Depot"
    send(asked, choice=chip.replace("*60", "*6x"))
    assert words(app, ids["ana"]) == []
    send(asked, choice=chip)
    (answer,) = words(app, ids["ana"])
    assert answer.parts == ((Code(ids["harbour"]), 450), (Code(depot), 60))


def test_a_way_to_divide_it_says_in_short_what_else_it_was():
    framing, cleaning = Code(1, 10), Code(1, 11)
    asked = Choice(framing, "Harbour hall – Framing")
    parts = (Choice(framing, "Framing", 27_000), Choice(cleaning, "Cleaning", 1800))
    assert spoken_split(parts, asked) == "With 0 h 30 Cleaning"
    other = Choice(Code(2), "Depot")
    assert spoken_split(parts, other) == "7 h 30 Framing · 0 h 30 Cleaning"


def test_a_retry_says_nothing_twice_and_another_answer_is_refused(app, asked, ids, depot):
    page = asked.get("/").text
    form = {
        "question": number(page),
        "uuid": UUID + "1",
        "choice": str(depot),
        "csrf_token": crew.token_in(page),
    }
    for _ in range(2):
        assert asked.post("/answer", data=form).status_code == 303
    asked.post("/answer", data={**form, "uuid": UUID + "9", "choice": "skip"})
    assert "answered already" in asked.get("/").text
    assert len(words(app, ids["ana"])) == 1


def test_skipping_is_remembered_and_says_nothing(app, asked, ids):
    send(asked, choice="skip")
    assert words(app, ids["ana"]) == []
    assert 'id="question"' not in asked.get("/").text


def test_a_split_and_not_knowing_are_answers(app, asked, ids, depot):
    sent = {"code1": str(ids["harbour"]), "hours1": "6", "code2": str(depot), "hours2": "2,5"}
    send(asked, choice="split", **sent)
    (answer,) = words(app, ids["ana"])
    assert answer.parts == ((Code(ids["harbour"]), 360), (Code(depot), 150))
    with app.app_context():
        assert deriving.check() == []


def test_i_dont_know_is_an_answer_without_a_code(app, asked, ids):
    send(asked, choice="unknown")
    (answer,) = words(app, ids["ana"])
    assert answer.parts == ()


@pytest.mark.parametrize(
    "form",
    [
        {"choice": "99999"},
        {"choice": "x"},
        {"choice": ""},
        {"choice": "split", "code1": "1", "hours1": "nan", "code2": "1", "hours2": "1"},
        {"choice": "skip", "uuid": "short"},
    ],
)
def test_what_makes_no_sense_is_refused(app, asked, ids, form):
    assert send(asked, **form).status_code == 303
    assert words(app, ids["ana"]) == []
    assert choices(asked.get("/").text)


def test_another_persons_question_is_missing(app, asked, ids):
    page = asked.get("/").text
    ben = app.test_client()
    crew.sign_in(ben, "ben")
    form = {"question": number(page), "uuid": UUID + "1", "choice": str(ids["harbour"])}
    form["csrf_token"] = crew.token_in(ben.get("/").text)
    assert ben.post("/answer", data=form).status_code == 404
    assert ben.post("/answer/back", data=form).status_code == 404


def test_without_a_budget_nobody_is_asked(app, ana, ids, depot, clock):
    with app.app_context(), write() as tx:
        questions.set_budget(tx, Budget(0, 0, 0))
    post(ana, "in")
    clock.show("2026-11-16 16:31:00")
    post(ana, "out")
    assert 'id="question"' not in ana.get("/").text


@pytest.fixture
def lead(app, ids, depot):
    """Let Carla lead the crew."""
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker", "lead"})
        staff.set_leads(tx, ids["framing"], {ids["carla"]})
    client = app.test_client()
    crew.sign_in(client, "carla")
    return client


def test_a_lead_answers_for_the_crews_day_in_one_tap(app, lead, ids, depot):
    crew.work(app, ids)
    with app.app_context():
        say(ids["ana"], "2026-11-10", depot)
        deriving.rebuild()
    page = lead.get("/crew/?day=2026-11-10").text
    assert "Ana Ruiz" in page
    form = {"day": "2026-11-10", "uuid": UUID + "1", "code": str(ids["harbour"])}
    form["csrf_token"] = crew.token_in(page)
    for _ in range(2):
        assert lead.post("/crew/answer", data=form).status_code == 303
    with app.app_context(), read() as tx:
        ben = facts.answers_between(tx, ids["ben"])
        ana = facts.answers_between(tx, ids["ana"])
        assert [(a.source, a.author) for a in ben] == [(Source.LEAD_WORD, ids["carla"])]
        assert [a.source for a in ana] == [Source.OWN_WORD]
    with app.app_context():
        assert deriving.check() == []
    assert "Harbour hall" in lead.get("/crew/?day=2026-11-10").text or "HARBOUR" in page


def test_only_a_lead_sees_a_crew_and_only_his_own(app, ana, lead, ids):
    assert ana.get("/crew/").status_code == 403
    with app.app_context(), write() as tx:
        staff.set_leads(tx, ids["framing"], set())
        assert (
            people.team_members(
                tx, frozenset(), calendar.date(2026, 1, 1), calendar.date(2026, 2, 1)
            )
            == set()
        )
    page = lead.get("/crew/").text
    assert "Ana Ruiz" not in page
    assert "Nobody is in your crew" in page


def test_a_project_that_needs_ones_word_is_confirmed_once_a_week(app, ana, ids, clock):
    crew.work(app, ids)
    with app.app_context(), write() as tx:
        tx.execute(Project.__table__.update().values(attestation_required=True))
    page = ana.get("/").text
    assert "Is this right?" in page
    form = {"said": f"2026-11-09.{ids['harbour']}", "uuid": UUID + "1"}
    form["csrf_token"] = crew.token_in(page)
    for _ in range(2):
        assert ana.post("/confirm", data=form).status_code == 303
    assert "Is this right?" not in ana.get("/").text
    with app.app_context():
        with read() as tx:
            said = facts.answers_between(tx, ids["ana"])
        assert len({answer.start for answer in said}) == len(said) > 0
        assert {answer.source for answer in said} == {Source.OWN_WORD}
        assert deriving.check() == []


def test_several_weeks_are_confirmed_with_one_tap(app, ana, ids, clock):
    for monday in (2, 9):
        crew.work(app, ids, calendar.date(2026, 11, monday))
    with app.app_context(), write() as tx:
        tx.execute(Project.__table__.update().values(attestation_required=True))
    page = ana.get("/").text
    weeks = [f"{week}.{ids['harbour']}" for week in ("2026-11-02", "2026-11-09")]
    assert "Confirm all 2" in page
    assert "Nov 2 – Nov 8, 2026" in page
    assert all(f'name="said" value="{week}"' in page for week in weeks)
    ana.post(
        "/confirm", data={"said": weeks, "uuid": UUID + "1", "csrf_token": crew.token_in(page)}
    )
    assert "Is this right?" not in ana.get("/").text


@pytest.mark.parametrize("said", ["", "soon.1", "2026-11-09", "2026-11-09.x"])
def test_a_confirmation_of_what_was_not_shown_is_refused(ana, ids, said):
    form = {"said": said, "uuid": UUID + "1", "csrf_token": crew.token_in(ana.get("/").text)}
    ana.post("/confirm", data=form)
    assert "choose from it" in ana.get("/").text


def test_a_week_that_goes_on_is_not_confirmed(app, ana, ids, clock):
    crew.work(app, ids)
    clock.show("2026-11-13 20:00:00")
    form = {"said": f"2026-11-09.{ids['harbour']}", "uuid": UUID + "1"}
    form["csrf_token"] = crew.token_in(ana.get("/").text)
    ana.post("/confirm", data=form)
    assert "over yet" in ana.get("/").text
    assert words(app, ids["ana"]) == []
