"""The accrual of a month end: what is owed, estimated where missing, and cancelled a day later."""

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.support import crew, signin
from tests.support.crew import post, words
from timesheet import jobs
from timesheet.actions import accruing_later, deriving, making
from timesheet.actions.setting_up import pay_policies
from timesheet.actions.setting_up.changes import Author
from timesheet.core.model import RosterShift
from timesheet.errors import Refused
from timesheet.store import jobs as job_rows
from timesheet.store import rosters, staff
from timesheet.store.db import read, write

END = date(2026, 11, 30)
PAGE = f"/accruals/{END}"
FIRST = date(2026, 11, 9)
SECOND = date(2026, 11, 23)


@pytest.fixture
def ids(app, ids, clock):
    """Let two people work the fortnight of the 9th and the Monday of the 30th."""
    crew.work(app, ids)
    crew.work(app, ids, first=END, days=1)
    clock.show("2026-12-01 09:00:00")
    return ids


def journal(client, number):
    with client.get(f"/exports/batch/{number}") as answer:
        return list(csv.DictReader(io.StringIO(answer.text)))


def report(client, last=END):
    with client.get(f"/accounting/days/{last.replace(day=1)}/{last}/accrued-wages.json") as answer:
        return answer.json["totals"]


def cents(row, column):
    return int(Decimal(row[column] or 0) * 100)


def paid(client, first, last):
    with client.get(f"/accounting/days/{first}/{last}/payroll-summary.json") as answer:
        return answer.json["totals"]["cents"]


def step(client, period, name, *people):
    post(client, f"/closing/{period}/{name}", person=list(people))


def plan(app, person, day, first="07:00", last="15:00"):
    with app.app_context(), write() as tx:
        span = crew.instant(day, first), crew.instant(day, last)
        rosters.add_shifts(tx, [RosterShift(0, person, *span)], 0)


def test_the_accrual_is_the_unpaid_wages_and_its_reversal_cancels_it(carla, ids):
    post(carla, "/accruals/burden", **{"from": "2026-01-01", "rate": "20"})
    assert "Batch 1 is made" in words(post(carla, f"{PAGE}/make", profile="journal"))
    rows = journal(carla, 1)
    wages = [r for r in rows if r["entry_type"] == "accrual" and r["journal_id"].endswith("-W")]
    totals = report(carla)
    owed = paid(carla, FIRST, END) + totals["estimated_cents"] * 5 // 6
    assert sum(cents(r, "debit") for r in wages) == totals["gross_cents"] == owed
    left, days = Counter(), set()
    for row in rows:
        amount = cents(row, "debit") - cents(row, "credit")
        left[row["account"], row["cost_center"], row["project"], row["memo"]] += amount
        days.add((row["entry_type"], row["posting_date"]))
    assert not any(left.values())
    assert days == {("accrual", "2026-11-30"), ("accrual_reversal", "2026-12-01")}
    for key in {row["journal_id"] for row in rows}:
        entry = [row for row in rows if row["journal_id"] == key]
        assert sum(cents(r, "debit") for r in entry) == sum(cents(r, "credit") for r in entry) > 0
    debits = [r for r in rows if r["entry_type"] == "accrual"]
    assert sum(cents(r, "debit") for r in debits) == totals["cost_cents"]


def test_posting_twice_is_refused_until_a_second_person_voids(carla, dora, ids):
    post(carla, f"{PAGE}/make", profile="journal")
    assert "is batch 1 already" in words(post(carla, f"{PAGE}/make", profile="journal"))
    void = {"end": str(END), "reason": "the ledger lost it"}
    assert "second person" in words(post(carla, "/accruals/batch/1/void", **void))
    assert "doesn’t count any more" in words(post(dora, "/accruals/batch/1/void", **void))
    assert "Batch 2 is made" in words(post(carla, f"{PAGE}/make", profile="journal"))
    keys = {row["journal_id"] for row in journal(carla, 1)}
    assert keys.isdisjoint({row["journal_id"] for row in journal(carla, 2)})


