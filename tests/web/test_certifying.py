"""Declarations of hours are signed by who worked or leads, after the fact, and never changed."""

import re
from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError

from tests.support import crew, signin
from tests.support.crew import post, words
from tests.web.test_exports import download
from tests.web.test_filing import need_words
from timesheet.actions import deriving
from timesheet.store import staff
from timesheet.store.base import table_of
from timesheet.store.db import read, write
from timesheet.store.tables import FormSignature

MONTH = date(2026, 11, 1)
EFFORT = f"/forms/us-effort/{MONTH}"
AWARD = {"award|HARBOUR": "HRSA-123"}


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    clock.show("2026-12-02 09:00:00")
    return ids


@pytest.fixture
def lena(app, ids):
    """Sign the lead of the framers in."""
    lead = signin.add_person(app, "lena", "lead")
    with app.app_context(), write() as tx:
        staff.set_leads(tx, ids["framing"], {lead.id})
    client = app.test_client()
    signin.sign_in(client, "lena")
    return client


def page_of(person):
    return f"/declarations/us-effort/{MONTH}/{person}"


def signed(client, person, digest=None):
    page = client.get(page_of(person)).text
    found = re.search(r'name="sha256" value="([^"]+)"', page)
    return post(client, f"{page_of(person)}/sign", sha256=digest or (found[1] if found else "none"))


def longer(app, client, ids, time="17:30"):
    """Let a punch be added to Ana's week, so that her hours change."""
    said = {"kind": "in", "day": "2026-11-13", "time": "16:45", "reason": "overlooked"}
    post(client, f"/timecard/{ids['ana']}/add", **said, late="1")
    post(client, f"/timecard/{ids['ana']}/add", **said | {"kind": "out", "time": time}, late="1")
    with app.app_context():
        deriving.derive_stale(lambda done, total: None)


def test_nothing_is_to_be_signed_where_no_project_is_declared(ana, carla, ids):
    assert "Declarations to sign" not in ana.get("/week").text
    assert "Nothing to sign" in words(ana.get("/declarations"))
    post(carla, "/forms/us-effort/values", **AWARD)
    assert "Declarations to sign" in ana.get("/week").text
    assert "Nov 1 – Nov 30, 2026" in words(ana.get("/declarations"))


def test_a_person_signs_his_own_month_and_it_stands_on_the_form_and_in_its_file(ana, carla, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    assert "1 person’s declaration is not signed yet" in words(carla.get(EFFORT))
    assert "$" not in words(ana.get(page_of(ids["ana"])))
    assert "Signed." in words(signed(ana, ids["ana"]))
    shown = words(carla.get(EFFORT))
    assert "signed Ana Ruiz, Dec 2, 2026" in shown
    assert "not signed yet" not in shown
    post(carla, f"{EFFORT}/make", project="")
    assert "Ana Ruiz, signed electronically on 12/02/2026" in download(carla, 1).decode()


def test_a_second_press_adds_nothing_and_a_signature_cannot_be_changed(app, ana, carla, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    digest = re.search(r'name="sha256" value="([^"]+)"', ana.get(page_of(ids["ana"])).text)[1]
    for text in ("Signed.", "there is nothing to do"):
        assert text in words(signed(ana, ids["ana"], digest))
    table = table_of(FormSignature)
    with app.app_context():
        with read() as tx:
            (row,) = tx.execute(table.select()).all()
        assert (row.role, row.person_id, row.author_id) == ("person", ids["ana"], ids["ana"])
        assert "reasonable reflection" in row.statement
        for change in (table.update().values(role="supervisor"), table.delete()):
            with pytest.raises(DatabaseError, match="only ever added"), write() as tx:
                tx.execute(change)


def test_hours_that_change_take_the_signature_its_force_and_it_is_given_again(app, ana, carla, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    signed(ana, ids["ana"])
    stale = re.search(r'sha256" value="([^"]+)"', carla.get(EFFORT).text)
    longer(app, carla, ids)
    assert stale is None
    assert "changed since Ana Ruiz" in words(carla.get(EFFORT))
    assert "so that signature does not count" in words(ana.get(page_of(ids["ana"])))
    post(carla, f"{EFFORT}/make", project="")
    assert "this signature does not count" in download(carla, 1).decode()
    assert "Signed." in words(signed(ana, ids["ana"]))
    assert "changed since" not in words(carla.get(EFFORT))


def test_what_changed_while_it_was_looked_at_is_not_signed(app, ana, carla, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    seen = re.search(r'name="sha256" value="([^"]+)"', ana.get(page_of(ids["ana"])).text)[1]
    longer(app, carla, ids)
    assert "have changed since you looked" in words(signed(ana, ids["ana"], seen))
    assert "not signed" in words(carla.get(EFFORT))


def test_a_lead_signs_for_his_crew_and_for_nobody_else(ana, carla, lena, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    assert "Ana Ruiz" in words(lena.get("/declarations"))
    assert "Signed." in words(signed(lena, ids["ana"]))
    assert "not signed Supervisor signed Lena, Dec 2, 2026" in words(ana.get(page_of(ids["ana"])))
    for client in (ana, carla, lena):
        assert client.get(page_of(ids["ben"])).status_code == 404
    assert carla.get(page_of(ids["ana"])).status_code == 404
    assert post(carla, f"{page_of(ids['ana'])}/sign", sha256="x").status_code == 404


def test_nobody_signs_before_the_month_is_over(ana, carla, clock, ids):
    clock.show("2026-11-30 18:00:00")
    crew.sign_in(carla, "carla")
    crew.sign_in(ana, "ana")
    post(carla, "/forms/us-effort/values", **AWARD)
    assert "not over yet" in words(ana.get("/declarations"))
    shown = ana.get(page_of(ids["ana"]))
    assert "Sign as" not in shown.text
    assert "when its days are over" in words(shown)


def test_hours_that_need_a_word_are_not_signed_before_it_is_given(app, ana, carla, ids):
    post(carla, "/forms/us-effort/values", **AWARD)
    need_words(app, ids["harbour"])
    shown = ana.get(page_of(ids["ana"]))
    assert "Ana Ruiz has not attested 40.17 hours on HARBOUR" in words(shown)
    assert "Sign as" not in shown.text


def test_addresses_that_are_no_declaration_are_not_found(ana, ids):
    own = ids["ana"]
    for path in (f"us-effort/2026-11-02/{own}", f"wh-347/2026-11-08/{own}",
                 f"nothing/{MONTH}/{own}", f"us-effort/{MONTH}/999"):  # fmt: skip
        assert ana.get(f"/declarations/{path}").status_code == 404
