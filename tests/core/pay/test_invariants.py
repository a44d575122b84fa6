"""What holds for every week of work, in every zone, under every preset."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.pay.making import ZONES, cents, hours, paid, shift
from timesheet.core.calendar import instant, local
from timesheet.core.model import Part, Segment
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.work import Span
from timesheet.core.shifts.counted import count_shifts

POLICIES = {name: Policy.from_dict(data) for name, data in PRESETS.items()}
ROUNDING = Policy.from_dict({**PRESETS["us-flsa"], "rounding": {"in": "nearest", "inner": "exact"}})

# nights on which some zone's clock changes, and an ordinary one
BEGINNINGS = [
    datetime(2026, 3, 5), datetime(2026, 3, 26), datetime(2026, 4, 2), datetime(2026, 6, 1),
    datetime(2026, 10, 2), datetime(2026, 10, 22), datetime(2026, 10, 30), datetime(2018, 11, 1),
    datetime(2019, 2, 14),
]  # fmt: skip

zones = st.sampled_from(ZONES)
policies = st.sampled_from(sorted(POLICIES)).map(POLICIES.__getitem__)


@st.composite
def weeks(draw, most=7):
    """A zone and a worker's shifts: up to seven, of one to three segments, minutes apart."""
    zone = draw(zones)
    clock = instant(draw(st.sampled_from(BEGINNINGS)), zone)
    shifts = []
    for _ in range(draw(st.integers(1, most))):
        clock += draw(st.integers(4 * 60, 20 * 60)) * 60
        spans = []
        for _ in range(draw(st.integers(1, 3))):
            end = clock + draw(st.integers(1, 400)) * 60
            spans.append((clock, end))
            clock = end + draw(st.integers(0, 90)) * 60
        shifts.append(shift(*spans, zone=zone))
    return zone, shifts


def straight(results):
    return [line for r in results for line in r.lines if line.part == Part.STRAIGHT]


def table(results):
    return [
        (line.week, line.period, line.pay_code, line.part, line.seconds, line.rate, line.cents)
        for r in results
        for line in r.lines
    ]


