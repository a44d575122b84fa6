"""Files for payroll and the ledger: a preview, the batches made, and the providers' names."""

import io
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from timesheet import now
from timesheet.actions import batches, computing, export_names, left_out, periods
from timesheet.actions.setting_up import looking
from timesheet.errors import Missing, Refused
from timesheet.web import closing_words, sent
from timesheet.web.access import current_actor
from timesheet.web.closing import LONGEST
from timesheet.web.i18n import gettext as _
from timesheet.web.refusal_words import why_not

pages = Blueprint("exports", __name__, url_prefix="/exports")


@pages.get("/<day:first>")
def home(first: date) -> str:
    """Show the batches of a pay period, and what a file of the profile chosen would hold."""
    _check(first)
    made = batches.of_period(first)
    chosen = request.args.get("profile", "") or batches.usual()
    known = {one.code: one for one in batches.profiles()}
    draft = batches.draft(first, chosen, now.utc()) if chosen in known else None
    last = draft.last if draft else periods.around(first)[1]
    return render_template(
        "exports/home.html",
        first=first,
        last=last,
        profiles=known,
        chosen=chosen,
        draft=draft,
        made=made,
        neighbours=periods.neighbours(first),
        currency=looking.currency(),
        left_out=left_out.of_period(first, current_actor(), now.utc(), _after()),
        most=left_out.MOST,
        states=closing_words.STATES,
        step_words=closing_words.STEPS,
        refusals=closing_words.REFUSALS,
    )


def _after() -> int:
    said = request.args.get("after", "")
    return int(said) if said.isdecimal() and len(said) <= LONGEST else 0


@pages.post("/<day:first>/make")
def make(first: date) -> ResponseReturnValue:
    """Make a file, as a batch."""
    _check(first)
    code = sent.text(request.form, "profile")
    try:
        number = batches.make(first, code, current_actor(), now.utc())
    except Refused as refused:
        flash(why_not(refused), "bad")
    else:
        flash(_("Batch %(number)s is made; download it below.", number=number), "good")
    return redirect(url_for("exports.home", first=first, profile=code), 303)


@pages.get("/batch/<int(max=9007199254740991):key>")
def download(key: int) -> Response:
    """Send a batch's file as it was made, byte for byte."""
    name, media, content = batches.file_of(key)
    return send_file(io.BytesIO(content), media, as_attachment=True, download_name=name)


@pages.post("/batch/<int(max=9007199254740991):key>/void")
def void(key: int) -> ResponseReturnValue:
    """Say that a batch doesn't count, with the reason."""
    try:
        held = batches.void(key, sent.text(request.form, "reason"), current_actor(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        first = sent.day(request.form, "period")
        return redirect(url_for("exports.home", first=first), 303)
    flash(_("Batch %(number)s doesn’t count any more.", number=key), "good")
    return redirect(url_for("exports.home", first=held.period, profile=held.profile), 303)


@pages.post("/<day:first>/post")
def post(first: date) -> ResponseReturnValue:
    """Say that payroll was run with what was exported."""
    _check(first)
    posted = batches.post(first, current_actor(), now.utc())
    flash(ngettext("%(num)d person posted.", "%(num)d people posted.", posted), "good")
    return redirect(url_for("exports.home", first=first), 303)


@pages.get("/names/<code>")
def names(code: str) -> str:
    """Show how a provider calls what we know."""
    return render_template("exports/names.html", page=export_names.page(code), said={}, wrong={})


@pages.post("/names/<code>")
def say(code: str) -> ResponseReturnValue:
    """Take over how a provider calls what we know."""
    given = {name: value for name, value in request.form.items() if isinstance(value, str)}
    try:
        count = export_names.say(code, given, current_actor().id, now.utc())
    except Refused as refused:
        wrong = {refused.field: _(refused.text, **refused.values)}
        page = export_names.page(code)
        return render_template("exports/names.html", page=page, said=given, wrong=wrong), 400
    flash(ngettext("%(num)d name saved.", "%(num)d names saved.", count), "good")
    return redirect(url_for("exports.names", code=code), 303)


def _check(first: date) -> None:
    if not computing.EARLIEST <= first <= computing.LATEST or periods.around(first)[0] != first:
        raise Missing("day")
