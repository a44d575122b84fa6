"""Closing a pay period on its pages: the states, who may, and what comes after."""

import re
from datetime import date, timedelta

from sqlalchemy import insert

from tests.support import crew, signin
from tests.support.crew import words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from timesheet import now
from timesheet.actions import deriving, importing
from timesheet.actions import next_step as next_step_of
from timesheet.actions.closing import Wanted, take_in
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.closing import Step
from timesheet.store import closed, closing
from timesheet.store.db import read, write
from timesheet.web import filters

FIRST = date(2026, 11, 9)
LAST = date(2026, 11, 22)
PAGE = f"/closing/{FIRST}"
SUMMARY = f"/accounting/{FIRST}/payroll-summary.json"
LINES = f"/accounting/{FIRST}/labor-lines.csv"


def books(client):
    """Return what the files of the period say: its lines, and what it pays."""
    with client.get(LINES) as lines, client.get(SUMMARY) as summary:
        return lines.data, summary.json["rows"]


def step(client, name, *people, **more):
    address = f"{PAGE}/{name}"
    token = crew.token_in(client.get("/account").text)
    said = {"csrf_token": token, "person": list(people), **more}
    return client.post(address, data=said, follow_redirects=True)


def through(client, *names, people=()):
    for name in names:
        step(client, name, *people)


def actor_of(person):
    return Actor(person, "", frozenset({"accounting"}), frozenset(), crew.ZONE, "en", 0)


def state_of(app, person):
    with app.app_context(), read() as tx:
        return closing.of_people(tx, FIRST, [person])[person].state


def settle(app, ids, carla):
    """Let Ben's missing clock-out have its time, by the accountant's correction."""
    mend(carla, ids["ben"], "add", kind="out", day="2026-11-11", time="15:25")


def mend(client, person, verb, **said):
    token = crew.token_in(client.get("/account").text)
    said = {"csrf_token": token, "reason": "he said so", **said}
    return client.post(f"/timecard/{person}/{verb}", data=said, follow_redirects=True)


def late_punches(app, ids):
    """Two punches on the last Saturday, which were made on time and come after the lock."""
    for intent, time in (("in", "08:00"), ("out", "12:00")):
        crew.press(app, ids["ana"], intent, date(2026, 11, 21), time)
    with app.app_context():
        deriving.derive_at(ids["ana"], crew.instant(date(2026, 11, 21), "08:00"))


def next_step(client):
    """Return the one step that the period's page offers: where it leads, and what it says."""
    page = client.get(f"/accounting/{FIRST}")
    found = re.findall(r'<a class="button primary" href="([^"]+)"[^>]*>(.*?)</a>', page.text)
    return [(href, re.sub(r"<[^>]+>", " ", said).split()) for href, said in found]


def test_the_page_of_a_period_says_how_everybody_stands_and_which_step_is_next(
    app, carla, dora, ids, monkeypatch
):
    page = carla.get(f"/accounting/{FIRST}")
    assert next_step(carla) == [(f"/review/{FIRST}/ask", ["Ask", "those", "who", "were", "there"])]
    # Half a percent may be wrong; here all of it may.
    monkeypatch.setattr(next_step_of, "LIMIT", (1, 1))
    for name in ("submit", "approve"):
        assert next_step(carla) == [(f"{PAGE}/{name}", [name.capitalize(), "2"])]
        step(carla, name)
    assert next_step(carla) == [(f"{PAGE}/lock", ["Lock", "1"])]
    step(carla, "lock")
    # Ben can't be locked yet; Ana is to be paid all the same.
    assert next_step(carla)[0][0] == f"/exports/{FIRST}"
    with app.app_context(), write() as tx:
        wanted = Wanted(FIRST, Step.EXPORT, actor_of(ids["carla"]), None, frozenset({ids["ana"]}))
        take_in(tx, wanted, now.utc())
    assert next_step(carla)[0][0] == f"/exceptions/{FIRST}?severity=block"
    step(dora, "unapprove", ids["ben"])
    step(dora, "reject", ids["ben"], reason="no clock-out")
    settle(app, ids, carla)
    step(dora, "submit", ids["ben"])
    # Carla mended his hours, so that she has nothing left to do but to say that payroll was run.
    assert next_step(carla)[0][0] == f"/exports/{FIRST}#batches"
    assert next_step(dora) == [(f"{PAGE}/approve", ["Approve", "1"])]
    assert "2 open" in words(page)
    assert "1 person can’t be locked yet" in words(page)


