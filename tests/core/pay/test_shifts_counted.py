"""Steps 3 and 4: rounding and breaks, beside the punches."""

import pytest

from tests.core.pay.making import NEW_YORK, at, paid, worked
from timesheet.core.calendar import local
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.work import Span
from timesheet.core.shifts.breaks import cancels
from timesheet.core.shifts.counted import Planned, count_shifts
from timesheet.core.shifts.rounding import round_to


def counted(text, rules, zone=NEW_YORK, **facts):
    found = count_shifts(worked(text, zone=zone), Policy.from_dict(rules), zone, **facts)
    return found[0].shift, found[0].drift


def clock(instant, zone=NEW_YORK):
    return f"{local(instant, zone):%H:%M}"


def quarter(**more):
    return {"rounding": {"increment_min": 15, **more}}


@pytest.mark.parametrize(
    ("value", "mode", "tie", "expected"),
    [
        (7, "nearest", "up", 0), (8, "nearest", "up", 15), (15, "up", "up", 15),
        (16, "up", "up", 30), (29, "down", "up", 15), (30, "down", "up", 30),
        (7.5, "nearest", "up", 15), (7.5, "nearest", "down", 0), (7.5, "nearest", "even", 0),
        (22.5, "nearest", "even", 30), (7, "exact", "up", 7),
    ],
)  # fmt: skip
def test_minutes_round_to_quarters(value, mode, tie, expected):
    assert round_to(int(value * 60), 900, mode, tie) == expected * 60


@pytest.mark.parametrize(
    ("text", "rule", "start", "end", "drift"),
    [
        ("06-01 06:50-15:37", {}, "06:45", "15:30", -2),
        ("06-01 08:08-17:07", {}, "08:15", "17:00", -14),
        ("06-01 07:53-16:37", {"in": "up", "out": "down"}, "08:00", "16:30", -14),
        ("06-01 08:01-16:02", {"in": "down", "out": "up"}, "08:00", "16:15", 14),
        ("06-01 13:00-14:30", {"in": "down", "out": "up"}, "13:00", "14:30", 0),
        ("06-01 08:52-17:00", {"unit": "shift_total"}, "08:52", "17:07", 7),
        ("06-01 08:52-16:59", {"unit": "shift_total"}, "08:52", "16:52", -7),
        ("06-01 08:52-17:00", {"unit": "none"}, "08:52", "17:00", 0),
    ],
)
def test_shifts_round(text, rule, start, end, drift):
    shift, moved = counted(text, quarter(**rule))
    assert (clock(shift.start), clock(shift.end), moved) == (start, end, drift * 60)
    punched = text.split()[1].split("-")
    assert [clock(shift.raw_start), clock(shift.raw_end)] == punched


def test_inner_punches_stay_exact_or_round_on_their_own():
    text = "06-01 08:02-12:02 12:28-16:58"
    exact, _ = counted(text, quarter())
    assert [clock(s.end) for s in exact.segments] == ["12:02", "17:00"]
    nearest, _ = counted(text, quarter(inner="nearest"))
    assert [clock(s.end) for s in nearest.segments] == ["12:00", "17:00"]
    assert clock(nearest.segments[1].start) == "12:30"


