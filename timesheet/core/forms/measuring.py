"""Who is full time for the Affordable Care Act: by the hours of the month, or looking back. Pure.

26 CFR 54.4980H-1(a)(21): on average 30 hours of service a week, or 130 a month in its place where
that is applied consistently. 54.4980H-3(d): the hours of a measurement period decide for a whole
stability period after it; an administrative period of at most 90 days lies between the two. Breaks
in service are in ``breaks``. Not here: educational organizations, the weekly rule for months.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from timesheet.core.forms.breaks import Breaks
from timesheet.core.model import Seconds
from timesheet.core.money import round_half_up

DAY = timedelta(days=1)
WEEK = 7
FULL_WEEK, FULL_MONTH = 3_000, 13_000
"""Hundredths of an hour."""
MOST_ADMINISTRATIVE = 90
YEAR = 12
LOOK_BACK, WEEKLY, FROM_THE_START = "look-back", "30 a week", "full-time"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a company measures: periods in months, the administrative one in days.

    ``breaks`` says who comes back as a new employee, ``special`` names the kinds of leave that are
    special unpaid leave (FMLA, USERRA, jury duty). ``anchor`` is a day on which a standard
    measurement period begins; the next do a stability period later each, so that these follow on
    one another.
    """

    look_back: bool = False
    weekly: bool = False
    anchor: date = date(2020, 1, 1)
    months: int = YEAR
    administrative: int = 0
    stability: int = YEAR
    initial: int = YEAR - 1
    breaks: Breaks = Breaks.NEVER
    special: frozenset[str] = frozenset()


class Unlawful(ValueError):
    """Periods that the regulation doesn't allow; the message says which."""


class Span(NamedTuple):
    """What decides about a month: the days measured, and the stability period that follows them.

    ``how`` is standard, initial, waiting (variable hours, still being measured) or month.
    """

    how: str
    first: date
    last: date
    stable_from: date | None = None
    stable_to: date | None = None


class Finding(NamedTuple):
    """Full time or not, with the averages in hundredths of an hour, and why."""

    full: bool
    average: int
    a_month: int
    reason: str


def rule(settings: Mapping[str, str]) -> Rule:
    """Return the rule that a company said; Unlawful says what in it isn't allowed.

    ValueError where a value is none of its kind.
    """
    usual = Rule()

    def number(name: str, otherwise: int) -> int:
        return int(settings.get(name) or otherwise)

    month, _, day = (settings.get("measurement_starts") or "01-01").partition("-")
    found = Rule(
        settings.get("method") == LOOK_BACK,
        settings.get("full_time") == WEEKLY,
        date(usual.anchor.year, int(month), int(day)),
        number("measurement_months", usual.months),
        number("administrative_days", usual.administrative),
        number("stability_months", usual.stability),
        number("initial_months", usual.initial),
        Breaks(settings.get("breaks") or usual.breaks),
        frozenset(filter(None, map(str.strip, settings.get("special_leave", "").split(",")))),
    )
    if found.stability < max(6, found.months):
        msg = "A stability period has at least six months, and as many as are measured."
        raise Unlawful(msg)
    if found.administrative > MOST_ADMINISTRATIVE:
        msg = "An administrative period has at most 90 days."
        raise Unlawful(msg)
    return found


def spans(by: Rule, month: date, hired: date | None, kind: str) -> tuple[Span, ...]:
    """Return what decides about the month that begins on a day, for somebody hired on a day.

    ``hired`` None is long ago. Who was there for a whole standard measurement period is measured
    by it; before, somebody of variable hours has an initial one, and others are full time by the
    hours of each month. While the stability periods of both overlap there are two: either makes him
    full time (54.4980H-3(d)(4)).
    """
    of_month = Span("month", month, _later(month, 1) - DAY)
    if not by.look_back:
        return (of_month,)
    standard = _standard(by, month)
    ongoing = hired is None or hired <= standard.first
    if hired is None or kind == FROM_THE_START:
        return (standard if ongoing else of_month,)
    initial = _initial(by, month, hired)
    if ongoing:
        return (standard, initial) if initial.how == "initial" else (standard,)
    return (initial if initial.how != "over" else of_month,)


def _standard(by: Rule, month: date) -> Span:
    before = (month.year - by.anchor.year) * YEAR - 4 * YEAR
    number = before // by.stability
    while True:
        start, following = (_later(by.anchor, n * by.stability) for n in (number, number + 1))
        last, later = _later(start, by.months) - DAY, _later(following, by.months) - DAY
        stable, until = (day + DAY + by.administrative * DAY for day in (last, later))
        if until > month:
            return Span("standard", start, last, stable, until - DAY)
        number += 1


def _initial(by: Rule, month: date, hired: date) -> Span:
    first = hired if hired.day == 1 else _later(hired.replace(day=1), 1)
    last = _later(first, by.initial) - DAY
    # What passed before the measuring began counts as administrative, and all of it together ends
    # with the first month that begins on the anniversary or after it.
    rest = max(0, by.administrative - (first - hired).days)
    year = _later(hired, YEAR)
    latest = _later(year if year.day == 1 else _later(year.replace(day=1), 1), 1)
    stable = min(last + DAY + rest * DAY, latest)
    until = _later(stable, by.stability) - DAY
    how = "waiting" if month < stable else "initial" if month <= until else "over"
    return Span(how, first, last, stable, until)


def finding(
    by: Rule, measured: Span, seconds: Seconds, since: date | None = None, away: int = 0
) -> Finding:
    """Return whether hours of service make somebody full time, and why.

    ``since`` is the first day that this program knows hours of; that earlier ones lack is said.
    ``away`` are days of special unpaid leave: looking back, the average of the other days holds for
    all of them (26 CFR 54.4980H-3(d)(6)).
    """
    days = (measured.last - measured.first).days + 1
    away = away if measured.how in {"standard", "initial"} and away < days else 0
    hours = round_half_up(Fraction(seconds, 36))
    average = round_half_up(Fraction(hours * WEEK, days - away))
    a_month = round_half_up(Fraction(hours * days, _months(measured) * (days - away)))
    reached = average >= FULL_WEEK if by.weekly else a_month >= FULL_MONTH
    amount = f"{average / 100:.2f} hours a week" if by.weekly else f"{a_month / 100:.2f} a month"
    least = "30 a week" if by.weekly else "130 a month"
    told = f"{amount} from {measured.first} to {measured.last}; full time is {least}"
    if measured.how == "waiting":
        told = f"variable hours, being measured until {measured.last}"
    elif measured.how == "month" and by.look_back:
        told += "; new, so each month counts"
    if measured.stable_from is not None:
        told += f"; decides from {measured.stable_from} to {measured.stable_to}"
    if away:
        told += f"; without {away} days of special unpaid leave"
    if measured.how in {"standard", "initial"} and since is not None and measured.first < since:
        told += f"; hours before {since} are not in this program"
    return Finding(reached and measured.how != "waiting", average, a_month, told)


def _months(measured: Span) -> int:
    after = measured.last + DAY
    months = (after.year - measured.first.year) * YEAR + after.month - measured.first.month
    return max(1, months)


def _later(day: date, months: int) -> date:
    """Return the same day some months later; the last of the month where it has no such day."""
    month = day.year * YEAR + day.month - 1 + months
    first = date(month // YEAR, month % YEAR + 1, 1)
    last = date((month + 1) // YEAR, (month + 1) % YEAR + 1, 1) - DAY
    return first.replace(day=min(day.day, last.day))
