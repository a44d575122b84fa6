"""Files for payroll and the ledger: batches that never change, and the names that they need."""

import hashlib
import re
from datetime import date

import pytest

from tests.support import crew, signin
from timesheet.actions import deriving
from timesheet.core.export.nouns import Earning
from timesheet.store import batches, closing
from timesheet.store.db import read

FIRST = date(2026, 11, 9)
PAGE = f"/exports/{FIRST}"
NAMES = {
    "setting:company_code": "AB", "setting:batch_id": "TS01", "person:P-001": "101",
    "person:P-002": "102", "pay_code:REG": "REG", "pay_code:OT": "OT",
}  # fmt: skip


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    clock.show("2026-11-23 09:00:00")
    return ids


@pytest.fixture
def dora(app, ids):
    return signin.signed_in(app, "dora", "accounting")


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def post(client, address, **said):
    said["csrf_token"] = crew.token_in(client.get("/account").text)
    return client.post(address, data=said, follow_redirects=True)


def lock(client, *people):
    for step in ("submit", "approve", "lock"):
        post(client, f"/closing/{FIRST}/{step}", person=list(people))


def download(client, number):
    with client.get(f"/exports/batch/{number}") as answer:
        assert answer.status_code == 200
        return answer.data


def state_of(app, person):
    with app.app_context(), read() as tx:
        return closing.of_people(tx, FIRST, [person])[person].state


def test_nothing_is_exported_before_it_is_locked(carla, ids):
    assert "Nobody of this pay period is locked yet" in words(carla.get(f"{PAGE}?profile=adp-wfn"))
    refused = post(carla, f"{PAGE}/make", profile="adp-wfn")
    assert "Nobody of this pay period is locked yet" in words(refused)
    assert "No file was made" in words(carla.get(PAGE))


def test_what_is_missing_is_named_all_at_once_and_nothing_is_made(app, carla, ids):
    lock(carla, ids["ana"])
    shown = words(carla.get(f"{PAGE}?profile=adp-wfn"))
    for said in ("Co Code is not filled in", "Ana Ruiz (P-001) has no id", "Pay code REG has no"):
        assert said in shown
    refused = words(post(carla, f"{PAGE}/make", profile="adp-wfn"))
    assert "Ana Ruiz (P-001) has no id" in refused
    assert state_of(app, ids["ana"]) == "locked"


