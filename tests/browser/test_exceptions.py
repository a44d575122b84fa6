"""An accountant mends a forgotten clock-out, with the keyboard, and takes it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import PHONE, assert_accessible

pytestmark = pytest.mark.browser


@pytest.fixture
def ids(app, ids):
    crew.work(app, ids)
    return ids


def test_a_forgotten_clock_out_is_added_looked_at_and_taken_back(signed_in):
    page = signed_in("carla", "/exceptions/2026-11-09")
    page.get_by_role("link", name=re.compile("Look and fix Ben")).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Clock-out missing")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Another time").fill("15:30")
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_text("→").first).to_be_visible()
    page.get_by_label("Why").fill("he told me at the gate")
    page.get_by_role("button", name=re.compile("Do this.*15:30")).press("Enter")
    expect(page.get_by_text("Fixed. The hours and the pay follow.")).to_be_visible()
    expect(page.get_by_text("he told me at the gate")).to_be_visible()
    assert_accessible(page)
    page.get_by_text("Undo").first.click()
    page.get_by_label("Why").first.fill("the wrong day")
    page.get_by_role("button", name="Take it back").first.click()
    expect(page.get_by_text("Taken back.")).to_be_visible()


def test_leave_is_asked_for_on_a_phone(signed_in):
    page = signed_in("ana", "/leave", PHONE)
    expect(page.get_by_text("No kinds of leave yet")).to_be_visible()
    assert_accessible(page)
