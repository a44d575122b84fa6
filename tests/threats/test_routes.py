"""Every page against everybody: who is not meant is kept out, whatever the method."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.support.signin import add_person, sign_in, signed_in, token
from tests.threats.walking import EVERY_ROLE, FILES, calls
from timesheet.actions import signing
from timesheet.store.db import read, write
from timesheet.store.tables import Person
from timesheet.web import access
from timesheet.web.access import ACCESS, PUBLIC, TABLET, Scope, row_for

MISSING = 999_999
TABLES = [table.name for table in Person.metadata.sorted_tables]
# What a request may always leave behind: nothing that anybody reads as hours, people or policy.
OWN_TRACES = {"session", "login_attempt"}


def everything(app: Flask) -> dict[str, list]:
    """Return all rows of all tables, but for the traces of signing in."""
    with app.app_context(), read() as tx:
        return {
            table.name: sorted(map(repr, tx.execute(select(table)).all()))
            for table in Person.metadata.sorted_tables
            if table.name not in OWN_TRACES
        }


def with_token(client):
    client.environ_base["HTTP_X_CSRFTOKEN"] = token(client.get("/account").text)
    return client


def test_p03_an_undeclared_page_does_not_start():
    bare = Flask("bare")
    bare.add_url_rule("/forgotten", "forgotten", lambda: "x", methods=["POST"])
    with pytest.raises(RuntimeError, match="POST forgotten"):
        access.attach(bare)


def test_p03_a_page_declared_for_reading_only_does_not_start_with_a_post():
    bare = Flask("bare")
    bare.add_url_rule("/", "worker.home", lambda: "x", methods=["GET", "POST"])
    with pytest.raises(RuntimeError, match=r"POST worker\.home"):
        access.attach(bare)


def test_p03_every_row_of_the_table_has_its_page_and_a_known_role(app):
    there = {(call.endpoint, call.method) for call in calls(app)}
    rooms = {(f"{name.rpartition('.')[0]}.*", method) for name, method in there}
    for (endpoint, method), row in ACCESS.items():
        assert row.roles <= PUBLIC | TABLET | set(EVERY_ROLE)
        assert row.roles in {PUBLIC, TABLET} or row.scope is not Scope.NOBODYS
        if endpoint.split(".")[0] in app.blueprints:
            assert (endpoint, method) in there | rooms, f"{method} {endpoint}"


@pytest.mark.parametrize("role", [None, *EVERY_ROLE])
def test_p03_every_page_for_every_role(app, role):
    client = with_token(signed_in(app, "somebody", role)) if role else app.test_client()
    before = everything(app)
    for endpoint, method, path in calls(app, MISSING):
        if endpoint == "auth.sign_out":
            continue
        answer = client.open(path, method=method)
        answer.close()
        row = row_for(endpoint, method)
        assert row is not None
        if row.roles == PUBLIC:
            assert answer.status_code < 500, path
        elif role is None or row.roles == TABLET:
            assert answer.status_code in {303, 401}, (path, answer.status_code)
        elif role not in row.roles:
            assert answer.status_code == 403, (path, answer.status_code)
        else:
            assert answer.status_code not in {401, 403}, path
            assert answer.status_code < 500, path
    if role != "admin":
        assert everything(app) == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
def test_p03_methods_that_nobody_declared(app, method):
    client = with_token(signed_in(app, "somebody", *EVERY_ROLE))
    for path in {call.path for call in calls(app)}:
        answer = client.open(path, method=method)
        answer.close()
        assert answer.status_code == 405, (path, answer.status_code)


def test_p01_another_id_answers_like_a_missing_one(app):
    """A page for one's own or one's crew's things tells nobody whether an id exists."""
    other = add_person(app, "other").id
    client = with_token(signed_in(app, "somebody", "worker", "lead"))
    for here, nowhere in zip(calls(app, other), calls(app, MISSING), strict=True):
        row = row_for(here.endpoint, here.method)
        if here.path == nowhere.path or row is None or row.roles in {PUBLIC, TABLET}:
            continue
        answers = [client.open(call.path, method=call.method) for call in (here, nowhere)]
        assert answers[0].status_code == answers[1].status_code in {403, 404}
        # A token is signed anew in each second.
        said = [answer.text.replace(token(answer.text), "") for answer in answers]
        assert said[0].replace(here.path, "") == said[1].replace(nowhere.path, "")


def test_p14_reading_changes_nothing(app):
    client = signed_in(app, "somebody", *EVERY_ROLE)
    before = everything(app)
    for endpoint, method, path in calls(app):
        if method == "GET":
            for verb in ("GET", "HEAD"):
                client.open(path, method=verb).close()
        elif row_for(endpoint, "GET") is None or endpoint == "auth.sign_out":
            assert client.get(path).status_code == 405, path
            assert client.head(path).status_code == 405, path
    assert everything(app) == before


