"""The clock page: what it says, and what becomes of a press."""

import json
import re
import uuid
from datetime import date

import pytest

from tests.support import crew
from tests.support.signin import signed_in
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.store import facts, policies
from timesheet.store.db import read, write


def button(page):
    """Return the meaning and the words of the large button."""
    found = re.search(r'<button class="big[^"]*" name="intent" value="(\w+)">(.*?)</button>', page)
    return found.group(1), re.sub(r"<[^>]+>", "", found.group(2)).strip()


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def send(client, page, intent, **more):
    """Send the form of a page as a browser without scripts does."""
    form = {
        "csrf_token": crew.token_in(page),
        "uuid": hidden(page, "uuid"),
        "seen_state_version": hidden(page, "seen_state_version"),
        "intent": intent,
        **more,
    }
    return client.post("/punch", data=form)


def post(client, intent, **more):
    """Send a press as the page's script does."""
    token = crew.token_in(client.get("/").text)
    body = {"uuid": str(uuid.uuid4()), "intent": intent, "seen_state_version": 0, **more}
    return client.post("/punch", json=body, headers={"X-CSRFToken": token})


def punches(app, ids, who="ana"):
    with app.app_context(), read() as tx:
        return facts.punches_of(tx, ids[who])


def test_the_button_says_what_it_will_do_and_what_state_it_saw(ana, clock):
    page = ana.get("/").text
    assert button(page) == ("in", "Clock in")
    assert "You are clocked out" in page
    answer = send(ana, page, "in")
    assert (answer.status_code, answer.location) == (303, "/")
    clock.show("2026-11-16 10:14:00")
    page = ana.get("/").text
    assert button(page) == ("out", "Clock out")
    assert "You are clocked in" in page
    assert "since 08:02" in page
    assert "2 h 11" in page


@pytest.mark.parametrize(
    ("roles", "place"),
    [({"accounting"}, "/accounting"), ({"admin"}, "/admin/"), ({"lead", "accounting"}, "/crew/")],
)
def test_who_clocks_nothing_begins_where_his_work_is(app, ids, roles, place):
    answer = signed_in(app, "olga", *roles).get("/")
    assert (answer.status_code, answer.location) == (303, place)


def test_the_answer_names_the_recorded_time_as_a_status(ana):
    page = ana.get("/").text
    send(ana, page, "in")
    status = re.search(r'<div id="status" role="status">(.*?)</div></div></div>', ana.get("/").text)
    assert "Clocked in 08:02" in status.group(1)


def test_without_scripts_a_double_click_makes_one_punch(app, ana, ids):
    page = ana.get("/").text
    assert [send(ana, page, "in").status_code for _ in range(3)] == [303, 303, 303]
    assert len(punches(app, ids)) == 1


def test_a_day_of_four_presses_shows_its_hours_its_code_and_its_week(ana, clock):
    for time, intent in [
        ("07:58", "in"), ("12:01", "break_start"), ("12:32", "break_end"), ("16:31", "out"),
    ]:  # fmt: skip
        clock.show(f"2026-11-16 {time}:00")
        assert post(ana, intent).status_code == 201
    page = ana.get("/").text
    assert "07:58 – 16:31" in page
    assert page.count("8 h 02") >= 2
    assert "Harbour hall – Raising" in page
    assert 'class="badge rule"' in page
    assert "Mon 8 h 02, Tue 0 h 00" in page


def test_a_press_is_answered_with_its_time_and_the_new_state(ana, clock):
    answer = post(ana, "in")
    assert answer.status_code == 201
    assert answer.json["said"] == "Clocked in 08:02"
    assert answer.json["state"] == "in"
    assert answer.json["since"] == answer.json["at"] == clock.at
    assert post(ana, "in").json["outcome"] == "already"


def test_a_retry_is_answered_as_the_first_time_and_another_body_is_a_conflict(app, ana, ids):
    same = str(uuid.uuid4())
    first = post(ana, "in", uuid=same, claimed_at=1_800_000_000)
    again = post(ana, "in", uuid=same, claimed_at=1_800_000_000, offline=True)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["said"] == first.json["said"]
    assert post(ana, "out", uuid=same, claimed_at=1_800_000_000).status_code == 409
    assert len(punches(app, ids)) == 1


def test_online_the_servers_clock_counts_and_offline_the_devices(app, ana, ids, clock):
    post(ana, "in", claimed_at=clock.at - 3600)
    post(ana, "out", claimed_at=clock.at - 1800, offline=True)
    assert sorted(p.at - clock.at for p in punches(app, ids)) == [-1800, 0]


def test_a_forgotten_clock_out_does_not_flip_the_button(ana, clock):
    post(ana, "in")
    clock.show("2026-11-17 08:00:00")
    page = ana.get("/").text
    assert button(page) == ("in", "Clock in")
    assert "When did you leave yesterday?" in page
    assert "Nothing was clocked after Mon, Nov 16, 08:02." in page
    assert post(ana, "in").json["said"] == "Clocked in 08:00"
    assert "When did you leave yesterday?" in ana.get("/").text


def test_no_break_is_offered_where_the_policy_takes_it_off_by_itself(app, ana):
    post(ana, "in")
    assert "Start break" in ana.get("/").text
    deducts = {"auto_deduct": {"tiers": [{"over_min": 360, "total_min": 30}]}}
    policy = json.dumps(Policy.from_dict({**PRESETS["plain"], "breaks": deducts}).to_dict())
    with app.app_context(), write() as tx:
        policies.add_pay_policy(
            tx, code="plain", name="Plain", document=policy, effective_from=date(2026, 1, 1),
            team=None, person=None, at=0, by=None,
        )  # fmt: skip
    assert "Start break" not in ana.get("/").text


SENSELESS = (
    {"intent": "toggle"},
    {"uuid": "short"},
    {"uuid": 12},
    {"claimed_at": "soon"},
    {"claimed_at": -5},
    {"claimed_at": 10**30},
    {"claimed_at": 1.5},
    {"project": True},
    {"intent": "transfer"},
)


def test_a_press_that_makes_no_sense_is_refused_by_name_and_makes_nothing(app, ana, ids):
    for wrong in SENSELESS:
        answer = post(ana, **{"intent": "in", **wrong})
        named = "project" if wrong == {"intent": "transfer"} else next(iter(wrong))
        assert (answer.status_code, answer.json["message"].split(":")[0]) == (400, named)
    assert punches(app, ids) == []


def test_a_body_that_is_no_object_is_refused(ana):
    token = crew.token_in(ana.get("/").text)
    answer = ana.post("/punch", json=["in"], headers={"X-CSRFToken": token})
    assert answer.status_code == 400


def test_the_plain_form_says_what_was_wrong_on_the_page(app, ana, ids):
    answer = send(ana, ana.get("/").text, "toggle")
    assert answer.status_code == 303
    assert "none of in, out" in ana.get("/").text
    assert punches(app, ids) == []


def test_without_a_token_nothing_is_recorded(app, ana, ids):
    assert ana.post("/punch", json={"uuid": str(uuid.uuid4()), "intent": "in"}).status_code == 400
    assert punches(app, ids) == []


def test_nobody_presses_for_another(app, ana, ids):
    post(ana, "in", person=ids["ben"], actor=ids["ben"])
    assert len(punches(app, ids)) == 1
    assert punches(app, ids, "ben") == []


def test_strangers_are_asked_to_sign_in(client, ids):
    assert client.get("/").location.startswith("/sign-in")


def test_the_page_is_small(ana):
    assert len(ana.get("/").data) < 16_000
