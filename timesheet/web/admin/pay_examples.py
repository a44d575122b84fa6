"""Worked examples on a policy's page: pasted, sent, made of a timecard, removed."""

import json

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from timesheet.actions.setting_up import looking, pay_examples
from timesheet.actions.setting_up.pay_policies import Line
from timesheet.errors import Refused
from timesheet.web.admin.blueprint import KEY, author, pages, say
from timesheet.web.admin.pay_policies import entry_page, line_of
from timesheet.web.forms.pay_policies import ExamplesForm, TimecardExampleForm
from timesheet.web.i18n import gettext as _

HERE = f"/pay-policies/{KEY}/examples"


@pages.post(HERE, endpoint="pay_policies__examples")
def add_examples(key: int) -> ResponseReturnValue:
    """Keep examples that were pasted or sent as a file."""
    found, form = line_of(key), ExamplesForm()
    if form.validate():
        try:
            sent = form.file.data.read().decode("utf-8") if form.file.data else ""
            kept = pay_examples.read(sent or form.examples.data or "")
            count = pay_examples.keep(found.newest.code, kept, author())
        except UnicodeDecodeError:
            form.file.errors = [_("This is no JSON file.")]
        except Refused as refused:
            say(form, refused)
        else:
            flash(ngettext("One example is kept.", "%(num)d examples are kept.", count), "good")
            return _back(found)
    return entry_page(found, examples_form=form), 422


@pages.post(f"{HERE}/timecard", endpoint="pay_policies__timecard")
def add_timecard(key: int) -> ResponseReturnValue:
    """Make an example of a person's week, without saying whose it was."""
    found, form = line_of(key), TimecardExampleForm()
    if form.validate():
        try:
            person = looking.person_by_number(form.person.data).id
            document = json.dumps(found.policy.to_dict())
            case = pay_examples.from_timecard(person, form.day.data, document)
            pay_examples.keep(found.newest.code, [case], author())
        except Refused as refused:
            say(form, refused, {"number": "person"})
        else:
            flash(
                _("The week is kept as an example; what it pays now is what is expected."), "good"
            )
            return _back(found)
    return entry_page(found, timecard_form=form), 422


@pages.post(
    f"{HERE}/<int(max=9007199254740991):example>/remove", endpoint="pay_policies__example_remove"
)
def remove_example(key: int, example: int) -> ResponseReturnValue:
    """Remove an example."""
    found = line_of(key)
    pay_examples.remove(found.newest.code, example, author())
    flash(_("Removed."), "good")
    return _back(found)


def _back(found: Line) -> ResponseReturnValue:
    home = url_for("admin.pay_policies__entry", key=found.newest.id)
    return redirect(f"{home}#examples", 303)
