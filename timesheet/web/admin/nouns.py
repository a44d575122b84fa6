"""The plain nouns, each described once; their pages stand in ``entries``."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _later

from timesheet.actions.setting_up import (
    cost_centers,
    cost_codes,
    customers,
    looking,
    projects,
    sites,
    tasks,
    teams,
)
from timesheet.errors import Missing, Refused
from timesheet.store.codes import CostCenter, CostCode, Customer, Project, Site, Task, Team
from timesheet.web.admin.blueprint import KEY, author, pages
from timesheet.web.admin.entries import Noun, register
from timesheet.web.forms.codes import (
    CostForm,
    CustomerForm,
    ProjectForm,
    SiteForm,
    TaskForm,
    TeamForm,
)
from timesheet.web.forms.people import NumberForm
from timesheet.web.i18n import gettext as _


def _leads(team: int) -> dict[str, Any]:
    return {"team": looking.team(team), "lead_form": NumberForm(formdata=None)}


NOUNS = (
    Noun(
        "customers", Customer, _later("Customers"), _later("Add a customer"),
        CustomerForm, customers.save, ("name", "ended_on"),
    ),
    Noun(
        "cost_centers", CostCenter, _later("Cost centers"), _later("Add a cost center"),
        CostForm, cost_centers.save, ("code", "name", "ended_on"),
    ),
    Noun(
        "cost_codes", CostCode, _later("Cost codes"), _later("Add a cost code"),
        CostForm, cost_codes.save, ("code", "name", "ended_on"),
    ),
    Noun(
        "sites", Site, _later("Sites"), _later("Add a site"),
        SiteForm, sites.save, ("name", "zone", "ended_on"),
    ),
    Noun(
        "projects", Project, _later("Projects"), _later("Add a project"),
        ProjectForm, projects.save,
        ("code", "name", "customer_id", "cost_center_id", "starts_on", "ended_on"),
        {"customer_id": Customer, "cost_center_id": CostCenter},
    ),
    Noun(
        "tasks", Task, _later("Tasks"), _later("Add a task"),
        TaskForm, tasks.save, ("code", "name", "project_id", "cost_code_id", "ended_on"),
        {"project_id": Project, "cost_code_id": CostCode},
    ),
    Noun(
        "teams", Team, _later("Teams"), _later("Add a team"),
        TeamForm, teams.save, ("name", "cost_center_id", "ended_on"),
        {"cost_center_id": CostCenter}, "admin/team.html", _leads,
    ),
)  # fmt: skip

for _noun in NOUNS:
    register(_noun)


@pages.post(f"/teams/{KEY}/leads")
def teams__leads(key: int) -> ResponseReturnValue:
    """Add a lead by number, or remove one."""
    try:
        if removed := request.form.get("remove", ""):
            teams.remove_lead(key, _lead_of(key, removed), author())
        else:
            person = looking.person_by_number(request.form.get("number", ""))
            teams.add_lead(key, person.id, author())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        flash(_("Saved."), "good")
    return redirect(url_for("admin.teams__entry", key=key) + "#leads", 303)


def _lead_of(team: int, given: str) -> int:
    for lead in looking.team(team).leads:
        if str(lead.id) == given:
            return lead.id
    raise Missing("lead")
