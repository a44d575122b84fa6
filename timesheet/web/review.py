"""Accounting's review of a pay period: one row a pattern, one click a word, and the way back."""

import uuid
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from timesheet import now
from timesheet.actions import computing, periods, reviewing, sampling
from timesheet.actions.setting_up import looking
from timesheet.core.model import Code
from timesheet.errors import Missing, Refused
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.answers import code_of, written
from timesheet.web.i18n import gettext as _

CANNOT_TELL = "none"

pages = Blueprint("review", __name__, url_prefix="/review")


@pages.get("/<day:first>")
def home(first: date) -> str:
    """Show the patterns of a pay period by what a click on them is worth."""
    _check(first)
    return render_template(
        "review/home.html",
        review=reviewing.queue(first, current_actor()),
        sample=sampling.look(first, current_actor(), now.utc()),
        currency=looking.currency(),
        neighbours=periods.neighbours(first),
        written=written,
        fresh_uuid=lambda: str(uuid.uuid4()),
        undo=request.args.get("undo", ""),
    )


@pages.post("/<day:first>")
def decide(first: date) -> ResponseReturnValue:
    """Take accounting's word for a pattern."""
    _check(first)
    press, code = sent.text(request.form, "uuid"), sent.text(request.form, "code")
    key, given = sent.text(request.form, "key"), code_of(code) if code else None
    try:
        said, _cents = reviewing.decide(first, key, given, press, current_actor(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("review.home", first=first), 303)
    flash(ngettext("Noted for %(num)d shift.", "Noted for %(num)d shifts.", said), "good")
    return redirect(url_for("review.home", first=first, undo=press), 303)


@pages.post("/<day:first>/undo")
def undo(first: date) -> ResponseReturnValue:
    """Take the last word back."""
    _check(first)
    try:
        reviewing.take_back(sent.text(request.form, "uuid"), current_actor(), now.utc())
        flash(_("Taken back."), "good")
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("review.home", first=first), 303)


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
