"""An admin brings past shifts in: mends a row, looks at what they bring, takes them back."""

import pytest
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import DESK, PHONE, in_light_and_dark
from tests.web.test_imports import ROW, file
from timesheet import jobs
from timesheet.store import staff
from timesheet.store.db import write

pytestmark = pytest.mark.browser


@pytest.fixture
def ids(app, ids, clock):
    crew.work(app, ids)
    clock.show("2026-11-23 09:00:00")
    with app.app_context(), write() as tx:
        staff.set_roles(tx, ids["carla"], {"worker", "admin"})
    return ids


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_file_is_mended_looked_at_brought_in_and_taken_back(
    app, signed_in, settings, tmp_path, size
):
    def work():
        with app.app_context():
            jobs.run_all(settings)

    path = tmp_path / "past.csv"
    path.write_text(file() + "x,P-001,,2026-11-03T20:00:00,2026-11-03T18:00:00,2,,\n")
    page = signed_in("carla", "/admin/", size, reduced_motion="reduce")
    page.get_by_role("link", name="Past shifts").first.click()
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="past.csv is checked")).to_be_visible()
    work()
    page.get_by_role("link", name="See what it would bring").click()
    expect(page.get_by_role("cell", name="The end is not after the start")).to_be_visible()
    assert list(in_light_and_dark(page)) == []

    path.write_text(file() + ROW.format("n", "NEW-1", 3, "NEW"))
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="past.csv is checked")).to_be_visible()
    work()
    page.get_by_role("link", name="See what it would bring").click()
    expect(page.get_by_text("1 person isn’t here yet and is added: NEW-1")).to_be_visible()
    assert list(in_light_and_dark(page)) == []
    page.get_by_role("button", name="Bring them in").press("Enter")
    expect(page.get_by_role("heading", name="past.csv is brought in")).to_be_visible()
    work()
    page.get_by_role("link", name="Back to past shifts").click()

    page.get_by_text("13 shifts").click()
    page.get_by_label("Why it is taken back").fill("the wrong file")
    assert list(in_light_and_dark(page)) == []
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_role("heading", name="past.csv is taken back")).to_be_visible()
    work()
    page.get_by_role("link", name="Back to past shifts").click()
    expect(page.get_by_text("taken back", exact=True)).to_be_visible()
