"""Steps 8 and 10: holidays, penalties on ordinary time, and the one multiplier that counts."""

from datetime import date

from timesheet.core.model import Shift
from timesheet.core.pay.blocks import HolidayEligibility
from timesheet.core.pay.cut import majority_day
from timesheet.core.pay.days import workday
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.schema import ONE, WEEKDAYS
from timesheet.core.pay.windows import cut_at, windows
from timesheet.core.pay.work import PayWeek, Piece, Span


def holidays(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Piece]:
    """Mark the work that lies on a public holiday, as the policy tells whose day it is."""
    rule = policy.holiday
    if rule is None or not work.holidays or rule.mult == ONE:
        return pieces
    shifts = sorted(work.shifts, key=lambda shift: shift.start)
    days = {
        i: _holiday_day(shift, work.zone, rule.by)
        for i, shift in enumerate(shifts)
        if rule.by != "calendar"
    }
    for piece in pieces:
        if days.get(piece.shift, piece.calendar_day) in work.holidays:
            piece.holiday = rule.mult
    return pieces


def _holiday_day(shift: Shift, zone: str, by: str) -> date:
    return majority_day(shift, zone) if by == "majority" else workday(shift.start, zone)


def entitled(rule: HolidayEligibility | None, employed_days: int, worked_days: int) -> bool:
    """Tell whether a person is entitled to a public holiday.

    ``employed_days`` is the days since the hire, ``worked_days`` those worked or paid within the
    rule's last days before the holiday. Callers pass only holidays that a person is entitled to.
    """
    return rule is None or (employed_days >= rule.employed_days and worked_days >= rule.worked_days)


def by_day(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Piece]:
    """Raise overtime that falls on certain days or a holiday ("Sunday overtime at 200 %")."""
    mults = dict(policy.overtime.mult_by_day)
    if not mults:
        return pieces
    for piece in pieces:
        if piece.ot > ONE:
            names = [WEEKDAYS[piece.calendar_day.weekday()]]
            if piece.calendar_day in work.holidays:
                names.append("holiday")
            piece.ot = max(piece.ot, *(mults.get(name, ONE) for name in names))
    return pieces


def penalties(pieces: list[Piece], work: PayWeek, policy: Policy) -> list[Piece]:
    """Give each instant the highest penalty whose window it lies in."""
    if not policy.penalties or not pieces:
        return pieces
    reach = Span(pieces[0].start, max(piece.end for piece in pieces))
    for rule in policy.penalties:
        spans = windows(rule, reach, work.zone, work.holidays)
        pieces = cut_at(pieces, spans)
        for piece in pieces:
            if any(span.start <= piece.start < span.end for span in spans):
                piece.penalty = max(piece.penalty, rule.mult)
    return pieces


def settle(pieces: list[Piece], _work: PayWeek, policy: Policy) -> list[Piece]:
    """Decide the one multiplier of every piece: the highest, or the declared sum of premiums."""
    summed = policy.stacking == "sum_of_premiums"
    for piece in pieces:
        if summed:
            piece.mult = piece.ot + (piece.holiday - ONE) + (piece.penalty - ONE)
            piece.why = piece.why or ("holiday" if piece.holiday > ONE else "penalty")
            continue
        penalty = piece.penalty if piece.ot == ONE else ONE
        piece.mult = max(piece.ot, piece.holiday, penalty)
        if piece.mult > piece.ot:
            piece.why = "holiday" if piece.holiday == piece.mult else "penalty"
    return pieces
