"""What comes in: hostile texts, kinds, sizes, names of the host; and the database away."""

import sqlite3

import pytest
from flask import jsonify, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.support.databases import settings_for
from tests.support.signin import signed_in, token
from timesheet.web import access
from timesheet.web.access import EVERYBODY, Row, Scope

HOSTILE = "a\x00b\x0bc\ud800d\uffffe\nf\tg"
CLEAN = "a\ufffdb\ufffdc\ufffdd\ufffde\nf\tg"


@pytest.fixture
def opened(app, monkeypatch):
    """A page of the application that answers what it got, and one that fails as it is told."""

    def echo():
        if request.is_json:
            return jsonify(request.get_json())
        return jsonify(form=request.form.to_dict(), args=request.args.to_dict())

    def fail():
        raise app.config["FAILURE"]

    def upload():
        return jsonify(sizes=[len(file.read()) for file in request.files.values()])

    for name, view, large in (("echo", echo, False), ("fail", fail, False), ("up", upload, True)):
        app.add_url_rule(f"/{name}", f"worker.{name}", view, methods=["GET", "POST"])
        for method in ("GET", "POST"):
            row = Row(f"worker.{name}", method, EVERYBODY, Scope.OWN, large)
            monkeypatch.setitem(access.ACCESS, (f"worker.{name}", method), row)
    return app


@pytest.fixture
def ann(opened):
    client = signed_in(opened, "ann")
    client.environ_base["HTTP_X_CSRFTOKEN"] = token(client.get("/account").text)
    return client


def test_text_is_legal_however_it_comes(ann):
    body = '{"note": ["a\\u0000b\\u000bc\\ud800d\\uffffe\\nf\\tg"], "x\\u0000": 1, "n": null}'
    sent = ann.post("/echo", data=body, content_type="application/json")
    assert sent.get_json() == {"note": [CLEAN], "x\ufffd": 1, "n": None}
    plain = HOSTILE.replace("\ud800", "\x01")
    form = ann.post("/echo?q=%00x", data={"note": plain}).get_json()
    assert form == {"form": {"note": CLEAN}, "args": {"q": "\ufffdx"}}
    parts = ann.post("/echo", data={"note": plain}, content_type="multipart/form-data")
    assert parts.get_json()["form"] == {"note": CLEAN}


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 50_000, "{", "\xff", "1" * 5000, '"\\ud8"', ""]
)
def test_p40_json_that_cannot_be_read_is_a_400(ann, body):
    answer = ann.post("/echo", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["error"]


@pytest.mark.parametrize("path", ["/%00", "/account%00", "/%0a", "/accounting/%00"])
def test_p40_control_characters_in_an_address(ann, path):
    assert ann.get(path).status_code == 404


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "text/plain; x=json", "x"])
def test_p14_json_counts_only_as_application_json(ann, kind):
    assert ann.post("/echo", data="{}", content_type=kind).status_code == 415


def test_p14_json_with_its_token_in_the_body_or_of_another_is_refused(ann, opened):
    mine = ann.environ_base.pop("HTTP_X_CSRFTOKEN")
    assert ann.post("/echo", json={"csrf_token": mine}).status_code == 400
    other = signed_in(opened, "bob")
    theirs = token(other.get("/account").text)
    for wrong in (theirs, mine + "x", "", "."):
        head = {"X-CSRFToken": wrong}
        assert ann.post("/echo", json={}, headers=head).status_code == 400
    assert ann.post("/echo", json={}, headers={"X-CSRFToken": mine}).status_code == 200


def test_p41_what_is_too_large_is_refused(ann):
    assert ann.post("/echo", data={"note": "x" * 1_100_000}).status_code == 413
    assert ann.post("/echo", json={"note": "x" * 1_100_000}).status_code == 413
    many = {f"n{n}": "1" for n in range(201)}
    answer = ann.post("/echo", data=many, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "Send less" in answer.text


def test_files_go_where_the_access_table_lets_them(ann):
    # Encoded here: the test client would leave a temporary file of its own open.
    head = b'--X\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'

    def sent(path, size):
        body = head + b"x" * size + b"\r\n--X--\r\n"
        return ann.post(path, data=body, content_type="multipart/form-data; boundary=X")

    assert sent("/up", 2_000_000).get_json() == {"sizes": [2_000_000]}
    assert sent("/up", 11_000_000).status_code == 413
    assert sent("/echo", 2_000_000).status_code == 413


def busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (OperationalError("x", {}, busy()), 503),
        (busy(), 503),
        (PoolTimeout(), 503),
        (OperationalError("x", {}, sqlite3.OperationalError("no such column: secret")), 500),
        (ZeroDivisionError("secret"), 500),
    ],
)
def test_what_is_our_fault_says_so_and_nothing_more(opened, ann, failure, status):
    opened.config["FAILURE"] = failure
    for answer in (ann.get("/fail"), ann.post("/fail", json={})):
        assert answer.status_code == status
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert (answer.headers.get("Retry-After") is not None) == (status == 503)
    assert ann.post("/fail", json={}).get_json()["error"]


def test_a_strange_host_is_answered_without_a_page(serve, database_url, data_folder):
    hosts = ("time.example.com",)
    app = serve(settings_for(database_url, data_folder, trusted_hosts=hosts))
    client = app.test_client()
    answer = client.get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/sign-in", headers={"Host": "time.example.com"}).status_code == 200


def test_every_answer_has_each_header_once(ann):
    ann.environ_base.pop("HTTP_X_CSRFTOKEN")
    for answer in (ann.get("/account"), ann.get("/nothing"), ann.post("/echo"), ann.put("/echo")):
        for name in ("Content-Security-Policy", "Cache-Control", "X-Frame-Options"):
            assert len(answer.headers.getlist(name)) == 1
    file = ann.get("/assets/x/css/site.css")
    file.close()
    assert "immutable" in file.headers["Cache-Control"]
    assert ann.get("/assets/x/nothing.css").headers["Cache-Control"] == "no-store"
