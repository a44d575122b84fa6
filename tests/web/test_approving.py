"""A lead approves days and weeks with one tap, and sees what changed since."""

import re
from datetime import date, timedelta

import pytest

from tests.support import crew, signin
from tests.support.crew import words
from timesheet.actions import deriving
from timesheet.core.closing import State
from timesheet.store import approvals, closing, people, staff
from timesheet.store.db import add, read, write
from timesheet.store.selection import Selection
from timesheet.store.tables import DayApproval, Membership, Team

MONDAY = crew.MONDAY
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
FRIDAY = MONDAY + timedelta(days=4)
SUNDAY = MONDAY + timedelta(days=6)
LAST = date(2026, 11, 22)


@pytest.fixture
def ids(app, ids, clock):
    """Let Ana and Ben work a week in one crew; Ben forgot to clock out on Wednesday."""
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker", "lead"})
        staff.set_leads(tx, ids["framing"], {ids["carla"]})
        values = {"person_id": ids["ben"], "team_id": ids["framing"]}
        add(tx, Membership.__table__, {**values, "valid_from": date(2026, 1, 1)})
    crew.work(app, ids)
    clock.show("2026-11-16 09:00:00")
    return ids


def shown(client, first, last):
    """Return the marks that the page of some days offers to approve."""
    page = client.get(f"/crew/?day={first}" if first == last else f"/crew/week/{first}")
    forms = re.findall(r'action="/crew/approve".*?</form>', page.text, re.DOTALL)
    mine = next((form for form in forms if f'name="last" value="{last}"' in form), "")
    return re.findall(r'name="seen" value="([^"]+)"', mine)


def post(client, path, first, last, **said):
    token = crew.token_in(client.get("/account").text)
    said = {"csrf_token": token, "first": first, "last": last, **said}
    return client.post(f"/crew/{path}", data=said, follow_redirects=True)


def approve(client, first, last=None, seen=None):
    last = last or first
    return post(client, "approve", first, last, seen=seen or shown(client, first, last))


def rows(app):
    with app.app_context(), read() as tx:
        return tx.execute(DayApproval.__table__.select().order_by(DayApproval.id)).all()


def approved(app, whose=None):
    """Return the days that are approved, by person."""
    with app.app_context(), read() as tx:
        return set(approvals.standing(tx, Selection(MONDAY, LAST, whose)))


def add_hour(app, ids, who="ana", day=FRIDAY):
    """Somebody clocks in and out again in the evening."""
    for intent, time in (("in", "18:00"), ("out", "19:30")):
        crew.press(app, ids[who], intent, day, time)
    with app.app_context():
        deriving.derive_at(ids[who], crew.instant(day, "18:00"))


def test_one_tap_approves_a_day_and_says_what_it_was(app, carla, ids):
    assert "Approve Tue, Nov 10 2 people · 16 h 32" in words(carla.get(f"/crew/?day={TUESDAY}"))
    done = approve(carla, TUESDAY)
    assert "Approved: 2 people, 16 h 32." in words(done)
    assert "by you" in words(done)
    assert approved(app) == {(ids["ana"], TUESDAY), (ids["ben"], TUESDAY)}


def test_one_tap_approves_a_week_but_for_a_day_that_must_be_settled(app, carla, ids):
    page = words(carla.get(f"/crew/week/{MONDAY}"))
    assert "Left out: Ben O’Dea, Wed: exceptions must be settled first" in page
    approve(carla, MONDAY, SUNDAY)
    assert len(approved(app)) == 9
    assert (ids["ben"], WEDNESDAY) not in approved(app)


def test_who_is_unticked_stays(app, carla, ids):
    seen = [mark for mark in shown(carla, TUESDAY, TUESDAY) if mark.startswith(f"{ids['ana']}.")]
    approve(carla, TUESDAY, seen=seen)
    assert approved(app) == {(ids["ana"], TUESDAY)}


def test_the_same_tap_again_approves_nothing_twice(app, carla, ids):
    seen = shown(carla, TUESDAY, TUESDAY)
    approve(carla, TUESDAY, seen=seen)
    assert "nothing left to approve" in words(approve(carla, TUESDAY, seen=seen))
    assert len(rows(app)) == 2


