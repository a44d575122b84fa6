"""LibreOffice computes every formula anew, from a file that holds none of our values."""

from datetime import datetime

import pytest

from tests.exchange.books import HOSTILE, extras, row, source, various, written
from tests.support import office
from timesheet.exchange.book import rows as book_rows

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(office.SOFFICE is None, reason="no LibreOffice here"),
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return tmp_path_factory.mktemp("profile")


def recalculated(what, folder, profile):
    return office.recalculated({"bare": written(what).getvalue()}, folder, profile)["bare"]


def assert_agrees(what, theirs):
    """Every formula comes to the value we wrote; every check is OK; no cell is an error."""
    assert office.assert_agrees(written(what).getvalue(), theirs) > 10


def test_every_check_is_ok_and_no_cell_is_an_error(tmp_path, profile):
    rows = various(2 * len(HOSTILE))
    what = source(rows, extras=extras(rows))
    assert_agrees(what, recalculated(what, tmp_path, profile))


def test_sums_go_over_all_sheets_of_data(tmp_path, profile, monkeypatch):
    monkeypatch.setattr(book_rows, "MOST_ROWS", 40)
    what = source(various(100))
    theirs = recalculated(what, tmp_path, profile)
    assert "Data 3" in theirs.sheetnames
    assert_agrees(what, theirs)


def test_many_groups_end_in_one_line_of_others(tmp_path, profile):
    what = source([row(n, project=f"P-{n}", seconds=n) for n in range(1, 321)])
    assert_agrees(what, recalculated(what, tmp_path, profile))


def test_ids_days_and_tables_survive_being_saved_again(tmp_path, profile):
    what = source([row(42, project="1E5", cost_code="03-01", note="007")])
    theirs = recalculated(what, tmp_path, profile)
    heading, line = list(theirs["Data"].values)
    found = dict(zip(heading, line, strict=True))
    assert (found["person_number"], found["project"]) == ("00042", "1E5")
    assert (found["cost_code"], found["note"]) == ("03-01", "007")
    assert found["day"] == datetime(2026, 11, 16)
    assert "tblData" in theirs["Data"].tables
    assert "ctl_hours" in theirs.defined_names


def test_a_wrong_total_is_found_by_the_spreadsheet_itself(tmp_path, profile):
    what = source(various(9), control=source(various(8)).control)
    theirs = recalculated(what, tmp_path, profile)
    results = {line[0]: line[4] for line in theirs["Reconciliation"].values}
    assert results["Overall"] == results["Hours"] == results["Rows"] == "CHECK"
