"""Of what the company reminds people, by which ways, and when not."""

from dataclasses import asdict
from datetime import time
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet.actions.setting_up import reminders
from timesheet.actions.setting_up.changes import fingerprint
from timesheet.core.model import HOUR, Seconds
from timesheet.errors import Refused
from timesheet.store.reminders import Policy
from timesheet.web.admin.blueprint import author, pages, say
from timesheet.web.forms.company import RemindersForm
from timesheet.web.i18n import gettext as _

QUIET = ("quiet_start", "quiet_end")


@pages.route("/reminders", methods=["GET", "POST"], endpoint="reminders")
def settings() -> ResponseReturnValue:
    """Show and change what people are reminded of."""
    now = reminders.policy()
    form = RemindersForm(data=_shown(now))
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            reminders.save(_said(form), request.form.get("seen", ""), author())
        except Refused as refused:
            status = say(form, refused)
        else:
            flash(_("Saved."), "good")
            return redirect(url_for("admin.reminders"), 303)
    served = current_app.config["TIMESHEET"]
    shown = {"seen": fingerprint(now), "mails": served.mails, "pushes": served.pushes}
    return render_template("admin/reminders.html", form=form, **shown), status


def _shown(now: Policy) -> dict[str, Any]:
    walls = {name: _wall(getattr(now, name)) for name in QUIET}
    return {**asdict(now), **walls}


def _said(form: Any) -> Policy:
    values = {name: form[name].data for name in Policy.__dataclass_fields__}
    return Policy(**{**values, **{name: _seconds(values[name]) for name in QUIET}})


def _wall(seconds: Seconds) -> time:
    return time(seconds // HOUR, seconds % HOUR // 60)


def _seconds(wall: time) -> Seconds:
    return wall.hour * HOUR + wall.minute * 60
