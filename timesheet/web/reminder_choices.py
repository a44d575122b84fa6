"""What a person chooses of his reminders: which, by which ways, when not, to which address."""

from collections.abc import Mapping
from datetime import time
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import choosing
from timesheet.core.model import HOUR, Seconds
from timesheet.core.reminding import Quiet, Way
from timesheet.errors import Refused
from timesheet.settings import Settings
from timesheet.store.reminders import Policy
from timesheet.web import reminder_devices as devices
from timesheet.web import reminders
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.i18n import spoken

pages = Blueprint("reminder_choices", __name__, url_prefix="/reminders")


@pages.get("/")
def page() -> str:
    """Show what a person is reminded of, by which ways, and when not."""
    mine = choosing.chosen(current_actor().id)
    ways, causes = offered(mine.policy), mine.policy.causes
    return render_template(
        "reminders/choices.html",
        mine=mine,
        kinds={cause: kind for cause, kind in reminders.kinds().items() if cause in causes},
        ways={way: name for way, name in names().items() if way in ways},
        quiet=(_clock(mine.quiet.start), _clock(mine.quiet.end)),
        push_key=devices.public_key(),
        services={one.id: urlsplit(one.endpoint).hostname for one in mine.devices},
        zone=current_actor().zone,
    )


@pages.post("/")
def choose() -> ResponseReturnValue:
    """Keep the choices."""
    said, person = request.form, current_actor().id
    try:
        quiet = Quiet(_time(said.get("quiet_start", "")), _time(said.get("quiet_end", "")))
    except Refused as refused:
        return _back(_(refused.text), "bad")
    policy = choosing.chosen(person).policy
    ways = offered(policy)
    ticked = {
        cause: frozenset(way for way in ways if f"{cause}.{way}" in said) for cause in policy.causes
    }
    choosing.choose(person, ticked, ways, quiet, spoken())
    return _back(_("Saved."), "good")


@pages.post("/address")
def address() -> ResponseReturnValue:
    """Take an address, and send its proof there."""
    try:
        said = request.form.get("address", "")
        choosing.set_address(current_actor().id, said, spoken(), now.utc())
    except Refused as refused:
        return _back(_(refused.text, **refused.values), "bad")
    return _back(_("We sent a mail there. Open the link in it, and reminders follow."), "good")


@pages.post("/address/forget")
def forget_address() -> ResponseReturnValue:
    """Forget the address."""
    choosing.forget_address(current_actor().id)
    return _back(_("Forgotten. No more mails are sent."), "good")


def offered(policy: Policy) -> frozenset[Way]:
    """Return the ways that both the company allows and this installation has."""
    settings: Settings = current_app.config["TIMESHEET"]
    there = {Way.PAGE: True, Way.MAIL: settings.mails, Way.PUSH: settings.pushes}
    return frozenset(way for way in policy.ways if there[way])


def names() -> Mapping[Way, str]:
    """Return the ways in words."""
    return {Way.PAGE: _("beside the clock"), Way.PUSH: _("on the phone"), Way.MAIL: _("by mail")}


def _back(said: str, kind: str) -> ResponseReturnValue:
    flash(said, kind)
    return redirect(url_for("reminder_choices.page"), 303)


def _clock(seconds: Seconds) -> str:
    return f"{seconds // HOUR:02}:{seconds % HOUR // 60:02}"


def _time(written: str) -> Seconds:
    try:
        at = time.fromisoformat(written[:5])
    except ValueError:
        msg = "Quiet hours need times like 21:00."
        raise Refused(msg) from None
    return at.hour * HOUR + at.minute * 60
