"""Declarations of hours to be signed: by the person himself, and by whoever leads him."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import certifying, computing
from timesheet.errors import Missing, Refused
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("certifying", __name__, url_prefix="/declarations")

PERSON = "<int(max=9007199254740991):person>"


@pages.app_context_processor
def concerned() -> dict[str, Callable[[], bool]]:
    """Let pages ask whether there is anything to sign here; asked only where they do."""
    return {"declarations_are_signed": certifying.concerns_anybody}


@pages.get("")
def home() -> str:
    """List what one may sign: for oneself, and for one's crew."""
    found = certifying.listed(current_actor(), now.utc())
    return render_template("certifying/home.html", found=found)


@pages.get("/next")
def following() -> ResponseReturnValue:
    """Lead to what one is to sign next, or to the list where nothing is."""
    found = certifying.following(current_actor(), now.utc())
    if found is None:
        return redirect(url_for("certifying.home"), 302)
    code, first, person = found.form.code, found.first, found.person
    return redirect(url_for("certifying.one", code=code, first=first, person=person), 302)


@pages.get(f"/<code>/<day:first>/{PERSON}")
def one(code: str, first: date, person: int) -> ResponseReturnValue:
    """Show what a form says of a person, to be signed."""
    _check(first)
    try:
        shown = certifying.shown(code, first, person, current_actor(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "warn")
        return redirect(url_for("certifying.home"), 303)
    return render_template("certifying/one.html", shown=shown)


@pages.post(f"/<code>/<day:first>/{PERSON}/sign")
def sign(code: str, first: date, person: int) -> ResponseReturnValue:
    """Take a signature to what was shown."""
    _check(first)
    digest = sent.text(request.form, "sha256")
    try:
        fresh = certifying.sign(code, first, person, digest, current_actor(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        flash(_("Signed.") if fresh else _("It was signed before: there is nothing to do."), "good")
    return redirect(url_for("certifying.one", code=code, first=first, person=person), 303)


def _check(first: date) -> None:
    if not computing.EARLIEST <= first <= computing.LATEST:
        raise Missing("day")
