"""The demo company: the same for the same seed, and believable in its measured parameters."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.core import calendar
from timesheet.core.demo.company import found
from timesheet.core.demo.plan import Plan, holidays, shares
from timesheet.core.demo.work import Piece, Work, pieces
from timesheet.core.model import HOUR, Kind

UNTIL = date(2026, 11, 23)
NOW = calendar.start_of_day(date(2026, 11, 24), "America/New_York")
plans = st.builds(
    Plan,
    workers=st.integers(4, 90),
    weeks=st.integers(1, 3),
    seed=st.integers(0, 1000),
    until=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)


def history(plan, now=NOW):
    return list(found(plan).history(now))


@pytest.fixture(scope="module")
def season():
    return history(Plan(240, 12, 7, UNTIL))


def stints(seen):
    return [stint for group in seen for stint in group.truth]


@settings(max_examples=8)
@given(plan=plans)
def test_the_same_plan_gives_the_same_company(plan):
    now = calendar.start_of_day(plan.until, "UTC") + 20 * HOUR
    assert found(plan).company == found(plan).company
    assert history(plan, now) == history(plan, now)


def test_another_seed_gives_another():
    one, other = (found(Plan(60, 1, seed, UNTIL)).company for seed in (1, 2))
    assert [p.name for p in one.people] != [p.name for p in other.people]


@settings(max_examples=15)
@given(plan=plans)
def test_nobody_is_in_two_places_and_nothing_lies_beyond_now(plan):
    now = calendar.start_of_day(plan.until, "UTC") + 20 * HOUR
    company = found(plan).company
    by_person = defaultdict(list)
    for group in found(plan).history(now):
        for stint in group.truth:
            by_person[stint.person].append(stint)
            assert all(a.end <= b.start for a, b in pairwise(stint.pieces))
            assert all(piece.start < piece.end for piece in stint.pieces)
        assert all(press.at <= press.received <= now for press in group.presses)
        assert all(one.made_at <= now for one in (*group.mended, *group.said))
        assert all(one.author != one.person for one in group.mended)
    for person, mine in by_person.items():
        human = company.people[person - 1]
        assert all(a.end <= b.start for a, b in pairwise(sorted(mine, key=lambda s: s.start)))
        assert all(stint.day >= human.started_on for stint in mine)
        assert all(human.ended_on is None or stint.day <= human.ended_on for stint in mine)


@settings(max_examples=10)
@given(plan=plans)
def test_as_many_work_at_the_end_as_were_asked_for(plan):
    company = found(plan).company
    assert sum(shares(plan.workers)) == plan.workers
    left = [p for p in company.people if p.ended_on is None and "worker" in p.roles]
    # A place may stand empty for some days after somebody left.
    assert plan.workers * 0.85 - 3 <= len(left) <= plan.workers
    assert len({p.login for p in company.people}) == len(company.people)
    assert {role for p in company.people for role in p.roles} == {
        "worker", "lead", "accounting", "admin",
    }  # fmt: skip


def test_days_split_and_workers_lent_as_measured(season):
    crews = [s for s in stints(season) if s.channel == "phone" and s.pieces[-1].end]
    jobs = defaultdict(set)
    for stint in crews:
        if len(stint.pieces) > 1 or stint.end - stint.start < 4 * HOUR:
            jobs[stint.team, stint.day].add(stint.person)
    building = [s for s in crews if (s.team, s.day) in jobs]
    split = [s for s in building if len({p[2:] for p in s.pieces}) > 1]
    assert 0.2 < len(split) / len(building) < 0.4
    short = [s for s in building if s.end - s.start < 4 * HOUR]
    assert 0.01 < len(short) / len(building) < 0.12


def test_guards_and_aides_work_round_the_clock_and_over_the_dst_night(season):
    starts = Counter(calendar.local(s.start + 900, s.zone).hour for s in stints(season))
    assert all(starts[hour] > 20 for hour in (6, 7, 14, 15, 18, 22, 23))
    night = calendar.start_of_day(date(2026, 11, 1), "America/New_York") + 2 * HOUR
    over = [s for s in stints(season) if s.start < night < s.end and s.zone == "America/New_York"]
    assert len(over) > 5


def test_packers_are_moved_and_in_the_season_mostly_to_one_client(season):
    halls = [s for group in season[-1:] for s in group.truth]
    early = [s for s in halls if s.day < date(2026, 10, 20)]
    late = [s for s in halls if s.day > date(2026, 11, 3)]

    def peak(some):
        moved = Counter(b.project for s in some for a, b in pairwise(s.pieces) if a[2] != b[2])
        return moved[max(moved)] / sum(moved.values())

    moved = [s for s in halls if len({p.project for p in s.pieces}) > 1]
    assert 0.15 < len(moved) / len(halls) < 0.32
    assert peak(late) > 2 * peak(early)


def test_presses_are_missed_and_doubled_as_measured(season):
    count = len(stints(season))
    kinds = Counter(press.kind for group in season for press in group.presses)
    twice = sum(
        a.kind is b.kind and b.at - a.at <= 60
        for group in season
        for a, b in pairwise(sorted(group.presses, key=lambda p: (p.person, p.at)))
        if a.person == b.person
    )
    assert 0.004 < twice / count < 0.02
    assert 0.0 < (count - kinds[Kind.IN]) / count < 0.02
    assert 0.01 < (count - kinds[Kind.OUT]) / count < 0.03
    assert sum(len(group.mended) for group in season) > count * 0.02
    coded = [p for group in season for p in group.presses if p.project is not None]
    assert coded
    assert {press.kind for press in coded} == {Kind.TRANSFER}


def test_most_of_what_guards_do_is_planned(season):
    planned = {(p.person, p.site, p.start // HOUR) for group in season for p in group.planned}
    guards = [s for s in stints(season) if s.channel == "phone" and len(s.pieces) == 1]
    units = [s for s in guards if any((s.person, s.site, (s.start + 900) // HOUR + d) in planned
                                      for d in (-1, 0, 1))]  # fmt: skip
    assert len(units) > 0.2 * len(guards)


def test_a_word_names_the_codes_that_are_true(season):
    for group in season:
        truth = {(s.person, s.start): {p[2:] for p in s.pieces} for s in group.truth}
        for said in group.said:
            codes = {part[:2] for part in said.parts}
            assert codes == truth[said.person, said.start]


def test_pieces_leave_out_the_breaks():
    one, two = Work(1, 1, 1), Work(2, 2, 1)
    assert pieces(0, 100, [(0, one), (50, two)], [(40, 60)]) == (
        Piece(0, 40, 1, 1),
        Piece(60, 100, 2, 2),
    )
    assert pieces(0, 100, [(0, one)], [(40, 60)]) == (Piece(0, 40, 1, 1), Piece(60, 100, 1, 1))


def test_holidays_of_a_year():
    assert date(2026, 11, 26) in holidays(2026)
    assert date(2026, 9, 7) in holidays(2026)
    assert date(2026, 5, 25) in holidays(2026)
    assert date(2027, 11, 25) in holidays(2027)
