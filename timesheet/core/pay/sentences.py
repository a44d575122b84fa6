"""A policy in readable sentences, one or more for each block that says something."""

from collections.abc import Iterable, Iterator

from timesheet.core.pay.blocks import AutoDeduct, Differential, Penalty, Tier
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.schema import MULT_UNIT, ONE, WEEKDAYS, plain, write_clock
from timesheet.core.pay.words import hourly, hours, times

_DAYS = dict(zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
                            "Sunday"), strict=True))  # fmt: skip
_ATTRIBUTION = {
    "calendar": "Work is cut where the local day ends.",
    "shift_start": "A shift belongs to the day on which it begins.",
    "shift_end": "A shift belongs to the day on which it ends.",
    "majority": "A shift belongs to the day on which most of it was worked.",
    "rolling24": "A workday is the 24 hours from the start of work.",
}
_PREMIUM = {
    "proportional_hours": "over all hours of the week",
    "proportional_day": "over the day where it is daily, else over the week",
    "when_worked": "on the work of those very hours",
    "overhead": "as overhead",
}


def sentences(policy: Policy) -> dict[str, str]:
    """Return a paragraph for each block of the policy, by the block's name."""
    found = {
        "time": _time(policy),
        "shift": _shift(policy),
        "rounding": _rounding(policy),
        "breaks": _breaks(policy),
        "overtime": _overtime(policy),
        "holiday": _holiday(policy),
        "penalties": map(_penalty, policy.penalties),
        "differentials": map(_differential, policy.differentials),
        "minimums": _minimums(policy),
        "penalty_hours": _penalty_hours(policy),
        "rate": _rate(policy),
        "allocation": _allocation(policy),
        "compliance": _compliance(policy),
    }
    paragraphs = {name: " ".join(texts) for name, texts in found.items()}
    return {name: text for name, text in paragraphs.items() if text}


def _time(policy: Policy) -> Iterator[str]:
    start = policy.time.week_start
    begins = _DAYS[WEEKDAYS[start.day]]
    yield f"The workweek begins on {begins} at {write_clock(start.at)}, local time."
    if policy.time.day_start:
        yield f"The workday begins at {write_clock(policy.time.day_start)}."
    if policy.time.averaging_weeks > 1:
        yield f"Weekly hours are averaged over {policy.time.averaging_weeks} weeks."


def _shift(policy: Policy) -> Iterator[str]:
    yield f"A gap of {hours(policy.shift.new_shift_gap)} begins a new shift."
    yield _ATTRIBUTION[policy.shift.day_attribution]
    if policy.shift.max_shift is not None:
        yield f"A shift over {hours(policy.shift.max_shift)} is an exception."


def _rounding(policy: Policy) -> Iterator[str]:
    rule = policy.rounding
    if rule is None or rule.unit == "none":
        yield "Time is paid as punched, without rounding."
    else:
        yield f"Times round to {hours(rule.increment)}: "
        if rule.unit == "punch":
            yield f"in {rule.start}, out {rule.end}, inner {rule.inner}; ties {rule.tie}."
        else:
            yield f"the {rule.unit.replace('_', ' ')}, {rule.total}; ties {rule.tie}."
    if rule and rule.snap_early:
        yield f"An in up to {hours(rule.snap_early)} before the planned start counts from it."


def _breaks(policy: Policy) -> Iterator[str]:
    rule = policy.breaks
    if rule.paid_break_max:
        yield f"Breaks of up to {hours(rule.paid_break_max)} are paid."
    if rule.auto_deduct:
        yield from _auto_deduct(rule.auto_deduct)
    if rule.sleep and rule.sleep.agreement:
        yield f"Up to {hours(rule.sleep.max_exclude)} of sleep are unpaid by agreement."


def _auto_deduct(rule: AutoDeduct) -> Iterator[str]:
    tiers = ", ".join(
        f"{hours(t.total)} {'from' if t.op == 'ge' else 'over'} {hours(t.over)}" for t in rule.tiers
    )
    yield f"A break that wasn't punched is deducted: {tiers},"
    yield "never so much that longer work pays less." if rule.cap else "in full."


def _tiers(tiers: Iterable[Tier]) -> str:
    return ", ".join(f"over {hours(t.over)} {times(t.mult)}" for t in tiers)


