"""LibreOffice computes every formula anew, from a file that holds none of our values."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta

import openpyxl
import pytest

from tests.exchange.books import HOSTILE, row, source, various, written
from timesheet.exchange.book import rows as book_rows

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here"),
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return tmp_path_factory.mktemp("profile")


def without_values(book):
    out = io.BytesIO()
    with zipfile.ZipFile(book) as archive, zipfile.ZipFile(out, "w") as bare:
        for name in archive.namelist():
            part = archive.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
                part = part.replace(b' t="str"><f>', b"><f>")
            bare.writestr(name, part)
    return out.getvalue()


def recalculated(what, folder, profile):
    path = folder / "bare.xlsx"
    path.write_bytes(without_values(written(what)))
    assert all(
        cell.value is None
        for cell in openpyxl.load_workbook(path, data_only=True)["Reconciliation"]["E"][1:]
    )
    command = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(folder / "out" / "bare.xlsx", data_only=True)


def same(ours, theirs):
    if isinstance(ours, timedelta):
        return abs(ours - theirs) < timedelta(seconds=1)
    if isinstance(ours, int | float) and not isinstance(ours, bool):
        return theirs == pytest.approx(ours, abs=1e-9)
    return ours == theirs


def assert_agrees(what, theirs):
    """Every formula comes to the value we wrote; every check is OK; no cell is an error."""
    plain = openpyxl.load_workbook(written(what))
    ours = openpyxl.load_workbook(written(what), data_only=True)
    for sheet in plain.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                other = theirs[sheet.title][cell.coordinate]
                assert other.data_type != "e", (sheet.title, cell.coordinate, other.value)
                if cell.data_type == "f":
                    value = ours[sheet.title][cell.coordinate].value
                    assert same(value, other.value), (sheet.title, cell.coordinate, cell.value)
    results = [cell.value for cell in theirs["Reconciliation"]["E"][1:]]
    assert len(results) > 10
    assert set(results) == {"OK"}


def test_every_check_is_ok_and_no_cell_is_an_error(tmp_path, profile):
    what = source(various(2 * len(HOSTILE)))
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
