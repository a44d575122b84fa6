"""What is asked of a report: the first rows on a page are those of the file."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.reports.asking import Asking, excerpt, matching, ordered
from timesheet.core.reports.table import Column, Table, Type

COLUMNS = (
    Column("key", "Key", hidden=True),
    Column("person", "Person"),
    Column("project", "Project"),
    Column("day", "Day", Type.DAY),
    Column("seconds", "Hours", Type.SECONDS, total=True),
)
ROWS = st.lists(
    st.tuples(
        st.just("hidden"),
        st.sampled_from(["Ana", "ana", "Ben", "Zoë", ""]),
        st.sampled_from(["HARBOUR", "DEPOT", ""]),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        st.integers(-9, 9),
    ),
    max_size=30,
)
NAMES = ["person", "project", "day", "seconds", "nothing"]
ASKED = st.builds(
    Asking,
    text=st.sampled_from(["", "an", "DEPOT", "hidden"]),
    equal=st.sampled_from([(), (("project", ""),), (("nothing", "1"),), (("person", "Ana"),)]),
    by=st.sampled_from([(), ("project",), ("person", "project"), ("nothing",)]),
    sort=st.sampled_from(["", *NAMES]),
    down=st.booleans(),
)


@given(ROWS, ASKED, st.integers(1, 8))
def test_the_first_rows_are_those_of_the_whole_in_its_order(rows, asked, limit):
    found = matching(Table("t", "T", COLUMNS, tuple(rows)), asked)
    whole = list(ordered(found, asked).rows)
    shown = excerpt(found, asked, limit)
    assert list(shown.rows) == whole[:limit]
    assert shown.more == (len(whole) > limit)
    assert shown.totals == {"seconds": sum(row[-1] for row in whole), "rows": len(whole)}
    known = excerpt(found, asked, limit, shown.totals)
    assert (known.rows, known.more) == (shown.rows, shown.more)


@given(ROWS, ASKED)
def test_what_is_summed_up_is_what_was_picked(rows, asked):
    table = Table("t", "T", COLUMNS, tuple(rows))
    picked = matching(table, Asking(asked.text, asked.equal))
    summed = matching(table, asked)
    assert summed.totals["seconds"] == picked.totals["seconds"]


def test_what_is_hidden_is_not_found_and_the_question_is_told_in_words():
    rows = (("hidden", "Ana", "", None, 1),)
    table = Table("t", "T", COLUMNS, rows)
    assert list(matching(table, Asking("hidden")).rows) == []
    asked = Asking("ana", (("project", ""),), ("person",), "seconds", down=True)
    assert asked.in_words == (
        ("Only", "project = (none)"),
        ("With the text", "ana"),
        ("Summed up by", "person"),
        ("Sorted by", "seconds, the largest first"),
    )
