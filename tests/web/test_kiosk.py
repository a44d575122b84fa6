"""The shared tablet: registered once, workers known one by one, presses that waited."""

import hashlib
import uuid

import pytest
from sqlalchemy import text

from tests.support import crew
from tests.support.signin import add_person, signed_in, token
from tests.threats.walking import calls
from timesheet import now
from timesheet.actions import kiosk
from timesheet.store import policies
from timesheet.store.db import read, write
from timesheet.store.policies import Company
from timesheet.web.access import PUBLIC, TABLE, TABLET, row_for

NOON = 1_795_435_200
KEY = b"a key of the tests"


class Standing:
    def __init__(self):
        self.at = NOON


@pytest.fixture
def clock(monkeypatch):
    standing = Standing()
    monkeypatch.setattr(now, "utc", lambda: standing.at)
    monkeypatch.setattr(now, "utc_micros", lambda: standing.at * 1_000_000)
    # Tickets are stamped by the signer's own clock.
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: standing.at)
    return standing


@pytest.fixture
def staff(app, clock):
    """Ann has a badge and a PIN, Bob a PIN; returns their ids."""
    ann, bob = add_person(app, "ann").id, add_person(app, "bob").id
    with app.test_request_context():
        from timesheet.web.kiosk import pepper  # noqa: PLC0415

        kiosk.add_badge(ann, "BADGE-0815", ann, NOON)
        kiosk.set_pin(ann, "314159", pepper(), ann, NOON)
        kiosk.set_pin(bob, "271828", pepper(), bob, NOON)
    return {"ann": ann, "bob": bob}


def registered(app, name="Gate"):
    """Register a tablet as its users do; return its client, with the token it needs."""
    with app.app_context():
        admin = add_person(app, f"admin {name}", "admin").id
        code = kiosk.add(name, None, admin, now.utc())
    tablet = app.test_client()
    page = tablet.get("/kiosk/register").text
    answer = tablet.post("/kiosk/register", data={"code": code.lower(), "csrf_token": token(page)})
    assert answer.status_code == 303, answer.text
    tablet.environ_base["HTTP_X_CSRFTOKEN"] = token(tablet.get("/kiosk/").text)
    return tablet


def press(tablet, intent, **more):
    sent = {"uuid": str(uuid.uuid4()), "intent": intent, "claimed_at": now.utc(), **more}
    return tablet.post("/kiosk/punch", json=sent)


def punches(app):
    with app.app_context(), read() as tx:
        query = "SELECT person_id, kind, at, channel, device_id, actor_id FROM punch ORDER BY at"
        return [tuple(row) for row in tx.execute(text(query))]


def badge(code):
    return hashlib.sha256(code.encode()).hexdigest()


def test_a_badge_then_one_press(app, staff, clock):
    tablet = registered(app)
    found = tablet.post("/kiosk/who", json={"badge": badge("BADGE-0815")}).json
    assert found["name"] == "Ann"
    assert found["choices"][0] == {"intent": "in", "label": "Clock in"}
    answer = press(tablet, "in", ticket=found["ticket"])
    assert answer.status_code == 201
    assert answer.json["said"] == "Clocked in 12:00"
    clock.at += 3600
    again = tablet.post("/kiosk/who", json={"person": staff["ann"], "pin": "314159"}).json
    assert again["choices"][0]["intent"] == "out"
    assert press(tablet, "out", ticket=again["ticket"]).json["said"] == "Clocked out 13:00"
    kinds = [(row[0], row[1], row[3], row[5]) for row in punches(app)]
    ann = staff["ann"]
    assert kinds == [(ann, "in", "kiosk", ann), (ann, "out", "kiosk", ann)]


def test_the_tablets_language_is_spoken_to_whom_no_other_was_given(app, staff, clock):
    tablet = registered(app)
    german = {"Accept-Language": "de"}
    greeted = tablet.post("/kiosk/who", json={"badge": badge("BADGE-0815")}, headers=german).json
    assert greeted["words"] == "Sie sind ausgestempelt"
    with app.app_context(), write() as tx:
        tx.execute(text("UPDATE person SET locale = 'es' WHERE id = :id"), {"id": staff["ann"]})
    greeted = tablet.post("/kiosk/who", json={"badge": badge("BADGE-0815")}, headers=german).json
    assert greeted["words"] == "No está fichado"
    said = {"badge": badge("BADGE-0815"), "language": "en"}
    greeted = tablet.post("/kiosk/who", json=said, headers=german).json
    assert greeted["words"] == "You are clocked out"
    refused = tablet.post(
        "/kiosk/punch", json={"uuid": "of nobody", "intent": "in"}, headers=german
    )
    assert refused.status_code == 400
    assert refused.json["message"] == "Ausweis scannen oder auf den Namen tippen."


