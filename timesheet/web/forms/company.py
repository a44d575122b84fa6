"""What admins fill in about the company."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from timesheet.web.forms.fields import choice, day, text

CALENDARS = (
    ("weekly", _("every week")),
    ("biweekly", _("every two weeks")),
    ("semimonthly", _("twice a month (1st and 16th)")),
    ("monthly", _("every month")),
)
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


def _whole(label: object, low: int, high: int, **more: object) -> IntegerField:
    checks = [InputRequired(_("Fill this in.")), NumberRange(low, high)]
    return IntegerField(label, validators=checks, **more)  # type: ignore[arg-type]


class CompanyForm(FlaskForm):  # type: ignore[misc]
    """The company's settings; lengths are in hours."""

    name = text(_("Name"))
    zone = text(_("Time zone"), render_kw={"list": "zones"})
    currency = text(_("Currency"), longest=3, description=_("Three letters, like USD."))
    week_start = choice(
        _("The workweek begins on"), [(str(n), day) for n, day in enumerate(WEEKDAYS)], coerce=int
    )
    pay_calendar = choice(_("Pay periods"), CALENDARS)
    pay_anchor = day(
        _("First day of some pay period"),
        needed=True,
        description=_("For weekly and two-weekly periods."),
    )
    confidence_floor = _whole(
        _("Least confidence, in per cent"),
        0,
        100,
        description=_("Inferred hours less sure than this stand as unallocated."),
    )
    max_shift_hours = _whole(
        _("Longest shift, in hours"),
        1,
        72,
        description=_("A clock-in without a clock-out for longer is a missing punch."),
    )
    shift_gap_hours = _whole(
        _("Hours between two shifts, at least"),
        0,
        24,
        description=_("A shorter absence is a break of the same shift."),
    )
    show_pay = BooleanField(
        _("Workers see what their hours pay"),
        description=_("On their own week, before taxes; never on anybody else’s."),
    )


class QuestionsForm(FlaskForm):  # type: ignore[misc]
    """How much may be asked; what an answer must be worth is in whole units of money."""

    per_week = _whole(
        _("Questions per worker and week, at most"),
        0,
        20,
        description=_("0 asks nobody; what stays unknown goes to the lead."),
    )
    per_crew_day = _whole(
        _("Questions per crew and day, at most"), 0, 1000, description=_("0 is without limit.")
    )
    least = _whole(
        _("Least worth of a question"),
        0,
        1_000_000,
        description=_("In money: what the answer must be expected to set right."),
    )
