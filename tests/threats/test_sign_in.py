"""Sign-in against those who guess, plant, replay or redirect."""

import pytest

from tests.support.signin import PASSWORD, add_person, sign_in, signed_in, token
from timesheet import now
from timesheet.actions import signing, staffing
from timesheet.store import people, sessions
from timesheet.store.db import write
from timesheet.web.auth import local_path


def signed_out(answer):
    return answer.status_code == 303 and "/sign-in" in answer.location


def test_p07_guessing_is_slowed_and_never_locks(app, monkeypatch):
    add_person(app, "ann")
    at = 1_800_000_000
    monkeypatch.setattr(now, "utc", lambda: at)
    client = app.test_client()
    answers = [sign_in(client, "ann", f"wrong {n}") for n in range(12)]
    assert [a.status_code for a in answers] == [422] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert sign_in(client, "ann").status_code == 429
    at += 61
    assert sign_in(client, "ann").status_code == 303


def test_p07_of_two_hundred_guesses_in_a_minute_ten_are_looked_at(app, monkeypatch):
    add_person(app, "ann")
    at = 1_800_000_000
    monkeypatch.setattr(now, "utc", lambda: at)
    looked_at = []
    monkeypatch.setattr(signing, "_hasher", _Counting(signing._hasher, looked_at))
    client = app.test_client()
    page = token(client.get("/sign-in").text)
    statuses = []
    for turn in range(200):
        at = 1_800_000_000 + turn * 59 // 200
        form = {"login": "ann", "password": f"wrong {turn}", "csrf_token": page}
        statuses.append(client.post("/sign-in", data=form).status_code)
    assert len(looked_at) == statuses.count(422) == 10
    assert set(statuses[10:]) == {429}


def test_p07_many_accounts_from_one_network(app):
    client = app.test_client()
    codes = [sign_in(client, f"nobody{n}", "wrong").status_code for n in range(33)]
    assert codes == [422] * 30 + [429] * 3


def test_p08_nobody_and_somebody_are_answered_alike(app):
    add_person(app, "ann")
    client = app.test_client()
    pages = []
    for login in ("ann", "bob"):
        answer = sign_in(client, login, "wrong password")
        pages.append(
            (answer.status_code, answer.text.replace(login, "X").replace(token(answer.text), ""))
        )
    assert pages[0] == pages[1]


def test_p08_nobody_and_somebody_cost_one_verification_each(app, monkeypatch):
    add_person(app, "ann")
    with app.app_context():
        staffing.set_password("ann", PASSWORD)
    client, at, counts = app.test_client(), 1_800_000_000, {}
    monkeypatch.setattr(now, "utc", lambda: at)
    verified = []
    monkeypatch.setattr(signing, "_hasher", _Counting(signing._hasher, verified))
    for turn in range(20):
        for login in ("ann", f"nobody{turn}"):
            at += 61
            before = len(verified)
            sign_in(client, login, "wrong password")
            counts.setdefault(login == "ann", []).append(len(verified) - before)
    # The clock of a busy machine says little; one argon2 verification is what the answer costs.
    assert counts == {True: [1] * 20, False: [1] * 20}
    parameters = {held.rsplit("$", 2)[0] for held in verified}
    assert len(parameters) == 1


class _Counting:
    def __init__(self, real, verified):
        self.real, self.verified = real, verified

    def verify(self, held, password):
        self.verified.append(held)
        return self.real.verify(held, password)

    def __getattr__(self, name):
        return getattr(self.real, name)


def test_p09_a_planted_session_is_worth_nothing(app):
    add_person(app, "ann")
    client = app.test_client()
    with client.session_transaction() as planted:
        planted["_user_id"] = "planted"
        planted["planted"] = True
    before = client.get_cookie("session").value
    sign_in(client, "ann")
    with client.session_transaction() as session:
        assert session["_user_id"] != "planted"
        assert "planted" not in session
    thief = app.test_client()
    thief.set_cookie("session", before)
    assert signed_out(thief.get("/account"))


@pytest.mark.parametrize("end", ["sign out", "password", "disabled"])
def test_p10_a_copied_cookie_dies_with_the_session(app, end):
    client = signed_in(app, "ann")
    thief = app.test_client()
    thief.set_cookie("session", client.get_cookie("session").value)
    assert thief.get("/account").status_code == 200
    if end == "sign out":
        client.post("/sign-out", data={"csrf_token": token(client.get("/account").text)})
    else:
        with app.app_context(), write() as tx:
            person = people.credentials(tx, "ann").person
            if end == "password":
                people.set_password(tx, person, "x")
            else:
                people.end_access(tx, person, signing.calendar.day_of(0, "UTC"))
    assert signed_out(thief.get("/account"))


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example",
        "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example",
        "https:evil.example", "/%2f%2fevil.example".replace("/", "", 1), "%2f%2fevil.example",
        "/\t/evil.example", "/%09/evil.example", "\\\\evil.example", "/%5cevil.example",
        "//user@evil.example", "/\n", "", None, "/" + "a" * 3000,
    ],
)  # fmt: skip
def test_p11_next_leads_nowhere_else(target):
    assert local_path(target) is None


@pytest.mark.parametrize("target", ["/", "/accounting/2026-11-16?tab=lines", "/account"])
def test_p11_next_leads_back(target):
    assert local_path(target) == target


def test_p11_over_http(app):
    add_person(app, "ann")
    answer = sign_in(app.test_client(), "ann", next="//evil.example/x")
    assert answer.location == "/"


def test_sign_in_page_and_wrong_forms(app):
    client = app.test_client()
    assert client.get("/sign-in").status_code == 200
    assert client.post("/sign-in", data={"login": "x", "password": "y"}).status_code == 400
    page = client.get("/sign-in").text
    assert client.post("/sign-in", data={"csrf_token": token(page)}).status_code == 422


def test_change_of_password(app):
    client = signed_in(app, "ann")
    form = {"csrf_token": token(client.get("/account").text), "old": PASSWORD, "new": "short"}
    assert "at least 8" in client.post("/account", data=form).text
    form["new"] = "password123"
    assert "anybody would guess" in client.post("/account", data=form).text
    form["new"] = "a new sentence for ann"
    assert signed_out(client.post("/account", data=form))
    assert sign_in(client, "ann", "a new sentence for ann").status_code == 303


def test_idle_accountants_sign_in_again(app, monkeypatch):
    at = 1_800_000_000
    monkeypatch.setattr(now, "utc", lambda: at)
    client = signed_in(app, "ann", "accounting")
    assert client.get("/account").status_code == 200
    at += 29 * 60
    assert client.get("/account").status_code == 200
    at += 31 * 60
    assert signed_out(client.get("/account"))


def test_only_the_hash_of_a_token_is_kept(app):
    with app.app_context():
        person = add_person(app, "ann")
        with write() as tx:
            key = sessions.begin(tx, person.id, 1, 0, 10)
            row = tx.execute(sessions.sessions.select()).first()
        assert key not in row
