"""What admins fill in about planned shifts: one, or many pasted from a sheet."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length

from timesheet.web.forms.fields import day, text

NEEDED = _("Fill this in.")


class ShiftForm(FlaskForm):  # type: ignore[misc]
    """One planned shift."""

    person = text(_("Person"), description=_("The number."), render_kw={"list": "people"})
    day = day(_("Day"), needed=True)
    start = TimeField(_("Start"), validators=[InputRequired(NEEDED)])
    end = TimeField(
        _("End"),
        validators=[InputRequired(NEEDED)],
        description=_("Not after the start: on the next day."),
    )
    site = text(_("Site"), needed=False, render_kw={"list": "sites"})
    project = text(_("Project"), needed=False, render_kw={"list": "projects"})
    task = text(_("Task"), needed=False)


class PasteForm(FlaskForm):  # type: ignore[misc]
    """Planned shifts pasted from a sheet."""

    sheet = TextAreaField(
        _("Rows from a sheet"),
        validators=[DataRequired(NEEDED), Length(max=400_000)],
        description=_(
            "Columns: person, day, start, end, site, project, task. "
            "The last three may be empty; separators are tabs, semicolons or commas."
        ),
        render_kw={"rows": 6, "spellcheck": "false"},
    )


class PaperForm(FlaskForm):  # type: ignore[misc]
    """Worked shifts from a sheet of paper."""

    sheet = TextAreaField(
        _("Lines of the sheet"),
        validators=[DataRequired(NEEDED), Length(max=400_000)],
        description=_(
            "Columns: person (the number), day, start, end, site, project, task. "
            "The last three may be empty; separators are tabs, semicolons or commas."
        ),
        render_kw={"rows": 8, "spellcheck": "false"},
    )
