"""What admins fill in about pay policies: new ones, activation, ends, examples, holidays."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from timesheet.actions.setting_up.pay_preview import PERIODS
from timesheet.core.pay.presets import PRESETS
from timesheet.web.forms.fields import choice, day, reference, text

LONGEST = 400_000


class NewPolicyForm(FlaskForm):  # type: ignore[misc]
    """A new policy: its name, the preset it begins as, for whom and from when."""

    name = text(_("Name"), longest=80)
    preset = choice(_("Begins as"), [(code, code) for code in sorted(PRESETS)])
    effective_from = day(_("From"), needed=True)
    team_id = reference(_("For team"))
    person = text(
        _("For person"),
        needed=False,
        description=_("A number. Leave team and person empty for everybody."),
        render_kw={"list": "people"},
    )


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """A version before it is activated; what it says travels with the form."""

    policy = HiddenField()
    seen = HiddenField()
    document = HiddenField(validators=[Length(max=LONGEST)])
    name = HiddenField(validators=[Length(max=80)])
    team = HiddenField()
    person = HiddenField()
    periods = choice(
        _("Finished pay periods to look at"), [(str(n), n) for n in PERIODS], coerce=int
    )
    effective_from = day(_("Activate from"), needed=True)
    accept = BooleanField(_("Activate although examples no longer come out as expected"))


class EndPolicyForm(FlaskForm):  # type: ignore[misc]
    """From when a policy holds no more."""

    ends_from = day(_("Holds no more from"), needed=True)


class PolicyJsonForm(FlaskForm):  # type: ignore[misc]
    """The whole policy as data."""

    document = TextAreaField(
        _("The policy as JSON"),
        validators=[InputRequired(_("Fill this in.")), Length(max=LONGEST)],
        render_kw={"rows": 28, "spellcheck": "false"},
    )


class ExamplesForm(FlaskForm):  # type: ignore[misc]
    """Worked examples, pasted or as a file."""

    examples = TextAreaField(
        _("Examples as JSON"),
        validators=[Optional(), Length(max=LONGEST)],
        description=_("A list in the format of timesheet pay-check."),
        render_kw={"spellcheck": "false"},
    )
    file = FileField(_("or a file"), render_kw={"accept": ".json,application/json"})


class TimecardExampleForm(FlaskForm):  # type: ignore[misc]
    """Whose week becomes an example."""

    person = text(_("Person"), description=_("A number."), render_kw={"list": "people"})
    day = day(_("A day of the week"), needed=True)


class HolidayForm(FlaskForm):  # type: ignore[misc]
    """A day that is a public holiday of a calendar."""

    day = day(_("Day"), needed=True)
    name = text(_("Name"), longest=100)


class TakeHolidaysForm(FlaskForm):  # type: ignore[misc]
    """Which year of which calendar is taken over from the library."""

    calendar = text(_("Calendar"), longest=20, description=_("Like US-CA, CA-ON or DE-BY."))
    year = IntegerField(
        _("Year"), validators=[InputRequired(_("Fill this in.")), NumberRange(1970, 2199)]
    )
