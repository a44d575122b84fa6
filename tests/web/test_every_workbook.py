"""Every report's workbook, its subtotals and comparisons: by openpyxl, and by LibreOffice anew."""

import pytest

from tests.support import office, reported
from timesheet.web.report_names import LINES, MORE, VIEWS

PAGE = f"/accounting/{reported.FIRST}"
REPORTS = (*VIEWS, LINES, *MORE)
SHAPED = (
    "labor-distribution?by=team,project,pay_code",
    "labor-distribution?by=day,attested",
    "labor-distribution?by=project,task&against=budget",
    "labor-distribution?against=previous",
    "payroll-summary?by=team,person&against=previous",
    "utilisation?by=week,basis",
    "job-cost-summary?by=project,task&against=previous",
    "effort-detail?by=week,team",
)


@pytest.fixture
def ids(app, ids, clock):
    reported.happened(app, ids)
    clock.show(reported.AT)
    return ids


def workbook(client, report):
    name, _, query = report.partition("?")
    with client.get(f"{PAGE}/{name}.xlsx?{query}") as answer:
        assert answer.status_code == 200, report
        return answer.data


@pytest.mark.office
@pytest.mark.skipif(office.SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_libreoffice_computes_the_same_in_every_workbook(carla, tmp_path):
    books = {
        f"{n}_{report.partition('?')[0]}": workbook(carla, report)
        for n, report in enumerate((*REPORTS, *SHAPED))
    }
    (tmp_path / "one").mkdir()
    found = office.recalculated(books, tmp_path / "one", tmp_path / "profile")
    checks = {name: office.assert_agrees(book, found[name]) for name, book in books.items()}
    assert min(checks.values()) >= 2
    summed = [name for name, book in found.items() if "Subtotals" in book.sheetnames]
    assert len(summed) >= 5
