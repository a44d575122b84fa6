"""A template is sent, confirmed on one page, and used like a profile that ships."""

import io
import re
from datetime import date

from tests.core.export.test_teaching import GUSTO
from tests.support import crew, signin
from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_exports import download, lock

FIRST = date(2026, 11, 9)
HEADINGS = "first_name,last_name,gusto_employee_id,regular_hours,overtime_hours,my_note"


def read(client, content, **said):
    said["csrf_token"] = crew.token_in(client.get("/account").text)
    said["file"] = (io.BytesIO(content.encode()), "template.csv")
    return client.post("/profiles/read", data=said, follow_redirects=True)


def fields(page):
    """Return what the form of the page would send, as a browser reads it."""
    said = {}
    for name in ("header", "const", "before"):
        said[name] = re.findall(rf'name="{name}"[^>]*? value="([^"]*)"', page.text)
    said["source"] = [
        found[1] if (found := re.search(r'<option value="([^"]*)" selected', one)) else ""
        for one in re.findall(r'<select name="source".*?</select>', page.text, re.DOTALL)
    ]
    for name in ("like", "eol", "name"):
        said[name] = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page.text)[1]
    for name in ("heading", "separator", "decimal", "date", "encoding"):
        box = re.search(rf'<select id="{name}".*?</select>', page.text, re.DOTALL)[0]
        said[name] = re.search(r'<option value="([^"]*)" selected', box)[1]
    return said


def test_a_template_becomes_a_profile_that_makes_files(carla, ids):
    shown = read(carla, f"{HEADINGS}\nAna,Reyes,5G9934,80.00,,\n", name="Our Gusto")
    assert "Read like Gusto" in words(shown)
    assert "not known" in words(shown)
    saved = post(carla, "/profiles/save", **fields(shown))
    assert "The profile is kept" in words(saved)
    names = {"person:P-001": "5G9934", "pay_code:REG": "regular_hours"}
    post(carla, "/exports/names/own-our-gusto", **names)
    lock(carla, ids["ana"])
    post(carla, f"/exports/{FIRST}/make", profile="own-our-gusto")
    assert download(carla, 1).decode() == f"{HEADINGS}\nAna,Ruiz,5G9934,40.17,,\n"
    assert "Our Gusto" in words(carla.get(f"/exports/{FIRST}"))


def test_names_that_were_said_for_the_shipped_profile_are_taken_over(carla, ids):
    said = {"person:P-001": "5G9934", "pay_code:REG": "regular_hours"}
    post(carla, "/exports/names/gusto", **said)
    post(carla, "/profiles/save", **fields(read(carla, f"{HEADINGS}\n", name="Ours")))
    page = carla.get("/exports/names/own-ours").text
    assert 'name="person:P-001" value="5G9934"' in page
    assert 'name="pay_code:REG" value="regular_hours"' in page


def test_what_is_missing_is_named_and_what_was_chosen_stays(carla, ids):
    shown = read(carla, "last_name,first_name,regular_hours\n", name="Short", like="gusto")
    said = fields(shown) | {"const": ["", "always", ""]}
    refused = post(carla, "/profiles/save", **said)
    assert refused.status_code == 400
    assert "Say which column holds: first_name, gusto_employee_id" in words(refused)
    assert 'value="always"' in refused.text
    assert "No profile of your own yet" in words(carla.get("/profiles"))


def test_the_same_name_makes_another_version_and_an_ended_profile_makes_no_files(carla, ids):
    shown = fields(read(carla, ",".join(GUSTO) + "\n", name="Gusto B"))
    for _ in range(2):
        post(carla, "/profiles/save", **shown)
    assert "Gusto B 2 15" in words(carla.get("/profiles"))
    post(carla, "/profiles/own-gusto-b/end")
    assert "No profile of your own yet" in words(carla.get("/profiles"))
    assert carla.get("/exports/names/own-gusto-b").status_code == 404


def test_what_is_no_table_is_refused_and_workers_teach_nothing(app, carla, ana, ids):
    assert "This file is empty" in words(read(carla, "", name="x"))
    lena = signin.signed_in(app, "lena", "lead")
    assert [client.get("/profiles").status_code for client in (ana, lena)] == [403, 403]
