"""Files of history as cases: rows joined to shifts, in the order of their ends."""

import csv
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.exchange import confirmed
from timesheet.exchange.confirmed import Found, Reading, Unordered

HEADING = ("entry_id", "person", "team", "start", "end", "hours", "project", "task")


def written(path, rows, opened=open):
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADING)
        out.writerows((n, *row) for n, row in enumerate(rows))
    return path


def row(person, day, first, last, project="H", task="t", hours=None):
    start, end = (f"2026-03-{day:02}T{hour:02}:00:00" for hour in (first, last))
    return person, "crew", start, end, hours or last - first, project, task


def read(path, **how):
    found = Found()
    return list(confirmed.cases(Reading(path, **how), found)), found


def test_rows_of_a_day_join_to_a_shift_with_shares(tmp_path):
    path = written(tmp_path / "a.csv", [row("ann", 2, 7, 10), row("ann", 2, 10, 11, "D")])
    [case], found = read(path)
    assert dict(case.fact.shares) == {"H": 0.75, "D": 0.25}
    assert (case.fact.sight.seconds, case.fact.sight.groups) == (4 * 3600, (("team", "crew"),))
    assert case.main == "H"
    assert found.rows == 2
    assert len(read(path, rows=True)[0]) == 2


def test_a_long_absence_or_another_day_begins_another_shift(tmp_path):
    rows = [row("ann", 2, 1, 5), row("ann", 2, 10, 12), row("ann", 3, 7, 9)]
    assert len(read(written(tmp_path / "a.csv", rows))[0]) == 3


def test_project_and_task_only_where_asked_for(tmp_path):
    path = written(tmp_path / "a.csv.gz", [row("ann", 2, 7, 9)], gzip.open)
    assert read(path)[0][0].main == "H"
    assert read(path, task=True)[0][0].main == ("H", "t")


def test_rows_without_a_code_and_unusable_rows_are_counted(tmp_path):
    rows = [row("ann", 2, 7, 9, ""), row("bob", 2, 9, 8), row("cid", 2, 9, 12)]
    cases, found = read(written(tmp_path / "a.csv", rows))
    assert len(cases) == 1
    assert (found.rows, found.uncoded, found.unusable) == (3, 1, 1)


def test_another_order_must_be_sorted(tmp_path):
    path = written(tmp_path / "a.csv", [row("ann", 3, 7, 9), row("bob", 2, 7, 9)])
    with pytest.raises(Unordered):
        read(path)
    cases, _ = read(path, sort=True)
    assert [case.fact.sight.person for case in cases] == ["bob", "ann"]


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(2, 9), st.integers(0, 20), st.integers(1, 3)),
        min_size=1, max_size=60,
    ),
    st.integers(1, 9),
    st.booleans(),
)  # fmt: skip
def test_no_hour_is_lost_and_ends_are_in_order(tmp_path_factory, drawn, sweep, rows):
    spans = sorted(drawn, key=lambda one: one[1:3])
    path = written(
        tmp_path_factory.mktemp("drawn") / "a.csv",
        [row(person, day, first, first + hours) for person, day, first, hours in spans],
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confirmed, "SWEEP", sweep)
        cases, _ = read(path, rows=rows)
    ends = [case.fact.sight.end for case in cases]
    assert ends == sorted(ends)
    assert sum(case.fact.sight.seconds for case in cases) == sum(s[3] for s in spans) * 3600
    assert all(abs(sum(case.fact.shares.values()) - 1) < 1e-9 for case in cases)
