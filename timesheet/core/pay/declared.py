"""What people declare about somebody's days beside punches: approvals, waivers, earnings, leave.

A declaration is a fact: it is never changed. One that is taken back stays, with another that says
so; a request for leave counts once it was approved, by somebody else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from timesheet.core.model import Cents, Instant, Issue, Rate, Seconds, Severity, Shift
from timesheet.core.pay.work import Absence, Earnings, Span

DAY = timedelta(days=1)
FULL_DAY: Seconds = 8 * 3600


class Says(StrEnum):
    """What a declaration says."""

    OVERTIME_APPROVED = "overtime_approved"
    ACCEPTED = "accepted"
    MEAL_WAIVED = "meal_waived"
    MEAL_TAKEN = "meal_taken"
    REST_MISSED = "rest_missed"
    CALLOUT = "callout"
    EARNING = "earning"
    LEAVE = "leave"
    LEAVE_REQUESTED = "leave_requested"
    LEAVE_APPROVED = "leave_approved"
    LEAVE_REFUSED = "leave_refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A fact about a person's days from ``first`` to ``last``, both inclusive.

    ``name`` is the pay code of leave or of an earning, or the exception that is accepted;
    ``number`` which meal is waived (1, 2). ``start`` and ``end`` are instants, where a call-out
    lay, the exception was, or the shift whose meal is meant. ``seconds`` are a day's, or the length
    of a meal (0: worked through), ``cents`` an amount. ``about`` names the declaration that this
    one approves, refuses or takes back.
    """

    id: int
    person: int
    says: Says
    first: date
    last: date
    author: int
    made_at: Instant
    name: str = ""
    number: int = 0
    seconds: Seconds = 0
    cents: Cents = 0
    start: Instant | None = None
    end: Instant | None = None
    reason: str = ""
    about: int | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the declaration is about a day."""
        return self.first <= day <= self.last


def standing(declared: Iterable[Declaration]) -> list[Declaration]:
    """Return what counts, in order: nothing that was taken back, and approved requests as leave."""
    found = sorted(declared, key=lambda d: d.id)
    gone = {d.about for d in found if d.says is Says.WITHDRAWN}
    kept = [d for d in found if d.id not in gone and d.says is not Says.WITHDRAWN]
    said = {d.about: d.says for d in kept if d.says in _DECISIONS}
    return [
        replace(d, says=Says.LEAVE) if d.says is Says.LEAVE_REQUESTED else d
        for d in kept
        if d.says is not Says.LEAVE_REQUESTED or said.get(d.id) is Says.LEAVE_APPROVED
    ]


_DECISIONS = frozenset({Says.LEAVE_APPROVED, Says.LEAVE_REFUSED})


def of_kind(declared: Iterable[Declaration], says: Says) -> list[Declaration]:
    """Return those of one kind."""
    return [d for d in declared if d.says is says]


def leave_days(leave: Declaration, holidays: Collection[date] = ()) -> list[date]:
    """Return the days that leave is taken on.

    One day counts whatever day it is; of several, weekends and public holidays don't.
    """
    if leave.first == leave.last:
        return [leave.first]
    days = (leave.first + n * DAY for n in range((leave.last - leave.first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in holidays]


def absences(
    declared: Iterable[Declaration],
    first: date,
    end: date,
    rate_on: Mapping[date, Rate],
    unpaid: Collection[str],
    holidays: Collection[date] = (),
) -> tuple[Absence, ...]:
    """Return the leave taken from ``first`` until before ``end``, in order.

    ``rate_on`` gives the base rate of each of those days; leave on an ``unpaid`` code has none.
    """
    return tuple(
        Absence(
            day, leave.name, leave.seconds, 0 if leave.name in unpaid else rate_on.get(day, 0),
            ref=f"leave {leave.id}", reason=leave.reason,
        )
        for leave in of_kind(declared, Says.LEAVE)
        for day in leave_days(leave, holidays)
        if first <= day < end
    )  # fmt: skip


EARNINGS = ("BONUS", "COMMISSION", "PIECE", "SALARY", "DAY_RATE")


def earnings(declared: Iterable[Declaration], first: date, end: date) -> Earnings:
    """Return what is earned beside hours in the week from ``first`` until before ``end``.

    Amounts are those of their first day's week. A salary (a week's) and a day rate hold from a day
    on; the latest holds.
    """
    sums = dict.fromkeys(EARNINGS, 0)
    for one in sorted(of_kind(declared, Says.EARNING), key=lambda d: (d.first, d.id)):
        if one.name in {"SALARY", "DAY_RATE"}:
            if one.first < end and one.last >= first:
                sums[one.name] = one.cents
        elif one.name in sums and first <= one.first < end:
            sums[one.name] += one.cents
    return Earnings(
        salary=sums["SALARY"],
        bonus=sums["BONUS"],
        commission=sums["COMMISSION"],
        piece=sums["PIECE"],
        day_rate=sums["DAY_RATE"],
    )


def callouts(declared: Iterable[Declaration]) -> tuple[Span, ...]:
    """Return when the person was called out."""
    found = of_kind(declared, Says.CALLOUT)
    return tuple(
        sorted(Span(d.start, d.end) for d in found if d.start is not None and d.end is not None)
    )


def meals_waived(
    declared: Iterable[Declaration], first: date, end: date
) -> frozenset[tuple[date, int]]:
    """Return the days within a week, each with the meal (1 or 2) that was waived on it."""
    return frozenset(
        (first + n * DAY, d.number)
        for d in of_kind(declared, Says.MEAL_WAIVED)
        for n in range((end - first).days)
        if d.covers(first + n * DAY)
    )


def meals_taken(
    declared: Iterable[Declaration], shifts: Sequence[Shift]
) -> dict[Instant, Declaration]:
    """Return what was said of the meals of shifts, by their punched starts; the last word counts.

    A word is about the shift that its span overlaps most, so that it holds when that shift's ends
    are corrected later.
    """
    found: dict[Instant, Declaration] = {}
    for one in sorted(of_kind(declared, Says.MEAL_TAKEN), key=lambda d: d.id):
        if one.start is None or one.end is None:
            continue
        start, end = one.start, one.end
        both = [(min(s.raw_end, end) - max(s.raw_start, start), s.raw_start) for s in shifts]
        overlap, at = max(both, default=(0, 0))
        if overlap > 0:
            found[at] = one
    return found


def approved_overtime(declared: Iterable[Declaration], first: date, end: date) -> Seconds:
    """Return the seconds of overtime that were approved for the days of a week."""
    found = of_kind(declared, Says.OVERTIME_APPROVED)
    return sum(d.seconds for d in found if first <= d.first < end)


def settle(issues: Iterable[Issue], declared: Iterable[Declaration]) -> tuple[Issue, ...]:
    """Mark the exceptions that somebody accepted, by their name and instant."""
    accepted = {(d.name, d.start): d.id for d in of_kind(declared, Says.ACCEPTED)}
    if not accepted:
        return tuple(issues)
    return tuple(replace(issue, settled=accepted.get((issue.code, issue.at))) for issue in issues)


def overlapping(
    person: int,
    taken: Iterable[Absence],
    worked: Mapping[date, Seconds],
    at: Mapping[date, Instant],
) -> list[Issue]:
    """Return an exception for each day on which leave and work are more than a full day together.

    ``worked`` are the seconds of work by day, ``at`` the first instant of each day.
    """
    found = []
    for absence in taken:
        over = absence.seconds + worked.get(absence.day, 0) - FULL_DAY
        if worked.get(absence.day) and over > 0:
            details = (("pay_code", absence.pay_code),)
            found.append(
                Issue("leave_overlap", Severity.WARN, person, absence.day, at[absence.day],
                      details, (), over, 0)
            )  # fmt: skip
    return found
