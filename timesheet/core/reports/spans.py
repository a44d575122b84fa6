"""Days that a saved report is about: fixed ones, or such as move with the calendar."""

from datetime import date, timedelta
from enum import StrEnum

from timesheet.core.calendar import PayCalendar

DAY = timedelta(days=1)


class Span(StrEnum):
    """How the days of a saved report are said; all but FIXED are counted from today."""

    THIS_PERIOD = "this-pay-period"
    LAST_PERIOD = "last-pay-period"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_YEAR = "this-year"
    FIXED = "fixed"


Days = tuple[date, date]


def days(span: Span, fixed: Days | None, today: date, pay_calendar: PayCalendar) -> Days:
    """Return the first and last day that are meant on a day; ``fixed`` belongs to FIXED alone."""
    if span is Span.FIXED:
        return fixed or (today, today)
    this_period, this_month = pay_calendar.period_of(today), _month(today)
    return {
        Span.THIS_PERIOD: this_period,
        Span.LAST_PERIOD: pay_calendar.period_of(this_period[0] - DAY),
        Span.THIS_MONTH: this_month,
        Span.LAST_MONTH: _month(this_month[0] - DAY),
        Span.THIS_YEAR: (today.replace(month=1, day=1), today.replace(month=12, day=31)),
    }[span]


def _month(day: date) -> Days:
    following = (day.replace(day=28) + 4 * DAY).replace(day=1)
    return day.replace(day=1), following - DAY
