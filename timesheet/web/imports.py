"""Past shifts of other systems: sent as a file, checked, looked at, brought in, taken back."""

import csv
from io import BytesIO, StringIO

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

from timesheet import now
from timesheet.actions import exporting, importing_later
from timesheet.actions.import_check import Asked
from timesheet.actions.importing_later import Place
from timesheet.actions.setting_up import looking
from timesheet.errors import Refused
from timesheet.exchange.history import COLUMNS
from timesheet.exchange.text import disarmed
from timesheet.web import making, sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("imports", __name__, url_prefix="/imports")

SHOWN = 50


@pages.get("")
def home() -> str:
    """Show what the file that waits would bring, how to send one, and what was brought before."""
    company = looking.company()
    return render_template(
        "imports/home.html",
        waiting=importing_later.waiting(_place()),
        runs=importing_later.listed(),
        zone=company.zone if company else current_actor().zone,
        columns=COLUMNS,
        shown=SHOWN,
        at=now.utc(),
    )


@pages.post("/upload")
def upload() -> ResponseReturnValue:
    """Take a file, and have it checked; it brings nothing in yet."""
    file = request.files.get("file")
    name, stream = (file.filename or "", file.stream) if file else ("", BytesIO())
    asked = Asked(sent.text(request.form, "zone").strip(), "codes" in request.form)
    try:
        job = importing_later.receive(_place(), current_actor(), name, stream, asked, now.utc())
    except Refused as refused:
        return _refused(refused)
    return making.waited_for(*job)


@pages.post("/bring")
def bring() -> ResponseReturnValue:
    """Bring in what was checked."""
    try:
        job = importing_later.ask_to_bring(_place(), current_actor(), now.utc())
    except Refused as refused:
        return _refused(refused)
    return making.waited_for(*job)


@pages.post("/drop")
def drop() -> ResponseReturnValue:
    """Throw away what was checked."""
    importing_later.drop(_place())
    return redirect(url_for("imports.home"), 303)


@pages.post("/<int(max=9007199254740991):key>/undo")
def undo(key: int) -> ResponseReturnValue:
    """Take back everything that one import brought."""
    reason = sent.text(request.form, "reason")
    try:
        job = importing_later.ask_to_undo(key, reason, current_actor(), now.utc())
    except Refused as refused:
        return _refused(refused)
    return making.waited_for(*job)


@pages.get("/rows-to-mend.csv")
def errors() -> Response:
    """Send the rows that can't be used, each with what to do."""
    text = StringIO(newline="")
    out = csv.writer(text)
    out.writerow((_("Row"), _("Column"), _("Value"), _("What to do")))
    for row, column, value, message in importing_later.errors_of(_place()):
        out.writerow((row, column, disarmed(value), _(message)))
    file = BytesIO(text.getvalue().encode("utf-8-sig"))
    return send_file(
        file, exporting.TYPES["csv"], as_attachment=True, download_name="rows-to-mend.csv"
    )


def _refused(refused: Refused) -> ResponseReturnValue:
    flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("imports.home"), 303)


def _place() -> Place:
    return Place(current_app.config["TIMESHEET"].data_folder, current_actor().id)
