"""The page Tradeoff in a real browser: read in a minute, turned by a link, printed."""

import pytest
from playwright.sync_api import expect

from tests.support import measured
from tests.support.browser import DESK, LOOKS, PHONE, assert_accessible

pytestmark = pytest.mark.browser


@pytest.fixture
def ids(app, ids):
    measured.keep(app, measured.evaluation("demo"), demo=True)
    return ids


def test_a_visitor_of_the_demo_finds_the_picture_and_turns_the_dial(signed_in):
    page = signed_in("ana", "/", java_script_enabled=False)
    page.get_by_role("link", name="in one picture").click()
    expect(page.get_by_role("heading", name="90 % of a timesheet’s detail")).to_be_visible()
    dial = page.get_by_role("navigation", name="How many questions a week")
    dial.get_by_role("link", name="3", exact=True).click()
    expect(dial.get_by_role("link", name="3", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("92.0 % of hours and 91.0 % of money right")).to_be_visible()


@LOOKS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_stands_in_anybodys_way(signed_in, size, scheme):
    page = signed_in("carla", "/tradeoff", size, color_scheme=scheme)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@LOOKS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_first_page_of_a_demo_tells_a_visitor_what_it_is_for(ids, open_page, size, scheme):
    page = open_page("/", size, color_scheme=scheme)
    expect(page.get_by_role("heading", name="90 % of a timesheet’s detail")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_be_in_viewport()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.get_by_role("link", name="How this is measured").click()
    expect(page.get_by_role("heading", name="Where the numbers come from")).to_be_visible()


@LOOKS
def test_no_word_of_the_drawing_lies_outside_of_the_page(signed_in):
    for size in (PHONE, DESK):
        page = signed_in("carla", "/tradeoff", size)
        for text in page.locator("svg.plot text").all():
            box = text.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