def test_what_is_posted_is_owed_no_more_and_what_is_only_locked_still_is(carla, dora, ids):
    said = {"kind": "out", "day": "2026-11-11", "time": "15:25", "reason": "he said so"}
    post(carla, f"/timecard/{ids['ben']}/add", **said)
    before = report(carla)["gross_cents"]
    fortnight = paid(carla, FIRST, FIRST + timedelta(days=13))
    for name in ("submit", "approve", "lock"):
        step(dora, FIRST, name, ids["ana"], ids["ben"])
    assert report(carla)["gross_cents"] == before
    names = {"pay_code:REG": "REG", "person:P-001": "1", "person:P-002": "2"}
    settings = {"setting:company_code": "AB", "setting:batch_id": "TS01"}
    post(carla, "/exports/names/adp-wfn", **names, **settings)
    post(carla, f"/exports/{FIRST}/make", profile="adp-wfn")
    post(carla, f"/exports/{FIRST}/post")
    after = report(carla)
    assert (
        after["gross_cents"] - after["estimated_cents"]
        == before - fortnight - after["estimated_cents"]
    )
    assert after["gross_cents"] > 0


def test_an_open_shift_and_a_missing_day_are_estimated_from_the_roster_and_marked(app, carla, ids):
    plan(app, ids["ana"], date(2026, 11, 27))
    plan(app, ids["ben"], END)
    with app.app_context():
        deriving.rebuild()
    shown = words(carla.get(PAGE))
    assert "Ana Ruiz Fri, Nov 27 nobody clocked roster 8.00" in shown
    assert "Ben O’Dea Wed, Nov 11 open shift average of four weeks 8.50 $204.00" in shown
    assert "estimate" in shown
    left_out = f"{PAGE}?without={ids['ana']}:2026-11-27"
    assert "Ana Ruiz Fri, Nov 27" not in words(carla.get(left_out))
    whole, less = report(carla)["gross_cents"], words(carla.get(left_out))
    assert f"${(whole - 8 * 2400) / 100:,.2f}" in less
    made = post(carla, f"{PAGE}/make", profile="journal", without=[f"{ids['ana']}:2026-11-27"])
    assert "is made" in words(made)
    memos = {row["memo"] for row in journal(carla, 1)}
    assert any("(estimate)" in memo for memo in memos)


def test_the_overtime_of_an_unfinished_week_is_accrued_with_the_estimate(app, carla, ids):
    plan(app, ids["ana"], date(2026, 11, 14))
    with app.app_context():
        pay_policies.assign("us-flsa", date(2026, 1, 1), None, None, Author(ids["carla"], 1))
        deriving.rebuild()
    # 40:10 were worked until Friday: all of Saturday's 8 hours are overtime at time and a half.
    assert "Ana Ruiz Sat, Nov 14 nobody clocked roster 8.00 $288.00" in words(carla.get(PAGE))


def test_a_burden_that_is_no_rate_is_refused_and_loses_nothing(carla, ids):
    for wrong in ("inf", "501", "-1", ""):
        refused = post(carla, "/accruals/burden", **{"from": "2026-01-01", "rate": wrong})
        assert refused.status_code == 400
        assert "is no rate" in words(refused)
    said = {"from": "2026-01-01", "rate": "18.5", "others": "OT 12\nDT"}
    refused = post(carla, "/accruals/burden", **said)
    assert "Row 2: say a pay code" in words(refused)
    assert 'value="18.5"' in refused.text
    post(carla, "/accruals/burden", **said | {"others": "OT 12"})
    assert "18.50 % OT 12.00 %" in words(carla.get("/accruals/burden"))


def test_only_a_month_end_has_an_accrual_and_workers_see_none(carla, ana, ids):
    assert carla.get("/accruals/2026-11-29").status_code == 404
    assert carla.get("/accruals").headers["Location"].endswith("/accruals/2026-11-30")
    assert ana.get(PAGE).status_code == 403
    assert ana.get("/accruals/burden").status_code == 403


def test_nothing_owed_says_so_and_makes_nothing(carla, ids):
    assert "Nothing is owed" in words(carla.get("/accruals/2026-01-31"))
    assert "Nothing is owed" in words(post(carla, "/accruals/2026-01-31/make", profile="journal"))


