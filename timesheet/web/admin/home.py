"""The admin's first page: all places, and how full they are."""

from flask import render_template

from timesheet import now
from timesheet.actions.setting_up import looking
from timesheet.core import calendar
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import pages

COUNTED = {
    "admin.people": "Person",
    "admin.teams": "Team",
    "admin.projects": "Project",
    "admin.tasks": "Task",
    "admin.customers": "Customer",
    "admin.cost_codes": "CostCode",
    "admin.cost_centers": "CostCenter",
    "admin.sites": "Site",
}


@pages.get("/")
def home() -> str:
    """Show what can be set up."""
    found, waiting = looking.counts(calendar.day_of(now.utc(), current_actor().zone))
    counts = {endpoint: found[kind] for endpoint, kind in COUNTED.items()}
    return render_template("admin/home.html", counts=counts, waiting=waiting)
