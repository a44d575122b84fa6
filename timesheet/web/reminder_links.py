"""What the links in mails and on devices' screens open: a page with one button, signed in or not.

Opening one changes nothing: programs that look at mails beforehand open every link.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import choosing
from timesheet.web import letters, reminders
from timesheet.web.i18n import gettext as _

pages = Blueprint("reminder_links", __name__, url_prefix="/reminder")


@pages.get("/off/<token>")
def off(token: str) -> str:
    """Ask whether one kind of reminder is to stop."""
    _person, cause, way = letters.stopped(token)
    return render_template("reminders/off.html", kind=reminders.kinds()[cause].name, way=way)


@pages.post("/off/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Stop it."""
    choosing.stop_way(*letters.stopped(token))
    flash(_("Stopped. You won’t be reminded of this any more."), "good")
    return redirect(url_for("reminder_links.done"), 303)


@pages.get("/address/<token>")
def proof(token: str) -> str:
    """Ask whether reminders may be sent to an address."""
    _person, address = letters.proved(token)
    return render_template("reminders/proof.html", address=address)


@pages.post("/address/<token>")
def prove(token: str) -> ResponseReturnValue:
    """Let them be sent there."""
    if choosing.prove(*letters.proved(token), now.utc()):
        flash(_("Confirmed. Reminders come by mail from now on."), "good")
    else:
        flash(_("Another address was named since; this one gets nothing."), "warn")
    return redirect(url_for("reminder_links.done"), 303)


@pages.get("/done")
def done() -> str:
    """Say what was done, and where to go on."""
    return render_template("reminders/done.html")
