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
from timesheet.core.reports.comparing import compared
from timesheet.core.reports.labor_distribution import labor_distribution
from timesheet.core.reports.payroll_summary import payroll_summary
from timesheet.exchange import csv_file, json_file
from timesheet.exchange.workbook import Control, WorkbookSource, write_workbook
from timesheet.web import filters, grid
from timesheet.web.grid import Asked

SETS = 200
MONDAY = date(2026, 11, 16)
GROUPS = ("project", "person", "day", "pay_code", "team")
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
        # A workbook takes ten times as long as the other two: every fifth is enough of them.
        if seed % 20 < 4:
            assert in_sheet(table, seconds, cents, (*names, *moneys)) == sums, seed


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
