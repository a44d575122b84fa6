"""Steps 2 and 12: hours of pay for missed, late or short meals and missed rests.

Facts come from the punched times, never from rounded ones (Donohue v. AMN, 2021). At most one meal
and one rest premium a day; money at the regular rate, no hours of work.
"""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from timesheet.core.model import Instant, Seconds, Shift
from timesheet.core.pay.blocks import MealPremium
from timesheet.core.pay.days import workday
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.work import Extra, PayWeek, Piece


@dataclass(frozen=True, slots=True)
class Gap:
    """A break as punched: when, how long, and how long after the shift began or was worked."""

    start: Instant
    seconds: Seconds
    elapsed: Seconds
    worked: Seconds


@dataclass(frozen=True, slots=True)
class Presence:
    """A shift as punched: seconds worked (paid short breaks included) and its gaps."""

    shift: Shift
    day: date
    worked: Seconds
    gaps: tuple[Gap, ...]


def presences(work: PayWeek, policy: Policy) -> list[Presence]:
    """Return the punched shifts that begin in the week."""
    zone, at = work.zone, policy.time.day_start
    return [
        presence(shift, workday(shift.raw_start, zone, at), policy.breaks.paid_break_max)
        for shift in sorted(work.punched or work.shifts, key=attrgetter("start"))
        if work.week_start <= shift.raw_start < work.week_end
    ]


def presence(shift: Shift, day: date, paid_break_max: Seconds) -> Presence:
    """Return worked seconds and gaps of a shift; gaps that are paid count as worked."""
    gaps: list[Gap] = []
    worked = 0
    begin = end = None
    for segment in shift.segments:
        if begin is None or end is None:
            begin = end = segment.start
        pause = segment.start - end
        if 0 < pause <= paid_break_max:
            worked += pause
        elif pause > 0:
            gaps.append(Gap(end, pause, end - begin, worked))
        worked += segment.end - segment.start
        end = segment.end
    return Presence(shift, day, worked, tuple(gaps))


def meal_fault(rule: MealPremium, found: Presence, waived: frozenset[tuple[date, int]]) -> str:
    """Return what is wrong with a shift's meals: missed_meal, short_meal, late_meal or nothing."""
    meals = [gap for gap in found.gaps if gap.seconds >= rule.min_len]
    if found.worked > rule.first_by and not (
        not meals
        and rule.waivers
        and (found.day, 1) in waived
        and found.worked <= rule.waiver_first
    ):
        fault = _fault(rule, found, meals, 0, rule.first_by)
        if fault:
            return fault
    if found.worked > rule.second_by and not (
        len(meals) == 1
        and rule.waivers
        and (found.day, 2) in waived
        and found.worked <= rule.waiver_second
    ):
        return _fault(rule, found, meals, 1, rule.second_by)
    return ""


def _fault(rule: MealPremium, found: Presence, meals: list[Gap], number: int, by: Seconds) -> str:
    if len(meals) <= number:
        return "short_meal" if len(found.gaps) > number else "missed_meal"
    meal = meals[number]
    return "late_meal" if (meal.elapsed if rule.elapsed else meal.worked) > by else ""


def premiums(work: PayWeek, pieces: list[Piece], policy: Policy) -> list[Extra]:
    """Return the premium hours owed for meals and rests, one of each a day at most."""
    owed: dict[tuple[date, str], Seconds] = {}
    rule = policy.penalty_hours
    if rule.meal_premium:
        for found in presences(work, policy):
            if meal_fault(rule.meal_premium, found, work.meal_waived):
                owed[found.day, "meal_premium"] = rule.meal_premium.pay
    worked_days = {piece.day for piece in pieces if piece.inside}
    for day in sorted(work.rest_missed & worked_days):
        owed[day, "rest_premium"] = rule.rest_premium.pay
    return [
        Extra(code, day, work.period_of(day), seconds, _base_value(rule.rate, day, seconds, pieces))
        for (day, code), seconds in sorted(owed.items())
        if seconds
    ]


def _base_value(basis: str, day: date, seconds: Seconds, pieces: list[Piece]) -> int | None:
    if basis == "regular_rate":
        return None
    rates = [piece.rate for piece in pieces if piece.day == day]
    return seconds * (rates[-1] if rates else 0) * 10_000