def test_segments_that_touch_still_touch_after_rounding():
    jobs = "06-01 08:00-10:07 10:07-12:14 12:14-14:21 14:21-16:28"
    shift, _ = counted(jobs, quarter(inner="nearest"))
    assert [clock(s.start) for s in shift.segments] == ["08:00", "10:00", "12:15", "14:15"]
    ends, _ = counted(jobs, quarter())
    assert [s.seconds // 60 for s in ends.segments] == [127, 127, 127, 129]
    each, _ = counted(jobs, quarter(unit="segment_total"))
    assert [s.seconds // 60 for s in each.segments] == [120, 120, 120, 120]


def test_the_total_of_a_day_rounds_at_its_last_shift():
    shifts = worked("06-01 08:00-10:04", "06-01 18:00-20:05")
    found = count_shifts(shifts, Policy.from_dict(quarter(unit="day_total")), NEW_YORK)
    assert [c.shift.seconds // 60 for c in found] == [124, 131]


@pytest.mark.parametrize(
    ("text", "zone", "increment", "start"),
    [
        ("06-01 09:10-17:20", "Asia/Kathmandu", 30, "09:00"),
        ("06-01 08:40-16:20", "Australia/Adelaide", 60, "09:00"),
    ],
)
def test_the_grid_is_the_wall_clock(text, zone, increment, start):
    shift, _ = counted(text, {"rounding": {"increment_min": increment}}, zone)
    assert clock(shift.start, zone) == start


def test_rounding_up_to_the_hour_that_comes_twice_is_minutes_away():
    zone = "America/Los_Angeles"
    shift, _ = counted("11-01 01:53-05:07", quarter(), zone)
    assert shift.start - shift.raw_start == 7 * 60
    assert shift.seconds == 4 * 3600


def test_seconds_may_be_cut_off_first():
    shifts = worked("06-01 08:07:30-16:00:00")
    for keep, start in (("keep", "08:15"), ("truncate", "08:00")):
        rule = Policy.from_dict(quarter(seconds=keep))
        assert clock(count_shifts(shifts, rule, NEW_YORK)[0].shift.start) == start


@pytest.mark.parametrize(
    ("punched", "counts"),
    [("07:52", "08:00"), ("07:45", "08:00"), ("07:44", "07:44"), ("08:03", "08:03")],
)
def test_an_early_in_is_disregarded_within_the_grace(punched, counts):
    start = at(f"06-01 {punched}")
    planned = {start: Planned(at("06-01 08:00"), at("06-01 16:00"))}
    rule = {"snap_early_min": 15, "snap_late_min": 10}
    shift, _ = counted(f"06-01 {punched}-16:08", rule, planned=planned)
    assert (clock(shift.start), clock(shift.end)) == (counts, "16:00")
    late, _ = counted(f"06-01 {punched}-16:11", rule, planned=planned)
    assert clock(late.end) == "16:11"


@pytest.mark.parametrize(
    ("gap_end", "minutes"), [("10:10", 480), ("10:20", 480), ("10:21", 459), ("11:00", 420)]
)
def test_gaps_up_to_the_limit_are_paid(gap_end, minutes):
    shift, _ = counted(f"06-01 08:00-10:00 {gap_end}-16:00", {"breaks": {"paid_break_max_min": 20}})
    assert shift.seconds // 60 == minutes


ARBZG = {"breaks": PRESETS["de-arbzg"]["breaks"]}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("06-01 08:00-14:00", 360), ("06-01 08:00-14:20", 360), ("06-01 08:00-14:45", 375),
        ("06-01 08:00-17:00", 510), ("06-01 08:00-17:30", 540), ("06-01 08:00-17:45", 540),
        ("06-01 08:00-18:00", 555), ("06-01 08:00-12:00 12:45-17:45", 540),
        ("06-01 08:00-11:00 11:15-14:00 14:15-17:00", 510),
        ("06-01 08:00-11:00 11:10-14:00 14:10-17:00", 490),
    ],
)  # fmt: skip
def test_the_capped_deduction(text, minutes):
    assert counted(text, ARBZG, "Europe/Berlin")[0].seconds // 60 == minutes


def deducting(over, op="gt", **more):
    tier = {"over_h": over, "op": op, "total_min": 30}
    return {"auto_deduct": {"tiers": [tier], "after_h": 4, **more}}


@pytest.mark.parametrize(
    ("text", "rule", "minutes"),
    [
        ("06-01 08:00-14:00", deducting(6), 360),
        ("06-01 08:00-14:00", deducting(6, "ge"), 330),
        ("06-01 08:00-14:01", deducting(6), 331),
        ("06-01 08:00-12:00 12:10-14:10", deducting(6, basis="presence"), 340),
        ("06-01 08:00-12:00 12:10-14:10", deducting(6), 360),
        ("06-01 06:00-19:00", {"auto_deduct": {"tiers": [
            {"over_h": 6, "total_min": 30}, {"over_h": 12, "total_min": 60}]}}, 720),
    ],
)  # fmt: skip
def test_the_plain_deduction(text, rule, minutes):
    assert counted(text, rule)[0].seconds // 60 == minutes


def test_where_the_deducted_break_is_placed():
    text = "06-01 18:00-03:00"
    for more, spans in (
        ({}, ["18:00-22:00", "22:30-03:00"]),
        ({"placement": "end"}, ["18:00-02:30"]),
        ({"after_h": 8.75}, ["18:00-02:30"]),
    ):
        shift, _ = counted(text, deducting(6, **more))
        assert [f"{clock(s.start)}-{clock(s.end)}" for s in shift.segments] == spans
    prorated, _ = counted(text, deducting(6, placement="prorate"))
    assert [s.seconds // 60 for s in prorated.segments] == [340, 170]


def test_a_waived_meal_cancels_the_deduction_where_the_policy_allows_it():
    start = {at("06-01 08:00")}
    assert counted("06-01 08:00-16:30", deducting(6), waived=start)[0].seconds == 8.5 * 3600
    never = deducting(6, waiver="none", cancel_reason_codes=["worked_through"])
    assert counted("06-01 08:00-16:30", never, waived=start)[0].seconds == 8 * 3600
    rule = Policy.from_dict(deducting(6, cancel_reason_codes=["worked_through"])).breaks.auto_deduct
    assert cancels(rule, "worked_through")
    assert not cancels(rule, "other")


@pytest.mark.parametrize(
    ("sleeps", "rule", "hours"),
    [
        ([("06-01 22:00", "06-02 06:00")], {}, 16),
        ([("06-01 20:00", "06-02 06:00")], {}, 16),
        ([("06-01 22:00", "06-02 01:00"), ("06-02 02:00", "06-02 06:00")], {}, 17),
        ([("06-01 22:00", "06-02 02:59")], {}, 24),
        ([("06-01 22:00", "06-02 03:00")], {}, 19),
        ([("06-01 22:00", "06-02 06:00")], {"agreement": False}, 24),
    ],
)
def test_sleep_on_a_duty_of_24_hours(sleeps, rule, hours):
    spans = [Span(at(a), at(b)) for a, b in sleeps]
    policy = {"sleep": {"agreement": True, **rule}}
    assert counted("06-01 08:00-08:00", policy, sleeps=spans)[0].seconds == hours * 3600


def test_sleep_on_a_shorter_duty_is_work():
    spans = [Span(at("06-01 22:00"), at("06-02 06:00"))]
    policy = {"sleep": {"agreement": True}}
    assert counted("06-01 09:00-08:00", policy, sleeps=spans)[0].seconds == 23 * 3600


def test_a_night_break_moves_day_totals():
    shifts = worked("06-01 20:00-04:30")
    (result,) = paid(shifts, deducting(6))
    days = [(s.day.day, s.seconds // 3600) for line in result.lines for s in line.spans]
    assert days == [(1, 4), (2, 4)]
