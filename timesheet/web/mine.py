"""What a worker mends and confirms himself; each a fact beside his punches, none a change."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import (
    approved_days,
    closing,
    corrections,
    own_facts,
    own_meals,
    own_words,
    periods,
    standing,
)
from timesheet.actions.closing import Wanted
from timesheet.actions.corrections import Said
from timesheet.actions.my_week import my_week
from timesheet.core import calendar
from timesheet.core.closing import Step
from timesheet.core.model import Code, Instant
from timesheet.errors import Refused
from timesheet.web import changes, closing_words, filters, sent, week
from timesheet.web.access import Actor, current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.retold import punch_words

pages = Blueprint("mine", __name__)

WEEK = timedelta(days=7)


@pages.get("/week")
def this_week() -> ResponseReturnValue:
    """Show the workweek of today."""
    return week_of(calendar.day_of(now.utc(), current_actor().zone))


@pages.get("/week/<day:day>")
def week_of(day: date) -> ResponseReturnValue:
    """Show the workweek of a day: what stands, what it rests on, what was changed."""
    actor, at = current_actor(), now.utc()
    view = my_week(actor.id, at, day)
    found = own_facts.week_facts(actor.id, view.first)
    days = {one.day: [p for p in found.punches if p.day == one.day] for one in view.days}
    page: dict[str, Any] = {"days": days, "changes": changes.told(found.changes, actor.zone)}
    turn = {"before": view.first - WEEK, "after": view.first + WEEK}
    if turn["after"] > view.today:
        del turn["after"]
    page |= {"choices": standing.choices(actor.id, at), "punch_words": punch_words}
    begins, _ends = periods.around(view.last)
    page |= {"period": closing.period(begins, frozenset({actor.id}), at)}
    page |= {"states": closing_words.STATES}
    page |= {"approved": approved_days.of_worker(actor.id, view.first, view.last)}
    return render_template("worker/week.html", **page, **turn, **week.told(view, at))


@pages.post("/week/<any('submit', 'withdraw'):step>")
def hand_in(step: str) -> ResponseReturnValue:
    """Hand one's own pay period in, or take it back while nobody has approved it."""
    actor, day = current_actor(), sent.day(request.form, "period")
    own = frozenset({actor.id})
    done = closing.take(Wanted(periods.around(day)[0], Step(step), actor, own, own), now.utc())
    if done.goes:
        words = (
            _("Submitted.") if step == Step.SUBMIT else _("Taken back; it is yours to mend again.")
        )
        flash(words, "good")
    else:
        flash(_("This pay period stands elsewhere by now; look again."), "warn")
    return redirect(url_for("mine.week_of", day=sent.day(request.form, "day")), 303)


@pages.post("/week/confirm")
def confirm_week() -> ResponseReturnValue:
    """Take a worker's word for all that is known of a week."""
    first = sent.day(request.form, "week")
    if own_words.confirm_week(current_actor().id, first, now.utc()):
        flash(_("Confirmed in your own words."), "good")
    else:
        flash(_("There was nothing left to confirm."))
    return redirect(url_for("mine.week_of", day=first), 303)


@pages.post("/shift/confirm")
def confirm_shift() -> ResponseReturnValue:
    """Take a worker's word for what is known of a shift."""
    own_words.confirm_shift(current_actor().id, sent.key(request.form, "shift"), now.utc())
    flash(_("Confirmed in your own words."), "good")
    return back("shift")


@pages.get("/shift/<int:shift>/code")
def codes(shift: int) -> str:
    """Show all codes that a shift may have been for."""
    actor = current_actor()
    found, choices = standing.all_choices(actor.id, shift)
    return render_template(
        "worker/codes.html", shift=found, choices=choices, zone=actor.zone, now=now.utc()
    )


@pages.post("/shift/code")
def charge_shift() -> ResponseReturnValue:
    """Take a worker's word on what a shift was for."""
    try:
        own_words.charge_shift(
            current_actor().id, sent.key(request.form, "shift"), _code(), now.utc()
        )
    except Refused as refused:
        return back("shift", refused)
    flash(_("Noted in your own words."), "good")
    return back("shift")


