"""A worked example as data becomes shifts, weeks and a policy; what can't be is refused by a code.

The codes: "open_punch", "reversed", "overlap", "nonexistent_time", "unknown_policy_key: NAME",
"policy" (a policy that can't be) and "example" (an example that can't be read).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from timesheet.core.calendar import exists, instant, zone
from timesheet.core.model import Code, Instant, Rate, Segment, Shift, Word
from timesheet.core.pay.days import workday
from timesheet.core.pay.policy import Policy, PolicyError
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.regular import half_up
from timesheet.core.pay.schema import UNKNOWN, number
from timesheet.core.pay.work import Earnings, Span
from timesheet.core.shifts.counted import Planned

KINDS = ("work", "meal", "sleep", "callout", "standby", "on_duty_meal")


class Refused(Exception):
    """An example, or its punches, that can't be computed: a code and the words for it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Entry:
    """One in and out of an example, as instants, with its job and rate."""

    start: Instant
    end: Instant
    kind: str
    job: str | None
    rate: Rate
    planned: Planned


@dataclass(slots=True)
class Example:
    """A worked example, read: the policy, the shifts as punched, and the facts beside them.

    ``jobs`` and ``rates`` are keyed by the number that stands as the project of a segment's code.
    """

    policy: Policy
    zone: str
    shifts: list[Shift]
    jobs: dict[int, str | None] = field(default_factory=dict)
    rates: dict[int, Rate] = field(default_factory=dict)
    planned: dict[Instant, Planned] = field(default_factory=dict)
    sleeps: list[Span] = field(default_factory=list)
    callouts: list[Span] = field(default_factory=list)
    standby: list[Span] = field(default_factory=list)
    earnings: Earnings = field(default_factory=Earnings)
    facts: Mapping[str, Any] = field(default_factory=dict)


_FACTS = frozenset(
    [
        "id",
        "topic",
        "jurisdiction",
        "policy",
        "timezone",
        "workweek_start",
        "rate",
        "pay",
        "punches",
        "expected",
        "citation",
        "seen",
        "status",
        "hard",
        "note",
        "pay_periods",
        "holidays",
        "allocation",
        "workweek_change",
        "force_week",
        "waive_meal_1",
        "waive_meal_2",
        "rest_missed_days",
        "scheduled_h",
        "meal_waived",
        "paid_total",
    ]
)


def read_example(case: Mapping[str, Any]) -> Example:
    """Read a worked example; Refused says by a code why it can't be computed."""
    zone_name = case.get("timezone", "UTC")
    try:
        zone(zone_name)
    except ValueError as error:
        raise Refused("example", str(error)) from error
    policy = read_policy(case)
    base = money_per_hour(case.get("rate", 0), "rate")
    entries = [
        entry
        for i, punch in enumerate(case.get("punches", ()))
        if (entry := _entry(punch, zone_name, base, f"punches[{i}]"))
    ]
    example = Example(policy, zone_name, [], facts=case, earnings=_earnings(case))
    _sort_out(sorted(entries, key=lambda e: (e.start, e.end)), example)
    return example


def read_policy(case: Mapping[str, Any]) -> Policy:
    """Return the example's policy, with what the example says beside it.

    A ``preset`` alone is that preset; beside other keys it only says where they came from.
    """
    source = dict(case.get("policy") or {"preset": "plain"})
    if set(source) == {"preset"}:
        name = source["preset"]
        if name not in PRESETS:
            raise Refused("policy", f"preset: there is no {name!r}")
        source = dict(PRESETS[name])
    if "workweek_start" in case:
        source["workweek_start"] = case["workweek_start"]
    method = (case.get("pay") or {}).get("method")
    if method == "ca_flat_bonus":
        source["rate"] = {"method": "weighted_average", "bonus": "ca_flat"}
    elif method:
        source["rate"] = {"method": method}
    if method and "salary_hours" in case["pay"]:
        source["rate"]["salary_hours_h"] = case["pay"]["salary_hours"]
    if "allocation" in case:
        source["allocation"] = _allocation(case["allocation"])
    try:
        return Policy.from_dict(source)
    except PolicyError as error:
        code = f"unknown_policy_key: {error.path}" if error.why == UNKNOWN else "policy"
        raise Refused(code, str(error)) from error


