"""Statutory forms: shown as they would be made, made as batches, and what only people know."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from timesheet import now
from timesheet.actions import computing, filing
from timesheet.actions.form_facts import days_of, form_of
from timesheet.core import calendar
from timesheet.errors import Missing, Refused
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.refusal_words import why_not

pages = Blueprint("filing", __name__, url_prefix="/forms")

DAY = timedelta(days=1)
MOST_SHOWN = 50


@pages.get("")
def home() -> str:
    """List the forms."""
    today = calendar.day_of(now.utc(), current_actor().zone)
    days = {one.code: days_of(one, days_of(one, today)[0] - DAY) for one in filing.forms()}
    return render_template("filing/home.html", forms=filing.forms(), days=days)


@pages.get("/<code>/<day:first>")
def form(code: str, first: date) -> str:
    """Show a form as it would be made of some days."""
    _check(code, first)
    shown = filing.shown(code, first, request.args.get("project", ""), MOST_SHOWN)
    return render_template(
        "filing/form.html",
        shown=shown,
        most=MOST_SHOWN,
        before=days_of(shown.form, first - DAY)[0],
        after=shown.last + DAY,
    )


@pages.post("/<code>/<day:first>/make")
def make(code: str, first: date) -> ResponseReturnValue:
    """Make a form, as a batch."""
    _check(code, first)
    project = sent.text(request.form, "project")
    try:
        number = filing.make(code, first, project, current_actor(), now.utc())
    except Refused as refused:
        flash(why_not(refused), "bad")
    else:
        flash(_("Batch %(number)s is made; download it below.", number=number), "good")
    return redirect(url_for("filing.form", code=code, first=first, project=project), 303)


@pages.get("/<code>/values")
def values(code: str) -> str:
    """Show what a form asks people for."""
    return _values(code, {}, {})


@pages.post("/<code>/values")
def say(code: str) -> ResponseReturnValue:
    """Take over what people say for forms."""
    given = {name: value for name, value in request.form.items() if isinstance(value, str)}
    try:
        count = filing.say(code, given, current_actor().id, now.utc())
    except Refused as refused:
        return _values(code, given, {refused.field: _(refused.text, **refused.values)}), 400
    flash(ngettext("%(num)d value saved.", "%(num)d values saved.", count), "good")
    return redirect(url_for("filing.values", code=code), 303)


def _values(code: str, said: dict[str, str], wrong: dict[str, str]) -> str:
    return render_template(
        "filing/values.html",
        form=form_of(code),
        asking=filing.questions(code),
        said=said,
        wrong=wrong,
    )


def _check(code: str, first: date) -> None:
    inside = computing.EARLIEST <= first <= computing.LATEST
    if not inside or days_of(form_of(code), first)[0] != first:
        raise Missing("day")
