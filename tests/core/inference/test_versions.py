from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.core.inference.rules import Rule, Shares
from timesheet.core.inference.versions import in_force
from timesheet.core.model import Code

BASE = date(2026, 3, 1)
RULE = Rule(1, 1, "Harbour", Shares(((Code(7), 10_000),)))


def day(n):
    return BASE + timedelta(days=n)


def test_a_version_without_a_first_day_takes_the_place_of_all_before():
    newer = replace(RULE, version=2)
    assert in_force([RULE, newer]) == (newer,)


def test_days_before_a_change_keep_the_version_they_had():
    newer = replace(RULE, version=2, valid_from=day(10))
    old, new = in_force([newer, RULE])
    assert (old.version, old.valid_to) == (1, day(9))
    assert new == newer


def test_deactivating_from_a_day_ends_the_rule_there():
    ended = replace(RULE, version=2, valid_from=day(10), active=False)
    assert in_force([RULE, ended]) == (replace(RULE, valid_to=day(9)),)


def test_a_version_that_ends_is_not_followed_by_the_one_before_it():
    brief = replace(RULE, version=2, valid_from=day(5), valid_to=day(6))
    assert [(r.version, r.valid_to) for r in in_force([RULE, brief])] == [(1, day(4)), (2, day(6))]


days = st.none() | st.integers(0, 12).map(day)
spans = st.tuples(days, days, st.booleans()).filter(lambda s: not (s[0] and s[1] and s[0] > s[1]))


@settings(max_examples=60)
@given(st.lists(spans, min_size=1, max_size=5))
def test_each_day_has_the_newest_version_that_began_by_then(found):
    versions = [
        replace(RULE, version=n, valid_from=first, valid_to=last, active=active)
        for n, (first, last, active) in enumerate(found, 1)
    ]
    for n in range(-1, 15):
        begun = [v for v in versions if v.valid_from is None or v.valid_from <= day(n)]
        expected = [v.version for v in begun[-1:] if v.valid_on(day(n))]
        assert [r.version for r in in_force(versions) if r.valid_on(day(n))] == expected
