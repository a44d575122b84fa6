"""The lead's page: the crew today, and one tap for what it worked on."""

import uuid
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from timesheet import now
from timesheet.actions import approving, asking_leads, crew_day
from timesheet.errors import Refused
from timesheet.web import approving as days
from timesheet.web import reminders
from timesheet.web.access import current_actor
from timesheet.web.answers import code_of, written
from timesheet.web.i18n import gettext as _
from timesheet.web.sent import number, text

pages = Blueprint("lead", __name__, url_prefix="/crew")

DAY = timedelta(days=1)
UNKNOWN = "unknown"


@pages.get("/")
def home() -> str:
    """Show the crew on a day."""
    actor, at = current_actor(), now.utc()
    view = crew_day.crew_day(actor, at, _day(request.args.get("day", "")))
    return render_template(
        "lead/crew.html",
        crew=view,
        cards=asking_leads.cards(actor),
        # Who clocks himself is told beside his clock.
        reminders=() if actor.has("worker") else reminders.told(actor, at),
        zone=actor.zone,
        now=at,
        before=(view.day - DAY).isoformat(),
        after=(view.day + DAY).isoformat() if view.day < view.today else "",
        fresh_uuid=lambda: str(uuid.uuid4()),
        written=written,
        span=approving.crew_days(actor, view.day, view.day, at),
        waiting=approving.waiting(actor, at),
        periods=days.periods_in_one_tap(at),
        **days.words(),
    )


@pages.post("/answer")
def answer() -> ResponseReturnValue:
    """Take the lead's word for the crew's day."""
    sent = request.form
    day = _day(text(sent, "day"))
    if day is None:
        raise NotFound
    try:
        code = code_of(text(sent, "code"))
        said = crew_day.answer_for(current_actor(), day, code, text(sent, "uuid"), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        flash(ngettext("Noted for %(num)d shift.", "Noted for %(num)d shifts.", said), "good")
    return redirect(url_for("lead.home", day=day.isoformat()), 303)


@pages.post("/asked")
def asked() -> ResponseReturnValue:
    """Take the lead's word, or that he passes, on shifts that accounting asks him about."""
    said = request.form
    try:
        keys = frozenset(number(key, "question") for key in said.getlist("question"))
        code = None if text(said, "code") == UNKNOWN else code_of(text(said, "code"))
        done = asking_leads.answer(current_actor(), keys, code, text(said, "uuid"), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        if code is not None:
            flash(ngettext("Noted for %(num)d shift.", "Noted for %(num)d shifts.", done), "good")
    return redirect(url_for("lead.home"), 303)


def _day(written_day: str) -> date | None:
    try:
        found = date.fromisoformat(written_day)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None
