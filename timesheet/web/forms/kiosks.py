"""Tablets and badges."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField

from timesheet.web.forms.fields import reference, text


class TabletForm(FlaskForm):  # type: ignore[misc]
    """A tablet: its name, and where it stands."""

    name = text(_("Name"), description=_("“Gate 2”, “Workshop”: what people call the place."))
    site_id = reference(_("Site"))


class BadgeForm(FlaskForm):  # type: ignore[misc]
    """What a scanner reads from a badge."""

    badge = StringField(
        _("Badge"),
        description=_("Put the cursor here and scan the badge; what is read is kept as a hash."),
        render_kw={"autocomplete": "off", "maxlength": "200", "spellcheck": "false"},
    )