@pytest.fixture
def large(monkeypatch):
    """Let three lines be many."""
    monkeypatch.setattr(making, "LARGE", 3)


def run(app, settings):
    with app.app_context():
        return jobs.run_waiting(settings, jobs.FILES)


def figures(page):
    return re.findall(r'<dd class="value">([^<]+)</dd>', page.text), re.findall(
        r"<tbody>.*?</tbody>", page.text, re.DOTALL
    )


def test_a_large_month_end_is_worked_out_by_a_job_and_its_page_and_entries_are_the_same(
    app, carla, ids, settings, monkeypatch
):
    plan(app, ids["ana"], date(2026, 11, 27))
    small = carla.get(PAGE)
    monkeypatch.setattr(making, "LARGE", 3)
    shown = carla.get(PAGE)
    assert "is worked out in the background" in words(shown)
    assert figures(shown) == ([], [])
    waiting = post(carla, f"{PAGE}/work-out")
    assert "Waits for its turn" in words(waiting)
    assert "See how far it is" in words(carla.get(PAGE))
    assert run(app, settings) == 1
    assert "See what is owed" in words(carla.get("/files/1"))
    assert carla.get("/files/1/file").status_code == 404
    ready = carla.get(PAGE)
    assert figures(ready) == figures(small)
    assert "Worked out at" in words(ready)
    left_out = carla.get(f"{PAGE}?without={ids['ana']}:2026-11-27")
    assert "is worked out in the background" in words(left_out)
    assert "Batch 1 is made" in words(post(carla, f"{PAGE}/make", profile="journal"))
    by_job = journal(carla, 1)
    monkeypatch.setattr(making, "LARGE", 20_000)
    dora = signin.signed_in(app, "dora", "accounting")
    post(dora, "/accruals/batch/1/void", end=str(END), reason="to compare")
    post(carla, f"{PAGE}/make", profile="journal")

    def booked(rows):
        columns = ("account", "debit", "credit", "cost_center", "project", "posting_date")
        return [tuple(row[one] for one in columns) for row in rows]

    assert booked(journal(carla, 2)) == booked(by_job)


def test_what_was_worked_out_before_a_payroll_was_posted_is_worked_out_again(
    app, carla, ids, settings, large, monkeypatch
):
    post(carla, f"{PAGE}/work-out")
    run(app, settings)
    assert "Make the accrual" in words(carla.get(PAGE))
    monkeypatch.setattr(accruing_later.accruing, "mark_of", lambda *_: "another")
    assert "is worked out in the background" in words(carla.get(PAGE))
    refused = words(post(carla, f"{PAGE}/make", profile="journal"))
    assert "A payroll was posted since this was worked out" in refused
    assert "Batch 1" not in refused


def test_working_out_is_cancelled_goes_on_elsewhere_and_is_for_accounting_only(
    app, carla, ids, settings, large, clock, monkeypatch
):
    post(carla, f"{PAGE}/work-out")
    post(carla, "/files/1/cancel")
    assert run(app, settings) == 0
    assert "Work it out" in words(carla.get(PAGE))
    post(carla, f"{PAGE}/work-out")
    with app.app_context(), write() as tx:
        assert job_rows.claim(
            tx, jobs.FILES, "a process that was killed", crew.instant(END, "20:00")
        )
    clock.show("2026-12-01 09:05:00")
    assert run(app, settings) == 1
    assert "Worked out at" in words(carla.get(PAGE))
    heard = []
    with app.app_context():
        monkeypatch.setattr(making, "_PAUSE", -1)
        with read() as tx:
            job = job_rows.one(tx, 2, ids["carla"])
        path = settings.data_folder / "other"
        accruing_later.work_out(path, job, 0, lambda done, total: heard.append((done, total)))
        assert heard[-1][1] >= 2
        assert heard[0] == (0, 0)
        with write() as tx:
            staff.set_roles(tx, ids["carla"], {"worker"})
        with pytest.raises(Refused, match="You may not see"):
            accruing_later.work_out(path, job, 0, lambda *_: None)
