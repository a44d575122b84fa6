"""One question after the clock-out, answered with one tap, on a phone, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import PHONE, assert_accessible
from timesheet.core.model import Code
from timesheet.store import facts
from timesheet.store.db import read

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(app, ids):
    """Let there be an open question to Ana about a shift that ended half an hour ago."""
    crew.work(app, ids)
    crew.ask(app, ids)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_one_tap_answers(app, ids, asked, signed_in, scripts):
    page = signed_in("ana", "/", PHONE, java_script_enabled=scripts)
    expect(page.get_by_role("heading", name="Harbour hall this time?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0] if scripts else True
    if scripts:
        page.get_by_text("Other…").click()
        assert_accessible(page)
        page.get_by_text("Other…").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("button", name="Take the answer back")).to_be_visible()
    with app.app_context(), read() as tx:
        (answer,) = facts.answers_between(tx, ids["ana"])
    assert answer.parts == ((Code(ids["harbour"]), 1),)
