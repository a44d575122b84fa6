"""How was this computed? Each step of a week, for accounting, the lead and the worker himself."""

from datetime import date, timedelta

from flask import Blueprint, render_template

from timesheet.actions import computing
from timesheet.web.access import current_actor, visible

pages = Blueprint("computed", __name__, url_prefix="/computed")


@pages.get("/<int:person>/<day:day>")
def week(person: int, day: date) -> str:
    """Show the steps of a person's workweek; money to himself and to accounting only."""
    told, actor = computing.computed(person, day, visible()), current_actor()
    return render_template(
        "computed/week.html",
        told=told,
        with_money=actor.id == person or actor.has("accounting", "admin"),
        may_mend=actor.id != person and actor.has("lead", "accounting"),
        neighbours=(told.first - timedelta(days=1), told.last + timedelta(days=1)),
        rounded=any(part.policy.rounding for part in told.parts),
    )
