from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.reports.comparing import compared
from timesheet.core.reports.grouping import grouped
from timesheet.core.reports.table import Column, Table, Type

COLUMNS = (
    Column("person", "Person"),
    Column("day", "Day", Type.DAY),
    Column("rate", "Rate", Type.RATE),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("cents", "Amount", Type.CENTS, total=True),
)
NOW, BEFORE = date(2026, 11, 16), date(2026, 11, 2)
WORDS = ("previous", "Before")


def table(*rows):
    return Table("t", "T", COLUMNS, rows)


def test_each_row_stands_beside_the_same_of_the_days_before():
    now = table(("Ana", NOW, 200_000, 7200, 4000), ("Bo", NOW, 200_000, 3600, 2000))
    before = table(("Ana", BEFORE, 190_000, 3600, 1900), ("Cem", BEFORE, 190_000, 1800, 950))
    ana, bo, cem = compared(now, before, ("person", "day"), WORDS, NOW - BEFORE).records()
    assert (ana["previous_seconds"], ana["previous_change_seconds"]) == (3600, 3600)
    assert (ana["previous_change_cents"], ana["previous_change_share"]) == (
        2100,
        pytest.approx(21 / 19),
    )
    assert (bo["previous_cents"], bo["previous_change_cents"], bo["previous_change_share"]) == (
        0,
        2000,
        None,
    )
    assert (cem["person"], cem["day"], cem["rate"], cem["seconds"]) == ("Cem", NOW, None, 0)
    assert (cem["previous_change_cents"], cem["previous_change_share"]) == (-950, -1.0)


def test_summed_up_it_stays_in_order():
    now = grouped(table(("Ana", NOW, 1, 10, 5), ("Cem", NOW, 1, 10, 5)), ["person"])
    before = grouped(table(("Bo", BEFORE, 1, 7, 3)), ["person"])
    found = compared(now, before, ("person",), WORDS)
    assert [row["person"] for row in found.records()] == ["Ana", "Bo", "Cem"]


ROW = st.tuples(
    st.sampled_from(["Ana", "Bo", "Cem"]),
    st.dates(NOW, NOW + timedelta(days=3)),
    st.none(),
    st.integers(-9000, 9000),
    st.integers(-9000, 9000),
)


@given(st.lists(ROW, max_size=12), st.lists(ROW, max_size=12))
def test_nothing_is_lost_of_either_however_often_a_row_occurs(ours, theirs):
    now, before = table(*ours), table(*theirs)
    totals = compared(now, before, ("person", "day"), WORDS).totals
    for name in ("seconds", "cents"):
        assert totals[name] == now.totals[name]
        assert totals[f"previous_change_{name}"] == now.totals[name] - totals[f"previous_{name}"]
    kept = {row[:2] for row in theirs} - {row[:2] for row in ours}
    if not kept:
        assert totals["previous_seconds"] == before.totals["seconds"]
