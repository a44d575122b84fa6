"""Accounting's review of a pay period: one row a pattern, one click a word, and the way back."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from timesheet import now
from timesheet.actions import (
    accepting,
    asking_leads,
    computing,
    deciding,
    demo_people,
    evaluating,
    periods,
    polling,
    reviewing,
    sampling,
    taking_back,
)
from timesheet.actions.deciding import Stale, Wanted
from timesheet.actions.setting_up import looking
from timesheet.core import review
from timesheet.core.model import Code
from timesheet.errors import Missing, Refused
from timesheet.store.doubtful import Cut
from timesheet.web import filters, sent
from timesheet.web.access import current_actor
from timesheet.web.answers import code_of, written
from timesheet.web.i18n import gettext as _
from timesheet.web.making import waited_for

CANNOT_TELL, AS_IT_IS = "none", "as_it_is"
MOST_LINES = 100

pages = Blueprint("review", __name__, url_prefix="/review")


@pages.get("/<day:first>")
def home(first: date) -> str:
    """Show the patterns of a pay period by what a click on them is worth."""
    _check(first)
    return _home(first)


def _home(first: date) -> str:
    cut = Cut.ACROSS if request.args.get("by") == Cut.ACROSS else Cut.USUAL
    return render_template(
        "review/home.html",
        review=reviewing.queue(first, current_actor(), cut),
        across=cut is Cut.ACROSS,
        sample=sampling.look(first, current_actor(), now.utc()),
        poll=polling.look(first),
        leads=asking_leads.tally(first),
        demo=evaluating.in_demo(),
        neighbours=periods.neighbours(first),
        undo=request.args.get("undo", ""),
        **_said(),
    )


@pages.get("/<day:first>/expected")
def expected(first: date) -> str:
    """Show what is expected to be wrong, for the page of the pay period."""
    _check(first)
    return render_template(
        "review/_promise.html",
        review=reviewing.queue(first, current_actor()),
        sample=sampling.look(first, current_actor(), now.utc()),
        **_said(),
    )


def _said() -> dict[str, Any]:
    return {
        "currency": looking.currency(),
        "written": written,
        "fresh_uuid": lambda: str(uuid.uuid4()),
    }


@pages.get("/<day:first>/pattern/<key>")
def pattern(first: date, key: str) -> str:
    """Show the lines of a pattern, and the codes that they may be given."""
    _check(first)
    said = request.args.get("split", "")
    split = next((one for one in reviewing.FINER if one == said), None)
    opened = reviewing.opened(first, key, current_actor(), split)
    return render_template(
        "review/pattern.html", first=first, opened=opened, most=MOST_LINES, **_said()
    )


@pages.get("/<day:first>/assign")
def assign(first: date) -> ResponseReturnValue:
    """Show what a word would do, from which code to which, before it is given."""
    _check(first)
    try:
        wanted = _wanted(first, request.args)
        change = deciding.preview(wanted)
    except Stale as stale:
        return _changed(first, stale)
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("review.home", first=first), 303)
    return render_template(
        "review/assign.html", first=first, change=change, wanted=wanted,
        code=request.args.get("code", ""), **_said(),
    )  # fmt: skip


@pages.post("/<day:first>")
def decide(first: date) -> ResponseReturnValue:
    """Take accounting's word for a pattern, or for lines of it that were looked at."""
    _check(first)
    press = sent.text(request.form, "uuid")
    try:
        done = deciding.decide(_wanted(first, request.form), press, now.utc())
    except Stale as stale:
        return _changed(first, stale)
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("review.home", first=first), 303)
    flash(ngettext("Noted for %(num)d shift.", "Noted for %(num)d shifts.", done.spans), "good")
    if request.form.get("then") == "suggest":
        idea: dict[str, Any] = {n: sent.text(request.form, n) for n in ("team", "project", "task")}
        return redirect(url_for("suggestions.look", first=first, undo=press, **idea), 303)
    return redirect(url_for("review.home", first=first, undo=press), 303)


def _wanted(first: date, said: MultiDict[str, str]) -> Wanted:
    code = sent.text(said, "code") or sent.text(said, "other")
    return Wanted(
        first=first,
        key=sent.text(said, "key"),
        code=code_of(code) if code and code != AS_IT_IS else None,
        lines=frozenset(said.getlist("line")),
        actor=current_actor(),
    )


def _changed(first: date, stale: Stale) -> ResponseReturnValue:
    """Answer that somebody else was first: what stands there now, and the queue as it is."""
    flash(_(stale.text), "bad")
    if stale.lines:
        lines = ngettext("%(num)d line", "%(num)d lines", stale.lines)
        hours, money = filters.hours(stale.seconds), filters.amount(stale.cents, looking.currency())
        flash(_("What is like them now: %(lines)s, %(hours)s h, %(money)s.", lines=lines,
                hours=hours, money=money), "warn")  # fmt: skip
    else:
        flash(_("Nothing like them is left in the queue: they have somebody’s word."), "warn")
    return _home(first), 409


