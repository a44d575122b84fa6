"""The worker's pages in German, the longest language, on the smallest screen at twice the text."""

import pytest

from tests.support.browser import PHONE, assert_accessible

pytestmark = pytest.mark.browser

NARROW = (320, 640)


@pytest.mark.parametrize("path", ["/", "/week", "/leave/"])
def test_german_at_twice_the_text_needs_no_scrolling_sideways(signed_in, path):
    page = signed_in("ana", "/", NARROW)
    page.get_by_role("button", name="Deutsch").click()
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == "de"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("name", ["Deutsch", "Español"])
def test_the_clock_in_another_language_is_accessible(signed_in, name):
    page = signed_in("ana", "/", PHONE)
    page.get_by_role("button", name=name).click()
    assert_accessible(page)