def _allocation(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    method, _, target = value.partition(":")
    if not target:
        return {"premium": method}
    # An example has no room for who decided it and why, which a policy must name.
    said = dict.fromkeys(("reason", "approver"), "a worked example")
    return {"premium": method, "designated": target, **said}


def money_per_hour(value: Any, path: str) -> Rate:
    """Read an amount as 1/10,000 of the currency unit."""
    try:
        return int((number(value, path) * 10_000).to_integral_value())
    except PolicyError as error:
        raise Refused("example", str(error)) from error


def cents(value: Any, path: str) -> int:
    """Read an amount of money as cents."""
    return (money_per_hour(value, path) + 50) // 100


_SALARIES = {
    "weekly": (1, 1),
    "biweekly": (1, 2),
    "semimonthly": (24, 52),
    "monthly": (12, 52),
    "annual": (1, 52),
}
_PIECE = ("piece_earnings", "piece_pay", "other_earnings")
_PAY = {"method", "bonus", "salary_hours", "non_work_pay", "day_rate", *_PIECE} | {
    f"{name}_salary" for name in _SALARIES
}


def not_understood(case: Mapping[str, Any]) -> list[str]:
    """Return the keys of an example (not of its policy) that nothing reads."""
    found = [key for key in case if key not in _FACTS]
    found += [f"pay.{key}" for key in case.get("pay") or {} if key not in _PAY]
    for i, punch in enumerate(case.get("punches") or ()):
        found += [f"punches[{i}].{key}" for key in punch if key not in _PUNCH]
    return found


def _earnings(case: Mapping[str, Any]) -> Earnings:
    pay = case.get("pay") or {}
    salary = 0
    for name, (times, per) in _SALARIES.items():
        if f"{name}_salary" in pay:
            amount = cents(pay[f"{name}_salary"], f"pay.{name}_salary")
            salary = half_up(amount * times, per)
    return Earnings(
        salary=salary,
        bonus=cents(pay.get("bonus", 0), "pay.bonus"),
        piece=sum(cents(pay.get(name, 0), f"pay.{name}") for name in _PIECE),
        day_rate=cents(pay.get("day_rate", 0), "pay.day_rate"),
        paid=cents(case["paid_total"], "paid_total") if "paid_total" in case else None,
    )


_PUNCH = frozenset(
    [
        "in",
        "out",
        "in_fold",
        "out_fold",
        "in_tz",
        "out_tz",
        "kind",
        "rate",
        "job",
        "sched_in",
        "sched_out",
    ]
)


def _entry(punch: Mapping[str, Any], zone_name: str, base: Rate, path: str) -> Entry | None:
    kind = punch.get("kind") or "work"
    if kind not in KINDS:
        raise Refused("example", f"{path}.kind: one of {', '.join(KINDS)} is needed")
    start, end = (_instant(punch, name, zone_name, path) for name in ("in", "out"))
    if start is None or end is None:
        raise Refused("open_punch", f"{path}: an in or an out is missing")
    if end < start:
        raise Refused("reversed", f"{path}: the out is before the in")
    planned = Planned(
        _instant(punch, "sched_in", zone_name, path), _instant(punch, "sched_out", zone_name, path)
    )
    rate = money_per_hour(punch["rate"], f"{path}.rate") if "rate" in punch else base
    return Entry(start, end, kind, punch.get("job"), rate, planned)


def _instant(punch: Mapping[str, Any], name: str, zone_name: str, path: str) -> Instant | None:
    value = punch.get(name)
    if not value:
        return None
    try:
        wall = datetime.fromisoformat(value)
        zone_name = punch.get(f"{name}_tz") or zone_name
        zone(zone_name)
    except (TypeError, ValueError) as error:
        raise Refused("example", f"{path}.{name}: {error}") from error
    if wall.tzinfo is not None:
        return int(wall.timestamp())
    if not exists(wall, zone_name):
        words = f"{path}.{name}: {wall} never was on a clock in {zone_name}"
        raise Refused("nonexistent_time", words)
    return instant(wall, zone_name, fold=punch.get(f"{name}_fold"))


def _sort_out(entries: list[Entry], example: Example) -> None:
    """Put each entry where it belongs: work into shifts, the others beside them."""
    present = [e for e in entries if e.kind != "standby" and e.end > e.start]
    for before, after in pairwise(present):
        if after.start < before.end:
            raise Refused("overlap", f"punches overlap at {_shown(after.start, example.zone)}")
    numbers: dict[tuple[str | None, Rate], int] = {}
    standby_works = example.policy.standby and example.policy.standby.counts_as_work
    shift: list[Entry] = []
    for entry in entries:
        span = Span(entry.start, entry.end)
        if entry.kind == "standby" and not standby_works:
            example.standby.append(span)
            continue
        if entry.kind == "meal" or entry.end == entry.start:
            continue
        if entry.kind == "sleep":
            example.sleeps.append(span)
        if entry.kind == "callout":
            example.callouts.append(span)
        if shift and _apart(shift[-1], entry, example.policy):
            _close(shift, numbers, example)
            shift = []
        shift.append(entry)
    _close(shift, numbers, example)
    example.jobs = {number: job for (job, _), number in numbers.items()}
    example.rates = {number: rate for (_, rate), number in numbers.items()}


def _shown(at: Instant, zone_name: str) -> str:
    return f"{datetime.fromtimestamp(at, zone(zone_name)):%Y-%m-%d %H:%M}"


def _apart(before: Entry, after: Entry, policy: Policy) -> bool:
    return (
        "callout" in {before.kind, after.kind}
        or after.start - before.end >= policy.shift.new_shift_gap
    )


def _close(
    entries: list[Entry], numbers: dict[tuple[str | None, Rate], int], example: Example
) -> None:
    if not entries:
        return
    segments = [
        Segment(e.start, e.end, (Word(Code(numbers.setdefault((e.job, e.rate), len(numbers))), 0),))
        for e in entries
    ]
    start, end = entries[0].start, entries[-1].end
    shift = Shift(0, workday(start, example.zone), start, end, tuple(segments), start, end)
    example.shifts.append(shift)
    example.planned[start] = Planned(entries[0].planned.start, entries[-1].planned.end)


def with_anchor(policy: Policy, week: date) -> Policy:
    """Return the policy with averaging that begins in ``week``, unless it says where."""
    if policy.time.averaging_weeks == 1 or policy.time.averaging_anchor:
        return policy
    return replace(policy, time=replace(policy.time, averaging_anchor=week))
