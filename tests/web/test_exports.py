"""Files for payroll and the ledger: batches that never change, and the names that they need."""

import csv
import hashlib
import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from tests.support import crew, signin
from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from timesheet.actions import deriving
from timesheet.core.export.nouns import Earning
from timesheet.store import batches, closing
from timesheet.store.db import read, write

FIRST = date(2026, 11, 9)
PAGE = f"/exports/{FIRST}"
NAMES = {
    "setting:company_code": "AB", "setting:batch_id": "TS01", "person:P-001": "101",
    "person:P-002": "102", "pay_code:REG": "REG", "pay_code:OT": "OT",
}  # fmt: skip

SAGE = {
    "setting:category": "1", "person:P-001": "101", "pay_code:REG": "REG",
    "project:HARBOUR": "Harbour",
}  # fmt: skip


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


def test_a_day_corrected_after_its_export_goes_out_with_the_next_period(app, carla, clock, ids):
    """A44: the net of the closed day, with its own day and period; the first batch as it was."""
    lock(carla, ids["ana"])
    post(carla, "/exports/names/sage-300-cre", **SAGE)
    post(carla, f"{PAGE}/make", profile="sage-300-cre")
    first = download(carla, 1)
    for kind, time in (("in", "17:00"), ("out", "18:00")):
        said = {"kind": kind, "day": "2026-11-12", "time": time, "reason": "overlooked"}
        post(carla, f"/timecard/{ids['ana']}/add", **said, late="1")
    later = FIRST + timedelta(days=14)
    crew.work(app, ids, first=later)
    clock.show("2026-12-07 09:00:00")
    crew.sign_in(carla, "carla")
    for step in ("submit", "approve", "lock"):
        post(carla, f"/closing/{later}/{step}", person=[ids["ana"]])
    post(carla, f"/exports/{later}/make", profile="sage-300-cre")
    rows = [line.split(",") for line in download(carla, 2).decode().splitlines()]
    assert [(row[1], row[8]) for row in rows if row[1] < "11/23/2026"] == [("11/12/2026", "1.00")]
    assert len(rows) == 6
    assert download(carla, 1) == first
    with app.app_context(), read() as tx:
        assert [one.seconds for one in batches.of_period(tx, FIRST)] == [40 * 3600 + 600]
    with carla.get(f"/accounting/{FIRST}/adjustments.json") as answer:
        (line,) = answer.json["rows"]
    assert (line["day"], line["period"], line["seconds"]) == ("2026-11-12", str(FIRST), 3600)


def test_a_journal_balances_and_carries_the_wages(carla, ids):
    lock(carla, ids["ana"])
    post(carla, "/accruals/burden", **{"from": "2026-01-01", "rate": "20"})
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


def test_a_pasted_row_without_a_second_column_takes_no_name_back(carla, ids):
    post(carla, "/exports/names/adp-wfn", **{"paste:person": "P-001\t7"})
    wrong = post(carla, "/exports/names/adp-wfn", **{"paste:person": "P-001"})
    assert wrong.status_code == 400
    assert "Row 1: “P-001” has no second column" in words(wrong)
    assert re.search(r'name="person:P-001" value="7"', carla.get("/exports/names/adp-wfn").text)
    post(carla, "/exports/names/adp-wfn", **{"paste:person": "P-001\t"})
    assert re.search(r'name="person:P-001" value=""', carla.get("/exports/names/adp-wfn").text)


def test_the_number_in_a_file_is_that_of_its_batch_after_one_that_failed(app, carla, ids):
    with app.app_context(), pytest.raises(ZeroDivisionError), write() as tx:
        _ = batches.take_number(tx) / 0
    lock(carla, ids["ana"])
    post(carla, f"{PAGE}/make", profile="journal")
    with app.app_context(), read() as tx:
        (made,) = batches.of_period(tx, FIRST)
    assert f"TS-{made.id}-W,".encode() in download(carla, made.id)


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


