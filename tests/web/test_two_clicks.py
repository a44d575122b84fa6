"""Every number of every report is two clicks from its lines at most, a line from its clocking."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from tests.support import reported
from timesheet.web.report_names import LINES, MORE, VIEWS

PAGE = f"/accounting/{reported.FIRST}"
SHAPED = (
    "payroll-summary?by=team,person",
    "payroll-summary?against=previous",
    "labor-distribution?by=project&against=budget",
    "labor-distribution?by=day,attested",
    "job-cost-summary?by=project&against=previous",
    "overtime?by=project",
)
# Numbers that are made of no lines: they tell a thing apart, or say what an hour is paid.
NAMES = {"Number", "Log entry", "Batch", "Rate"}
NOTHING = {"", "0", "0.00", "0 %"}
# Where invoices, budgets and leave are listed, which no labor line knows of.
LISTS = {"/budgets", "/leave"}


class Rows(HTMLParser):
    """The rows of a report on its page: cells of (class, text, address)."""

    def __init__(self, page):
        super().__init__()
        self.rows, self._inside, self._cell = [], False, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._inside = self._inside or "data-rows" in given
        if not self._inside:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._cell = [given.get("class", ""), "", ""]
            self.rows[-1].append(self._cell)
        elif tag == "a" and self._cell:
            self._cell[2] = given["href"]

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "table"
        self._cell = None if tag in {"td", "th"} else self._cell

    def handle_data(self, text):
        if self._cell:
            self._cell[1] += text.strip()

    def numbers(self):
        """Yield heading, text, address and the row's addresses of each number but the totals."""
        heading = [cell[1] for cell in self.rows[0]]
        for row in self.rows[2:]:
            reached = {cell[2] for cell in row if cell[2]}
            for name, (look, text, address) in zip(heading, row, strict=True):
                if look == "number" and text not in NOTHING and name not in NAMES:
                    yield name, text, address, reached


@pytest.fixture(scope="module")
def office(sqlite_databases, tmp_path_factory):
    with reported.office(sqlite_databases, tmp_path_factory.mktemp("clicks")) as client:
        yield client


@pytest.mark.parametrize("report", [*VIEWS, LINES, *MORE, *SHAPED])
def test_every_number_leads_to_its_lines_in_two_clicks(office, report):
    name, _, query = report.partition("?")
    page = office.get(f"{PAGE}/{name}?{query or 'columns=all'}").text
    shown = Rows(page)
    if not shown.rows:
        assert "Nothing here" in page
        return
    addresses = set()
    for heading, text, address, reached in shown.numbers():
        assert address or reached, (heading, text)
        addresses |= {address} if address else reached
    for address in sorted(addresses):
        found = office.get(address)
        assert found.status_code == 200, address
        if address in LISTS or "/line/" in address:
            continue
        lines = [cell[2] for row in Rows(found.text).rows[2:] for cell in row if cell[2]]
        # What only has exceptions, or a plan, was never worked: its own page says so.
        assert lines or "/labor-lines" not in address, address
        assert all("/line/" in line for line in lines), address


def test_a_line_leads_to_its_punches_its_reason_and_how_it_was_computed(office):
    rows = Rows(office.get(f"{PAGE}/{LINES}").text).rows[2:]
    addresses = {cell[2] for row in rows for cell in row if cell[2]}
    assert len(addresses) == len(rows) == 37
    told = [office.get(address).text for address in sorted(addresses)]
    ruled = [page for page in told if re.search(r"rule \d+ v\d+", page)]
    assert len(ruled) >= 20
    for page in told:
        assert "Why this code" in page
        assert "How was this week computed?" in page
    for page in ruled:
        clocked = page.partition("What was clocked")[2]
        assert re.search(r"<strong>\d\d:\d\d</strong>", clocked)


def test_a_number_of_the_days_before_leads_to_the_lines_of_those_days(office):
    later = reported.FIRST + timedelta(days=14)
    page = office.get(f"/accounting/{later}/payroll-summary?against=previous").text
    before = [one for one in Rows(page).numbers() if one[0] == "Before: Hours"]
    assert len(before) == 5
    for _heading, hours, address, _reached in before:
        assert f"/days/{reported.FIRST}/" in address
        heading, total, *_lines = Rows(office.get(address).text).rows
        at = [cell[1] for cell in heading].index("Hours")
        assert total[at][1] == hours