def test_a_deducted_meal_is_said_at_the_tablet_and_one_tap_makes_it_work(app, staff, clock):
    with app.app_context(), write() as tx:
        policies.set_company(tx, Company(name="Gate", zone="UTC", pay_anchor=crew.MONDAY))
    crew.deduct_meals(app)
    tablet = registered(app)
    who = {"badge": badge("BADGE-0815")}
    assert press(tablet, "in", ticket=tablet.post("/kiosk/who", json=who).json["ticket"]).json[
        "meal"
    ] is None  # fmt: skip
    clock.at += 8 * 3600
    ticket = tablet.post("/kiosk/who", json=who).json["ticket"]
    meal = press(tablet, "out", ticket=ticket).json["meal"]
    assert (meal["words"], meal["label"]) == ("30 min meal deducted by rule", "I worked through")
    sent = {"shift": meal["shift"], "ticket": ticket}
    assert tablet.post("/kiosk/meal", json={**sent, "ticket": ""}).status_code == 400
    assert tablet.post("/kiosk/meal", json=sent).json["said"] == "Noted in your own words."
    with app.app_context(), read() as tx:
        row = tx.execute(text("SELECT meal_taken, seconds FROM shift")).one()
        author = tx.execute(text("SELECT author_id, says FROM declaration")).one()
    assert tuple(row) == (0, 8 * 3600)
    assert tuple(author) == (staff["ann"], "meal_taken")
    clock.at += 200
    assert tablet.post("/kiosk/meal", json=sent).status_code == 400


def test_a_ticket_is_for_one_tablet_and_a_short_while(app, staff, clock):
    one, other = registered(app), registered(app, "Yard")
    ticket = one.post("/kiosk/who", json={"badge": badge("BADGE-0815")}).json["ticket"]
    assert press(other, "in", ticket=ticket).status_code == 400
    clock.at += 600
    assert press(one, "in", ticket=ticket).status_code == 400
    assert press(one, "in", ticket=ticket[:-2] + "xx").status_code == 400
    assert press(one, "in", ticket=ticket, offline=True, claimed_at=clock.at).status_code == 400
    assert punches(app) == []
    # What was pressed in time and waited on the tablet arrives.
    answer = press(one, "in", ticket=ticket, offline=True, claimed_at=NOON + 5)
    assert answer.status_code == 201
    assert punches(app)[0][2] == NOON + 5


def test_what_waited_arrives_once_by_badge_or_by_name_only(app, staff, clock):
    tablet = registered(app)
    clock.at += 3600
    sent = {"offline": True, "claimed_at": NOON + 60, "uuid": str(uuid.uuid4())}
    for status in (201, 200, 200):
        assert press(tablet, "in", badge=badge("BADGE-0815"), **sent).status_code == status
    by_name = {"offline": True, "claimed_at": NOON + 90, "person": staff["bob"]}
    assert press(tablet, "in", **by_name).status_code == 201
    assert press(tablet, "in", **{**by_name, "offline": False}).status_code == 400
    assert press(tablet, "in", **{**by_name, "person": 999_999}).status_code == 400
    rows = [(row[0], row[2], row[5]) for row in punches(app)]
    # Nobody proved to be Bob, and accounting can see it: the press has no actor.
    ann, bob = staff["ann"], staff["bob"]
    assert rows == [(ann, NOON + 60, ann), (bob, NOON + 90, None)]


def test_p12_pins_are_not_swept(app, staff, clock):
    tablet = registered(app)
    looked_at = 0
    for pin in range(40):
        sent = {"person": staff["ann"], "pin": f"{pin:06}"}
        looked_at += tablet.post("/kiosk/who", json=sent).status_code == 422
        clock.at += 20
    assert looked_at <= 10
    slowed = tablet.post("/kiosk/who", json={"person": staff["ann"], "pin": "314159"})
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    with app.app_context(), read() as tx:
        said = "SELECT COUNT(*) FROM audit WHERE event = 'kiosk_guessing'"
        assert tx.execute(text(said)).scalar() > 0
    clock.at += 900
    right = tablet.post("/kiosk/who", json={"person": staff["ann"], "pin": "314159"})
    assert right.status_code == 200
    assert punches(app) == []


