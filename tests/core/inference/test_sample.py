"""Which crews are looked at where there are too many shifts: whole ones, of the latest weeks."""

from hypothesis import given
from hypothesis import strategies as st

from timesheet.core.inference.backtest import Case
from timesheet.core.inference.learner.sight import DAY, Fact, Sight
from timesheet.core.inference.sample import WEEKS, Sample, drawn

START = 18001 * DAY


def cases(crews, weeks, each=3):
    for week in range(weeks):
        for crew in range(crews):
            for n in range(each):
                begin = START + (week * 7 + n) * DAY
                key = (crew, week, n)
                groups = (("site", 1), ("team", crew))
                yield Case(Fact(Sight(key, crew, begin, begin + 480, 28_800, groups), {"job": 1.0}))


def test_few_shifts_are_all_looked_at():
    few = list(cases(3, 30))
    sample = Sample(few, most=3 * 3 * WEEKS)
    assert sample.number == len(few)
    assert all(sample.takes(case) for case in few)


def test_of_many_whole_crews_of_the_latest_weeks_are():
    many = list(cases(20, 30))
    sample = Sample(many, most=200)
    taken = [case.fact.sight.id for case in many if sample.takes(case)]
    crews = {crew for crew, _, _ in taken}
    assert 1 < len(crews) < 20
    assert len(taken) == len(crews) * 3 * WEEKS <= 200
    assert {week for _, week, _ in taken} == set(range(30 - WEEKS, 30))


@given(st.dictionaries(st.integers(0, 99), st.integers(1, 50), min_size=1), st.integers(1, 500))
def test_there_is_always_somebody_and_never_too_many(shifts, most):
    found = drawn(shifts, most)
    assert found <= set(shifts)
    assert len(found) == 1 or 0 < sum(shifts[crew] for crew in found) <= most
    assert found == drawn(dict(reversed(shifts.items())), most)
