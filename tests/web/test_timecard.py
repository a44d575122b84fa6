"""Time cards of others: accounting and leads mend punches, by facts that their owner sees."""

import re

import pytest

from tests.support import crew
from timesheet.actions import deriving
from timesheet.store import facts
from timesheet.store.db import read


@pytest.fixture
def ids(app, ids):
    crew.work(app, ids)
    return ids


def send(client, path, **form):
    form["csrf_token"] = crew.token_in(client.get("/account").text)
    return client.post(path, data=form)


def card(client, person, day="2026-11-11"):
    return client.get(f"/timecard/{person}/{day}")


def punch_at(page, time):
    """Return the id of the punch that a page shows at a time."""
    found = re.search(
        rf'<li class="punched"><span><strong>{time}</strong>.*?name="punch" value="(-?\d+)"',
        page,
        re.DOTALL,
    )
    return int(found.group(1))


def hours_of(client, person):
    page = client.get(f"/computed/{person}/2026-11-11").text
    return re.search(r'<span class="figure">(.*?)</span>', page).group(1)


def test_a_punch_is_moved_and_the_hours_follow(app, ana, carla, ids):
    before = hours_of(carla, ids["ana"])
    page = card(carla, ids["ana"]).text
    # Monday's clock-out, the first at 16:31, was an hour later.
    punch = punch_at(page, "16:31")
    sent = {"punch": punch, "day": "2026-11-09", "time": "17:31", "reason": "saw her on the tape"}
    send(carla, f"/timecard/{ids['ana']}/correct", **sent)
    page = card(carla, ids["ana"]).text
    assert "Corrected." in page
    assert punch_at(page, "17:31") == punch
    assert (before, hours_of(carla, ids["ana"])) == ("40 h 10", "41 h 10")
    hers = ana.get("/week/2026-11-09").text
    assert "by Carla Weiss" in hers
    assert "saw her on the tape" in hers
    with app.app_context():
        assert deriving.check() == []


def test_p38_a_correction_keeps_the_past_and_whom_it_concerns_sees_all_of_it(
    app, ana, carla, ids, clock
):
    punch = punch_at(card(carla, ids["ana"]).text, "16:31")
    where = f"/timecard/{ids['ana']}/correct"
    sent = {"punch": punch, "day": "2026-11-09", "time": "17:31", "reason": "saw her on the tape"}
    send(carla, where, **sent | {"reason": " "})
    with app.app_context(), read() as tx:
        assert facts.corrections_of(tx, ids["ana"]) == []
        before = facts.punches_of(tx, ids["ana"])
    send(carla, where, **sent)
    with app.app_context(), read() as tx:
        assert facts.punches_of(tx, ids["ana"]) == before
        [made] = facts.corrections_of(tx, ids["ana"])
    assert (made.author, made.punch, made.reason) == (ids["carla"], punch, "saw her on the tape")
    hers = ana.get("/week/2026-11-09").text
    told = carla.get("/accounting/days/2026-11-09/2026-11-30/audit-trail.csv", buffered=True).text
    for place in (hers, told):
        assert "Carla Weiss" in place
        assert "saw her on the tape" in place
        assert "16:31" in place
        assert "17:31" in place
    assert "Dispute" in hers
    clocked = ana.get("/").text
    assert "Carla Weiss changed your punches of " in clocked
    assert clocked.count("changed your punches of") == 1
    assert "changed your punches of" not in carla.get("/").text
    clock.show("2026-11-20 08:00:00")
    assert "changed your punches of" not in ana.get("/").text


def test_a_punch_is_voided_and_another_added(app, carla, ids):
    page = card(carla, ids["ana"]).text
    punch = punch_at(page, "07:58")
    where = f"/timecard/{ids['ana']}"
    gone = {"punch": punch, "day": "2026-11-09", "time": "07:58", "remove": "1"}
    send(carla, f"{where}/correct", **gone, reason="pressed by somebody else")
    new = {"kind": "in", "day": "2026-11-09", "time": "08:30", "reason": "came by the late bus"}
    send(carla, f"{where}/add", **new)
    assert hours_of(carla, ids["ana"]) == "39 h 38"
    with app.app_context(), read() as tx:
        made = facts.corrections_of(tx, ids["ana"])
        assert {one.author for one in made} == {ids["carla"]}
        assert any(p.id == punch for p in facts.punches_of(tx, ids["ana"]))


def test_nothing_is_mended_without_a_reason_or_far_away(carla, ids):
    punch = punch_at(card(carla, ids["ana"]).text, "16:31")
    where = f"/timecard/{ids['ana']}/correct"
    for form in (
        {"punch": punch, "day": "2026-11-09", "time": "17:31", "reason": ""},
        {"punch": punch, "day": "2026-11-12", "time": "17:31", "reason": "the wrong day"},
        {"punch": punch, "day": "2026-11-09", "time": "noon", "reason": "no time"},
        {"punch": "x", "day": "2026-11-09", "time": "12:00", "reason": "no punch"},
    ):
        assert send(carla, where, **form).status_code == 303
        assert 'class="note bad"' in card(carla, ids["ana"]).text
    assert hours_of(carla, ids["ana"]) == "40 h 10"


def test_nobody_mends_his_own_and_a_worker_nobody(ana, carla, ids):
    assert card(carla, ids["carla"]).status_code == 404
    assert card(carla, 999_999).status_code == 404
    assert card(ana, ids["ben"]).status_code == 403
    assert card(carla, ids["ana"], "0001-01-01").status_code == 404
    form = {"kind": "in", "day": "2026-11-09", "time": "08:30", "reason": "for myself"}
    assert send(carla, f"/timecard/{ids['carla']}/add", **form).status_code == 404
    ben = punch_at(card(carla, ids["ben"]).text, "06:55")
    moved = {"punch": ben, "day": "2026-11-09", "time": "06:00", "reason": "of somebody else"}
    assert send(carla, f"/timecard/{ids['ana']}/correct", **moved).status_code == 404


def test_the_card_is_found_where_its_numbers_are(carla, ids):
    assert (
        f"/timecard/{ids['ana']}/2026-11-09" in carla.get(f"/computed/{ids['ana']}/2026-11-11").text
    )
