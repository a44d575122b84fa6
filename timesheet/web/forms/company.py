"""What admins fill in about the company."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, TimeField
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


def _wall_time(label: object, **more: object) -> TimeField:
    return TimeField(label, validators=[InputRequired(_("Fill this in."))], **more)  # type: ignore[arg-type]


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
    due_days = _whole(
        _("Payroll is due so many days after a period ends"),
        0,
        31,
        description=_("The page of a pay period says how long there is left."),
    )
    due_hour = _whole(_("At the hour"), 0, 23, description=_("0 to 23, by the company’s clocks."))
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
    kiosk_photos = BooleanField(
        _("The kiosk shows people’s pictures"),
        description=_("Only of those who have one; each may delete his own at any time."),
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
    divides = BooleanField(
        _("Divide days as people’s confirmed days are divided"),
        description=_(
            "Only days that nobody spoke of, and only where the worker’s own confirmed days on "
            "that code or his crew’s on that very day are divided. Each part says why."
        ),
    )


class RemindersForm(FlaskForm):  # type: ignore[misc]
    """What people are reminded of, by which ways, and the quiet hours of who says nothing else."""

    clock_in = BooleanField(_("A forgotten clock-in"))
    clock_out = BooleanField(_("A forgotten clock-out"))
    question = BooleanField(_("A question that waits"))
    week = BooleanField(_("A week to confirm"))
    sign = BooleanField(_("A declaration to sign"))
    mail = BooleanField(
        _("By mail, to those who want it"),
        description=_("To an address that each person names and confirms himself."),
    )
    push = BooleanField(
        _("On people’s phones, for those who want it"),
        description=_(
            "By the push service of the phone’s browser (Google, Mozilla, Apple, Microsoft). "
            "It sees that something is sent, not what."
        ),
    )
    quiet_start = _wall_time(_("Quiet from"))
    quiet_end = _wall_time(_("until"), description=_("Everybody may choose hours of his own."))
