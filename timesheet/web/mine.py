"""What a worker mends and confirms himself; each a fact beside his punches, none a change."""

from datetime import datetime, time, timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import own_corrections
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.errors import Refused
from timesheet.web import filters
from timesheet.web.access import Actor, current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("mine", __name__)


@pages.post("/left")
def left() -> ResponseReturnValue:
    """Take the answer to "When did you leave?"."""
    actor = current_actor()
    try:
        at = _left_at(actor)
        own_corrections.left(actor.id, _whole("punch"), at, now.utc())
    except Refused as refused:
        return back(refused)
    flash(_("Noted: you left %(time)s", time=filters.moment(at, actor.zone, now.utc())), "good")
    return redirect(url_for("worker.home"), 303)


@pages.post("/undo")
def undo() -> ResponseReturnValue:
    """Take the last press back."""
    try:
        own_corrections.undo(current_actor().id, _whole("punch"), now.utc())
    except Refused as refused:
        return back(refused)
    flash(_("Taken back. Nothing else has changed."), "good")
    return redirect(url_for("worker.home"), 303)


def back(refused: Refused) -> ResponseReturnValue:
    """Say on the clock page why something can't be."""
    flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("worker.home"), 303)


def _left_at(actor: Actor) -> Instant:
    """Return the instant of a suggestion, or the first such time of day after the clock-in."""
    if "at" in request.form:
        return _whole("at")
    try:
        wall = time.fromisoformat(request.form.get("time", ""))
    except ValueError:
        msg = "Say a time, like 16:30."
        raise Refused(msg, field="time") from None
    came = _whole("came")
    day = calendar.local(came, actor.zone).replace(tzinfo=None, fold=0)
    at = calendar.instant(datetime.combine(day.date(), wall), actor.zone)
    if at <= came:
        at = calendar.instant(datetime.combine(day.date() + timedelta(days=1), wall), actor.zone)
    return at


def _whole(name: str) -> int:
    """Return a number of the form within 50 bits; Refused where there is none."""
    text = request.form.get(name, "")
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 15:
        msg = "Load the page again and choose from it."
        raise Refused(msg, field=name)
    return int(text)