def test_a_step_shows_people_hours_and_money_before_it_is_taken(app, carla, ids):
    shown = words(carla.get(f"{PAGE}/submit"))
    assert "2 people" in shown
    assert "74.17" in shown
    assert "$1,780.00" in shown
    assert state_of(app, ids["ana"]) == "open"


def test_nobody_is_locked_with_an_exception_that_must_be_settled(app, carla, ids):
    through(carla, "submit", "approve")
    page = carla.get(f"{PAGE}/lock")
    assert "exceptions must be settled first" in words(page)
    done = step(carla, "lock")
    assert "1 person locked" in words(done)
    assert state_of(app, ids["ana"]) == "locked"
    assert state_of(app, ids["ben"]) == "approved"
    assert "Nov 9 – Nov 22, 2026 1 approved 1 locked 2" in words(carla.get("/accounting"))


def test_a_period_is_not_locked_before_it_has_ended(app, carla, ids, clock):
    clock.show("2026-11-22 21:00:00")
    through(carla, "submit", "approve")
    assert state_of(app, ids["ana"]) == "approved"
    assert "hasn’t ended yet" in words(carla.get(f"{PAGE}/lock"))


def test_p06_nobody_approves_his_own_hours_or_what_he_has_mended(app, carla, dora, ids):
    settle(app, ids, carla)
    crew.press(app, ids["carla"], "in", FIRST, "08:00")
    crew.press(app, ids["carla"], "out", FIRST, "09:00")
    with app.app_context():
        deriving.rebuild()
    step(carla, "submit")
    shown = words(carla.get(f"{PAGE}/approve"))
    assert "nobody decides on his own hours" in shown
    assert "you mended these hours" in shown
    step(carla, "approve")
    states = {who: state_of(app, ids[who]) for who in ("ana", "ben", "carla")}
    assert states == {"ana": "approved", "ben": "submitted", "carla": "submitted"}
    step(dora, "approve")
    assert {state_of(app, ids[who]) for who in states} == {"approved"}


def test_p06_a_worker_may_not_open_the_pages_of_closing(app, ana, ids):
    assert ana.get(PAGE).status_code == 403
    assert ana.get(f"{PAGE}/approve").status_code == 403
    assert step(ana, "approve", ids["ana"]).status_code == 403
    assert state_of(app, ids["ana"]) == "open"


def test_p04_a_lead_sees_no_money_of_a_pay_period(app, ids):
    lena = signin.signed_in(app, "lena", "lead")
    for page in (lena.get(PAGE), lena.get(f"{PAGE}/submit")):
        assert page.status_code == 200
        assert "$" not in words(page)
        assert "Gross" not in words(page)


def test_a_worker_hands_his_period_in_and_takes_it_back(app, ana, ids):
    def press(name):
        token = crew.token_in(ana.get(f"/week/{FIRST}").text)
        said = {"csrf_token": token, "period": str(FIRST), "day": str(FIRST)}
        return ana.post(f"/week/{name}", data=said, follow_redirects=True)

    assert "Submit 40 h 10" in words(ana.get(f"/week/{FIRST}"))
    press("submit")
    assert state_of(app, ids["ana"]) == "submitted"
    said = {"day": "2026-11-12", "time": "17:00", "kind": "out", "reason": "stayed on"}
    token = crew.token_in(ana.get(f"/week/{FIRST}").text)
    refused = ana.post("/week/add", data=said | {"csrf_token": token}, follow_redirects=True)
    assert "was handed in" in words(refused)
    press("withdraw")
    assert state_of(app, ids["ana"]) == "open"


