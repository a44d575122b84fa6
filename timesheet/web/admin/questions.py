"""How much workers may be asked, and whether their days are divided as confirmed days are."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now as clock
from timesheet.actions.setting_up import questions
from timesheet.actions.setting_up.changes import fingerprint
from timesheet.errors import Refused
from timesheet.store.questions import Budget
from timesheet.web.admin.blueprint import author, pages, say
from timesheet.web.forms.company import QuestionsForm
from timesheet.web.i18n import gettext as _

CENTS = 100


@pages.route("/questions", methods=["GET", "POST"], endpoint="questions")
def settings() -> ResponseReturnValue:
    """Show and change the budgets, and whether days are divided; show which were lately."""
    now = questions.budget()
    shown = {name: getattr(now, name) for name in ("per_week", "per_crew_day", "divides")}
    form = QuestionsForm(data={**shown, "least": now.least_cents // CENTS})
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            questions.save(_said(form), request.form.get("seen", ""), author())
        except Refused as refused:
            status = say(form, refused)
        else:
            flash(_("Saved."), "good")
            return redirect(url_for("admin.questions"), 303)
    divided = questions.divided(clock.utc())
    page = render_template(
        "admin/questions.html", form=form, seen=fingerprint(now), divided=divided
    )
    return page, status


def _said(form: Any) -> Budget:
    return Budget(
        form.per_week.data, form.per_crew_day.data, form.least.data * CENTS, form.divides.data
    )
