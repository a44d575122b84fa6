"""An accountant's files by keys alone: payroll, profiles, the register, the accrual, the forms."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support import crew, signin
from tests.support.browser import PHONE, in_light_and_dark
from tests.support.crew import post
from tests.web.test_exports import lock

pytestmark = pytest.mark.browser

FIRST, PERIOD, MONTH_END = crew.MONDAY, f"/exports/{crew.MONDAY}", "/accruals/2026-11-30"
ADP = {"Co Code": "AB", "Batch ID": "TS01", "Ana Ruiz": "101", "Ben O’Dea": "102", "REG": "REG"}
GUSTO = "last_name,first_name,gusto_employee_id,regular_hours,overtime_hours,my_note\n"
WEEK, MONTH = "2026-11-08", "2026-11-01"
# What only people know, by form.
FORMS = {
    f"wh-347/{WEEK}": {
        "setting|address": "1 Pier Rd", "setting|signer": "Carla",
        "setting|signer_title": "Controller", "last4|P-001": "1234", "j_ra|P-001": "J",
        "classification|P-001": "Carpenter", "contract|HARBOUR": "W911",
        "wage_determination|HARBOUR": "CA20260018", "payroll_no|HARBOUR": "1",
    },
    f"lcptracker/{WEEK}": {"lcp_code|HARBOUR": "CBS"},
    f"horizon-europe/{MONTH}": {
        "setting|supervisor": "Carla", "eu_number|HARBOUR": "101000000", "category|P-001": "SC2",
    },
    f"us-effort/{MONTH}": {"award|HARBOUR": "HRSA-123"},
    f"us-aca-hours/{MONTH}": {},
    f"es-registro-jornada/{MONTH}": {
        "setting|cif": "B12345678",
        "nif|P-001": "00000001T", "regime|P-001": "completa",
        "nif|P-002": "00000002T", "regime|P-002": "parcial",
    },
    f"de-arbeitszeitnachweis/{MONTH}": {},
}  # fmt: skip


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    signin.add_person(app, "dora", "accounting")
    clock.show("2026-11-23 09:00:00")
    return ids


@pytest.fixture
def carla(app, ids):
    client = app.test_client()
    crew.sign_in(client, "carla")
    return client


@pytest.fixture
def desk(signed_in):
    """Give a function that opens a page of accounting at a desk, signed in as somebody."""

    def opened(path: str, login: str = "carla") -> Page:
        password = crew.PASSWORD if login == "carla" else signin.PASSWORD
        return signed_in(login, path, password=password, reduced_motion="reduce")

    return opened


def press(page: Page, name: str | re.Pattern[str], role: str = "button") -> None:
    """Press Enter on what is there to be pressed; no pointer is needed."""
    page.get_by_role(role, name=name).first.press("Enter")


def type_in(field: Locator, text: str) -> None:
    field.focus()
    field.press("Control+a")
    field.page.keyboard.type(text)


def said(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(text).first).to_be_visible()


def looked_at(page: Page) -> None:
    assert list(in_light_and_dark(page)) == []


def fetched(page: Page, name: str | re.Pattern[str]) -> str:
    with page.expect_download() as download:
        press(page, name, "link")
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_payroll_file_then_nothing_new_then_a_change_then_a_void(desk, app, carla, ids):
    lock(carla, ids["ana"])
    page = desk(f"{PERIOD}?profile=adp-wfn")
    looked_at(page)
    press(page, "Fill in names and settings", "link")
    for name, value in ADP.items():
        type_in(page.get_by_role("textbox", name=name).first, value)
    looked_at(page)
    press(page, "Save")
    said(page, "5 names saved.")
    page.goto(f"{PERIOD}?profile=adp-wfn")
    press(page, "Make the file")
    said(page, "Nothing is new since batch 1.")
    looked_at(page)
    first = fetched(page, "PRAB_EPI.csv")
    assert ",101," in first
    expect(page.get_by_role("button", name="Make the file")).to_have_count(0)
    forgotten = {"kind": "out", "day": "2026-11-11", "time": "15:25", "reason": "he said so"}
    post(carla, f"/timecard/{ids['ben']}/add", **forgotten)
    # Who mended his hours doesn't approve them.
    dora = app.test_client()
    signin.sign_in(dora, "dora")
    lock(dora, ids["ben"])
    page.goto(f"{PERIOD}?profile=adp-wfn")
    said(page, "Only what is new since batch 1.")
    press(page, "Make the file")
    said(page, "Batch 2 is made")
    second = fetched(page, "PRAB_EPI.csv")
    assert ",102," in second
    assert ",101," not in second
    said(page, "counts; only a second person can void it")
    other = desk(PERIOD, "dora")
    other.get_by_text("Void 2").press("Enter")
    type_in(other.get_by_label("Why was payroll not run with it?").first, "the provider lost it")
    looked_at(other)
    other.keyboard.press("Enter")
    said(other, "Batch 2 doesn’t count any more.")
    said(other, "Dora: “the provider lost it”")
    looked_at(other)


def test_a_profile_is_learned_from_a_template_and_makes_a_file(desk, carla, ids):
    lock(carla, ids["ana"])
    page = desk("/profiles")
    looked_at(page)
    type_in(page.get_by_label("Name"), "Our Gusto")
    template = {"name": "t.csv", "mimeType": "text/csv", "buffer": GUSTO.encode()}
    page.get_by_label(re.compile("Template of the provider")).set_input_files(template)
    press(page, "Read it")
    said(page, "Read like Gusto")
    said(page, "not known")
    looked_at(page)
    press(page, "Keep as a profile")
    said(page, "The profile is kept.")
    type_in(page.get_by_role("textbox", name="Ana Ruiz"), "5G9934")
    type_in(page.get_by_role("textbox", name="REG").first, "regular_hours")
    press(page, "Save")
    said(page, "2 names saved.")
    page.goto(f"{PERIOD}?profile=own-our-gusto")
    press(page, "Make the file")
    assert fetched(page, re.compile(r"\.csv$")) == f"{GUSTO}Ruiz,Ana,5G9934,40.17,,\n"


def test_the_register_stands_beside_ours_with_a_difference_per_person(desk, carla, ids):
    lock(carla, ids["ana"])
    page = desk(f"/registers/{FIRST}")
    looked_at(page)
    sent = b"File #,Employee Name,Hours,Gross\nP-001,Ana Ruiz,41.00,964.00\n9,Zoe Tran,1,5\n"
    register = {"name": "register.csv", "mimeType": "text/csv", "buffer": sent}
    page.get_by_label("CSV or workbook of the provider").set_input_files(register)
    press(page, "Send")
    said(page, "+0.83")
    expect(page.get_by_role("row", name="Zoe Tran 9")).to_be_visible()
    looked_at(page)
    type_in(page.get_by_label(re.compile("^Hours")).first, "1")
    page.keyboard.press("Enter")
    said(page, "agrees")
    expect(page.get_by_role("row", name="Ana Ruiz P-001 agrees 40.17")).to_be_visible()


def test_the_accrual_of_a_month_end_and_its_reversal_cancel_each_other(app, desk, ids, clock):
    crew.work(app, ids, first=crew.MONDAY.replace(day=30), days=1)
    clock.show("2026-12-01 09:00:00")
    page = desk("/accruals/burden")
    type_in(page.get_by_label("Percent of wages"), "20")
    page.get_by_label("From", exact=True).fill("2026-01-01")
    looked_at(page)
    press(page, "Save")
    said(page, "20.00 %")
    page.goto(MONTH_END)
    looked_at(page)
    page.get_by_role("checkbox").first.press("Space")
    press(page, "Show")
    said(page, "1 estimate is left out.")
    page.get_by_label("File for").select_option("journal")
    press(page, "Make the accrual and its reversal")
    said(page, "Batch 1 is made")
    said(page, "is the accrual of this month end")
    looked_at(page)
    rows = list(csv.DictReader(io.StringIO(fetched(page, re.compile(r"\.csv$")))))
    assert {row["posting_date"] for row in rows} == {"2026-11-30", "2026-12-01"}
    assert sum(float(row["debit"] or 0) - float(row["credit"] or 0) for row in rows) == (
        pytest.approx(0)
    )


def test_each_statutory_form_is_filled_in_and_made(desk, ids):
    page = desk("/forms")
    looked_at(page)
    for number, (path, values) in enumerate(FORMS.items(), 1):
        page.goto(f"/forms/{path.partition('/')[0]}/values")
        if number == 1:
            looked_at(page)
        for name, value in values.items():
            type_in(page.locator(f'[name="{name}"]'), value)
        press(page, "Save")
        said(page, re.compile(r"values? saved\."))
        page.goto(f"/forms/{path}")
        assert page.get_by_role("region", name="What is missing").all_inner_texts() == []
        press(page, "Make the form")
        said(page, f"Batch {number} is made")
        looked_at(page)


def test_who_worked_signs_for_his_month_on_his_phone(signed_in, carla, ids, clock):
    post(carla, "/forms/us-effort/values", **{"award|HARBOUR": "HRSA-123"})
    clock.show("2026-12-01 09:00:00")
    page = signed_in("ana", "/week", PHONE, reduced_motion="reduce")
    press(page, "Declarations to sign", "link")
    looked_at(page)
    press(page, "Nov 1 – Nov 30, 2026", "link")
    looked_at(page)
    press(page, "Sign as Ana Ruiz")
    said(page, "Signed.")
    expect(page.get_by_role("button", name=re.compile("Sign as"))).to_have_count(0)
    looked_at(page)