def test_a_batch_is_the_same_bytes_each_time_and_the_second_file_is_empty(app, carla, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/adp-wfn", **NAMES)
    assert "People 1 Hours 40.17 Gross $964.00" in words(carla.get(f"{PAGE}?profile=adp-wfn"))
    made = words(post(carla, f"{PAGE}/make", profile="adp-wfn"))
    assert "Batch 1 is made" in made
    assert state_of(app, ids["ana"]) == "exported"
    content = download(carla, 1)
    assert b"AB,TS01,101" in content
    assert b"40.17" in content
    assert hashlib.sha256(content).hexdigest()[:12] in carla.get(PAGE).text
    again = words(post(carla, f"{PAGE}/make", profile="adp-wfn"))
    assert "Nothing is new since batch 1" in again
    assert download(carla, 1) == content


def test_the_next_file_carries_only_who_was_locked_since(app, carla, dora, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/adp-wfn", **NAMES)
    post(carla, f"{PAGE}/make", profile="adp-wfn")
    said = {"kind": "out", "day": "2026-11-11", "time": "15:25", "reason": "he said so"}
    post(carla, f"/timecard/{ids['ben']}/add", **said)
    for step in ("submit", "approve", "lock"):
        post(dora, f"/closing/{FIRST}/{step}", person=[ids["ben"]])
    post(carla, f"{PAGE}/make", profile="adp-wfn")
    second = download(carla, 2)
    assert b",102," in second
    assert b",101," not in second


def test_the_third_light_compares_the_files_for_payroll_and_for_the_ledger(carla, dora, ids):
    period = f"/accounting/{FIRST}"
    lock(carla, ids["ana"])
    post(carla, "/exports/names/adp-wfn", **NAMES)
    post(carla, f"{PAGE}/make", profile="adp-wfn")
    assert "payroll = journal: not made yet" in words(carla.get(period))
    post(carla, f"{PAGE}/make", profile="journal")
    shown = words(carla.get(period))
    assert "payroll = journal" in shown
    assert "not made yet" not in shown
    said = {"kind": "out", "day": "2026-11-11", "time": "15:25", "reason": "he said so"}
    post(carla, f"/timecard/{ids['ben']}/add", **said)
    for step in ("submit", "approve", "lock"):
        post(dora, f"/closing/{FIRST}/{step}", person=[ids["ben"]])
    post(carla, f"{PAGE}/make", profile="adp-wfn")
    assert "≠ journal 964.00" in words(carla.get(period))
    post(carla, f"{PAGE}/make", profile="journal")
    assert "≠ journal" not in words(carla.get(period))


def test_voiding_takes_a_second_person_and_a_reason_and_the_people_go_back(app, carla, dora, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/adp-wfn", **NAMES)
    post(carla, f"{PAGE}/make", profile="adp-wfn")
    void = {"period": str(FIRST), "reason": "the provider lost it"}
    assert "second person" in words(post(carla, "/exports/batch/1/void", **void))
    assert "few words" in words(post(dora, "/exports/batch/1/void", **void | {"reason": ""}))
    assert state_of(app, ids["ana"]) == "exported"
    assert "doesn’t count any more" in words(post(dora, "/exports/batch/1/void", **void))
    assert state_of(app, ids["ana"]) == "locked"
    before = download(carla, 1)
    post(carla, f"{PAGE}/make", profile="adp-wfn")
    # The file itself is as it was; only its number and name may be other.
    assert download(carla, 2) == before


def test_what_was_posted_is_not_voided_and_changes_are_adjusted(app, carla, dora, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/adp-wfn", **NAMES)
    post(carla, f"{PAGE}/make", profile="adp-wfn")
    assert "1 person posted" in words(post(carla, f"{PAGE}/post"))
    assert state_of(app, ids["ana"]) == "posted"
    void = {"period": str(FIRST), "reason": "the provider lost it"}
    assert "is posted" in words(post(dora, "/exports/batch/1/void", **void))
    with app.app_context():
        assert deriving.check() == []


def test_a_journal_balances_and_carries_the_wages(carla, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/journal", **{"setting:burden_rate": "20"})
    assert "Batch 1 is made" in words(post(carla, f"{PAGE}/make", profile="journal"))
    rows = [row.split(",") for row in download(carla, 1).decode().splitlines()]
    debit, credit, kind = (rows[0].index(name) for name in ("debit", "credit", "entry_type"))
    for name, whole in (("labor_distribution", 964.0), ("burden", 192.8)):
        entry = [row for row in rows[1:] if row[kind] == name]
        assert sum(float(row[debit] or 0) for row in entry) == pytest.approx(whole)
        assert sum(float(row[credit] or 0) for row in entry) == pytest.approx(whole)
    assert "Nothing is new since batch 1" in words(post(carla, f"{PAGE}/make", profile="journal"))


def test_names_are_pasted_from_a_sheet_and_a_wrong_row_loses_nothing(carla, ids):
    wrong = post(carla, "/exports/names/adp-wfn", **{"paste:person": "P-001\t7\nP-999\t8"})
    assert wrong.status_code == 400
    assert "Row 2: there is no P-999 here" in words(wrong)
    assert "P-001\t7" in wrong.text
    post(carla, "/exports/names/adp-wfn", **{"paste:person": "P-001\t7\nP-002;8"})
    page = carla.get("/exports/names/adp-wfn").text
    assert re.search(r'name="person:P-001" value="7"', page)
    assert re.search(r'name="person:P-002" value="8"', page)


def test_a_burden_that_is_no_rate_is_refused_and_books_nothing(carla, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/journal", **{"setting:burden_rate": "inf"})
    refused = words(post(carla, f"{PAGE}/make", profile="journal"))
    assert "Burden, % of wages can’t be “inf”" in refused
    assert "No file was made" in refused


def test_pasted_pay_codes_keep_what_is_sent_and_a_dash_means_not_exported(carla, ids):
    post(carla, "/exports/names/adp-wfn", **{"pay_code:REG": "X", "sends:REG": "both"})
    post(carla, "/exports/names/adp-wfn", **{"paste:pay_code": "REG\tREG2"})
    with carla.application.app_context(), read() as tx:
        assert batches.names_at(tx, "adp-wfn").earnings["REG"] == Earning("REG2", "both")
    post(carla, "/exports/names/adp-wfn", **{"paste:pay_code": "REG\t-"})
    with carla.application.app_context(), read() as tx:
        assert not batches.names_at(tx, "adp-wfn").earnings["REG"].exported


def test_a_pay_code_can_be_said_not_to_be_exported(carla, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/adp-wfn", **NAMES | {"pay_code:REG": "-"})
    shown = words(carla.get(f"{PAGE}?profile=adp-wfn"))
    assert "Pay code REG" not in shown
    assert re.search(r'name="pay_code:REG" value="-"', carla.get("/exports/names/adp-wfn").text)


def test_workers_and_leads_see_no_files(app, ana, ids):
    lena = signin.signed_in(app, "lena", "lead")
    for client in (ana, lena):
        assert client.get(PAGE).status_code == 403
        assert client.get("/exports/batch/1").status_code == 403
    assert "No file was made" not in ana.get(PAGE).text
