"""The parameter blocks of a pay policy, each declared once with its units and defaults.

Reading and writing them, and the names accepted, follow from the declarations (``schema``).
Durations are seconds, multipliers and money per hour 1/10,000.
"""

# ruff: noqa: RUF009  (the calls declare fields; what they return is immutable)

from dataclasses import dataclass
from datetime import date

from timesheet.core.model import HOUR, Rate, Seconds
from timesheet.core.pay.schema import (
    ONE,
    WEEKDAYS,
    Mult,
    block,
    blocks,
    choice,
    clock,
    day,
    duration,
    flag,
    integer,
    mult,
    mults_by,
    part,
    rate,
    text,
    texts,
    weekday,
    weekdays,
)


@dataclass(frozen=True)
class WeekStart:
    """When the workweek begins, on the local clock."""

    day: int = weekday(0)
    at: Seconds = clock(0, also="time")


@dataclass(frozen=True)
class PayPeriod:
    """How pay periods lie (see ``calendar.PayCalendar``)."""

    kind: str = choice("biweekly", "weekly", "semimonthly", "monthly")
    anchor: date | None = day(None)


@dataclass(frozen=True)
class Time:
    """Whose clock counts, where days, weeks and pay periods begin, how many weeks are averaged."""

    tz: str = choice("employee", "worksite", "punch")
    day_start: Seconds = clock(0)
    week_start: WeekStart = part(WeekStart)
    pay_period: PayPeriod | None = block(PayPeriod)
    averaging_weeks: int = integer(1, low=1)
    averaging_anchor: date | None = day(None)


_ATTRIBUTION = ("calendar", "shift_start", "shift_end", "majority", "rolling24")


@dataclass(frozen=True)
class Grouping:
    """What is one shift, and to which day, week and period its time belongs."""

    new_shift_gap: Seconds = duration(4 * HOUR)
    max_shift: Seconds | None = duration(None)
    min_shift: Seconds | None = duration(None)
    day_attribution: str = choice(*_ATTRIBUTION)
    week_attribution: str = choice("instant", "shift_start")
    period_attribution: str = choice("day", "instant", also={"as day": "day"})


_DIRECTIONS = ("nearest", "up", "down", "exact")


@dataclass(frozen=True)
class Rounding:
    """How punched times become counted times; the punches themselves never change."""

    unit: str = choice(
        "punch",
        "none",
        "shift_total",
        "day_total",
        "segment_total",
        also={"segment": "segment_total"},
    )
    increment: Seconds = duration(15 * 60)
    start: str = choice(*_DIRECTIONS, key="in")
    end: str = choice(*_DIRECTIONS, key="out")
    inner: str = choice("exact", "nearest", "up", "down")
    total: str = choice("nearest", "up", "down")
    tie: str = choice("up", "down", "even")
    grid: str = choice("local")
    seconds: str = choice("keep", "truncate")
    snap_early: Seconds = duration(0)
    snap_late: Seconds = duration(0)
    report_drift: bool = flag(default=True)
    max_abs_drift_min_per_period: int | None = integer(None)


@dataclass(frozen=True)
class BreakTier:
    """From how much time on how long a break is deducted: ``gt`` more than, ``ge`` at least."""

    over: Seconds = duration()
    total: Seconds = duration()
    op: str = choice("gt", "ge")


@dataclass(frozen=True)
class AutoDeduct:
    """A break taken off where it wasn't punched: the tier that takes most, never two tiers.

    ``cap``: never so much that the rest falls under the tier's own threshold, so that working
    longer never pays less. Punched breaks of at least ``credit_piece`` count as taken.
    """

    tiers: tuple[BreakTier, ...] = blocks(BreakTier)
    basis: str = choice("worked", "presence")
    cap: bool = flag()
    credit_piece: Seconds = duration(0, also=("credit_min_each",))
    placement: str = choice("after", "prorate", "end", also={"after_min": "after"})
    after: Seconds | None = duration(None)
    waiver: str = choice("per_shift", "none", "standing")
    cancel_reason_codes: tuple[str, ...] = texts()


