from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.reports.asking import Asking, matching, ordered
from timesheet.core.reports.grouping import grouped, levels, subtotals, with_subtotals
from timesheet.core.reports.table import Column, Table, Type

DAY = date(2026, 11, 16)
COLUMNS = (
    Column("team", "Team"),
    Column("day", "Day", Type.DAY),
    Column("person", "Person"),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("cents", "Amount", Type.CENTS, total=True),
    Column("rate", "Rate", Type.RATE, ratio=("cents", "seconds")),
    Column("share", "Share", Type.SHARE, ratio=("seconds", "cents")),
)
BY = ("team", "day", "person")


def table(*rows):
    return Table("t", "T", COLUMNS, [(*row, None, None) for row in rows])


def test_each_stands_before_the_rows_that_it_sums_up():
    rows = [("B", DAY, "Bo", 3600, 2000), ("A", DAY, "Ana", 1800, 900), ("A", None, "Ana", 60, 1)]
    found = with_subtotals(grouped(table(*rows), BY))
    assert [row[:6] for row in found.rows] == [
        (1, "A", None, "", 1860, 901),
        (2, "A", None, "", 60, 1),
        (0, "A", None, "Ana", 60, 1),
        (2, "A", DAY, "", 1800, 900),
        (0, "A", DAY, "Ana", 1800, 900),
        (1, "B", None, "", 3600, 2000),
        (2, "B", DAY, "", 3600, 2000),
        (0, "B", DAY, "Bo", 3600, 2000),
    ]


def test_a_ratio_is_that_of_the_sums():
    rows = [("A", DAY, "Ana", 3600, 2000), ("A", DAY, "Bo", 3600, 4000), ("A", DAY, "Bo", 0, 0)]
    summed = grouped(table(*rows), ("team", "person"))
    assert [row["rate"] for row in summed.records()] == [200_000, 400_000]
    ((_level, row),) = subtotals(summed)
    assert dict(zip([c.name for c in summed.columns], row, strict=True))["rate"] == 300_000
    assert COLUMNS[6].of({"seconds": 5, "cents": 0}) is None


def test_there_are_none_of_one_column_in_another_order_or_of_a_hidden_column():
    rows = [("A", DAY, "Ana", 3600, 2000), ("B", DAY, "Bo", 3600, 2000)]
    assert levels(grouped(table(*rows), ("team",))) == ()
    summed = grouped(table(*rows), BY)
    assert levels(ordered(summed, Asking(sort="seconds"))) == ()
    assert levels(ordered(summed, Asking(sort="team", down=True))) == ("team", "day")
    assert levels(summed.select(["person", "seconds"])) == ()
    assert with_subtotals(table(*rows)) == table(*rows)


ROW = st.tuples(
    st.sampled_from("AB"), st.sampled_from([DAY, None]), st.sampled_from(["Ana", "Bo", ""]),
    st.integers(-9000, 9000), st.integers(-9000, 9000),
)  # fmt: skip


@given(st.lists(ROW, max_size=20), st.permutations(BY), st.integers(2, 3))
def test_the_subtotals_of_each_level_sum_to_the_total(rows, by, count):
    summed = matching(table(*rows), Asking(by=tuple(by[:count])))
    for level in range(1, count):
        of = [row for found, row in subtotals(summed) if found == level]
        for name in ("seconds", "cents"):
            assert sum(row[summed.index(name)] for row in of) == summed.totals[name]
        assert len({row[:level] for row in of}) == len(of)
