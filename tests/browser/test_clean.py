"""Whoever has nothing to look at is approved from the period's page, by keys alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_closing import logins as logins  # noqa: PLC0414  (a fixture)
from tests.browser.test_closing import signed as signed  # noqa: PLC0414  (a fixture)
from tests.browser.test_closing import workers as workers  # noqa: PLC0414  (a fixture)
from tests.support.browser import LOOKS, assert_accessible
from timesheet.actions import clean

pytestmark = pytest.mark.browser


@LOOKS
@pytest.mark.parametrize("workers", [8], indirect=True)
def test_all_clean_are_approved_by_keys_alone_and_taken_back(signed, monkeypatch):
    # Half a percent of somebody's money may be in doubt; here all of it may.
    monkeypatch.setattr(clean, "LIMIT", (1, 1))
    page = signed("accounting")
    page.goto("/accounting/2026-11-09")
    page.locator("[data-rows]").first.focus()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Approve all clean")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile(r"^\d+ (person|people) approved\.$"))).to_be_visible()
    expect(page.get_by_role("button", name="Undo your approval")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("u")
    expect(page.get_by_text(re.compile(r"^Taken back for \d+ (person|people)\.$"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Approve"))).to_be_visible()
