"""A lead's crew at the shared tablet, presses taken back there, and names that nobody proved."""

import uuid
from datetime import date

import pytest
from sqlalchemy import text

from tests.support.signin import add_person, sign_in, signed_in, token
from tests.web.test_kiosk import badge, press, punches, registered, staff  # noqa: F401
from tests.web.test_kiosk import clock as clock  # noqa: PLC0414
from timesheet.actions import corrections
from timesheet.store import disputes, facts
from timesheet.store.db import add, read, write
from timesheet.store.selection import Selection
from timesheet.store.tables import Membership, Team, TeamLead

LONG_AGO = date(2026, 1, 1)


@pytest.fixture
def gang(app, staff):  # noqa: F811
    """Ann leads the gang of Bob and Cid; Dan is in another's. Returns ids."""
    cid, dan = add_person(app, "cid").id, add_person(app, "dan").id
    with app.app_context(), write() as tx:
        gang, other = (add(tx, Team.__table__, {"name": name}) for name in ("Gang", "Other"))
        add(tx, TeamLead.__table__, {"team_id": gang, "person_id": staff["ann"]})
        tx.execute(
            text(f"INSERT INTO role_grant (person_id, role) VALUES ({staff['ann']}, 'lead')")
        )
        for person, team in ((staff["ann"], gang), (staff["bob"], gang), (cid, gang), (dan, other)):
            row = {"person_id": person, "team_id": team, "valid_from": LONG_AGO}
            add(tx, Membership.__table__, row)
    return {**staff, "cid": cid, "dan": dan}


def lead_at(tablet):
    return tablet.post("/kiosk/who", json={"badge": badge("BADGE-0815")}).json


def test_a_lead_presses_for_his_own_crew_and_nobody_else(app, gang, clock):
    tablet = registered(app)
    found = lead_at(tablet)
    assert [(one["name"], one["in"]) for one in found["crew"]] == [("Bob", False), ("Cid", False)]
    sent = [
        {"ticket": found["ticket"], "member": gang[name], "uuid": str(uuid.uuid4()),
         "claimed_at": clock.at}
        for name in ("bob", "cid")
    ]  # fmt: skip
    for status in (201, 200, 200):  # a retry of the whole crew makes nothing new
        for one in sent:
            answer = press(tablet, "in", **one)
            assert (answer.status_code, answer.json["said"]) == (status, "Clocked in 12:00")
    for stranger in (gang["dan"], gang["ann"], 999_999):
        assert press(tablet, "in", ticket=found["ticket"], member=stranger).status_code == 404
    rows = [(row[0], row[1], row[5]) for row in punches(app)]
    assert rows == [(gang["bob"], "in", gang["ann"]), (gang["cid"], "in", gang["ann"])]
    assert [one["in"] for one in lead_at(tablet)["crew"]] == [True, True]


def test_who_leads_nobody_presses_for_nobody(app, gang, clock):
    tablet = registered(app)
    bob = tablet.post("/kiosk/who", json={"person": gang["bob"], "pin": "271828"}).json
    assert bob["crew"] == []
    assert press(tablet, "in", ticket=bob["ticket"], member=gang["cid"]).status_code == 404
    # A name without a badge or PIN leads nobody, whatever the name.
    offline = {"offline": True, "person": gang["ann"], "member": gang["cid"]}
    assert press(tablet, "in", **offline).status_code == 400
    with app.app_context(), write() as tx:
        tx.execute(text("DELETE FROM role_grant WHERE role = 'lead'"))
    assert lead_at(tablet)["crew"] == []
    assert punches(app) == []


def test_a_member_sees_who_pressed_for_him_and_can_object(app, gang, clock):
    tablet = registered(app)
    press(tablet, "in", ticket=lead_at(tablet)["ticket"], member=gang["cid"])
    cid = app.test_client()
    assert sign_in(cid, "cid").status_code == 303
    assert "Pressed for the crew by Ann, at the kiosk." in cid.get("/").text
    page = cid.get("/week").text
    assert "In: pressed for the crew at the kiosk" in page
    fact = page.split('name="fact" value="')[1].split('"')[0]
    form = {"csrf_token": token(page), "week": "2026-11-23", "fact": fact, "words": "I was ill"}
    assert cid.post("/week/dispute", data=form).status_code == 303
    assert "I was ill" in cid.get("/week").text
    with app.app_context(), read() as tx:
        assert [row.words for row in disputes.open_ones(tx, chosen(gang["cid"], clock))] == [
            "I was ill"
        ]
    # A correction of that press is the answer.
    with app.app_context():
        said = corrections.Said(gang["cid"], gang["ann"], "was ill", clock.at + 60)
        corrections.remove(said, int(fact.partition(".")[2]))
        with read() as tx:
            assert disputes.open_ones(tx, chosen(gang["cid"], clock)) == []