def test_what_was_approved_and_then_changed_is_approved_again_first(app, carla, dora, ids):
    through(carla, "submit", "approve", people=[ids["ana"]])
    late_punches(app, ids)
    assert "changed since approved" in words(carla.get(PAGE))
    assert "approve them again" in words(carla.get(f"{PAGE}/lock?person={ids['ana']}"))
    through(dora, "unapprove", "approve", "lock", people=[ids["ana"]])
    assert state_of(app, ids["ana"]) == "locked"


def test_p29_a_punch_that_comes_after_the_lock_is_kept_and_becomes_an_adjustment(app, carla, ids):
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    before = books(carla)
    late_punches(app, ids)
    assert books(carla) == before
    page = words(carla.get(PAGE))
    assert "Came after it was closed" in page
    assert "4.00 $96.00" in page
    assert "time" in page
    assert "next payroll" in page
    assert "clock = allocated" in words(carla.get(f"/accounting/{FIRST}"))
    with app.app_context():
        assert deriving.check() == []
        deriving.rebuild()
        assert deriving.check() == []
    assert books(carla) == before


def test_an_adjustment_is_settled_with_the_next_period_that_is_locked(app, carla, ids, clock):
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    late_punches(app, ids)
    later = FIRST + timedelta(days=14)
    crew.work(app, ids, first=later)
    clock.show("2026-12-07 09:00:00")
    page = f"/closing/{later}"
    crew.sign_in(carla, "carla")
    assert "Carried from earlier periods" in words(carla.get(page))
    token = crew.token_in(carla.get("/account").text)
    for name in ("submit", "approve", "lock"):
        said = {"csrf_token": token, "person": [ids["ana"]]}
        carla.post(f"{page}/{name}", data=said)
    with app.app_context():
        deriving.derive_stale()
        with read() as tx:
            assert closed.outstanding(tx, date.min, date.max) == []
            assert sum(row["cents"] for row in closed.carried(tx, later)) == 9_600
        assert deriving.check() == []
    assert "Settled with later periods" in words(carla.get(PAGE))
    assert "clock = allocated" in words(carla.get(f"/accounting/{FIRST}"))
    refused = carla.get(f"{PAGE}/unlock?person={ids['ana']}&reason=again")
    assert "a second person is needed" in words(refused)


def test_unlocking_needs_a_second_person_and_a_reason(app, carla, dora, ids):
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    late_punches(app, ids)
    step(carla, "unlock", ids["ana"], reason="a mistake")
    assert state_of(app, ids["ana"]) == "locked"
    assert "Say why" in words(step(dora, "unlock", ids["ana"]))
    step(dora, "unlock", ids["ana"], reason="a mistake")
    assert state_of(app, ids["ana"]) == "approved"
    page = words(dora.get(PAGE))
    assert "Came after it was closed" not in page
    assert "44.17" in page
    with app.app_context():
        assert deriving.check() == []


def test_p37_nobody_dates_anything_back_into_a_closed_period(app, ana, carla, ids):
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    said = {"day": "2026-11-12", "time": "17:00", "kind": "out", "reason": "stayed on"}
    token = crew.token_in(ana.get(f"/week/{FIRST}").text)
    own = ana.post("/week/add", data=said | {"csrf_token": token}, follow_redirects=True)
    assert "is closed" in words(own)
    lead = mend(carla, ids["ana"], "add", kind="out", day="2026-11-12", time="17:00")
    assert "is closed" in words(lead)
    token = crew.token_in(ana.get(f"/week/{FIRST}").text)
    confirmed = ana.post("/week/confirm", data={"csrf_token": token, "week": str(FIRST)})
    assert confirmed.status_code == 409
    with app.app_context(), read() as tx:
        assert closed.outstanding(tx, date.min, date.max) == []


