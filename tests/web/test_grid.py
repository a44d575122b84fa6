"""A report on screen: filtered, sorted and cut, with totals of all that matched."""

from datetime import date, time

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.reports import asking
from timesheet.core.reports.table import Column, Table, Type
from timesheet.web import grid
from timesheet.web.grid import Asked, asked

COLUMNS = (
    Column("person_id", "Id", Type.COUNT, hidden=True),
    Column("person", "Person"),
    Column("project", "Project"),
    Column("day", "Day", Type.DAY),
    Column("at", "At", Type.TIME),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("cents", "Amount", Type.CENTS, total=True),
)
ROWS = (
    (1, "Ana", "HARBOUR", date(2026, 11, 9), time(8, 2), 7200, 4800),
    (2, "Ben", "DEPOT", date(2026, 11, 10), None, 3600, 2400),
    (3, "ánna", "", date(2026, 11, 8), time(7, 0), 1800, -1200),
)


@pytest.fixture(autouse=True, scope="module")
def _spoken():
    app = Flask("shown")
    Babel(app)
    with app.test_request_context():
        yield


def table(rows=ROWS):
    return Table("t", "T", COLUMNS, rows, drill=("person_id", "day"))


def shown(wanted, rows=ROWS):
    picked = asking.matching(table(rows), wanted.asking)
    return grid.grid(asking.excerpt(picked, wanted.asking, wanted.limit), wanted)


def names(found):
    return [line.cells[0].text for line in found.lines]


def test_values_are_shown_by_their_types_and_hidden_columns_are_not():
    found = shown(Asked("t"))
    assert [h.title for h in found.headings] == [
        "Person", "Project", "Day", "At", "Hours", "Amount",
    ]  # fmt: skip
    assert [cell.text for cell in found.lines[0].cells] == [
        "Ana", "HARBOUR", "Mon, Nov 9", "08:02", "2.00", "48.00",
    ]  # fmt: skip
    assert found.lines[1].cells[3].text == ""
    assert found.totals == ("", "", "", "", "3.50", "60.00")


def test_totals_are_those_of_all_that_match_however_few_are_shown():
    many = tuple((n, f"P{n}", "X", date(2026, 1, 1), None, 3600, 100) for n in range(1000))
    found = shown(Asked("t"), many)
    assert (len(found.lines), found.count, found.totals[4]) == (100, 1000, "1,000.00")
    assert found.more == "limit=500"
    assert shown(Asked("t", limit=grid.MOST), many).more == ""


@pytest.mark.parametrize(
    ("sort", "down", "order"),
    [
        ("seconds", True, ["Ana", "Ben", "ánna"]),
        ("day", False, ["ánna", "Ana", "Ben"]),
        ("at", False, ["Ben", "ánna", "Ana"]),
        ("project", False, ["ánna", "Ben", "Ana"]),
        ("no such column", True, ["Ana", "Ben", "ánna"]),
    ],
)
def test_order(sort, down, order):
    assert names(shown(Asked("t", sort=sort, down=down))) == order


def test_filters_by_text_and_by_value():
    assert names(shown(Asked("t", text="depot"))) == ["Ben"]
    assert names(shown(Asked("t", text="AN"))) == ["Ana"]
    assert names(shown(Asked("t", equal=(("project", ""),)))) == ["ánna"]
    assert names(shown(Asked("t", equal=(("day", "2026-11-09"),)))) == ["Ana"]


def test_a_row_knows_the_lines_behind_it_even_when_grouped():
    assert shown(Asked("t")).lines[0].key == "is.person_id=1&is.day=2026-11-09"
    found = shown(Asked("t", by=("project",)))
    assert [line.key for line in found.lines] == [
        "is.project=",
        "is.project=DEPOT",
        "is.project=HARBOUR",
    ]
    assert found.totals[-2:] == ("3.50", "60.00")


def test_a_click_on_a_heading_sorts_and_the_next_turns():
    headings = {h.name: h for h in shown(Asked("t", sort="seconds", down=True)).headings}
    assert headings["seconds"].order == "descending"
    assert headings["seconds"].query == "sort=seconds"
    assert headings["cents"].query == "sort=cents&down=1"
    assert headings["person"].query == "sort=person"


def test_what_an_address_asks_for_survives_being_written_again():
    query = {"sort": "day", "down": "1", "q": "a b&c", "is.project": "X=1", "limit": "500"}
    assert asked("t", query).query == query


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=8))
def test_no_address_breaks_the_page(query):
    wanted = asked("labor-distribution", query)
    assert grid.STEP <= wanted.limit <= grid.MOST
    found = shown(wanted)
    assert 0 <= len(found.lines) <= found.count <= 3