@dataclass(frozen=True)
class Sleep:
    """Sleep within a duty of at least ``min_duty``: unpaid by agreement, up to ``max_exclude``.

    Less than ``min_sleep`` in all, and the whole of it is work (29 CFR 785.22).
    """

    agreement: bool = flag()
    max_exclude: Seconds = duration(8 * HOUR)
    min_sleep: Seconds = duration(5 * HOUR, also=("min",))
    min_duty: Seconds = duration(24 * HOUR)


@dataclass(frozen=True)
class Breaks:
    """Which gaps are paid (up to ``paid_break_max``), deducted or slept."""

    paid_break_max: Seconds = duration(0)
    auto_deduct: AutoDeduct | None = block(AutoDeduct)
    sleep: Sleep | None = block(Sleep)


@dataclass(frozen=True)
class Tier:
    """Time beyond ``over`` is paid at ``mult``."""

    over: Seconds = duration()
    mult: Mult = mult()


@dataclass(frozen=True)
class NthDay:
    """Tiers of the nth consecutive day of work, within the workweek or rolling on."""

    n: int = integer(7, low=2)
    scope: str = choice("workweek", "rolling")
    tiers: tuple[Tier, ...] = blocks(Tier)


@dataclass(frozen=True)
class WeeklyCounts:
    """What fills the weekly threshold: only straight hours, holiday hours, paid leave."""

    straight: bool = flag(default=True)
    holiday: bool = flag()
    paid_leave: bool = flag()


@dataclass(frozen=True)
class Eligibility:
    """Daily overtime only below a rate; ``exempt`` people get no overtime at all."""

    rate_below: Rate | None = rate(None)
    exempt: bool = flag()


@dataclass(frozen=True)
class Overtime:
    """All tiers of overtime; the highest single multiplier of an instant counts."""

    daily: tuple[Tier, ...] = blocks(Tier)
    consecutive: tuple[Tier, ...] = blocks(Tier)
    nth_day: NthDay | None = block(NthDay)
    weekly: tuple[Tier, ...] = blocks(Tier)
    weekly_counts: WeeklyCounts = part(WeeklyCounts)
    eligibility: Eligibility = part(Eligibility)
    mult_by_day: tuple[tuple[str, Mult], ...] = mults_by(*WEEKDAYS, "holiday")
    needs_approval: bool = flag()


@dataclass(frozen=True)
class HolidayEligibility:
    """Who gets the holiday multiplier: employed so long, and worked on so many of the last days."""

    employed_days: int = integer(0)
    worked_days: int = integer(0)
    of_last_days: int = integer(30, low=1)


@dataclass(frozen=True)
class Holiday:
    """Work on a public holiday; which days those are is the calendar's."""

    mult: Mult = mult(ONE)
    by: str = choice("calendar", "shift_start", "majority")
    counts_toward_weekly: bool = flag()
    calendar_id: str = text("")
    eligibility: HolidayEligibility | None = block(HolidayEligibility)


@dataclass(frozen=True)
class Penalty:
    """A multiplier that replaces 1.0 on ordinary time in a window; never on top of overtime."""

    mult: Mult = mult()
    days: frozenset[int] = weekdays()
    start: Seconds = clock(0, also="from")
    end: Seconds = clock(86400, also="to")
    holiday: bool = flag()


@dataclass(frozen=True)
class Differential:
    """Pay per hour added in a window, part of the regular rate.

    Only where at least ``min_in_window`` of the shift lies within; ``full``: then for all of it.
    """

    code: str = text("differential")
    days: frozenset[int] = weekdays()
    start: Seconds = clock(0, also="from")
    end: Seconds = clock(86400, also="to")
    holiday: bool = flag()
    amount_per_h: Rate = rate(0)
    pct: Mult = mult(0)
    min_in_window: Seconds = duration(0, also=("min_min_in_window", "min"))
    include: str = choice("partial", "full")


@dataclass(frozen=True)
class Minimum:
    """At least so much pay for a call-out, or for a day on which there was work."""

    min: Seconds = duration()
    code: str = text("minimum")
    kind: str = choice("work", "callout")
    mult: Mult = mult(ONE)
    merge_window: bool = flag()


