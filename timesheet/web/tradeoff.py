"""The page Tradeoff: effort of the workers against detail that is right, drawn on the server."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from timesheet.actions import evaluating
from timesheet.actions.evaluating import Shown
from timesheet.errors import Refused
from timesheet.settings import Settings
from timesheet.web import tradeoff_picture as picture
from timesheet.web.access import ask_for_sign_in
from timesheet.web.i18n import gettext as _

pages = Blueprint("tradeoff", __name__, url_prefix="/tradeoff")

USUAL = 2


@pages.get("")
def page() -> ResponseReturnValue:
    """Show what was measured; in a demo company to every visitor, else to accounting and admins."""
    shown = evaluating.latest(_settings().data_folder)
    actor = g.get("actor")
    if actor is None and not shown.demo:
        return ask_for_sign_in()
    entitled = actor is not None and actor.has("accounting", "admin")
    if not (shown.demo or entitled):
        raise NotFound
    drawn = _drawn(shown, _asked())
    return render_template("tradeoff.html", shown=shown, entitled=entitled, drawn=drawn, **drawn)


def _settings() -> Settings:
    settings: Settings = current_app.config["TIMESHEET"]
    return settings


def _drawn(shown: Shown, asked: int = USUAL) -> dict[str, Any]:
    found = shown.found
    if found is None or not found.frontier or not found.judged.shifts:
        return {"found": None}
    chosen = picture.chosen(found, asked)
    return {
        "found": found,
        "chosen": chosen,
        "beyond": picture.beyond(found, chosen),
        "whole": picture.whole(found, chosen),
        "near": picture.near(found, chosen),
        "changes": picture.changes(found.frontier, chosen),
        "doubt": picture.doubt(chosen.hours_right, chosen.shifts) * 100,
        "tenths": picture.tenths,
        "rounded": picture.rounded,
        "questions": picture.questions,
        "at_most": picture.at_most,
    }


def _asked() -> int:
    text = request.args.get("asked", "")
    return int(text) if text.isdecimal() and len(text) < 4 else USUAL


@pages.post("/measure")
def measure() -> ResponseReturnValue:
    """Measure again, in the background."""
    try:
        evaluating.start(_settings())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        flash(_("Measuring has begun; look again in a minute."), "good")
    return redirect(url_for("tradeoff.page"), 303)


@pages.app_template_global()
def in_demo() -> bool:
    """Tell whether this is a demo company, for the pages that then show the way here."""
    return evaluating.in_demo()


@pages.app_template_global()
def demo_picture() -> dict[str, Any] | None:
    """Return what is drawn for a visitor of a demo company; None in any other."""
    if not evaluating.in_demo():
        return None
    return _drawn(evaluating.latest(_settings().data_folder))
