"""An accountant corrects lines in a workbook, looks at what it would change, applies and undoes."""

import pytest
from playwright.sync_api import expect

from tests.support import crew
from tests.support.browser import assert_accessible
from tests.web.test_corrections import edited, recode

pytestmark = pytest.mark.browser


@pytest.fixture
def ids(app, ids):
    crew.work(app, ids)
    return ids


def corrected(rows):
    recode("HARBOUR")(rows)
    return recode("HARBOR", who="Ana", most=1)(rows)


def test_lines_go_out_and_come_back_corrected(signed_in, tmp_path):
    page = signed_in("carla", "/corrections/2026-11-09")
    with page.expect_download() as download:
        page.get_by_role("link", name="Lines to correct").click()
    path = tmp_path / "lines.xlsx"
    download.value.save_as(path)
    path.write_bytes(edited(path.read_bytes(), corrected))
    page.get_by_label("The corrected file").set_input_files(path)
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("row", name="unallocated → HARBOUR 4 1 34.00")).to_be_visible()
    expect(page.get_by_role("row", name="There is no project “HARBOR”. HARBOUR")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Apply 4 changes").click()
    expect(page.get_by_text("4 lines corrected.")).to_be_visible()
    page.get_by_role("button", name="Undo the whole file").press("Enter")
    expect(page.get_by_text("Taken back.")).to_be_visible()
