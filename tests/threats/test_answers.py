"""What every answer carries; the keys and cookies behind it."""

import pytest

from tests.support.databases import settings_for
from timesheet.errors import SettingsError
from timesheet.settings import load

MUST = ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self';")


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


def test_p42_cookies_under_https(serve, database_url, data_folder):
    app = serve(settings_for(database_url, data_folder, https=True))
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
