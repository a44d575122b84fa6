"""The round trip by workbook: lines out, a preview of what came back, one apply, one undo."""

import uuid
from datetime import date
from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from timesheet import now
from timesheet.actions import (
    computing,
    correcting,
    correcting_later,
    deciding,
    exporting,
    periods,
    taking_back,
)
from timesheet.actions.correcting import Place, Preview
from timesheet.actions.setting_up import looking
from timesheet.core.correcting import Bad, Moved, Why
from timesheet.core.model import Code
from timesheet.errors import Missing, Refused
from timesheet.store.names import Names
from timesheet.web import files, making, sent
from timesheet.web.access import current_actor, visible
from timesheet.web.i18n import gettext as _
from timesheet.web.row_words import speaker

pages = Blueprint("corrections", __name__, url_prefix="/corrections")

SHOWN = 50


@pages.get("/<day:first>")
def home(first: date) -> str:
    """Show what the workbook that waits would change, or how the trip begins."""
    place, waiting, trouble = _place(first), None, ""
    try:
        waiting = correcting.preview(place)
    except Refused as refused:
        trouble = _(refused.text)
    return render_template(
        "corrections/home.html",
        first=first,
        last=periods.around(first)[1],
        waiting=waiting,
        trouble=trouble,
        told=_told(waiting) if waiting else {},
        currency=looking.currency(),
        neighbours=periods.neighbours(first),
        fresh_uuid=str(uuid.uuid4()),
        undo=request.args.get("undo", ""),
        shown=SHOWN,
        dialects=list(files.names().items()),
    )


@pages.get("/<day:first>/lines.<any('xlsx', 'csv'):kind>")
def lines(first: date, kind: str) -> Response:
    """Send the period's lines to correct, as a workbook or as CSV."""
    # Whole before the first byte leaves: a failure is an error page, never a file cut short.
    file, dialect = BytesIO(), files.dialect(request.args.get("dialect", ""))
    correcting.offer(_place(first), file, now.utc(), dialect if kind == "csv" else "", speaker)
    file.seek(0)
    name = f"lines-to-correct_{first}.{kind}"
    return send_file(file, exporting.TYPES[kind], as_attachment=True, download_name=name)


@pages.post("/<day:first>/upload")
def upload(first: date) -> ResponseReturnValue:
    """Take the lines back; nothing is changed by them yet."""
    place, file = _place(first), request.files.get("file")
    if file is not None and correcting.receive(place, file.stream):
        name = (file.filename or "")[-60:]
        return making.waited_for(*correcting_later.ask_to_read(place, name, now.utc()))
    try:
        if file is not None:
            correcting.take(place)
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("corrections.home", first=first), 303)


@pages.post("/<day:first>/apply")
def apply(first: date) -> ResponseReturnValue:
    """Apply what was shown, all of it or nothing; what takes long is a job."""
    press, stamp, place = (
        sent.text(request.form, "uuid"),
        sent.text(request.form, "stamp"),
        _place(first),
    )
    if (sent.whole(request.form, "lines") or 0) > correcting_later.MANY:
        return making.waited_for(*correcting_later.ask_to_apply(place, stamp, press, now.utc()))
    try:
        count = correcting.apply(place, stamp, press, now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("corrections.home", first=first), 303)
    flash(ngettext("%(num)d line corrected.", "%(num)d lines corrected.", count), "good")
    return redirect(url_for("corrections.home", first=first, undo=press), 303)


@pages.post("/<day:first>/drop")
def drop(first: date) -> ResponseReturnValue:
    """Throw the workbook that waits away."""
    correcting.drop(_place(first))
    return redirect(url_for("corrections.home", first=first), 303)


@pages.post("/<day:first>/undo")
def undo(first: date) -> ResponseReturnValue:
    """Take back everything that one workbook changed."""
    _place(first)
    press, actor = sent.text(request.form, "uuid"), current_actor()
    try:
        if taking_back.many(press, actor):
            return making.waited_for(
                *taking_back.ask(press, str(first), "corrections.home", actor, now.utc())
            )
        deciding.take_back(press, actor, now.utc())
        flash(_("Taken back."), "good")
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("corrections.home", first=first), 303)


def _place(first: date) -> Place:
    if not computing.EARLIEST <= first <= computing.LATEST or periods.around(first)[0] != first:
        raise Missing("day")
    folder = current_app.config["TIMESHEET"].data_folder
    return Place(folder, first, current_actor(), visible())


def _told(waiting: Preview) -> dict[str, Any]:
    """Return what a page says of a preview: patterns, what projects gain, conflicts, refusals."""
    plan, names = waiting.plan, waiting.names

    def spoken(code: Code) -> str:
        center = names.cost_centers.get(code.cost_center or 0, "")
        said = names.code(*code[:2]) or _("unallocated")
        return f"{said} · {center}" if center else said

    return {
        "patterns": [
            (one, spoken(one.before), spoken(one.after), _rule(one, names))
            for one in plan.patterns()
        ],
        "projects": [
            (spoken(Code(key)), seconds, cents) for key, seconds, cents in plan.by_project()
        ],
        "clashes": [
            (one, spoken(one.wanted), ", ".join(map(spoken, one.now)), _whose(waiting, one.piece))
            for one in plan.clashes[:SHOWN]
        ],
        "refused": [(one, _why(one)) for one in plan.refused[:SHOWN]],
    }


def _whose(waiting: Preview, piece: Any) -> str:
    return waiting.names.people[piece.person].name if piece else ""


def _rule(one: Moved, names: Names) -> str:
    """Return the address of the form of a new rule that says of a pattern what was said now."""
    after = names.code(*one.after[:2])
    person = names.people[one.person].number if one.person else None
    return url_for("admin.rules__new", code=after, team=one.team, person=person)


def _why(bad: Bad) -> str:
    words = {
        Why.ROW: _("This row is none of ours."),
        Why.TWICE: _("Another row says something else of the same line."),
        Why.PROJECT: _("There is no project “%(code)s”.", code=bad.value),
        Why.TASK: _("The project has no task “%(code)s”.", code=bad.value),
        Why.NO_PROJECT: _("Name the project, too: these hours are on none."),
        Why.COST_CENTER: _("There is no cost center “%(code)s” now.", code=bad.value),
        Why.PAY_CODE: _(
            "The pay code follows from times, leave and the pay policy: mend the time card, enter"
            " the leave, or have the policy changed."
        ),
        Why.ENDED: _("“%(code)s” had ended by then, or hadn’t begun.", code=bad.value),
        Why.CLOSED: _("The person’s pay period is closed; what changes now is an adjustment."),
        Why.OWN: _("These are your own hours; somebody else corrects them."),
    }
    return words[bad.why]
