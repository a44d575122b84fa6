"""What admins fill in about a rule: when it applies, and what follows."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, IntegerField, TimeField
from wtforms.validators import NumberRange, Optional

from timesheet.web.forms.company import WEEKDAYS
from timesheet.web.forms.fields import choice, day, reference, text, ticks

MOST_ROWS = 20
KINDS = (
    ("charge", _("Charge the hours to")),
    ("hint", _("Hint: these hours are probably for")),
    ("eligible", _("Infer nothing but")),
)


class PartForm(Form):
    """A code that a rule names, with its share."""

    code = text(_("Code"), needed=False, render_kw={"list": "codes"})
    cost_code = reference(_("Cost code"))
    percent = text(_("Per cent"), needed=False, longest=6, render_kw={"inputmode": "decimal"})


class RuleForm(FlaskForm):  # type: ignore[misc]
    """A rule: its conditions must all hold; an empty one holds always."""

    name = text(_("Name"), description=_("Workers read it as the reason."))
    persons = FieldList(
        text(_("Number"), needed=False, render_kw={"list": "people"}), max_entries=MOST_ROWS
    )
    teams = ticks(_("Teams"), coerce=int)
    sites = ticks(_("Sites"), coerce=int)
    weekdays = ticks(_("Weekdays"), [(str(n), name) for n, name in enumerate(WEEKDAYS)], coerce=int)
    between_start = TimeField(_("Time of day, from"), validators=[Optional()])
    between_end = TimeField(_("Until"), validators=[Optional()])
    starts_from = TimeField(_("Shift starts, from"), validators=[Optional()])
    starts_to = TimeField(_("Until"), validators=[Optional()])
    valid_from = day(
        _("Holds from"),
        description=_("The first day of work; earlier days keep what holds for them now."),
    )
    valid_to = day(_("Until"), description=_("The last day of work, if there is one."))
    kind = choice(_("What follows"), KINDS)
    parts = FieldList(FormField(PartForm), min_entries=1, max_entries=MOST_ROWS)
    weight = IntegerField(
        _("A hint is worth as many confirmed shifts"),
        validators=[Optional(), NumberRange(1, 1000)],
        default=5,
    )
    priority = IntegerField(
        _("Priority"),
        validators=[Optional(), NumberRange(-1000, 1000)],
        default=0,
        description=_("Of several rules that charge, the highest counts."),
    )


class EndRuleForm(FlaskForm):  # type: ignore[misc]
    """From when a rule holds no more."""

    ends_from = day(_("Holds no more from"), needed=True)
