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


HOSTILE_ROWS = various(2 * len(HOSTILE))
SOURCES = {
    "hostile": source(HOSTILE_ROWS, extras=extras(HOSTILE_ROWS)),
    "groups": source([row(n, project=f"P-{n}", seconds=n) for n in range(1, 321)]),
    "ids": source([row(42, project="1E5", cost_code="03-01", note="007")]),
    "wrong": source(various(9), control=source(various(8)).control),
}


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Return workbooks by name, each with what LibreOffice made of it: it is started once."""
    folder = tmp_path_factory.mktemp("books")
    ours = {name: written(what).getvalue() for name, what in SOURCES.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_rows, "MOST_ROWS", 40)
        ours["sheets"] = written(source(various(100))).getvalue()
    theirs = office.recalculated(ours, folder, folder / "profile")
    return {name: (book, theirs[name]) for name, book in ours.items()}


@pytest.mark.parametrize("name", ["hostile", "sheets", "groups"])
def test_every_check_is_ok_and_no_cell_is_an_error(books, name):
    """Every formula comes to the value we wrote; every check is OK; no cell is an error."""
    assert office.assert_agrees(*books[name]) > 10


def test_sums_go_over_all_sheets_of_data(books):
    assert "Data 3" in books["sheets"][1].sheetnames


def test_ids_days_and_tables_survive_being_saved_again(books):
    theirs = books["ids"][1]
    heading, line = list(theirs["Data"].values)
    found = dict(zip(heading, line, strict=True))
    assert (found["person_number"], found["project"]) == ("00042", "1E5")
    assert (found["cost_code"], found["note"]) == ("03-01", "007")
    assert found["day"] == datetime(2026, 11, 16)
    assert "tblData" in theirs["Data"].tables
    assert "ctl_hours" in theirs.defined_names


def test_a_wrong_total_is_found_by_the_spreadsheet_itself(books):
    theirs = books["wrong"][1]
    results = {line[0]: line[4] for line in theirs["Reconciliation"].values}
    assert results["Overall"] == results["Hours"] == results["Rows"] == "CHECK"
