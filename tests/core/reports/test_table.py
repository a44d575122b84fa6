from datetime import date

import pytest

from tests.core.reports.report_views import line
from timesheet.core.reports.grouping import grouped
from timesheet.core.reports.labor_distribution import labor_distribution
from timesheet.core.reports.table import Column, Digest, Rows, Table, Type

COLUMNS = (
    Column("id", "Id", Type.COUNT, hidden=True),
    Column("project", "Project"),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("cents", "Amount", Type.CENTS, total=True),
)


def table(*rows):
    return Table("small", "Small", COLUMNS, rows)


def test_totals_are_the_sums_of_the_rows_and_their_number():
    assert table((1, "A", 60, 5), (2, "B", 30, -7)).totals == {
        "seconds": 90,
        "cents": -2,
        "rows": 2,
    }


def test_a_missing_value_counts_for_nothing():
    assert table((1, "A", None, 5)).totals == {"seconds": 0, "cents": 5, "rows": 1}


def test_rows_are_made_anew_at_each_pass():
    passes = []

    def make():
        passes.append(1)
        return iter([(1, "A", 60, 5)])

    stream = Table("small", "Small", COLUMNS, Rows(make))
    assert list(stream.rows) == list(stream.rows)
    assert len(passes) == 2
    assert stream.totals is stream.totals
    assert len(passes) == 3


def test_hidden_columns_are_in_no_file():
    assert list(table((1, "A", 60, 5)).shown.rows) == [("A", 60, 5)]


def test_without_money_there_is_no_amount_anywhere():
    poor = table((1, "A", 60, 739117)).without_money
    assert [column.name for column in poor.columns] == ["id", "project", "seconds"]
    assert list(poor.rows) == [(1, "A", 60)]
    assert "cents" not in poor.totals


@pytest.mark.parametrize("names", [(), ("project",), ("cents", "project")])
def test_selected_columns_come_in_the_order_asked_for(names):
    row = dict(zip((c.name for c in COLUMNS), (1, "A", 60, 5), strict=True))
    chosen = table((1, "A", 60, 5)).select(names)
    assert list(chosen.rows) == [tuple(row[name] for name in names)]
    assert list(chosen.records()) == [{name: row[name] for name in names}]


def test_an_unknown_column_is_named():
    with pytest.raises(ValueError, match="small has no column 'colour'"):
        table().select(["colour"])


@pytest.mark.parametrize(
    "column",
    [lambda: Column("Big Name", "x"), lambda: Column("name", "x", Type.TEXT, total=True)],
)
def test_a_column_that_no_file_could_hold_is_refused(column):
    with pytest.raises(ValueError, match=r"column name|summed"):
        column()


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two columns"):
        Table("t", "T", (COLUMNS[0], COLUMNS[0]), ())


def test_grouping_sums_up_and_sorts():
    source = table((1, "B", 60, 5), (2, "A", 30, -7), (3, "B", 1, 1))
    by_project = grouped(source, ["project"])
    assert list(by_project.rows) == [("A", 30, -7), ("B", 61, 6)]
    assert list(grouped(source, []).rows) == [(91, -1)]


def test_grouping_keeps_missing_values_apart():
    columns = (Column("day", "Day", Type.DAY), COLUMNS[2])
    source = Table("t", "T", columns, ((None, 1), (date(2026, 1, 1), 2), (None, 3)))
    assert list(grouped(source, ["day"]).rows) == [(None, 4), (date(2026, 1, 1), 2)]


def test_five_groupings_have_one_grand_total():
    lines = [
        line(person_id=n, person_number=str(n), project=f"P{n % 3}", task=f"T{n % 5}", cents=n * 7)
        for n in range(30)
    ]
    report = labor_distribution(lines)
    for by in (["project"], ["task"], ["person"], ["day", "pay_code"], ["project", "task"]):
        sums = grouped(report, by).totals
        assert {k: sums[k] for k in ("seconds", "cents", "lines")} == {
            k: report.totals[k] for k in ("seconds", "cents", "lines")
        }


def test_the_digest_is_of_the_values_and_not_of_how_they_came():
    one, two, three = Digest(), Digest(), Digest()
    one.add([("a", 1), ("b", None)])
    two.add([("a", 1)])
    two.add([("b", None)])
    three.add([("a", 1), ("", None)])
    assert one.hexdigest() == two.hexdigest() != three.hexdigest()
