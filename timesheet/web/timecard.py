"""Time cards of others, for leads and accounting: every punch, and the ways to mend it."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import computing, corrections, timecards
from timesheet.actions.corrections import Said
from timesheet.actions.timecards import Timecard
from timesheet.errors import Missing, Refused
from timesheet.web import changes, sent
from timesheet.web.access import current_actor, visible
from timesheet.web.i18n import gettext as _
from timesheet.web.retold import punch_words

pages = Blueprint("timecard", __name__, url_prefix="/timecard")


@pages.get("/<int:person>/<day:day>")
def week(person: int, day: date) -> str:
    """Show the punches of a person's week."""
    card = _card(person, day)
    days = [card.first + timedelta(days=n) for n in range(7)]
    return render_template(
        "timecard/week.html",
        card=card,
        days=[(d, [p for p in card.facts.punches if p.day == d]) for d in days],
        changes=changes.told(card.facts.changes, card.zone),
        neighbours=(card.first - timedelta(days=1), card.last + timedelta(days=1)),
        punch_words=punch_words,
        now=now.utc(),
    )


@pages.post("/<int:person>/correct")
def correct(person: int) -> ResponseReturnValue:
    """Say when a punch of a person really was, or that it doesn't count; with a reason."""
    timecards.may_mend(person, current_actor().id, visible())
    day = sent.day(request.form, "day")
    card = _card(person, day)
    try:
        punch = sent.key(request.form, "punch")
        if "remove" in request.form:
            corrections.remove(_said(person), punch)
        else:
            corrections.move(_said(person), punch, sent.instant(request.form, day, card.zone))
        flash(_("Corrected. The punch itself is kept beside it."), "good")
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("timecard.week", person=person, day=day), 303)


@pages.post("/<int:person>/add")
def add(person: int) -> ResponseReturnValue:
    """Add a punch that a person forgot; with a reason."""
    timecards.may_mend(person, current_actor().id, visible())
    day = sent.day(request.form, "day")
    card = _card(person, day)
    try:
        at = sent.instant(request.form, day, card.zone)
        corrections.add(_said(person), sent.kind(request.form), at)
        flash(_("Added. The person sees it, with your name and the reason."), "good")
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("timecard.week", person=person, day=day), 303)


def _card(person: int, day: date) -> Timecard:
    if not computing.EARLIEST <= day <= computing.LATEST:
        raise Missing("day")
    return timecards.timecard(person, day, current_actor().id, visible(), now.utc())


def _said(person: int) -> Said:
    reason, late = sent.text(request.form, "reason"), bool(request.form.get("late"))
    return Said(person, current_actor().id, reason, now.utc(), late)
