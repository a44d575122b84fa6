"""What the server does for presses that waited on a phone, and what it counts of the effort."""

import json

import pytest

from tests.support import crew
from tests.web.test_worker import post, punches
from timesheet.store import effort
from timesheet.store.db import read

COUNTED = {"taps": 1, "keys": 0, "loads": 1, "ms": 2300}


def task(client, intent, **more):
    """Press, and let the server do what it does once the answer is out."""
    answer = post(client, intent, **more)
    answer.close()
    return answer


def counted(app):
    with app.app_context(), read() as tx:
        return effort.per_shift(tx)


def test_a_press_that_waited_is_recorded_for_its_owner_only(app, ana, carla, ids):
    assert post(carla, "in", bound_to=ids["ana"]).status_code == 403
    assert punches(app, ids) == punches(app, ids, "carla") == []
    assert post(ana, "in", bound_to=ids["ana"]).status_code == 201
    assert len(punches(app, ids)) == 1


def test_a_device_asks_who_is_signed_in_before_it_delivers(client, ana, ids):
    assert client.get("/punch/token").status_code in {303, 401}
    told = ana.get("/punch/token").json
    assert told["person"] == ids["ana"]
    sent = {"uuid": "a-press-that-waited", "intent": "in", "bound_to": ids["ana"]}
    assert ana.post("/punch", json=sent, headers={"X-CSRFToken": told["token"]}).status_code == 201


def test_what_waited_for_days_counts_when_it_was_pressed_and_both_times_are_kept(
    app, ana, ids, clock
):
    pressed = clock.at - 70 * 3600
    for intent, at in (("out", pressed + 3600), ("in", pressed)):  # the wrong way round
        assert post(ana, intent, claimed_at=at, offline=True).status_code == 201
    assert [str(p.kind) for p in punches(app, ids)] == ["in", "out"]
    with app.app_context(), read() as tx:
        rows = tx.exec_driver_sql("SELECT at, claimed_at, received_us FROM punch ORDER BY at").all()
    assert [row.at for row in rows] == [pressed, pressed + 3600] == [r.claimed_at for r in rows]
    assert {row.received_us for row in rows} == {clock.at * 1_000_000}


def test_the_page_is_installable_and_its_worker_serves_all_of_it(client):
    worker = client.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    page = client.get("/sign-in").text
    where = page.split('rel="manifest" href="')[1].split('"')[0]
    manifest = client.get(where, buffered=True).json
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    for icon in manifest["icons"]:
        answer = client.get(where.replace("manifest.json", icon["src"]), buffered=True)
        assert answer.status_code == 200
        assert answer.mimetype == icon["type"]
    module = worker.text.split('"')[1]
    assert client.get(module, buffered=True).status_code == 200
    assert module.split("/")[2] == where.split("/")[2]  # new with any file


def test_effort_is_counted_by_the_shift_without_a_name(app, ana, clock):
    assert counted(app).shifts == 0
    task(ana, "in", effort=COUNTED)
    clock.show("2026-11-16 16:00:00")
    task(ana, "out", effort={**COUNTED, "taps": 2, "keys": 4})
    token = crew.token_in(ana.get("/").text)
    form = {"csrf_token": token, "week": "2026-11-16", "effort": json.dumps(COUNTED)}
    ana.post("/week/confirm", data=form).close()
    told = counted(app)
    assert (told.shifts, told.taps, told.keystrokes, told.page_loads) == (1, 4, 4, 3)
    assert told.seconds == pytest.approx(6.9)
    with app.app_context(), read() as tx:
        assert {one.task for one in effort.per_task(tx)} == {"in", "out", "confirm_week"}
        columns = tx.exec_driver_sql("SELECT * FROM effort").keys()
    assert not any("person" in name for name in columns)


def test_a_retry_and_a_press_that_made_no_punch_count_nothing(app, ana, clock):
    same = {"uuid": "one-press-of-many", "effort": COUNTED, "claimed_at": clock.at}
    for _ in range(3):
        task(ana, "in", **same)
    task(ana, "in", effort=COUNTED)
    with app.app_context(), read() as tx:
        assert [one.number for one in effort.per_task(tx)] == [1]


@pytest.mark.parametrize(
    "odd", ["x", 7, [], {}, {**COUNTED, "taps": -1}, {**COUNTED, "ms": "1"}, {"taps": True}]
)
def test_counts_that_make_no_sense_are_in_nobodys_way(app, ana, odd):
    assert task(ana, "in", effort=odd).status_code == 201
    with app.app_context(), read() as tx:
        assert effort.per_task(tx) == []