def test_what_changed_between_the_page_and_the_tap_is_not_approved(app, carla, ids):
    seen = shown(carla, FRIDAY, FRIDAY)
    add_hour(app, ids)
    done = words(approve(carla, FRIDAY, seen=seen))
    assert "Ana Ruiz: the hours changed while you looked" in done
    assert approved(app) == {(ids["ben"], FRIDAY)}


def test_a_change_since_is_shown_with_who_and_why_and_approved_again(app, ana, carla, ids):
    approve(carla, TUESDAY)
    token = crew.token_in(ana.get(f"/week/{TUESDAY}").text)
    page = ana.get(f"/week/{TUESDAY}").text
    punch = re.findall(r'name="punch" value="(\d+)"', page)
    said = {"day": TUESDAY, "time": "17:30", "reason": "concrete came late", "csrf_token": token}
    assert ana.post("/week/correct", data={**said, "punch": punch[7]}).status_code == 303
    page = words(carla.get(f"/crew/?day={TUESDAY}"))
    assert "changed since you approved" in page
    assert "clock-out 16:31 → 17:30" in page
    assert "by Ana Ruiz" in page
    assert "“concrete came late”" in page
    assert "Tue, Nov 10 changed" in words(carla.get("/crew/"))
    approve(carla, TUESDAY)
    assert "changed since" not in words(carla.get(f"/crew/?day={TUESDAY}"))


def test_a_worker_sees_who_approved_his_day_and_that_it_changed_since(app, ana, carla, ids):
    approve(carla, MONDAY, SUNDAY)
    assert words(ana.get(f"/week/{MONDAY}")).count("approved by Carla Weiss") == 5
    add_hour(app, ids)
    page = words(ana.get(f"/week/{MONDAY}"))
    assert page.count("approved by Carla Weiss") == 4
    assert page.count("changed since Carla Weiss approved") == 1


def test_an_approval_is_taken_back_by_another_fact(app, carla, ids):
    approve(carla, TUESDAY)
    done = post(carla, "approve/back", TUESDAY, TUESDAY, person=[ids["ana"], ids["ben"]])
    assert "Taken back for 2 people" in words(done)
    assert approved(app) == set()
    assert [row.given for row in rows(app)] == [True, True, False, False]


def test_p06_a_lead_approves_neither_himself_nor_what_he_mended(app, carla, ids):
    with app.app_context(), write() as tx:
        values = {"person_id": ids["carla"], "team_id": ids["framing"]}
        add(tx, Membership.__table__, {**values, "valid_from": date(2026, 1, 1)})
    for intent, time in (("in", "08:00"), ("out", "09:00")):
        crew.press(app, ids["carla"], intent, TUESDAY, time)
    with app.app_context():
        deriving.rebuild()
    token = crew.token_in(carla.get("/account").text)
    said = {"kind": "out", "day": WEDNESDAY, "time": "15:25", "reason": "he said so"}
    carla.post(f"/timecard/{ids['ben']}/add", data=said | {"csrf_token": token})
    page = words(carla.get(f"/crew/week/{MONDAY}"))
    assert "Carla Weiss, Tue: nobody decides on his own hours" in page
    assert "Ben O’Dea, Wed: you mended these hours; somebody else approves them" in page
    assert approve(carla, TUESDAY, seen=[f"{ids['carla']}.x"]).status_code == 404
    approve(carla, MONDAY, SUNDAY)
    assert ids["carla"] not in {person for person, _ in approved(app)}
    assert (ids["ben"], WEDNESDAY) not in approved(app)
    assert (ids["ben"], TUESDAY) in approved(app)


def test_p02_a_lead_of_another_team_sees_approves_and_takes_back_nothing(app, carla, ids):
    seen = shown(carla, TUESDAY, TUESDAY)
    approve(carla, TUESDAY)
    before = rows(app)
    lena = signin.signed_in(app, "lena", "lead")
    with app.app_context(), write() as tx:
        other = add(tx, Team.__table__, {"name": "Roofing"})
        staff.set_leads(tx, other, {people.credentials(tx, "lena").person})
    assert "Ana" not in lena.get(f"/crew/week/{MONDAY}").text
    for path, said in (("approve", {"seen": seen}), ("approve/back", {"person": [ids["ana"]]})):
        answer = post(lena, path, TUESDAY, TUESDAY, **said)
        missing = post(lena, path, TUESDAY, TUESDAY, seen="999999.x", person="999999")
        assert (answer.status_code, missing.status_code) == (404, 404)
    assert rows(app) == before