@pages.post("/<day:first>/undo")
def undo(first: date) -> ResponseReturnValue:
    """Take the last word back."""
    _check(first)
    press, actor = sent.text(request.form, "uuid"), current_actor()
    try:
        if taking_back.many(press, actor):
            return waited_for(*taking_back.ask(press, str(first), "review.home", actor, now.utc()))
        deciding.take_back(press, actor, now.utc())
        flash(_("Taken back."), "good")
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("review.home", first=first), 303)


@pages.get("/<day:first>/accept")
def accepting_many(first: date) -> str:
    """Show what accepting all lines that are sure enough would do, in hours and money."""
    _check(first)
    sure = sent.number(request.args.get("sure") or str(accepting.SURE), "sure")
    many = accepting.look(first, sure, current_actor())
    return render_template(
        "review/accept.html", many=many, bounds=reversed(review.TIERS), **_said()
    )


@pages.post("/<day:first>/accept")
def accept_many(first: date) -> ResponseReturnValue:
    """Ask for all lines that were shown to be accepted."""
    _check(first)
    actor, said = current_actor(), request.form
    many = accepting.look(first, sent.number(sent.text(said, "sure"), "sure"), actor)
    try:
        return waited_for(
            *accepting.ask(many, sent.text(said, "mark"), sent.text(said, "uuid"), actor, now.utc())
        )
    except Stale as stale:
        return _changed(first, stale)


@pages.get("/<day:first>/ask")
def asking(first: date) -> str:
    """Show what asking those who were there would come to."""
    _check(first)
    return render_template("review/ask.html", poll=polling.offers(first), **_said())


@pages.post("/<day:first>/ask")
def ask(first: date) -> ResponseReturnValue:
    """Ask everybody about so many of his shifts."""
    _check(first)
    most = sent.number(sent.text(request.form, "most"), "most")
    if most not in polling.OFFERS:
        raise Missing("offer")
    asked = polling.ask(first, most, current_actor(), now.utc())
    flash(ngettext("%(num)d question asked.", "%(num)d questions asked.", asked), "good")
    return redirect(url_for("review.home", first=first), 303)


@pages.post("/<day:first>/ask/leads")
def ask_leads(first: date) -> ResponseReturnValue:
    """Ask the leads about the shifts whose workers don't answer."""
    _check(first)
    asked = asking_leads.ask(first, current_actor(), now.utc())
    words = ngettext(
        "Leads are asked about %(num)d shift.", "Leads are asked about %(num)d shifts.", asked
    )
    flash(words, "good" if asked else "warn")
    return redirect(url_for("review.home", first=first), 303)


@pages.post("/<day:first>/ask/back")
def ask_no_more(first: date) -> ResponseReturnValue:
    """Take back the questions that nobody answered yet."""
    _check(first)
    polling.take_back(first, current_actor())
    flash(_("Taken back."), "good")
    return redirect(url_for("review.home", first=first), 303)


@pages.post("/<day:first>/ask/demo")
def answers_of_the_demo(first: date) -> ResponseReturnValue:
    """Let the people of a demo company answer what they are asked."""
    _check(first)
    return waited_for(*demo_people.ask(first, current_actor(), now.utc()))


@pages.get("/<day:first>/sample")
def sample(first: date) -> str:
    """Show the random sample of a pay period: what waits to be coded, without its code."""
    _check(first)
    return render_template(
        "review/sample.html",
        sample=sampling.look(first, current_actor(), now.utc()),
        currency=looking.currency(),
        written=written,
    )


@pages.post("/<day:first>/sample")
def draw(first: date) -> ResponseReturnValue:
    """Draw the sample."""
    _check(first)
    try:
        sampling.draw(first, current_actor(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("review.sample", first=first), 303)


@pages.post("/<day:first>/sample/<int:key>")
def code(first: date, key: int) -> ResponseReturnValue:
    """Take what somebody who wasn't told the code says that a drawn line was for."""
    _check(first)
    said = sent.text(request.form, "code")
    try:
        given = Code() if said == CANNOT_TELL else code_of(said)
        one = sampling.code(first, key, given, current_actor(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        _tell(one.code, given)
    return redirect(url_for("review.sample", first=first), 303)


def _tell(booked: Code, said: Code) -> None:
    if said == Code():
        flash(_("Noted: it can’t be told."), "good")
    elif said == booked:
        flash(_("Noted: it is booked so."), "good")
    else:
        flash(_("Noted: it is booked otherwise."), "")


def _check(first: date) -> None:
    if not computing.EARLIEST <= first <= computing.LATEST:
        raise Missing("day")
