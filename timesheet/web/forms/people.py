"""What admins fill in about a person: who he is, his team, his rate, his password."""

from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length, ValidationError

from timesheet.core.model import RATE_UNIT, Rate
from timesheet.web.forms.fields import choice, day, reference, text, ticks

ROLES = (
    ("worker", _("Worker: clocks in and out")),
    ("lead", _("Lead: answers for and approves a team")),
    ("accounting", _("Accounting: reports, corrections, closing")),
    ("admin", _("Admin: sets everything up")),
)
LANGUAGES = (("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français"))


class PersonForm(FlaskForm):  # type: ignore[misc]
    """A person, with his roles."""

    number = text(_("Number"), description=_("As payroll knows the person."), longest=100)
    name = text(_("Name"))
    login = text(
        _("Login"),
        description=_("Lower case, without spaces."),
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )
    roles = ticks(_("Roles"), ROLES)
    zone = text(
        _("Time zone"),
        description=_("Days and weeks are counted by it."),
        render_kw={"list": "zones"},
    )
    locale = choice(_("Language"), LANGUAGES)
    site_id = reference(_("Usual site"))
    started_on = day(_("First day"))
    ended_on = day(
        _("Last day"),
        description=_("From the day after, nobody signs in with this login. Hours stay."),
    )


class JoinForm(FlaskForm):  # type: ignore[misc]
    """The team that a person belongs to from a day on."""

    team_id = reference(_("Team"))
    first = day(_("From"), needed=True)


class RateForm(FlaskForm):  # type: ignore[misc]
    """A rate from a day on."""

    rate = text(_("Rate an hour"), longest=15, render_kw={"inputmode": "decimal"})
    project_id = reference(_("Only on project"))
    valid_from = day(_("From"), needed=True)
    reason = text(_("Reason"), longest=500)

    def validate_rate(self, field: object) -> None:
        """Refuse what isn't an amount of money."""
        rate_of(getattr(field, "data", ""))


def rate_of(written: str) -> Rate:
    """Return a rate in 1/10,000 from how it was written: "20.50" or "20,50"."""
    plain = written.replace(",", ".")
    try:
        exact = Decimal(plain) * RATE_UNIT if set(plain) <= set("0123456789.") else Decimal("NaN")
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact != int(exact):
        raise ValidationError(_("An amount like 20.50, with four decimals at most."))
    return int(exact)


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password for somebody else."""

    new = PasswordField(
        _("New password"),
        validators=[InputRequired(_("Fill this in.")), Length(max=1000)],
        description=_("At least 8 characters; a sentence is best. Tell it in person."),
        render_kw={"autocomplete": "new-password"},
    )


class NumberForm(FlaskForm):  # type: ignore[misc]
    """A person, by number."""

    number = text(_("Person"), description=_("The number."), render_kw={"list": "people"})