@pages.post("/shift/meal")
def meal() -> ResponseReturnValue:
    """Take a worker's word on the meal that was deducted from a shift, or take it back."""
    actor, shift = current_actor(), sent.key(request.form, "shift")
    try:
        if (minutes := request.form.get("minutes", "")) == "rule":
            own_meals.take_back(actor.id, shift, now.utc())
        else:
            own_meals.say(actor.id, shift, 60 * sent.number(minutes, "minutes"), now.utc())
    except Refused as refused:
        return back("shift", refused)
    flash(_("Noted in your own words."), "good")
    return back("shift")


@pages.post("/left")
def left() -> ResponseReturnValue:
    """Take the answer to "When did you leave?"."""
    actor = current_actor()
    try:
        at = _left_at(actor)
        corrections.left(actor.id, sent.key(request.form, "punch"), at, now.utc())
    except Refused as refused:
        return back("", refused)
    flash(_("Noted: you left %(time)s", time=filters.moment(at, actor.zone, now.utc())), "good")
    return back("")


@pages.post("/undo")
def undo() -> ResponseReturnValue:
    """Take the last press back."""
    try:
        corrections.undo(current_actor().id, sent.key(request.form, "punch"), now.utc())
    except Refused as refused:
        return back("", refused)
    flash(_("Taken back. Nothing else has changed."), "good")
    return back("")


@pages.post("/week/correct")
def correct() -> ResponseReturnValue:
    """Correct a punch, or say that it doesn't count; always with a reason."""
    actor = current_actor()
    said = _said(actor)
    try:
        if "remove" in request.form:
            corrections.remove(said, sent.key(request.form, "punch"))
        else:
            at = sent.instant(request.form, sent.day(request.form, "day"), actor.zone)
            corrections.move(said, sent.key(request.form, "punch"), at)
    except Refused as refused:
        return back("day", refused)
    flash(_("Corrected. The punch itself is kept beside it."), "good")
    return back("day")


@pages.post("/week/add")
def add() -> ResponseReturnValue:
    """Add a punch that was forgotten, with a reason."""
    actor = current_actor()
    try:
        at = sent.instant(request.form, sent.day(request.form, "day"), actor.zone)
        corrections.add(_said(actor), sent.kind(request.form), at)
    except Refused as refused:
        return back("day", refused)
    flash(_("Added in your own words."), "good")
    return back("day")


@pages.post("/week/dispute")
def dispute() -> ResponseReturnValue:
    """Object to what somebody else changed."""
    kind, _dot, key = request.form.get("fact", "").partition(".")
    try:
        fact = (kind, sent.number(key, "fact"))
        own_facts.dispute(current_actor().id, fact, request.form.get("words", ""), now.utc())
    except Refused as refused:
        return back("week", refused)
    flash(_("Accounting sees your objection now."), "good")
    return back("week")


def back(to: str, refused: Refused | None = None) -> ResponseReturnValue:
    """Return to where a form stood, and say why if something can't be.

    ``to`` names the field that says which week; "" and a shift of the clock page lead to the clock.
    """
    if refused is not None:
        flash(_(refused.text, **refused.values), "bad")
    if not to or (to == "shift" and request.form.get("back") != "week"):
        return redirect(url_for("worker.home"), 303)
    zone = current_actor().zone
    day = (
        calendar.day_of(sent.key(request.form, "shift"), zone)
        if to == "shift"
        else sent.day(request.form, to)
    )
    return redirect(url_for("mine.week_of", day=day), 303)


def _said(actor: Actor) -> Said:
    return Said(actor.id, actor.id, request.form.get("reason", ""), now.utc())


def _left_at(actor: Actor) -> Instant:
    """Return the instant of a suggestion, or the first such time of day after the clock-in."""
    if "at" in request.form:
        return sent.key(request.form, "at")
    came = sent.key(request.form, "came")
    day = calendar.day_of(came, actor.zone)
    at = sent.instant(request.form, day, actor.zone)
    return at if at > came else sent.instant(request.form, day + timedelta(days=1), actor.zone)


def _code() -> Code:
    project, _dot, task = request.form.get("code", "").partition(".")
    return Code(sent.number(project, "code"), sent.number(task, "code") if task else None)
