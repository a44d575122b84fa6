"""The review by keys alone: every key that the page names does in a browser what it says."""

import re
import uuid
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import LOOKS
from timesheet import now
from timesheet.actions import deciding, reviewing
from timesheet.actions.deciding import Wanted
from timesheet.actions.signing import Actor
from timesheet.core.model import Code

pytestmark = [pytest.mark.browser, LOOKS]

PERIOD = date(2026, 11, 9)
FIRST = f"/review/{PERIOD}"
NAMED = "j k Enter a e 2 5 g b x u n [ ] Ctrl Enter"


@pytest.fixture
def page(app, ids, clock, signed_in):
    crew.work(app, ids)
    clock.show("2026-11-23 09:00:00")
    with app.app_context():
        of_the_team_on_another_code(ids)
    page = signed_in("carla", FIRST)
    expect(queue(page)).to_be_visible()
    return page


def of_the_team_on_another_code(ids):
    """Say of one line of Ana's that it was for another code, which is offered for the others."""
    carla = Actor(ids["carla"], "", frozenset({"accounting"}), frozenset(), crew.ZONE, "en", 0)
    row = next(row for row in reviewing.queue(PERIOD, carla).rows if row.team)
    line = reviewing.opened(PERIOD, row.key, carla).lines[0].name
    wanted = Wanted(
        first=PERIOD, key=row.key, code=Code(ids["harbour"]), lines=frozenset({line}), actor=carla
    )
    deciding.decide(wanted, str(uuid.uuid4()), now.utc())


def queue(page):
    return page.get_by_role("region", name="Patterns")


def press(page, *keys, area=None):
    (area or queue(page)).focus()
    for key in keys:
        page.keyboard.press(key)


def of_the_team(page):
    """Return the keys that lead to the row of Ana's team, where codes are offered."""
    rows = queue(page).locator("tbody tr").all_inner_texts()
    return ["j"] * (1 + next(n for n, row in enumerate(rows) if "Framing" in row))


def opened(page):
    press(page, *of_the_team(page), "Enter")
    lines = page.get_by_role("region", name="Lines", exact=True)
    expect(lines).to_be_visible()
    return lines


def test_no_key_is_named_that_is_not_pressed_here(page):
    press(page, "?")
    expect(page.get_by_text("Keys act while the focus")).to_be_visible()
    assert page.locator("dl.pairs kbd").all_inner_texts() == NAMED.split()


def test_j_and_k_move_between_rows(page):
    rows = queue(page).locator("tbody tr")
    press(page, "j", "j")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    press(page, "k")
    expect(rows.nth(0)).to_have_attribute("aria-selected", "true")


def test_g_puts_the_patterns_of_all_teams_together_and_team_by_team(page):
    press(page, "g")
    expect(page).to_have_url(re.compile(r"by=across"))
    expect(queue(page)).to_contain_text("all teams")
    press(page, "g")
    expect(page).not_to_have_url(re.compile(r"by=across"))
    expect(queue(page)).not_to_contain_text("all teams")


def test_b_marks_the_whole_pattern_or_nothing_of_it_and_x_one_line(page):
    lines = opened(page)
    boxes = lines.get_by_role("checkbox")
    every = boxes.count()
    assert every > 1
    marked = lines.get_by_role("checkbox", checked=True)
    expect(marked).to_have_count(every)
    press(page, "j", "x", area=lines)
    expect(boxes.first).not_to_be_checked()
    press(page, "b", area=lines)
    expect(marked).to_have_count(every)
    press(page, "b", area=lines)
    expect(marked).to_have_count(0)


def test_a_number_looks_at_another_code_ctrl_enter_applies_it_and_u_takes_it_back(page):
    lines = opened(page)
    press(page, "2", area=lines)
    expect(page.locator("[data-apply]")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Noted for")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("Taken back.")).to_be_visible()


def test_a_accepts_and_e_offers_other_codes_by_number(page):
    press(page, *of_the_team(page), "e")
    other = page.locator("tr[aria-selected=true] [data-row-key='2']")
    expect(other).to_be_visible()
    press(page, "2")
    expect(page.get_by_text("Noted for")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    press(page, *of_the_team(page), "a")
    expect(page.get_by_text("Noted for")).to_be_visible()


@pytest.mark.parametrize(
    ("key", "leads_to"),
    [("[", "/review/2026-10-26"), ("]", "/review/2026-11-23"), ("n", "/exceptions")],
)
def test_keys_lead_to_what_they_say(page, key, leads_to):
    press(page, key)
    expect(page).to_have_url(re.compile(leads_to))
