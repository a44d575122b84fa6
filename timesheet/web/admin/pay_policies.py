"""Which pay policy holds for whom, from which day on."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions.setting_up import looking, pay_policies
from timesheet.core import calendar
from timesheet.core.pay.presets import NOTICE, PRESETS
from timesheet.errors import Refused
from timesheet.store.codes import Person, Team
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import author, labelled, pages, say
from timesheet.web.forms.company import PayPolicyForm
from timesheet.web.forms.fields import offer
from timesheet.web.i18n import gettext as _


@pages.route("/pay-policies", methods=["GET", "POST"], endpoint="pay_policies")
def assign() -> ResponseReturnValue:
    """Show the versions, and let a policy hold from a day on."""
    today = calendar.day_of(now.utc(), current_actor().zone)
    form = PayPolicyForm(preset="plain", effective_from=today)
    offer(form.team_id, labelled(looking.offered(Team, today)), _("everybody"))
    if form.validate_on_submit():
        try:
            _assign(form)
        except Refused as refused:
            say(form, refused, {"number": "person"})
        else:
            flash(_("Saved. The hours since that day are being paid by it."), "good")
            return redirect(url_for("admin.pay_policies"), 303)
    page = render_template(
        "admin/pay_policies.html",
        form=form,
        versions=looking.pay_policies(),
        names=looking.names([Team, Person]),
        kinds={"team": Team, "person": Person},
        presets=PRESETS,
        notice=NOTICE,
        people=looking.numbers(today),
    )
    return page, 422 if form.is_submitted() else 200


def _assign(form: Any) -> None:
    number = form.person.data
    person = looking.person_by_number(number).id if number else None
    pay_policies.assign(
        form.preset.data, form.effective_from.data, form.team_id.data, person, author()
    )