def test_p05_a_worker_or_a_field_too_many_approves_nothing(app, ana, carla, ids):
    seen = shown(carla, TUESDAY, TUESDAY)
    more = {"author_id": ids["ben"], "made_at": 1, "approved": 1, "stood": "{}"}
    assert post(ana, "approve", TUESDAY, TUESDAY, seen=seen, **more).status_code == 403
    post(carla, "approve", TUESDAY, TUESDAY, seen=seen, **more)
    assert {(row.author_id, row.stood == "{}") for row in rows(app)} == {(ids["carla"], False)}


def test_more_than_a_week_at_once_is_no_span(app, carla, ids):
    assert approve(carla, MONDAY, LAST, seen=[f"{ids['ana']}.x"]).status_code == 404
    assert approve(carla, SUNDAY, MONDAY, seen=[f"{ids['ana']}.x"]).status_code == 404


def test_a_period_of_approved_days_needs_one_tap_more(app, ana, carla, ids, clock):
    approve(carla, MONDAY, SUNDAY)
    clock.show("2026-11-22 18:00:00")
    token = crew.token_in(ana.get("/account").text)
    said = {"csrf_token": token, "period": MONDAY, "day": MONDAY}
    ana.post("/week/submit", data=said)
    page = carla.get("/crew/")
    assert "Approve the pay period 1 person · 40 h 10" in words(page)
    form = re.search(rf'action="/closing/{MONDAY}/approve".*?</form>', page.text, re.DOTALL)
    whose = re.findall(r'name="person" value="(\d+)"', form.group(0))
    assert whose == [str(ids["ana"])]
    carla.post(f"/closing/{MONDAY}/approve", data={"csrf_token": token_of(carla), "person": whose})
    with app.app_context(), read() as tx:
        assert closing.of_people(tx, MONDAY, [ids["ana"]])[ids["ana"]].state is State.APPROVED
    assert "5 of 5 days approved" in words(carla.get(f"/closing/{MONDAY}"))
    assert "4 of 4 days approved" in words(carla.get(f"/closing/{MONDAY}"))


def test_a_period_with_a_day_that_changed_needs_more_than_a_tap(app, ana, carla, ids, clock):
    approve(carla, MONDAY, SUNDAY)
    add_hour(app, ids)
    clock.show("2026-11-22 18:00:00")
    said = {"csrf_token": token_of(ana), "period": MONDAY, "day": MONDAY}
    ana.post("/week/submit", data=said)
    assert "Approve the pay period" not in words(carla.get("/crew/"))
    assert "4 of 5 days approved" in words(carla.get(f"/closing/{MONDAY}"))


def test_the_report_of_approvals_counts_days_that_were_approved_and_changed(app, carla, ids):
    approve(carla, MONDAY, SUNDAY)
    add_hour(app, ids)
    dora = signin.signed_in(app, "dora", "accounting")
    with dora.get(f"/accounting/{MONDAY}/approvals.json") as answer:
        found = {row["person"]: row for row in answer.json["rows"]}
    names = ("days", "days_approved", "days_changed")
    assert [found["Ana Ruiz"][name] for name in names] == [5, 4, 1]
    assert [found["Ben O’Dea"][name] for name in names] == [4, 4, 0]


def token_of(client):
    return crew.token_in(client.get("/account").text)


def test_what_is_in_an_approved_period_is_not_for_the_lead_any_more(app, carla, ids, clock):
    clock.show("2026-11-23 09:00:00")
    dora = signin.signed_in(app, "dora", "accounting")
    for step in ("submit", "approve"):
        said = {"csrf_token": token_of(dora), "person": [ids["ana"]]}
        dora.post(f"/closing/{MONDAY}/{step}", data=said)
    page = words(carla.get(f"/crew/?day={TUESDAY}"))
    assert "Approve Tue, Nov 10 1 person" in page
    assert "Ana Ruiz: stands elsewhere by now" in page
