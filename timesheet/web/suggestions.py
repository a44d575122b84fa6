"""A pattern that accounting corrected, as a rule that it suggests to the admins."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import suggesting
from timesheet.actions.setting_up import looking
from timesheet.actions.suggesting import Idea
from timesheet.core.model import Code
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("suggestions", __name__, url_prefix="/suggestions")


@pages.get("/look")
@pages.post("/look")
def look() -> str:
    """Show what the rule would have done in the last weeks."""
    idea = _idea()
    seen, names = suggesting.back_test(idea, now.utc()), looking.all_names()
    whose = names.people[idea.person].name if idea.person else names.teams[idea.team or 0]
    return render_template(
        "corrections/suggest.html",
        seen=seen,
        code=names.code(*idea.code[:2]),
        whose=whose,
        said=request.values,
        back=_back(),
        currency=looking.currency(),
    )


@pages.post("")
def suggest() -> ResponseReturnValue:
    """Suggest it."""
    suggesting.suggest(_idea(), current_actor().id, now.utc())
    flash(_("The admins see it beside their rules, with its back-test."), "good")
    return redirect(_back(), 303)


def _idea() -> Idea:
    said = request.values
    code = Code(sent.whole(said, "project"), sent.whole(said, "task"))
    return Idea(code, sent.whole(said, "team"), sent.whole(said, "person"))


def _back() -> str:
    first, undo = sent.day(request.values, "first"), request.values.get("undo", "")
    if undo:
        return url_for("review.home", first=first, undo=undo)
    return url_for("corrections.home", first=first)