def booked(client):
    """Return the sheet of the journal as mappings, and what the reconciliation says of it."""
    with client.get(f"/accounting/{FIRST}/labor-lines.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data), data_only=True)
    heading, *rows = book["Journal"].values
    checks = {row[0]: row[4] for row in book["Reconciliation"].values if "Journal" in str(row[0])}
    return [dict(zip(heading, row, strict=True)) for row in rows], checks


def lines_of(rows, number):
    """Return account, debit and credit of the lines of a batch's entries, in order."""
    names = ("account", "debit_amount", "credit_amount")
    return sorted(
        [row["entry"], *(str(float(row[name] or 0)) for name in names)]
        for row in rows
        if row["entry"].startswith(f"TS-{number}-")
    )


def lines_in(file):
    rows = csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
    return sorted(
        [row["journal_id"], *(str(float(row[n] or 0)) for n in ("account", "debit", "credit"))]
        for row in rows
    )


def test_the_workbooks_journal_is_what_is_booked_and_comes_next_and_is_open(carla, dora, ids):
    said = {"kind": "out", "day": "2026-11-11", "time": "15:25", "reason": "he said so"}
    post(carla, f"/timecard/{ids['ben']}/add", **said)
    post(carla, "/accruals/burden", **{"from": "2026-01-01", "rate": "20"})
    rows, checks = booked(carla)
    assert {row["state"] for row in rows} == {"not locked yet"}
    assert len(checks) == 3
    assert set(checks.values()) == {"OK"}
    whole = sum(row["amount"] or 0 for row in rows)

    lock(carla, ids["ana"])
    assert {row["state"] for row in booked(carla)[0]} == {"next journal", "not locked yet"}
    post(carla, f"{PAGE}/make", profile="journal")
    lock(dora, ids["ben"])
    rows, checks = booked(carla)
    assert {row["state"] for row in rows} == {"booked", "next journal"}
    assert set(checks.values()) == {"OK"}
    post(carla, f"{PAGE}/make", profile="journal")
    after, checks = booked(carla)
    assert {row["state"] for row in after} == {"booked"}
    assert set(checks.values()) == {"OK"}
    for number in (1, 2):
        assert (
            lines_of(after, number) == lines_of(rows, number) == lines_in(download(carla, number))
        )
    assert sum(row["amount"] or 0 for row in after) == pytest.approx(whole)


def name_accounts(app, author, named):
    said = {("account", own): (theirs, "hours") for own, theirs in named.items()}
    with app.app_context(), write() as tx:
        batches.say_names(tx, "beancount", said, (author, 1))


def test_a_journal_that_cannot_be_booked_is_empty_and_says_why(app, carla, ids):
    lock(carla, ids["ana"])
    named = {"6000": "Expenses:Wages", "6010": "Expenses:Jobs", "2110": "Liabilities:Wages"}
    name_accounts(app, ids["carla"], named)
    post(carla, "/exports/names/beancount", **{"setting:open_accounts": "no"})
    assert "Batch 1 is made" in words(post(carla, f"{PAGE}/make", profile="beancount"))
    assert {row["state"] for row in booked(carla)[0]} == {"booked", "not locked yet"}
    name_accounts(app, ids["carla"], {"6010": None})
    (row,), checks = booked(carla)
    assert "Account 6010 has no name at the provider" in row["text"]
    assert (row["entry"], row["debit_amount"], checks) == (None, None, {})
    with carla.get(f"/accounting/days/{FIRST}/{FIRST}/labor-lines.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data), data_only=True)
    assert "of a whole pay period" in book["Journal"]["D2"].value


def test_hours_without_money_keep_no_workbook_from_being_offered(app, carla, ids):
    eve = signin.add_person(app, "eve").id
    for intent, at in (("in", "08:00"), ("out", "12:00")):
        crew.press(app, eve, intent, FIRST, at)
    with app.app_context():
        deriving.rebuild()
    rows, checks = booked(carla)
    assert rows
    assert set(checks.values()) == {"OK"}