def test_p37_a_history_file_brings_nothing_into_a_closed_period(app, carla, ids, tmp_path, clock):
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    before = books(carla)
    file = tmp_path / "history.csv"
    head = "entry_id,person,team,start,end,hours,project,task\n"
    rows = "1,P-002,,{0}T18:00:00,{0}T19:00:00,1,,\n2,P-001,,{0}T18:00:00,{0}T19:00:00,1,,\n"
    file.write_text(head + rows.format("2026-11-12"))
    with app.app_context():
        found = importing.import_history(file, crew.ZONE, clock.at)
    assert (found.punches, [error.row for error in found.errors]) == (0, [3])
    assert books(carla) == before


def test_p37_accounting_enters_what_a_closed_period_lacks_as_an_adjustment(app, carla, ids):
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    before = books(carla)
    card = carla.get(f"/timecard/{ids['ana']}/2026-11-12")
    assert "becomes an adjustment" in words(card)
    said = {"kind": "in", "day": "2026-11-12", "time": "17:00", "late": "1"}
    mend(carla, ids["ana"], "add", **said)
    mend(carla, ids["ana"], "add", **said | {"kind": "out", "time": "18:00"})
    assert books(carla) == before
    assert "1.00 $24.00" in words(carla.get(PAGE))


def test_the_second_of_two_who_lock_at_once_changes_nothing(app, carla, dora, ids):
    through(carla, "submit", "approve", people=[ids["ana"]])
    step(carla, "lock", ids["ana"])
    again = step(dora, "lock", ids["ana"])
    assert "Nobody could take this step" in words(again)
    with app.app_context(), read() as tx:
        steps = [row.step for row in closing.history(tx, ids["ana"], FIRST)]
    assert steps == ["submit", "approve", "lock"]


def test_the_page_of_a_period_says_when_payroll_is_due_and_what_is_expected_to_be_wrong(carla, ids):
    page = carla.get("/accounting/2026-11-09").text
    assert "payroll due" in page
    assert "2 days 3 h left" in page
    assert "/review/2026-11-09/expected" in page
    shown = carla.get("/review/2026-11-09/expected").text
    assert re.search(r"Expected wrong: \$[\d.]+ \([\d.]+ %\)", shown)
    assert "limit to lock $8.90 (0.50 %)" in shown
    assert "random sample: not drawn yet" in shown


def test_payroll_is_due_by_the_clocks_of_the_company(app):
    last = date(2026, 10, 23)
    due = calendar.due_at(last, 3, 12, "Europe/Berlin")  # clocks go back on October 25
    assert calendar.local(due, "Europe/Berlin").isoformat() == "2026-10-26T12:00:00+01:00"
    with app.test_request_context():
        assert filters.days_and_hours(2 * 86_400 + 3 * 3600 + 59) == "2 days 3 h"
        assert filters.days_and_hours(86_400) == "1 day 0 h"
        assert filters.days_and_hours(3599) == "0 h"


def test_many_adjustments_are_turned_over_and_summed_up_whole(app, carla, ids):
    row = {"person_id": ids["ana"], "week": FIRST, "period": FIRST, "day": FIRST, "pay_code": "REG"}
    row |= {"part": "straight", "seconds": 36, "cents": 25, "cause": "time"}
    row |= dict.fromkeys(("project_id", "task_id", "cost_code_id", "cost_center_id"))
    with app.app_context(), write() as tx:
        tx.execute(insert(closed.adjusted), [row | {"pay_code": f"P{n}"} for n in range(250)])
    seen = []
    address = f"{PAGE}?state=open&q=ana"
    while address:
        page = carla.get(address)
        seen += re.findall(r"<td>(P\d+)</td>", page.text)
        assert "250 lines 2.50 $62.50" in words(page)
        after = re.search(r'<a href="([^"]*#waiting)" rel="next">', page.text)
        address = after and after[1].replace("&amp;", "&").partition("#")[0]
        assert not address or "state=open&q=ana" in address
    assert seen == [f"P{n}" for n in range(250)]
    assert "101 to 200 of 250" in words(carla.get(f"{PAGE}?waiting=100"))
    for nonsense in ("-1", "x", "250", "9" * 40):
        assert "1 to 100 of 250" in words(carla.get(f"{PAGE}?waiting={nonsense}"))
