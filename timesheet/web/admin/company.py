"""The company's settings."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet.actions.setting_up import company, looking
from timesheet.actions.setting_up.changes import fingerprint
from timesheet.core.model import HOUR
from timesheet.errors import Refused
from timesheet.store.policies import Company
from timesheet.web.admin.blueprint import author, pages, say, zones
from timesheet.web.forms.company import CompanyForm
from timesheet.web.i18n import gettext as _

FIELDS = {"max_shift_seconds": "max_shift_hours", "shift_gap_seconds": "shift_gap_hours"}


@pages.route("/company", methods=["GET", "POST"], endpoint="company")
def settings() -> ResponseReturnValue:
    """Show and change the settings."""
    now = looking.company()
    form = CompanyForm(data=_shown(now))
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                company.save(_said(form, now), request.form.get("seen", ""), author())
            except Refused as refused:
                status = say(form, refused, FIELDS)
            else:
                flash(_("Saved."), "good")
                return redirect(url_for("admin.company"), 303)
    seen = fingerprint(now)
    return render_template("admin/company.html", form=form, seen=seen, zones=zones()), status


def _shown(now: Company | None) -> dict[str, Any]:
    values = asdict(now or Company(name="", zone="UTC"))
    values["max_shift_hours"] = values["max_shift_seconds"] // HOUR
    values["shift_gap_hours"] = values["shift_gap_seconds"] // HOUR
    return values


def _said(form: Any, now: Company | None) -> Company:
    return Company(
        name=form.name.data,
        zone=form.zone.data,
        currency=form.currency.data,
        week_start=form.week_start.data,
        pay_calendar=form.pay_calendar.data,
        pay_anchor=form.pay_anchor.data,
        confidence_floor=form.confidence_floor.data,
        max_shift_seconds=form.max_shift_hours.data * HOUR,
        shift_gap_seconds=form.shift_gap_hours.data * HOUR,
        demo=now is not None and now.demo,
        show_pay=form.show_pay.data,
        kiosk_photos=form.kiosk_photos.data,
        due_days=form.due_days.data,
        due_hour=form.due_hour.data,
    )
