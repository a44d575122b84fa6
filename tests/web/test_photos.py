"""Pictures on the kiosk's tiles: off by default, one's own to add and delete, seen by few."""

import io
from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.support import crew
from tests.support.pictures import SECRET, jpeg, png
from tests.support.signin import token
from timesheet.actions import kiosk
from timesheet.store import policies
from timesheet.store.db import read, write


@pytest.fixture
def wanted(app, ids):
    with app.app_context(), write() as tx:
        policies.set_company(tx, replace(policies.company(tx), kiosk_photos=True))


@pytest.fixture
def tablet(app, ids, clock):
    """Give a tablet at which Ana and Ben are known by a PIN."""
    with app.test_request_context():
        from timesheet.web.kiosk import pepper  # noqa: PLC0415

        for name in ("ana", "ben"):
            kiosk.set_pin(ids[name], "314159", pepper(), ids[name], clock.at)
        code = kiosk.add("Gate", None, ids["ana"], clock.at)
    client = app.test_client()
    page = client.get("/kiosk/register").text
    client.post("/kiosk/register", data={"code": code, "csrf_token": token(page)})
    return client


def upload(client, data, path="/photo/new", **more):
    form = {"csrf_token": crew.token_in(client.get("/").text), **more}
    return client.post(path, data={**form, "picture": (io.BytesIO(data), "me.jpg")},
                       content_type="multipart/form-data")  # fmt: skip


def photos_at(tablet):
    return {one["name"]: one["photo"] for one in tablet.get("/kiosk/people").json["people"]}


def test_there_are_none_until_the_company_wants_them(app, ana, ids, tablet):
    assert "My picture" not in ana.get("/").text
    assert ana.get("/photo").status_code == 404
    assert upload(ana, jpeg()).status_code == 404
    assert set(photos_at(tablet).values()) == {""}
    assert tablet.get(f"/kiosk/photo/{ids['ana']}").status_code == 404


def test_ones_own_picture_is_at_the_kiosk_and_gone_at_once(app, ana, ids, tablet, wanted):
    assert "My picture" in ana.get("/").text
    assert upload(ana, jpeg()).status_code == 303
    shown = photos_at(tablet)
    assert shown["Ana Ruiz"]
    assert shown["Ben O’Dea"] == ""
    answer = tablet.get(f"/kiosk/photo/{ids['ana']}?v={shown['Ana Ruiz']}")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert SECRET not in answer.data
    assert ana.get(f"/photo/{ids['ana']}").data == answer.data
    upload(ana, png())
    assert photos_at(tablet)["Ana Ruiz"] not in {"", shown["Ana Ruiz"]}
    form = {"csrf_token": crew.token_in(ana.get("/").text)}
    assert ana.post("/photo/delete", data=form).status_code == 303
    assert photos_at(tablet)["Ana Ruiz"] == ""
    assert tablet.get(f"/kiosk/photo/{ids['ana']}").status_code == 404
    with app.app_context(), read() as tx:
        events = tx.execute(text("SELECT event FROM audit WHERE event LIKE 'photo%'")).scalars()
        assert set(events) == {"photo_added", "photo_removed"}


def test_who_may_not_see_a_person_sees_no_picture(app, ana, carla, ids, tablet, wanted):
    upload(ana, jpeg())
    ben = app.test_client()
    crew.sign_in(ben, "ben")
    assert ben.get(f"/photo/{ids['ana']}").status_code == 404
    assert carla.get(f"/photo/{ids['ana']}").status_code == 200
    assert app.test_client().get(f"/photo/{ids['ana']}").status_code == 303
    # Neither a stranger nor somebody signed in is a tablet.
    assert ana.get(f"/kiosk/photo/{ids['ana']}", headers={"Accept": "image/*"}).status_code == 303


@pytest.mark.parametrize("data", [b"", b"<svg/>", jpeg(4000, 10), png() + b"0" * 300_000])
def test_what_is_no_small_picture_is_refused_and_nothing_is_kept(ana, ids, wanted, data):
    assert upload(ana, data).status_code == 303
    assert "Choose a JPEG or PNG picture" in ana.get("/photo").text
    assert ana.get(f"/photo/{ids['ana']}").status_code == 404


def test_a_company_that_wants_them_no_more_shows_none_and_lets_each_delete_his(
    app, ana, ids, tablet, wanted
):
    upload(ana, jpeg())
    with app.app_context(), write() as tx:
        policies.set_company(tx, replace(policies.company(tx), kiosk_photos=False))
    assert photos_at(tablet)["Ana Ruiz"] == ""
    assert tablet.get(f"/kiosk/photo/{ids['ana']}").status_code == 404
    assert "Delete my picture" in ana.get("/photo").text
