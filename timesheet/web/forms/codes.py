"""What admins fill in about customers, projects, tasks, cost codes, cost centers, sites, teams."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from timesheet.web.forms.fields import day, reference, text

LAST_DAY = _("Leave it empty while it is in use. Hours before stay as they are.")


class CustomerForm(FlaskForm):  # type: ignore[misc]
    """A customer."""

    name = text(_("Name"))
    ended_on = day(_("Last day"), description=LAST_DAY)


class CostForm(FlaskForm):  # type: ignore[misc]
    """A cost center or a cost code."""

    code = text(_("Code"))
    name = text(_("Name"))
    ended_on = day(_("Last day"), description=LAST_DAY)


class ProjectForm(FlaskForm):  # type: ignore[misc]
    """A project."""

    code = text(_("Code"), longest=100)
    name = text(_("Name"))
    customer_id = reference(_("Customer"))
    cost_center_id = reference(_("Cost center"))
    attestation_required = BooleanField(
        _("Needs the person’s own word"),
        description=_("Inferred hours aren’t enough here: they wait for a confirmation."),
    )
    starts_on = day(_("First day"))
    ended_on = day(_("Last day"), description=LAST_DAY)


class TaskForm(FlaskForm):  # type: ignore[misc]
    """A task of a project."""

    project_id = reference(_("Project"), needed=True)
    code = text(_("Code"), longest=100)
    name = text(_("Name"))
    cost_code_id = reference(_("Cost code"))
    ended_on = day(_("Last day"), description=LAST_DAY)


class SiteForm(FlaskForm):  # type: ignore[misc]
    """A place of work."""

    name = text(_("Name"))
    zone = text(
        _("Time zone"),
        description=_("Like Europe/Berlin or America/New_York."),
        render_kw={"list": "zones"},
    )
    ended_on = day(_("Last day"), description=LAST_DAY)


class TeamForm(FlaskForm):  # type: ignore[misc]
    """A crew, unit or department."""

    name = text(_("Name"))
    cost_center_id = reference(
        _("Cost center"), description=_("That of its people’s hours, unless the project has one.")
    )
    ended_on = day(_("Last day"), description=LAST_DAY)
