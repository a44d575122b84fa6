"""Pages in Spanish and German, and the switch between the languages."""

import re
import subprocess
import sys

import pytest

from tests.support import crew
from timesheet.web import i18n

SAID = {"de": "Sie sind ausgestempelt", "es": "No está fichado"}


def header(language):
    return {"Accept-Language": language}


@pytest.mark.parametrize(("language", "said"), [("de", "Anmelden"), ("es", "Acceder")])
def test_the_sign_in_page_speaks_the_browsers_language(client, language, said):
    page = client.get("/sign-in", headers=header(f"{language}-AT,{language};q=0.9,en;q=0.5")).text
    assert f'<html lang="{language}" dir="ltr">' in page
    assert f"<h1>{said}</h1>" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Benutzername oder Passwort ist falsch."),
        ("es", "El usuario o la contraseña no es correcto."),
    ],
)
def test_a_refusal_speaks_the_language_of_the_page(client, language, said):
    page = client.get("/sign-in", headers=header(language)).text
    sent = {"csrf_token": crew.token_in(page), "login": "nobody", "password": "wrong wrong"}
    answer = client.post("/sign-in", data=sent, headers=header(language))
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("language", ["de", "es"])
def test_the_clock_speaks_the_browsers_language(ana, language):
    page = ana.get("/", headers=header(language)).text
    assert SAID[language] in page
    assert {"de": "Kommen", "es": "Fichar entrada"}[language] in page


@pytest.mark.parametrize(("language", "said"), [("de", "Stundenzettel"), ("es", "Hojas de horas")])
def test_a_pay_period_speaks_the_browsers_language(app, ids, carla, language, said):
    crew.work(app, ids)
    page = carla.get("/accounting/2026-11-09", headers=header(language)).text
    assert said in page
    assert "Time cards" not in page


def test_the_switch_outranks_the_browser_and_stays_after_signing_in(ana):
    page = ana.get("/").text
    answer = ana.post(
        "/language?next=/", data={"csrf_token": crew.token_in(page), "language": "de"}
    )
    assert (answer.status_code, answer.location) == (303, "/")
    assert SAID["de"] in ana.get("/", headers=header("es")).text


@pytest.mark.parametrize("foreign", ["xx", "", "../de"])
def test_an_unknown_language_and_a_foreign_address_are_not_followed(client, foreign):
    token = crew.token_in(client.get("/sign-in").text)
    answer = client.post(
        "/language?next=//elsewhere.example/", data={"csrf_token": token, "language": foreign}
    )
    assert answer.location == "/"
    assert i18n.CHOSEN not in "".join(answer.headers.getlist("Set-Cookie")).split("=")


def test_a_language_that_runs_from_right_to_left_turns_the_page(client, monkeypatch):
    monkeypatch.setitem(client.application.extensions, "languages", ["ar", "en"])
    assert '<html lang="ar" dir="rtl">' in client.get("/sign-in", headers=header("ar")).text


SIDES = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b|(?<![-\w])(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


def test_styles_name_start_and_end_and_no_side(root):
    """Where a language runs from right to left, what names a side stays on the wrong one."""
    for sheet in sorted((root / "static" / "css").glob("*.css")):
        assert SIDES.findall(sheet.read_text(encoding="utf-8")) == [], sheet.name


def test_every_text_is_translated_and_compiled(root):
    """A new text without its translations fails here; `make texts`, then translate it."""
    found = subprocess.run(
        [sys.executable, str(root / ".ci" / "texts.py"), "check"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
