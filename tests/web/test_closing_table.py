"""Who may still change what in which state of a pay period, through every way of the pages (A46).

The table is section 4 of the accounting paper: what isn't in it is refused by the server, and
nothing is written.
"""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.support import crew, signin
from timesheet.core.closing import State
from timesheet.store import closing, facts, questions, staff
from timesheet.store.db import read, write

FIRST, LAST, DAY = date(2026, 11, 9), date(2026, 11, 22), date(2026, 11, 12)
STATES = tuple(State)
OPEN = frozenset({State.OPEN})
TO_SUBMITTED = frozenset({State.OPEN, State.SUBMITTED})
TO_APPROVED = frozenset({State.OPEN, State.SUBMITTED, State.APPROVED})
NEVER: frozenset[State] = frozenset()

# Who, by which way, in which states. Ana is the worker; Lena leads her, Carla is in accounting.
ALLOWED = {
    ("ana", "own_time"): OPEN,
    ("ana", "own_answer"): OPEN,
    ("ana", "time"): NEVER,
    ("ana", "crew_word"): NEVER,
    ("ana", "review"): NEVER,
    ("lena", "time"): OPEN,
    ("lena", "crew_word"): OPEN,
    ("lena", "review"): NEVER,
    ("carla", "time"): TO_SUBMITTED,
    ("carla", "review"): TO_APPROVED,
    ("carla", "crew_word"): NEVER,
    ("otto", "time"): NEVER,
    ("otto", "crew_word"): NEVER,
    ("otto", "review"): NEVER,
}


@pytest.fixture
def engine_name():
    """Take one engine: the rules are the program's, and the numbers of requests many."""
    return "sqlite"


@pytest.fixture
def company(app, ids, clock):
    lena = signin.add_person(app, "lena", "lead", zone=crew.ZONE).id
    otto = signin.add_person(app, "otto", "admin", zone=crew.ZONE).id
    with app.app_context(), write() as tx:
        staff.set_leads(tx, ids["framing"], {lena})
    crew.work(app, ids)
    with app.app_context(), write() as tx:
        questions.add_question(
            tx, questions.Offer(()), person_id=ids["ana"], raw_start=crew.instant(DAY, "07:58"),
            start_at=crew.instant(DAY, "07:58"), end_at=crew.instant(DAY, "16:31"),
            wall_day=(DAY - date(1970, 1, 1)).days, end_minute=0, worth_cents=100, asked=True,
            considered_at=crew.instant(date(2026, 11, 22), "09:00"),
        )  # fmt: skip
    clock.show("2026-11-23 09:00:00")
    return {**ids, "lena": lena, "otto": otto}


def client_of(app, login):
    client = app.test_client()
    if login in {"lena", "otto"}:
        signin.sign_in(client, login)
    else:
        crew.sign_in(client, login)
    return client


def stand(app, company, state):
    """Let Ana's period stand in a state, whoever brought it there."""
    with app.app_context(), write() as tx:
        closing.add_step(
            tx, person_id=company["ana"], period=FIRST, last_day=LAST, step="lock",
            state=state.value, author_id=company["carla"], made_at=1, reason="", seen="",
        )  # fmt: skip


def said(app):
    """Return how many corrections and words there are."""
    with app.app_context(), read() as tx:
        return sum(
            tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (facts.corrections, facts.answers)
        )


def edit(app, client, company, way, turn):
    ana, harbour = company["ana"], company["harbour"]
    form = {"csrf_token": crew.token_in(client.get("/account").text), "reason": "it was so"}
    added = {"kind": "out", "day": str(DAY), "time": f"17:{turn:02}"}
    if way == "own_time":
        return client.post("/week/add", data=form | added)
    if way == "time":
        return client.post(f"/timecard/{ana}/add", data=form | added)
    form["uuid"] = f"press-of-{way}-{turn}"
    if way == "own_answer":
        with app.app_context(), read() as tx:
            key = tx.execute(select(questions.questions.c.id)).scalar_one()
        return client.post("/answer", data=form | {"question": key, "choice": f"{harbour}"})
    if way == "crew_word":
        return client.post("/crew/answer", data=form | {"day": str(DAY), "code": f"{harbour}"})
    page = client_of(app, "carla").get(f"/review/{FIRST}").text
    rows = [row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if "Framing" in row]
    key = re.search(r'name="key" value="(\w+)"', rows[0])[1] if rows else "gone"
    return client.post(f"/review/{FIRST}", data=form | {"key": key, "code": f"{harbour}"})


@pytest.mark.parametrize(("who", "way"), ALLOWED)
def test_a46_what_the_table_does_not_allow_is_refused(app, company, who, way):
    client, allowed = client_of(app, who), ALLOWED[who, way]
    # Backwards, so that what is said in an earlier state can't stand in the way of a later one.
    for turn, state in enumerate(reversed(STATES)):
        stand(app, company, state)
        before = said(app)
        answer = edit(app, client, company, way, turn)
        assert answer.status_code < 500
        assert (said(app) > before) is (state in allowed), state
        if not allowed:
            assert answer.status_code in {403, 404}
        if way == "review" and state in allowed:
            form = {"csrf_token": crew.token_in(client.get("/account").text)}
            client.post(f"/review/{FIRST}/undo", data=form | {"uuid": f"press-of-{way}-{turn}"})