def test_p14_a_change_needs_its_token_and_its_origin(app):
    client = signed_in(app, "somebody", *EVERY_ROLE)
    other = signed_in(app, "other", *EVERY_ROLE)
    theirs = token(other.get("/account").text)
    before = everything(app)
    for endpoint, method, path in calls(app):
        if method == "GET" or endpoint == "auth.sign_in":
            continue
        # A browser that is no tablet isn't even asked for its token there.
        refused = 401 if row_for(endpoint, method).roles == TABLET else 400
        for sent in ({}, {"data": {"csrf_token": theirs}}, {"json": {"csrf_token": theirs}}):
            assert client.open(path, method=method, **sent).status_code == refused, path
        assert client.post(path, data="{}", content_type="text/plain").status_code == 415
        mine = {"X-CSRFToken": token(client.get("/account").text)}
        for head in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"},
                     {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}):  # fmt: skip
            assert client.post(path, headers=mine | head).status_code == 403, path
    assert everything(app) == before


@pytest.mark.parametrize("how", ["sign out", "password", "disabled"])
def test_p10_a_copied_cookie_is_refused_by_every_page(app, how):
    client = signed_in(app, "ann", *EVERY_ROLE)
    thief = app.test_client()
    thief.set_cookie("session", client.get_cookie("session").value)
    crumb = token(client.get("/account").text)
    assert thief.get("/account").status_code == 200
    if how == "sign out":
        client.post("/sign-out", data={"csrf_token": crumb})
    else:
        change = (
            "auth_version = auth_version + 1" if how == "password" else "ended_on = '2020-01-01'"
        )
        with app.app_context(), write() as tx:
            tx.execute(text(f"UPDATE person SET {change} WHERE login = 'ann'"))
    for endpoint, method, path in calls(app):
        row = row_for(endpoint, method)
        if row is None or row.roles == PUBLIC:
            continue
        answer = thief.open(path, method=method, headers={"X-CSRFToken": crumb})
        assert answer.status_code in ({303} if method == "GET" else {401}), path


def test_p08_nobody_takes_as_long_as_somebody(app, monkeypatch):
    """Both are compared with a hash of the same cost, whether or not there is one to compare."""
    real, costs = signing._hasher, []

    class Watching:
        def verify(self, held, password):
            costs.append(held.split("$")[3])
            return real.verify(held, password)

        hash = staticmethod(real.hash)

    add_person(app, "ann")
    with app.app_context(), write() as tx:
        values = {"hash": real.hash("a sentence of hers")}
        tx.execute(text("UPDATE person SET password_hash = :hash WHERE login = 'ann'"), values)
    monkeypatch.setattr(signing, "_hasher", Watching())
    client = app.test_client()
    for login in ("ann", "nobody"):
        assert sign_in(client, login, "wrong").status_code == 422
    assert len(costs) == 2
    assert costs[0] == costs[1] == "m=19456,t=2,p=1"


@pytest.mark.parametrize("role", ["worker", "lead", "accounting"])
def test_p05_fields_that_nobody_asked_for_change_nothing(app, role):
    client = with_token(signed_in(app, "somebody", role))
    other = add_person(app, "other").id
    extra = {
        "role": "admin", "roles": "admin", "is_admin": "1", "hourly_rate": "99", "rate": "99",
        "worker_id": str(other), "person": str(other), "person_id": str(other), "approved": "1",
        "approved_by": "1", "punched_at": "0", "at": "0", "received_us": "0", "locked": "1",
        "confidence": "1", "tenant_id": "2", "auth_version": "0", "actor": str(other),
        "channel": "import", "uuid": "0b0e7f0e-aaaa-4bbb-8ccc-000000000000", "intent": "in",
    }  # fmt: skip
    kept = ("person", "role_grant", "pay_rate", "team_lead", "membership", "company", "rule")
    before = everything(app)
    for endpoint, method, path in calls(app):
        row = row_for(endpoint, method)
        if method == "GET" or row is None or role not in row.roles or endpoint in FILES:
            continue
        assert client.open(path, method=method, data=extra, buffered=True).status_code < 500
        assert client.open(path, method=method, json=extra, buffered=True).status_code < 500
    after = everything(app)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    with app.app_context(), read() as tx:
        rows = tx.execute(text("SELECT person_id, actor_id, channel, at FROM punch")).all()
    for person, actor, channel, at in rows:
        assert person == actor != other
        assert channel != "import"
        assert at > 1_700_000_000