def test_p12_one_pin_for_all_names_is_slowed_too(app, staff, clock):
    tablet = registered(app)
    answers = [
        tablet.post("/kiosk/who", json={"person": 1000 + n, "pin": "314159"}).status_code
        for n in range(80)
    ]
    assert answers.count(422) == kiosk.PER_TABLET.most
    assert set(answers[kiosk.PER_TABLET.most :]) == {429}


def test_p13_a_tablet_opens_nothing_but_its_pages(app, staff, clock):
    tablet = registered(app)
    for path in ("/", "/account", "/accounting", "/admin/", "/admin/people"):
        assert tablet.get(path).status_code == 303
    assert press(tablet, "in", person=staff["ann"]).status_code == 400
    assert tablet.post("/punch", json={"uuid": "x" * 8, "intent": "in"}).status_code == 401
    for path in ("/kiosk/", "/kiosk/people"):
        assert tablet.get(path).headers["Cache-Control"] == "no-store"
    assert "Ann" not in tablet.get("/kiosk/").text
    people = tablet.get("/kiosk/people").json["people"]
    assert [set(one) for one in people] == [{"id", "name", "marks", "photo"}] * 2
    assert [one["photo"] for one in people] == ["", ""]


def test_p12_several_tablets_look_at_ten_pins_together(app, staff, clock):
    tablets = [registered(app, name) for name in ("Gate", "Yard", "Shed")]
    sent = [{"person": staff["ann"], "pin": f"{n:06}"} for n in range(60)]
    answers = [tablets[n % 3].post("/kiosk/who", json=one) for n, one in enumerate(sent)]
    assert [a.status_code for a in answers].count(422) == kiosk.PER_WORKER.most == 10
    # Bob is not locked out by what was tried with Ann's name, and a PIN alone tells nobody.
    bob = {"person": staff["bob"], "pin": "271828"}
    assert tablets[0].post("/kiosk/who", json=bob).status_code == 200
    assert tablets[0].post("/kiosk/who", json={"pin": "271828"}).status_code == 422
    assert punches(app) == []


def test_p13_no_page_but_the_declared_ones_takes_a_tablet_for_anybody(app, staff, clock):
    tablet = registered(app)
    free = {row.endpoint for row in TABLE if row.roles in (PUBLIC, TABLET)}
    for call in calls(app, staff["ann"]):
        if row_for(call.endpoint, call.method).roles in (PUBLIC, TABLET):
            continue
        answer = tablet.open(call.path, method=call.method)
        assert answer.status_code in {303, 400, 401, 403, 404}, call
        assert answer.status_code != 303 or "/sign-in" in answer.location, call
        answer.close()
    assert {e for e in free if e.startswith("kiosk.")} == {
        "kiosk.register", "kiosk.home", "kiosk.people", "kiosk.who", "kiosk.punch", "kiosk.meal",
        "kiosk.photo",
        "kiosk.undo",
    }  # fmt: skip


def test_p15_no_answer_address_or_log_has_the_secret(app, staff, clock, caplog):
    caplog.set_level("DEBUG")
    tablet = registered(app)
    secret = tablet.get_cookie("kiosk", path="/kiosk").value
    found = tablet.post("/kiosk/who", json={"badge": badge("BADGE-0815")})
    answers = [tablet.get("/kiosk/"), tablet.get("/kiosk/people"), found]
    answers.append(press(tablet, "in", ticket=found.json["ticket"]))
    answers.append(press(tablet, "in", ticket="nobody's"))
    for answer in answers:
        assert secret not in answer.text
        assert secret not in answer.headers.get("Location", "")
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert secret not in caplog.text
    with app.app_context(), read() as tx:
        held = tx.execute(text("SELECT * FROM kiosk")).one()
    assert secret not in map(str, held)


