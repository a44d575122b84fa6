from datetime import timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.reports.report_views import MONDAY, line
from timesheet.core.reports.labor_distribution import labor_distribution


def rows(*lines):
    return list(labor_distribution(lines).records())


def test_lines_alike_become_one_row():
    (row,) = rows(line(), line(line="5-6-REG-straight-0-0-0-0", seconds=1800, cents=999, start=5))
    assert (row["seconds"], row["cents"], row["lines"]) == (5400, 2999, 2)


def test_what_differs_stays_apart():
    assert len(rows(line(), line(pay_code="OT"), line(task="T30"), line(reason="rule 9 v1"))) == 4
    assert len(rows(line(confidence=0.5), line(confidence=0.6))) == 2


def test_people_of_one_name_stay_apart():
    assert len(rows(line(), line(person_id=2, person_number="7"))) == 2


def test_hours_nobody_knows_are_unallocated_and_the_guess_stands_beside():
    (row,) = rows(line(project="", task="", source="nothing", likely="P-200", confidence=0.4))
    assert (row["project"], row["likely"]) == ("unallocated", "P-200")


def test_inferred_is_never_attested():
    assert [r["attested"] for r in rows(line(attested=True, source="learned"))] == [False]
    assert [r["attested"] for r in rows(line(attested=True, source="own_word"))] == [True]


def test_the_json_keys_that_others_rely_on():
    names = {c.name for c in labor_distribution(()).columns}
    assert names >= {
        "person",
        "day",
        "customer",
        "project",
        "task",
        "cost_center",
        "pay_code",
        "seconds",
        "cents",
        "confidence",
        "attested",
        "reason",
    }


LINES = st.lists(
    st.builds(
        lambda who, day, project, pay, seconds, cents: line(
            person_id=who,
            person_number=f"{who:05d}",
            day=MONDAY + timedelta(days=day),
            project=project,
            pay_code=pay,
            seconds=seconds,
            cents=cents,
        ),
        st.integers(1, 3),
        st.integers(0, 3),
        st.sampled_from(["", "A", "a"]),
        st.sampled_from(["REG", "OT"]),
        st.integers(-9999, 99999),
        st.integers(-9999, 99999),
    ),
    max_size=25,
).map(lambda lines: sorted(lines, key=lambda one: (one.person_id, one.day)))


@settings(max_examples=40)
@given(LINES)
def test_nothing_is_lost_or_counted_twice(lines):
    report = labor_distribution(lines)
    keys = [tuple(r[name] for name in report.drill) for r in report.records()]
    assert len(keys) == len(set(keys))
    assert report.totals["seconds"] == sum(one.seconds for one in lines)
    assert report.totals["cents"] == sum(one.cents for one in lines)
    for project, pay in product({one.project for one in lines}, ("REG", "OT")):
        of_these = [one for one in lines if (one.project, one.pay_code) == (project, pay)]
        assert sum(one.cents for one in of_these) == sum(
            r["cents"]
            for r in report.records()
            if (r["project"], r["pay_code"]) == (project or "unallocated", pay)
        )
