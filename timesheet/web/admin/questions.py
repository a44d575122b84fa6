"""How much workers may be asked."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

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
    """Show and change the budgets."""
    now = questions.budget()
    shown = {"per_week": now.per_week, "per_crew_day": now.per_crew_day}
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
    return render_template("admin/questions.html", form=form, seen=fingerprint(now)), status


def _said(form: Any) -> Budget:
    return Budget(form.per_week.data, form.per_crew_day.data, form.least.data * CENTS)