def test_p15_the_secret_is_in_no_address_and_ends_at_once(app, staff, clock):
    tablet = registered(app)
    cookie = tablet.get_cookie("kiosk", path="/kiosk")
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    admin = signed_in(app, "boss", "admin")
    csrf = {"csrf_token": token(admin.get("/admin/kiosks").text)}
    assert admin.post("/admin/kiosks/1/end", data=csrf).status_code == 303
    waiting = {"badge": badge("BADGE-0815"), "offline": True, "uuid": str(uuid.uuid4())}
    answer = press(tablet, "in", **waiting)
    assert (answer.status_code, answer.json["error"]) == (401, "device not registered")
    assert tablet.get("/kiosk/").headers["Location"] == "/kiosk/register"
    # The press waits on the tablet; registered again, the tablet delivers it.
    page = admin.post("/admin/kiosks/1/code", data=csrf).text
    code = page.split('<p class="code">')[1].split("</p>")[0]
    form = {"code": code, "csrf_token": token(tablet.get("/kiosk/register").text)}
    assert tablet.post("/kiosk/register", data=form).status_code == 303
    assert press(tablet, "in", **waiting).status_code == 201
    assert len(punches(app)) == 1


def test_a_code_works_once_and_for_ten_minutes(app, clock):
    with app.app_context():
        admin = add_person(app, "boss", "admin").id
        first, second = (kiosk.add(name, None, admin, now.utc()) for name in ("Gate", "Yard"))
        assert kiosk.register(first, "10.0.0.1", now.utc())
        for code in (first, "ABCDEFGH", second):
            clock.at += 0 if code != second else kiosk.CODE_HOLDS
            with pytest.raises(kiosk.Refused, match="doesn't hold"):
                kiosk.register(code, "10.0.0.1", now.utc())
        for _ in range(kiosk.PER_NETWORK.most + 1):
            with pytest.raises(kiosk.Refused) as refused:
                kiosk.register("ABCDEFGH", "10.0.0.1", now.utc())
        assert "Too many" in refused.value.message


def test_the_secret_changes_daily_and_a_lost_answer_locks_nobody_out(app, clock):
    with app.app_context():
        admin = add_person(app, "boss", "admin").id
        old = kiosk.register(kiosk.add("Gate", None, admin, NOON), "", NOON)
        assert kiosk.fresh_secret(kiosk.opened(old), old, NOON + 3600) == ""
        new = kiosk.fresh_secret(kiosk.opened(old), old, NOON + 90_000)
        assert new
        # The answer was lost: the old one still opens, and makes no third.
        assert kiosk.opened(old) is not None
        assert kiosk.fresh_secret(kiosk.opened(old), old, NOON + 90_000) == ""
        newest = kiosk.fresh_secret(kiosk.opened(new), new, NOON + 200_000)
        assert kiosk.opened(newest).newest
        assert kiosk.opened(old) is None


@pytest.mark.parametrize("pin", ["12345", "1234567", "12345x", "111111", "123456", "987654", ""])
def test_pins_that_are_none_or_anybodys_first_guess(app, pin):
    with app.app_context(), pytest.raises(kiosk.Refused):
        kiosk.set_pin(add_person(app, "ann").id, pin, KEY, 1, NOON)


def test_a_badge_is_one_persons(app):
    ann, bob = add_person(app, "ann").id, add_person(app, "bob").id
    with app.app_context():
        kiosk.add_badge(ann, "BADGE-0815", ann, NOON)
        with pytest.raises(kiosk.Refused, match="somebody's"):
            kiosk.add_badge(bob, "BADGE-0815", bob, NOON)
        assert kiosk.end_badges(ann, bob, NOON) == 1
        assert kiosk.badges(ann) == 0


def test_an_admin_gives_badges_and_pins(app, staff, clock):
    admin = signed_in(app, "boss", "admin")
    page = f"/admin/people/{staff['bob']}"
    csrf = {"csrf_token": token(admin.get(f"{page}/badge").text)}
    printed = admin.post(f"{page}/badge", data={**csrf, "do": "print"}).text
    assert "<svg width=" in printed or "<svg " in printed
    assert "1 badge holds" in printed
    assert 'class="code"' in admin.post(f"{page}/pin", data=csrf).text
    assert admin.post(f"{page}/badge", data={**csrf, "badge": "short"}).status_code == 422
    assert admin.post(f"{page}/badge", data={**csrf, "badge": "LONG-ENOUGH"}).status_code == 303
    assert admin.post(f"{page}/badge/end", data=csrf).status_code == 303
    assert "No badge yet" in admin.get(f"{page}/badge").text
