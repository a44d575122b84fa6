"""The admin in a real browser: a rule is written, seen, saved, and acts."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import DESK, LOOKS, PHONE, assert_accessible
from tests.support.company import World, mondays, worked
from tests.support.signin import session
from timesheet.actions import deriving
from timesheet.actions.setting_up import pay_policies
from timesheet.store import db
from timesheet.store.derived import labor_lines

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(app: Flask, world: World, open_page: Callable[..., Page]) -> Callable[..., Page]:
    with app.app_context():
        for monday in mondays(4):
            worked(world.worker, monday)
        worked(world.mate, mondays(1)[0], project=world.depot)
        deriving.rebuild()

    def opened(path: str, size: tuple[int, int], **options) -> Page:
        return open_page(path, size, cookies={"session": session(app, "ada")}, **options)

    return opened


def charged(app: Flask) -> dict:
    with app.app_context(), db.read() as tx:
        found: dict = {}
        for row in tx.execute(labor_lines.select()):
            key = (row.person_id, row.project_id, row.task_id)
            found[key] = found.get(key, 0) + row.seconds // 3600
        return found


def write_rule(page: Page) -> None:
    page.get_by_label("Name").fill("Crew to Harbour")
    page.get_by_label("Holds from").fill("2026-10-26")
    page.get_by_label("Crew").check()
    page.get_by_label("Code", exact=True).first.fill("H / FRAME")


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_admin_adds_a_rule_and_sees_it_act(app, world, opened, size, script):
    before = charged(app)
    assert sum(hours for (person, *_), hours in before.items() if person == world.worker) == 32
    assert (world.worker, world.harbour, world.framing) not in before
    assert before[world.mate, world.depot, None] == 8
    page = opened("/admin/rules/new", size, java_script_enabled=script)
    write_rule(page)
    page.get_by_role("button", name="More rows").click()
    expect(page.get_by_label("Code", exact=True)).to_have_count(4)
    expect(page.get_by_label("Name")).to_have_value("Crew to Harbour")
    page.get_by_role("button", name="See what it would do").last.click()
    preview = page.get_by_role("region", name="What it would do")
    expect(preview).to_contain_text("It moves 32.00 hours and 640.00 USD of one person")
    expect(preview).to_contain_text("contradict one confirmed line")
    if script:
        assert_accessible(page)
    page.get_by_role("button", name="Save the rule").click()
    expect(page.get_by_role("status")).to_contain_text("Saved as version 1")
    expect(page.get_by_text("it decides 32.00 hours of one person")).to_be_visible()
    assert charged(app) == {
        (world.worker, world.harbour, world.framing): 32,
        (world.mate, world.depot, None): 8,  # his own word stands
    }


@LOOKS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_are_accessible_and_fit_the_screen(app, world, opened, size, scheme):
    page = opened("/admin/", size, color_scheme=scheme)
    for path in (
        "/admin/",
        "/admin/people",
        f"/admin/people/{world.worker}",
        f"/admin/teams/{world.team}",
        "/admin/projects",
        "/admin/projects/new",
        "/admin/company",
        "/admin/pay-policies",
        "/admin/roster",
        "/admin/rules",
        "/admin/rules/new",
    ):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_a_pay_policy_is_changed_by_its_form_and_activated(app, world, opened, size, scheme):
    with app.app_context():
        made = pay_policies.assign("us-california", date(2026, 1, 1), None, None, world.author)
    page = opened(f"/admin/pay-policies/{made.id}", size, color_scheme=scheme)
    expect(page.get_by_text("Holds for everybody since")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Change Overtime").press("Enter")
    expect(page.get_by_label("Over, minutes").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Over, minutes").first.fill("360")
    page.get_by_label("Over, minutes").first.press("Enter")
    expect(page.get_by_role("region", name="What would change")).to_contain_text("Pay of")
    assert_accessible(page)
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("status")).to_contain_text("Saved as version 2")
    expect(page.get_by_text("over 6 h x 1.5").first).to_be_visible()
    page.goto("/admin/holidays")
    assert_accessible(page)