def _overtime(policy: Policy) -> Iterator[str]:
    rule = policy.overtime
    if policy.exempt:
        yield "No overtime: exempt."
        return
    below = rule.eligibility.rate_below
    limit = f" for rates below {hourly(below)}" if below is not None else ""
    if rule.daily:
        yield f"By the day{limit}: {_tiers(rule.daily)}."
    if rule.consecutive:
        yield f"Within one shift: {_tiers(rule.consecutive)}."
    if rule.nth_day:
        where = "of one workweek" if rule.nth_day.scope == "workweek" else "in a row"
        yield f"On day {rule.nth_day.n} {where}: {_tiers(rule.nth_day.tiers)}."
    if rule.weekly:
        yield f"By the week, on what is still straight: {_tiers(rule.weekly)}."
    if not (rule.daily or rule.weekly or rule.consecutive or rule.nth_day):
        yield "No overtime."
    for name, mult in rule.mult_by_day:
        yield f"Overtime on {_DAYS.get(name, 'a holiday')} {times(mult)}."


def _holiday(policy: Policy) -> Iterator[str]:
    rule = policy.holiday
    if rule and rule.mult != ONE:
        counts = "counts" if rule.counts_toward_weekly else "doesn't count"
        yield f"Work on a public holiday {times(rule.mult)}; it {counts} toward the week."


def _when(rule: Penalty | Differential) -> str:
    days = ", ".join(_DAYS[WEEKDAYS[d]] for d in sorted(rule.days)) or "every day"
    if rule.holiday:
        days = "public holidays"
    whole = (rule.start, rule.end) == (0, 86400)
    return days if whole else f"{days} {write_clock(rule.start)} to {write_clock(rule.end)}"


def _penalty(rule: Penalty) -> str:
    return f"Ordinary time on {_when(rule)} {times(rule.mult)}."


def _differential(rule: Differential) -> str:
    amount = hourly(rule.amount_per_h) + " an hour" if rule.amount_per_h else ""
    share = plain(rule.pct * 100, MULT_UNIT) + " %" if rule.pct else ""
    return f"{rule.code}: {amount or share or 'hours only'} on {_when(rule)}."


def _minimums(policy: Policy) -> Iterator[str]:
    for rule in policy.minimums:
        what = "a call-out" if rule.kind == "callout" else "a day of work"
        yield f"At least {hours(rule.min)} {times(rule.mult)} for {what}."
    if policy.reporting_time:
        low, high = policy.reporting_time.min, policy.reporting_time.max
        yield f"Sent home early: part of the planned time, {hours(low)} to {hours(high)}."
    if policy.split_shift:
        yield f"A gap over {hours(policy.split_shift.gap)} earns a split shift premium."
    if policy.spread:
        yield f"A spread over {hours(policy.spread.over)} earns {hourly(policy.spread.amount)}."
    if policy.standby:
        yield f"Standby earns {hourly(policy.standby.amount_per_h)} an hour."


def _penalty_hours(policy: Policy) -> Iterator[str]:
    rule = policy.penalty_hours.meal_premium
    if rule:
        yield (
            f"A meal of {hours(rule.min_len)} by {hours(rule.first_by)}, a second by "
            f"{hours(rule.second_by)}; a missed one owes {hours(rule.pay)} of pay, once a day."
        )


def _rate(policy: Policy) -> Iterator[str]:
    method = policy.rate.method.replace("_", " ")
    bonus = "straight" if policy.rate.bonus == "ca_flat" else "all"
    yield f"Regular rate: {method}; a flat bonus is divided over {bonus} hours."


def _allocation(policy: Policy) -> Iterator[str]:
    rule = policy.allocation
    where = _PREMIUM.get(rule.premium) or f"to {rule.designated} ({rule.reason}, {rule.approver})"
    yield f"Hours stay where they were worked; the premium is charged {where}."


def _compliance(policy: Policy) -> Iterator[str]:
    rule = policy.compliance
    if rule.min_daily_rest is not None:
        yield f"Watched: {hours(rule.min_daily_rest)} of rest between days."
    if rule.max_daily is not None:
        yield f"Watched: {hours(rule.max_daily)} a day at most."
    for limit in rule.break_rules:
        yield f"Watched: {hours(limit.min)} of break over {hours(limit.over)}."
    if rule.max_avg_week is not None:
        yield f"Watched: {hours(rule.max_avg_week)} a week over {rule.reference_weeks} weeks."
    if rule.min_wage is not None:
        yield f"Watched: {hourly(rule.min_wage)} an hour at least."
