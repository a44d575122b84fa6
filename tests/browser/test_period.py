"""A pay period in a real browser: from the page to the line, and to the workbook."""

import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import DESK, LOOKS, PHONE, assert_accessible

pytestmark = pytest.mark.browser

FIRST = "/accounting/2026-11-09"
REPORTS = (
    "payroll-summary", "labor-distribution?by=person&then=project&against=previous", "timecards",
    "exceptions", "overtime", "job-cost-summary", "labor-lines",
)  # fmt: skip


@pytest.fixture
def ids(app, ids):
    crew.work(app, ids)
    crew.work(app, ids, crew.MONDAY + timedelta(days=7), 2)
    return ids


def test_an_accountant_opens_the_period_and_downloads_the_workbook(signed_in, tmp_path):
    page = signed_in("carla", "/accounting")
    page.get_by_role("link", name="Nov 9 – Nov 22, 2026").click()
    expect(page.get_by_text("clock = allocated")).to_be_visible()
    page.get_by_role("link", name="Labor distribution").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Excel").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    assert file.name == "labor_distribution_2026-11-09_2026-11-22.xlsx"
    assert "Data" in load_workbook(file).sheetnames


def test_a_number_is_two_clicks_from_its_punches(signed_in):
    page = signed_in("carla", f"{FIRST}/payroll-summary")
    page.get_by_role("row", name="Ana Ruiz").get_by_role("link").first.click()
    expect(page.get_by_text("Total of")).to_be_visible()
    page.get_by_role("row", name="Ana Ruiz").first.get_by_role("link").first.click()
    story = page.get_by_role("complementary")
    expect(story.get_by_text("What was clocked")).to_be_visible()
    expect(story.get_by_text("Break starts")).to_be_visible()
    expect(page).to_have_url(re.compile("labor-lines"))


def test_filter_and_order_change_the_table_and_the_address(signed_in):
    page = signed_in("carla", f"{FIRST}/payroll-summary")
    page.get_by_label("Filter").fill("ruiz")
    expect(page.get_by_text("Total of 1")).to_be_visible()
    expect(page.get_by_label("Filter")).to_have_value("ruiz")
    expect(page).to_have_url(re.compile("q=ruiz"))
    page.goto(f"{FIRST}/labor-distribution")
    page.get_by_label("Group by").select_option("project")
    expect(page.get_by_text("Total of 2")).to_be_visible()
    page.get_by_role("link", name="Hours", exact=True).click()
    expect(page.get_by_role("columnheader", name="Hours").last).to_have_attribute(
        "aria-sort", "descending"
    )


def test_a_report_is_compared_and_shows_the_columns_chosen(signed_in):
    page = signed_in("carla", f"{FIRST}/payroll-summary")
    page.get_by_label("Compare with").select_option("the days before")
    expect(page.get_by_role("columnheader", name="Before: Amount")).to_be_visible()
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Before: Hours").uncheck()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.get_by_role("columnheader", name="Before: Amount")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Before: Hours")).to_have_count(0)
    expect(page).to_have_url(re.compile("against=previous"))


def test_the_keys_work_within_the_table_and_only_there(signed_in):
    page = signed_in("carla", f"{FIRST}/payroll-summary")
    page.keyboard.press("j")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(0)
    page.get_by_role("region", name="Rows of the report").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("Ben")
    page.keyboard.press("/")
    expect(page.get_by_label("Filter")).to_be_focused()
    page.keyboard.type("j/k")
    expect(page.get_by_label("Filter")).to_have_value("j/k")


def test_all_of_it_works_without_scripts(signed_in):
    page = signed_in("carla", f"{FIRST}/labor-distribution", java_script_enabled=False)
    page.get_by_label("Filter").fill("harbour")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#grid").get_by_text("unallocated")).to_have_count(0)
    page.get_by_role("row", name="Ana Ruiz").first.get_by_role("link").first.click()
    page.get_by_role("row", name="Ana Ruiz").first.get_by_role("link").first.click()
    expect(page.get_by_text("What was clocked")).to_be_visible()


@LOOKS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_stands_in_anybodys_way(signed_in, ids, size, scheme):
    page = signed_in("carla", "/accounting", size, color_scheme=scheme)
    assert_accessible(page)
    page.goto(f"/budgets/{ids['harbour']}")
    assert_accessible(page)
    for report in REPORTS:
        page.goto(f"{FIRST}/{report}")
        assert_accessible(page)
    page.get_by_role("row", name="Ana Ruiz").first.get_by_role("link").first.click()
    expect(page.get_by_text("What was clocked")).to_be_visible()
    assert_accessible(page)


def test_on_a_phone_state_next_step_and_lights_come_before_anything_else(signed_in):
    page = signed_in("carla", FIRST, PHONE)
    lights = page.get_by_role("link", name=re.compile("clock = allocated|payroll = journal"))
    for shown in (page.locator("ol.stepper"), page.locator(".button.primary"), *lights.all()):
        expect(shown).to_be_in_viewport(ratio=1)
    assert page.locator(".button.primary").count() == 1
    files = page.get_by_role("link", name="Files for payroll and the ledger")
    expect(files).to_be_hidden()
    page.locator("summary", has_text="Other steps and files").click()
    expect(files).to_be_visible()
    assert_accessible(page)