@dataclass(frozen=True)
class ReportingTime:
    """A fraction of the scheduled time at least, between ``min`` and ``max``, when sent home."""

    min: Seconds = duration(2 * HOUR)
    max: Seconds = duration(4 * HOUR)
    fraction: Mult = mult(ONE // 2)


@dataclass(frozen=True)
class SplitShift:
    """An hour at ``floor`` for a day with a gap over ``gap``, less what is paid above the floor."""

    floor: Rate = rate(also=("min_wage",))
    gap: Seconds = duration(HOUR)


@dataclass(frozen=True)
class Spread:
    """An hour at ``amount`` where first in to last out of a day is over ``over``.

    ``offset``: as far as the day isn't paid above ``amount`` for its hours and one more.
    """

    amount: Rate = rate(also=("min_wage",))
    over: Seconds = duration(10 * HOUR)
    offset: bool = flag(default=True)


@dataclass(frozen=True)
class Standby:
    """Pay for being on call; hours of work only where ``counts_as_work``."""

    amount_per_h: Rate = rate()
    counts_as_work: bool = flag()


@dataclass(frozen=True)
class MealPremium:
    """An hour of pay where a first or second meal is missing, late or short, once a day.

    ``elapsed``: the deadline runs on the clock from the start of the shift, otherwise on worked
    time. A waiver is good up to ``waiver_first`` and ``waiver_second`` worked hours.
    """

    elapsed: bool = flag(default=True)
    first_by: Seconds = duration(5 * HOUR)
    second_by: Seconds = duration(10 * HOUR)
    min_len: Seconds = duration(30 * 60)
    waiver_first: Seconds = duration(6 * HOUR)
    waiver_second: Seconds = duration(12 * HOUR)
    waivers: bool = flag(default=True)
    pay: Seconds = duration(HOUR)


@dataclass(frozen=True)
class RestPremium:
    """Pay for a day on which a rest period was missed, once a day."""

    pay: Seconds = duration(HOUR)


@dataclass(frozen=True)
class PenaltyHours:
    """Hours of pay owed for missed meals and rests, at the regular rate, not hours of work."""

    meal_premium: MealPremium | None = block(MealPremium)
    rest_premium: RestPremium = part(RestPremium)
    rate: str = choice("regular_rate", "base_rate")


@dataclass(frozen=True)
class RateRule:
    """How the regular rate is found, and how a flat bonus enters it."""

    method: str = choice(
        "weighted_average",
        "rate_in_effect",
        "salary_hours",
        "fluctuating",
        "day_rate",
        "piece",
        "exempt",
        also={
            "salary_for_hours": "salary_hours",
            "fluctuating_workweek": "fluctuating",
            "piece_rate": "piece",
            "salary": "exempt",
            "total_time": "exempt",
            "salary_total_time": "exempt",
            "exempt_salary": "exempt",
            "salary_exempt": "exempt",
            "exempt_total_time": "exempt",
        },
    )
    bonus: str = choice("flsa", "ca_flat")
    salary_hours: Seconds | None = duration(None)
    money_rounding: str = choice("half_up")


@dataclass(frozen=True)
class Allocation:
    """Over which work the premium part of overtime is spread; the hours themselves never move."""

    hours: str = choice("where_worked")
    premium: str = choice(
        "proportional_hours", "proportional_day", "when_worked", "overhead", "designated"
    )
    designated: str = text("")
    reason: str = text("")
    approver: str = text("")
    remainder: str = choice("largest")


@dataclass(frozen=True)
class BreakRule:
    """Over so much work, so much break is required."""

    over: Seconds = duration()
    min: Seconds = duration(also=("total",))


@dataclass(frozen=True)
class Compliance:
    """Limits that are watched and reported; they never change the pay."""

    min_daily_rest: Seconds | None = duration(None)
    break_piece: Seconds = duration(0)
    break_rules: tuple[BreakRule, ...] = blocks(BreakRule)
    max_daily: Seconds | None = duration(None)
    max_avg_week: Seconds | None = duration(None)
    reference_weeks: int = integer(17, low=1)
    min_wage: Rate | None = rate(None)
    early: Seconds | None = duration(None)
    late: Seconds | None = duration(None)
