"""Pages in Spanish and German, and the switch between the languages."""

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
