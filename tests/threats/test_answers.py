"""What every answer carries, and what every page refuses."""

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter

from tests.support.databases import settings_for
from tests.support.signin import signed_in, token
from timesheet.app import create_app
from timesheet.errors import SettingsError
from timesheet.settings import load
from timesheet.web import access
from timesheet.web.access import PUBLIC, row_for

MUST = ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self';")


def some(name: str, converter: BaseConverter) -> object:
    """Return a value that an address may have in a place."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, IntegerConverter):
        return 999_999
    return "x" if name in {"filename", "version"} else "1999-01-01"


def pages(app: Flask):
    """Every page with every method, with some value for each of its parameters."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: some(name, rule._converters[name]) for name in rule.arguments}
        path = adapter.build(rule.endpoint, values, method=next(iter(rule.methods - {"OPTIONS"})))
        for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            yield rule.endpoint, method, path


def test_p03_an_undeclared_page_does_not_start():

    bare = Flask("bare")
    bare.add_url_rule("/forgotten", "forgotten", lambda: "x")
    with pytest.raises(RuntimeError, match="forgotten"):
        access.attach(bare)


@pytest.mark.parametrize("role", [None, "worker", "lead", "accounting", "admin"])
def test_p03_every_page_for_every_role(app, role):
    client = signed_in(app, "somebody", role) if role else app.test_client()
    head = {}
    if role:
        head["X-CSRFToken"] = token(client.get("/account").text)
    for endpoint, method, path in pages(app):
        if endpoint == "auth.sign_out":
            continue
        answer = client.open(path, method=method, headers=head)
        row = row_for(endpoint, method)
        assert row is not None
        wanted = row.roles
        if wanted == PUBLIC:
            assert answer.status_code < 500, path
        elif role is None:
            assert answer.status_code in {303, 401}, (path, answer.status_code)
        elif role not in wanted:
            assert answer.status_code == 403, (path, answer.status_code)
        else:
            assert answer.status_code != 403, path
            assert answer.status_code < 500, path


def test_p14_a_get_changes_nothing_and_a_post_needs_its_token(app):
    client = signed_in(app, "ann", "worker", "lead", "accounting", "admin")
    for endpoint, method, path in pages(app):
        if method == "POST" and endpoint != "auth.sign_in":
            assert client.post(path).status_code == 400, path
            for head in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
                assert client.post(path, headers=head).status_code == 403, path
    assert client.get("/sign-out").status_code == 405


def test_p14_another_sessions_token_is_refused(app):
    client, other = signed_in(app, "ann"), signed_in(app, "bob")
    form = {"csrf_token": token(other.get("/account").text)}
    assert client.post("/sign-out", data=form).status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nothing", "/healthz", "/assets/x/css/site.css"]
)
def test_p42_every_answer_is_guarded(app, path):
    answer = app.test_client().get(path)
    answer.close()
    csp = answer.headers["Content-Security-Policy"]
    assert all(part in csp for part in MUST)
    assert "unsafe" not in csp
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    if "assets" not in path:
        assert answer.headers["Cache-Control"] == "no-store"


def test_p42_cookies_under_https(database_url, data_folder):
    app = create_app(settings_for(database_url, data_folder, https=True))
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_p42_secret_key(tmp_path):
    found = load({"TIMESHEET_DATA": str(tmp_path)})
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert load({"TIMESHEET_DATA": str(tmp_path)}).secret_key == found.secret_key
    for bad in ("", "changeme", "x" * 40, "0123456789"):
        with pytest.raises(SettingsError, match="SECRET_KEY"):
            load({"TIMESHEET_DATA": str(tmp_path), "TIMESHEET_SECRET_KEY": bad})


def test_errors_say_what_to_do(app):
    client = app.test_client()
    assert "Nothing here" in client.get("/nothing").text
    answer = client.get("/nothing", headers={"Accept": "application/json"})
    assert answer.get_json()["error"] == "Nothing here"
