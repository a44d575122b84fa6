"""Page, workbook, CSV and JSON agree to the second and the cent: 200 random data sets."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from flask_babel import Babel
from openpyxl import load_workbook

from tests.core.reports.report_views import SEVEN, line
from timesheet.core.reports.asking import Asking, excerpt, matching
from timesheet.core.reports.comparing import budgeted, compared
from timesheet.core.reports.labor_distribution import labor_distribution
from timesheet.core.reports.payroll_summary import payroll_summary
from timesheet.exchange import csv_file, json_file
from timesheet.exchange.workbook import Control, WorkbookSource, write_workbook
from timesheet.web import filters, grid
from timesheet.web.grid import Asked

SETS = 200
MONDAY = date(2026, 11, 16)
GROUPS = ("project", "person", "day", "pay_code", "team", "site", "weekday", "task")
MADE = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def _spoken():
    app = Flask("agreeing")
    Babel(app)
    with app.test_request_context():
        yield


def lines(seed):
    """Draw labor lines of a few people, days and codes, by person and day; a few are negative."""
    draw = Random(seed)
    found = []
    for _ in range(draw.randint(1, 25)):
        person = draw.randint(1, 4)
        sign = -1 if draw.random() < 0.05 else 1
        found.append(
            line(
                person_id=person, person_number=f"{person:05}", person=f"Person {person}",
                team=f"Team {person % 2}", day=MONDAY + timedelta(days=draw.randint(0, 13)),
                project=draw.choice(["", "P-1", "P-2", "Ä;3"]), task=draw.choice(["", "T1"]),
                site=draw.choice(["", "Quay 7", "Yard"]),
                pay_code=draw.choice(["REG", "OT", "DT"]), seconds=sign * draw.randint(0, 50_000),
                cents=sign * draw.randint(0, 99_999), confidence=draw.random(),
                start=SEVEN, end=SEVEN + 3600,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.person_id, one.day))


def in_json(table):
    text = "".join(json_file.json_pieces(table))
    rows = json.loads(text)["rows"]
    return [(row["seconds"], row["cents"]) for row in rows]


def in_csv(table):
    out = io.BytesIO()
    csv_file.write_csv(out, table)
    rows = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    return [(int(row["seconds"]), round(float(row["amount"]) * 100)) for row in rows]


def in_workbook(table, seconds, cents):
    out = io.BytesIO()
    source = WorkbookSource(table, Control(seconds=seconds, cents=cents), MADE)
    assert write_workbook(out, source).reconciled
    book = load_workbook(out, read_only=True, data_only=True)
    heading, *rows = book["Data"].values
    at = [heading.index(name) for name in ("seconds", "amount")]
    found = [(row[at[0]], round(row[at[1]] * 100)) for row in rows if row[at[0]] is not None]
    book.close()
    return found


def on_page(table):
    shown = grid.grid(excerpt(table, Asking(), grid.STEP), Asked("any", every_column=True))
    names = [heading.name for heading in shown.headings]
    at = [names.index(name) for name in ("seconds", "cents")]
    return [tuple(one.cells[i].text for i in at) for one in shown.lines], [
        shown.totals[i] for i in at
    ]


@pytest.mark.parametrize("part", range(4))
def test_p28_page_workbook_csv_and_json_agree(part):
    for seed in range(part, SETS, 4):
        drawn = lines(seed)
        table = (payroll_summary if seed % 2 else labor_distribution)(drawn)
        seconds, cents = sum(one.seconds for one in drawn), sum(one.cents for one in drawn)
        said = in_json(table)
        assert said == in_csv(table) == in_workbook(table, seconds, cents), seed
        assert (sum(s for s, _ in said), sum(c for _, c in said)) == (seconds, cents), seed
        rows, totals = on_page(table)
        assert rows == [(filters.hours(s), filters.money(c)) for s, c in said], seed
        assert totals == [filters.hours(seconds), filters.money(cents)], seed


def test_p28_however_it_is_grouped_the_grand_total_is_one():
    for seed in range(SETS):
        drawn = lines(seed)
        table = labor_distribution(drawn)
        sums = (sum(one.seconds for one in drawn), sum(one.cents for one in drawn), len(drawn))
        for by in GROUPS:
            totals = matching(table, Asking(by=(by,))).totals
            assert (totals["seconds"], totals["cents"], totals["lines"]) == sums, (seed, by)


def as_read(text):
    return None if text == "" else round(float(text) * 100)


@pytest.mark.parametrize("part", range(4))
def test_p28_subtotals_and_comparisons_are_the_same_in_every_file_too(part):
    names = ("seconds", "previous_seconds", "previous_change_seconds")
    moneys = ("amount", "previous_amount", "previous_change_amount")
    for seed in range(part, SETS, 4):
        drawn, before = lines(seed), lines(seed + SETS)
        by = Asking(by=tuple(Random(seed).sample(GROUPS, 2)))
        now, then = (matching(labor_distribution(some), by) for some in (drawn, before))
        table = compared(now, then, by.by, ("previous", "Before"))
        said = json.loads("".join(json_file.json_pieces(table)))
        sums = [
            [row[name] for name in (*names, "cents", "previous_cents", "previous_change_cents")]
            for row in said["subtotals"]
        ]
        out = io.BytesIO()
        csv_file.write_csv(out, table)
        read = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
        found = [
            [*(int(row[name]) for name in names), *(as_read(row[name]) for name in moneys)]
            for row in read
            if row["subtotal"] == "1"
        ]
        assert found == sums, seed
        totals = [sum(column) for column in zip(*sums, strict=True)]
        of_all = [said["totals"][n] for n in (*names, "cents", "previous_cents")]
        assert totals[:5] == of_all, seed
        seconds, cents = sum(one.seconds for one in drawn), sum(one.cents for one in drawn)
        assert (totals[0], totals[3]) == (seconds, cents), seed
        assert subtotals_on_page(table, (*names, *moneys)) == [as_text(row) for row in sums], seed
        # A workbook takes ten times as long as the other two: every fifth is enough of them.
        if seed % 20 < 4:
            assert in_sheet(table, seconds, cents, (*names, *moneys)) == sums, seed


@pytest.mark.parametrize("part", range(4))
def test_p28_budgets_are_the_same_on_the_page_and_in_every_file(part):
    plain = ("seconds", "spent_seconds", "budget_seconds", "left_seconds")
    moneys = ("cents", "spent_cents", "budget_cents", "left_cents")
    for seed in range(part, SETS, 4):
        drawn, draw = lines(seed), Random(seed)
        by = ("project", "task")[: draw.randint(1, 2)]
        places = [("P-1", "T1"), ("P-2", ""), ("unallocated", "T1"), ("P-9", "T1")]
        spent = {
            place[: len(by)]: tuple(draw.randint(0, 10**6) for _ in range(4)) for place in places
        }
        found = matching(labor_distribution(drawn), Asking(by=by))
        table = budgeted(found, spent, by, others=draw.random() < 0.5)
        said = json.loads("".join(json_file.json_pieces(table)))
        rows = [[row[name] for name in (*plain, *moneys)] for row in said["rows"]]
        assert read_csv(table, plain, moneys) == rows, seed
        for row in rows:
            assert row[1] is None or (row[3], row[7]) == (row[2] - row[1], row[6] - row[5]), seed
        seconds, cents = sum(one.seconds for one in drawn), sum(one.cents for one in drawn)
        totals = said["totals"]
        assert (totals["seconds"], totals["cents"]) == (seconds, cents), seed
        for n, name in enumerate((*plain, *moneys)):
            assert totals[name] == sum(row[n] or 0 for row in rows), (seed, name)
        shown = grid.grid(excerpt(table, Asking(), grid.STEP), Asked("any", every_column=True))
        names = [heading.name for heading in shown.headings]
        at = [names.index(name) for name in (*plain, *moneys)]
        on_page = [[line.cells[i].text for i in at] for line in shown.lines if not line.subtotal]
        assert on_page == [as_text(row) for row in rows], seed
        assert [shown.totals[i] for i in at] == as_text([totals[n] for n in (*plain, *moneys)])
        if seed % 20 < 4:
            assert rows_in_sheet(table, seconds, cents, (*plain, *moneys)) == rows, seed


def as_text(row):
    """Return seconds and then as many cents as a page shows them."""
    half = len(row) // 2
    kinds = [filters.hours] * half + [filters.money] * half
    return ["" if n is None else kind(n) for n, kind in zip(row, kinds, strict=True)]


def read_csv(table, plain, moneys):
    """Return the rows of a CSV file that are no subtotals, as integers."""
    out = io.BytesIO()
    csv_file.write_csv(out, table)
    read = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")))
    amounts = [name.replace("cents", "amount") for name in moneys]
    return [
        [*(int(row[n]) if row[n] else None for n in plain), *(as_read(row[n]) for n in amounts)]
        for row in read
        if row.get("subtotal", "0") == "0"
    ]


def subtotals_on_page(table, names):
    """Return what a page shows of its subtotals."""
    shown = grid.grid(excerpt(table, Asking(), grid.MOST), Asked("any", every_column=True))
    there = [heading.name for heading in shown.headings]
    at = [there.index(name.replace("amount", "cents")) for name in names]
    return [[line.cells[i].text for i in at] for line in shown.lines if line.subtotal]


def rows_in_sheet(table, seconds, cents, names):
    """Return the rows of a workbook whose reconciliation is all OK, as integers."""
    out = io.BytesIO()
    source = WorkbookSource(table, Control(seconds=seconds, cents=cents), MADE)
    assert write_workbook(out, source).reconciled
    book = load_workbook(out, read_only=True, data_only=True)
    heading, *rows = book["Data"].values
    at = [heading.index(name.replace("cents", "amount")) for name in names]
    half = len(at) // 2
    found = [
        [
            None if row[i] is None else round(row[i] * (100 if n >= half else 1))
            for n, i in enumerate(at)
        ]
        for row in rows
        if row[heading.index("seconds")] is not None
    ]
    book.close()
    return found


def in_sheet(table, seconds, cents, names):
    """Return the subtotals of a workbook whose reconciliation is all OK, as integers."""
    out = io.BytesIO()
    source = WorkbookSource(table, Control(seconds=seconds, cents=cents), MADE)
    assert write_workbook(out, source).reconciled
    book = load_workbook(out, read_only=True, data_only=True)
    heading, *rows = book["Subtotals"].values
    at = [heading.index(name) for name in names]
    found = [[round(row[i] * (100 if n > 2 else 1)) for n, i in enumerate(at)] for row in rows]
    book.close()
    return found