def chosen(person, standing):
    return Selection(date(2026, 11, 1), date(2026, 11, 30), frozenset({person}), now=standing.at)


def test_a_press_is_taken_back_by_the_screen_that_made_it(app, gang, clock):
    tablet, other = registered(app), registered(app, "Yard")
    made = str(uuid.uuid4())
    assert press(tablet, "in", ticket=lead_at(tablet)["ticket"], uuid=made).status_code == 201
    back = {"person": gang["ann"], "press": made}
    clock.at += 200
    assert other.post("/kiosk/undo", json=back).status_code == 404
    assert tablet.post("/kiosk/undo", json={**back, "press": "x" * 36}).status_code == 404
    assert tablet.post("/kiosk/undo", json={**back, "person": gang["bob"]}).status_code == 404
    for _ in range(2):  # the second is a retry
        assert tablet.post("/kiosk/undo", json=back).status_code == 200
    with app.app_context(), read() as tx:
        assert [c.reason for c in facts.corrections_of(tx, gang["ann"])] == [
            "taken back within five minutes"
        ]
        assert len(facts.punches_of(tx, gang["ann"])) == 1
    assert lead_at(tablet)["choices"][0]["intent"] == "in"


def test_after_five_minutes_a_press_stands(app, gang, clock):
    tablet = registered(app)
    made = str(uuid.uuid4())
    press(tablet, "in", ticket=lead_at(tablet)["ticket"], uuid=made)
    clock.at += 301
    back = {"person": gang["ann"], "press": made}
    assert tablet.post("/kiosk/undo", json=back).status_code == 400
    # What was taken back in time and waited on the tablet is taken back.
    waited = {**back, "offline": True, "claimed_at": clock.at - 100}
    assert tablet.post("/kiosk/undo", json=waited).status_code == 200


def test_a_name_that_nobody_proved_is_an_exception_until_a_person_settles_it(
    app,
    gang,
    clock,
):
    tablet = registered(app)
    sent = {"offline": True, "claimed_at": clock.at - 60, "person": gang["bob"]}
    assert press(tablet, "in", **sent).status_code == 201
    clerk = signed_in(app, "clerk", "accounting")
    listed = clerk.get("/exceptions").text
    assert "Identity not verified" in listed
    case = f"/exceptions/{gang['bob']}/{clock.at - 60}/unverified"
    page = clerk.get(case)
    assert page.status_code == 200
    form = {"csrf_token": token(page.text), "fix": "accept:", "reason": "he was seen there"}
    assert clerk.post(case, data=form).status_code == 303
    found = clerk.get("/exceptions").text
    assert clerk.get(case).status_code == 404, found
    # Taken back at the kiosk without proof: said so.
    again = str(uuid.uuid4())
    press(tablet, "out", uuid=again, **{**sent, "claimed_at": clock.at - 30})
    assert (
        tablet.post("/kiosk/undo", json={"person": gang["bob"], "press": again}).status_code == 200
    )
    with app.app_context(), read() as tx:
        assert facts.corrections_of(tx, gang["bob"])[0].reason.endswith("without a badge or PIN")


def test_the_tablet_speaks_the_language_that_was_chosen(app, gang, clock):
    tablet = registered(app)
    page = tablet.get("/kiosk/?language=de").text
    assert '<html lang="de"' in page
    assert '<html lang="en"' in tablet.get("/kiosk/").text
    assert '<html lang="en"' in tablet.get("/kiosk/?language=xx").text
    found = tablet.post("/kiosk/who", json={"badge": badge("BADGE-0815"), "language": "de"}).json
    assert found["choices"][0]["label"] == "Kommen"
    said = press(tablet, "in", ticket=found["ticket"], language="de").json["said"]
    assert "12:00" in said
    assert "Clocked" not in said
