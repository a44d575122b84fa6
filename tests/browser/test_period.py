"""A pay period in a real browser: from the page to the line, and to the workbook."""

from datetime import timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import DESK, LOOKS, PHONE, assert_accessible

pytestmark = pytest.mark.browser

FIRST = "/accounting/2026-11-09"
REPORTS = ("payroll-summary", "labor-distribution", "timecards", "exceptions", "labor-lines")


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
    assert "labor-lines" in page.url


def test_filter_and_order_change_the_table_and_the_address(signed_in):
    page = signed_in("carla", f"{FIRST}/payroll-summary")
    page.get_by_label("Filter").fill("ruiz")
    expect(page.get_by_text("Total of 1")).to_be_visible()
    expect(page.get_by_label("Filter")).to_have_value("ruiz")
    assert "q=ruiz" in page.url
    page.goto(f"{FIRST}/labor-distribution")
    page.get_by_label("Group by").select_option("project")
    expect(page.get_by_text("Total of 2")).to_be_visible()
    page.get_by_role("link", name="Hours", exact=True).click()
    expect(page.get_by_role("columnheader", name="Hours").last).to_have_attribute(
        "aria-sort", "descending"
    )


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
    expect(page.get_by_text("unallocated", exact=True)).to_have_count(1)
    page.get_by_role("row", name="Ana Ruiz").first.get_by_role("link").first.click()
    page.get_by_role("row", name="Ana Ruiz").first.get_by_role("link").first.click()
    expect(page.get_by_text("What was clocked")).to_be_visible()


@LOOKS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_stands_in_anybodys_way(signed_in, size, scheme):
    page = signed_in("carla", "/accounting", size, color_scheme=scheme)
    assert_accessible(page)
    for report in REPORTS:
        page.goto(f"{FIRST}/{report}")
        assert_accessible(page)
    page.get_by_role("row", name="Ana Ruiz").first.get_by_role("link").first.click()
    expect(page.get_by_text("What was clocked")).to_be_visible()
    assert_accessible(page)