@settings(max_examples=50, deadline=None)
@given(weeks(), policies)
def test_every_paid_instant_is_in_exactly_one_straight_line(made, policy):
    zone, shifts = made
    results = paid(shifts, policy, zone)
    spans = sorted((s.start, s.end) for line in straight(results) for s in line.spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    counted = [c.shift for c in count_shifts(shifts, policy, zone)]
    assert sum(e - s for s, e in spans) == sum(s.seconds for s in counted)
    for line in straight(results):
        assert line.seconds == sum(s.seconds for s in line.spans)
    for s, e in spans:
        assert any(g.start <= s and e <= g.end for c in counted for g in joined(c.segments))


def joined(segments):
    spans = []
    for segment in segments:
        if spans and spans[-1].end == segment.start:
            spans[-1] = Span(spans[-1].start, segment.end)
        else:
            spans.append(Span(segment.start, segment.end))
    return spans


@settings(max_examples=30, deadline=None)
@given(weeks(), policies, st.data())
def test_cutting_and_shuffling_changes_nothing(made, policy, data):
    zone, shifts = made
    cut = []
    for whole in data.draw(st.permutations(shifts)):
        segments = []
        for segment in whole.segments:
            mid = data.draw(st.integers(segment.start, segment.end))
            pieces = [Segment(segment.start, mid), Segment(mid, segment.end)]
            segments += [p for p in pieces if p.end > p.start]
        cut.append(replace(whole, segments=tuple(segments)))
    assert table(paid(cut, policy, zone)) == table(paid(shifts, policy, zone))
    assert table(paid(cut, ROUNDING, zone)) == table(paid(shifts, ROUNDING, zone))


@settings(max_examples=30, deadline=None)
@given(weeks(4), policies, st.integers(1, 400))
def test_a_minute_more_never_pays_less(made, policy, longest):
    zone, shifts = made
    # reporting time ends at half the schedule, by law; a top-up is a line, rounded for itself
    policy = replace(policy, reporting_time=None)
    rounding = 1 if policy.minimums or policy.spread else 0
    last = shifts[-1]
    before = cents(paid(shifts, policy, zone))
    for minutes in {1, longest // 7 + 1, longest}:
        segments = list(last.segments)
        end = last.end + minutes * 60
        segments[-1] = replace(segments[-1], end=end)
        longer = replace(last, end=end, raw_end=end, segments=tuple(segments))
        after = cents(paid([*shifts[:-1], longer], policy, zone))
        assert after >= before - rounding
        before = after if minutes == 1 else before


def test_minute_by_minute_to_thirteen_hours_the_capped_deduction_never_drops():
    capped = POLICIES["de-arbzg"]
    auto = replace(capped.breaks.auto_deduct, cap=False)
    uncapped = replace(capped, breaks=replace(capped.breaks, auto_deduct=auto))
    drops = {True: 0, False: 0}
    for policy in (capped, uncapped):
        pays = []
        for minutes in range(1, 13 * 60 + 1):
            day = shift((1_780_293_600, 1_780_293_600 + minutes * 60), zone="Europe/Berlin")
            pays.append(count_shifts([day], policy, "Europe/Berlin")[0].shift.seconds)
        drops[policy is capped] = sum(b < a for a, b in pairwise(pays))
    assert drops == {True: 0, False: 2}


@settings(max_examples=30, deadline=None)
@given(weeks(), policies)
def test_paying_twice_gives_the_same(made, policy):
    zone, shifts = made
    assert paid(shifts, policy, zone) == paid(shifts, policy, zone)


@settings(max_examples=30, deadline=None)
@given(weeks())
def test_days_periods_and_weeks_sum_to_the_whole(made):
    zone, shifts = made
    results = paid(shifts, POLICIES["us-california"], zone, period_of=lambda d: d.replace(day=1))
    whole = sum(s.seconds for s in shifts_counted(shifts, zone))
    assert sum(line.seconds for line in straight(results)) == whole
    for line in straight(results):
        assert {s.day.replace(day=1) for s in line.spans} == {line.period}
        for span in line.spans:
            assert line.week <= span.day < line.week + timedelta(days=7)


def shifts_counted(shifts, zone):
    return [c.shift for c in count_shifts(shifts, POLICIES["us-california"], zone)]


@settings(max_examples=30, deadline=None)
@given(weeks())
def test_topups_never_change_overtime(made):
    zone, shifts = made
    bare = POLICIES["daily8-weekly40"]
    rich = Policy.from_dict(
        {
            **PRESETS["daily8-weekly40"],
            "minimums": [{"code": "m", "min_h": 9}],
            "split_shift": {"floor": "30"},
            "spread": {"amount": "30"},
            "penalty_hours": {"meal_premium": {}},
        }
    )
    assert hours(paid(shifts, bare, zone)) == hours(paid(shifts, rich, zone))


@settings(max_examples=30, deadline=None)
@given(weeks())
def test_the_greater_of_daily_and_weekly_is_weekly_on_straight_hours(made):
    zone, shifts = made
    both = hours(paid(shifts, POLICIES["daily8-weekly40"], zone)).get("OT", 0)
    rules = PRESETS["daily8-weekly40"]
    daily = paid(shifts, {**rules, "overtime": {"daily": [{"over_h": 8, "mult": 1.5}]}}, zone)
    weekly = paid(shifts, {**rules, "overtime": {"weekly": [{"over_h": 40, "mult": 1.5}]}}, zone)
    greater = sum(
        max(hours([d]).get("OT", 0), hours([w]).get("OT", 0))
        for d, w in zip(daily, weekly, strict=True)
    )
    assert abs(both - greater) < 1e-9


@settings(max_examples=20, deadline=None)
@given(weeks())
def test_rounding_moves_shift_ends_only_and_reports_the_drift(made):
    zone, shifts = made
    bare = replace(ROUNDING, breaks=POLICIES["plain"].breaks)
    for old, (new, drift) in zip(shifts, count_shifts(shifts, bare, zone), strict=True):
        assert (new.raw_start, new.raw_end) == (old.raw_start, old.raw_end)
        assert abs(drift) <= 900
        assert drift == new.seconds - old.seconds
        for end, raw in ((new.start, old.start), (new.end, old.end)):
            inside = {s.start for s in old.segments} | {s.end for s in old.segments}
            wall = local(end, zone)
            assert end in inside or (wall.minute % 15, wall.second) == (0, 0)
            assert abs(end - raw) <= 450 or end in inside
        inner = {s.start for s in old.segments[1:]} | {s.end for s in old.segments[:-1]}
        kept = {s.start for s in new.segments[1:]} | {s.end for s in new.segments[:-1]}
        assert {at for at in kept if new.start < at < new.end} <= inner
