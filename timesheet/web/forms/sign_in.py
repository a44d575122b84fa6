"""Signing in, and changing one's password."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Login and password."""

    login = StringField(
        _("Login"),
        validators=[InputRequired(_("Say who you are.")), Length(max=200)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "autofocus": True},
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(_("The password is needed.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password and the new one."""

    old = PasswordField(
        _("Present password"),
        validators=[InputRequired()],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _("New password"),
        validators=[InputRequired()],
        description=_("At least 8 characters; a sentence is best."),
        render_kw={"autocomplete": "new-password"},
    )
