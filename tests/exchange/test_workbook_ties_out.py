import csv
import io
import json
import re
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.books import (
    HOSTILE,
    MONDAY,
    column,
    control,
    opened,
    results,
    row,
    source,
    various,
    written,
)
from timesheet.core.reports.labor_distribution import labor_distribution
from timesheet.core.reports.views import LineView
from timesheet.exchange.csv_file import write_csv
from timesheet.exchange.json_file import json_pieces
from timesheet.exchange.workbook import Control, write_workbook

ALLOWED = {"SUM", "SUMIFS", "COUNTIFS", "ROUND", "IF", "SUBTOTAL", "SUMPRODUCT", "INDEX", "MATCH"}


def formulas(book):
    return [
        (sheet, cell)
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]


def test_every_formula_has_a_value_and_only_allowed_functions():
    what = source(various(30))
    plain, computed = opened(what), opened(what, values=True)
    found = formulas(plain)
    assert len(found) > 50
    for sheet, cell in found:
        assert computed[sheet.title][cell.coordinate].value is not None
        assert set(re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", cell.value))) <= ALLOWED
        assert "@" not in cell.value


def test_control_totals_are_named_and_come_from_the_control():
    rows = various(30)
    book = opened(source(rows), values=True)

    def named(name):
        ((sheet, cell),) = book.defined_names[name].destinations
        return book[sheet][cell].value

    assert named("ctl_hours") == pytest.approx(sum(one[8] for one in rows) / 3600, abs=1e-9)
    assert named("ctl_amount") == sum(one[9] for one in rows) / 100
    assert (named("ctl_rows"), named("ctl_people")) == (30, 6)
    assert (named("p_start"), named("p_state")) == (datetime(2026, 11, 16), "open")
    assert named("export_id") == "E&12"
    assert re.fullmatch(r"[0-9a-f]{64}", named("data_hash"))
    for name in ("lstProject", "lstTask", "lstCostCenter", "lstPayCode", "p_end"):
        assert name in book.defined_names
    assert book.defined_names["lstPayCode"].attr_text == "'Lists'!$D$2:$D$3"


def test_true_control_totals_reconcile():
    out = io.BytesIO()
    assert write_workbook(out, source(various(40))).reconciled
    assert set(results(openpyxl.load_workbook(out, data_only=True)).values()) == {"OK"}


@pytest.mark.parametrize(
    ("wrong", "label"),
    [
        ({"seconds": 1}, "Hours"),
        ({"cents": 1}, "Amount"),
        ({"rows": 41}, "Rows"),
        ({"people": 9}, "People"),
        ({"exceptions": 3}, "Exceptions"),
        ({"by": {"pay_code": {"REG": (1, 1), "OT": (2, 2)}}}, "pay_code REG: hours"),
        ({"by": {"pay_code": {"DT": (3600, 100)}}}, "pay_code DT: amount"),
    ],
)
def test_whatever_differs_from_the_control_says_check(wrong, label):
    rows = various(40)
    out = io.BytesIO()
    assert not write_workbook(out, source(rows, control=control(rows, **wrong))).reconciled
    found = results(openpyxl.load_workbook(out, data_only=True))
    assert (found["Overall"], found[label]) == ("CHECK", "CHECK")


def test_the_summary_sums_up_by_each_dimension():
    rows = [
        row(1, project="B", seconds=3600),
        row(2, project="A", seconds=7200),
        row(3, project=""),
    ]
    book = opened(source(rows, summaries=("project",)), values=True)
    lines = list(book["Summary"].values)
    assert [line[:3] for line in lines] == [
        ("group_by", "value", "hours"),
        ("project", "(none)", 7.5),
        ("project", "A", 2),
        ("project", "B", 1),
    ]
    assert len(openpyxl.load_workbook(written(source(rows)))["Summary"]._charts) == 1


def test_too_many_groups_end_in_one_line_of_others():
    rows = [row(n, project=f"P-{n}", seconds=n) for n in range(1, 321)]
    book = opened(source(rows, summaries=("project",)), values=True)
    last = list(book["Summary"].values)[-1]
    assert last[1] == "(20 others)"
    assert last[2] == pytest.approx(sum(range(1, 21)) / 3600)


def test_an_unknown_dimension_is_named():
    with pytest.raises(ValueError, match="lines has no text column 'colour'"):
        written(source([row()], summaries=("colour",)))


ROWS = st.lists(
    st.builds(
        lambda person, seconds, cents, project: row(
            person, seconds=seconds, cents=cents, project=project
        ),
        st.integers(1, 4),
        st.integers(-100_000, 100_000),
        st.integers(-(10**9), 10**9),
        st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_json_csv_and_workbook_agree_to_the_second_and_the_cent(rows):
    out, text = io.BytesIO(), io.BytesIO()
    what = source(rows)
    summary = write_workbook(out, what)
    document = json.loads("".join(json_pieces(what.table)))
    write_csv(text, what.table)
    assert summary.reconciled
    assert summary.totals == document["totals"] == what.table.totals
    assert summary.data_hash == document["data_hash"]
    data = openpyxl.load_workbook(out)["Data"]
    in_book = (
        [
            (round(hours.value * 3600), round(amount.value * 100))
            for hours, amount in zip(column(data, "hours"), column(data, "amount"), strict=True)
        ][: len(rows)]
        if rows
        else []
    )
    in_csv = [
        (round(float(one["hours"]) * 3600), round(float(one["amount"]) * 100))
        for one in csv.DictReader(io.StringIO(text.getvalue().decode("utf-8-sig"), newline=""))
    ]
    assert in_book == in_csv == [(one["seconds"], one["cents"]) for one in document["rows"]]


def test_the_labor_distribution_is_a_workbook():
    lines = [
        LineView(
            *(n, n, f"{n:05d}", f"Worker {n}", "Field", MONDAY, MONDAY, MONDAY, "Port"),
            *("" if n == 3 else "P-100", "Harbour", "T20", "03-01", "CC10", "REG", "straight"),
            *(3600 * n, 2000 * n, 0.9, True, "own_word", "said so", "P-200" if n == 3 else ""),
            *(0, 0, 3600 * n, "UTC", "Site A"),
        )
        for n in range(1, 5)
    ]
    control = Control(seconds=36_000, cents=20_000, rows=4, people=4, lines=4)
    out = io.BytesIO()
    what = source([], table=labor_distribution(lines), control=control, exceptions=None)
    assert write_workbook(out, what).reconciled
    book = openpyxl.load_workbook(out, data_only=True)
    assert [c.value for c in column(book["Data"], "project")].count("unallocated") == 1
    assert [c.value for c in column(book["Data"], "likely")].count("P-200") == 1
    assert sum(c.value for c in column(book["Data"], "hours")) == 10
    dimensions = {line[0] for line in book["Summary"].values} - {"group_by"}
    assert dimensions == {"project", "pay_code", "cost_center", "team"}
