"""Exceptions as sentences that a person understands and can act on."""

from flask_babel import lazy_gettext as _later

from timesheet.core.model import Instant
from timesheet.web import filters

# Name of the exception to what it says; %(time)s is the punch or the place it is about.
SENTENCES = {
    "missing_out": _later("Clocked in %(time)s, and no clock-out followed."),
    "missing_in": _later("Clocked out %(time)s without a clock-in before."),
    "double_punch": _later("Pressed twice at %(time)s; counted once."),
    "clock_off": _later("The device’s clock was wrong at %(time)s; the recorded time is ours."),
    "late_press": _later("The press at %(time)s arrived too late; it counts when it arrived."),
    "unverified": _later("Pressed %(time)s at the kiosk; no badge or PIN was checked."),
    "overlap": _later("Two entries were open at once from %(time)s; the time counts once."),
    "disputed": _later("The worker disputes what was changed at %(time)s."),
    "unscheduled": _later("Worked from %(time)s, which nobody had planned."),
    "absent": _later("Planned for %(time)s, and nothing was clocked."),
    "late": _later("Clocked in %(time)s, later than planned."),
    "early": _later("Clocked out %(time)s, earlier than planned."),
    "impossible_time": _later("The clocks went forward over %(time)s; that time never was."),
    "rest_missed": _later("A rest period was missed in the work from %(time)s."),
    "leave_overlap": _later("Leave and work on the day from %(time)s are more than a full day."),
    "too_long": _later("The shift from %(time)s is longer than allowed."),
    "too_short": _later("The shift from %(time)s is shorter than usual."),
    "break_missing": _later("A break is missing in the shift from %(time)s."),
    "meal_worked": _later("The meal in the shift from %(time)s was work, by the worker’s word."),
    "missed_meal": _later("A meal break is missing in the shift from %(time)s."),
    "late_meal": _later("The meal break came late in the shift from %(time)s."),
    "short_meal": _later("The meal break was too short in the shift from %(time)s."),
    "daily_rest": _later("Too little rest before %(time)s."),
    "max_daily": _later("More work than allowed on the day from %(time)s."),
    "max_avg_week": _later("More work than allowed in the average week."),
    "below_min_wage": _later("The week’s pay is below the minimum wage."),
    "rounding_drift": _later("Rounding took more time in this week than it gave."),
    "unapproved_overtime": _later("Overtime that nobody approved; it is paid."),
}


def sentence(code: str, at: Instant, zone: str, now: Instant) -> str:
    """Return the sentence of an exception; one without its own says its name."""
    words = SENTENCES.get(code)
    if words is None:
        return code.replace("_", " ").capitalize()
    return str(words) % {"time": filters.moment(at, zone, now)}
