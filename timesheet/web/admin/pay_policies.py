"""Pay policies: the list, a policy's page, its blocks, and its end."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from timesheet import now
from timesheet.actions.setting_up import looking, pay_examples, pay_policies
from timesheet.actions.setting_up.pay_policies import Line
from timesheet.core import calendar
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import NOTICE, PRESETS
from timesheet.core.pay.sentences import sentences
from timesheet.errors import Refused
from timesheet.store.codes import Person, Team
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import KEY, author, labelled, pages, say
from timesheet.web.admin.pay_review import reviewed
from timesheet.web.forms import pay_blocks, pay_words
from timesheet.web.forms.fields import offer
from timesheet.web.forms.pay_policies import (
    EndPolicyForm,
    ExamplesForm,
    NewPolicyForm,
    PolicyJsonForm,
    TimecardExampleForm,
)
from timesheet.web.i18n import gettext as _


@pages.get("/pay-policies", endpoint="pay_policies")
def list_policies() -> str:
    """Show which policy holds for whom, and the form of a new one."""
    return _list(NewPolicyForm(formdata=None, preset="plain", effective_from=_today()))


@pages.post("/pay-policies", endpoint="pay_policies__new")
def new_policy() -> ResponseReturnValue:
    """Look at a new policy, made of a preset, before it holds."""
    form = NewPolicyForm()
    _offer_teams(form)
    if form.validate():
        try:
            person = looking.person_by_number(form.person.data).id if form.person.data else None
            draft = pay_policies.from_preset(
                form.preset.data, form.name.data, form.team_id.data, person
            )
        except Refused as refused:
            say(form, refused, {"number": "person"})
        else:
            return reviewed(None, draft, form.effective_from.data)
    return _list(form), 422


@pages.get(f"/pay-policies/{KEY}", endpoint="pay_policies__entry")
def show_policy(key: int) -> str:
    """Show a policy: its versions, what it says in words, its examples."""
    return entry_page(line_of(key))


@pages.route(f"/pay-policies/{KEY}/<section>", methods=["GET", "POST"],
             endpoint="pay_policies__section")  # fmt: skip
def change_section(key: int, section: str) -> ResponseReturnValue:
    """Change one block of a policy; what it says then is looked at before it holds."""
    found = line_of(key)
    if section not in pay_blocks.SECTIONS:
        raise NotFound
    if request.method == "GET":
        return _section(found, section, pay_blocks.shown(found.policy, section))
    filled = request.form.to_dict(flat=False)
    data = pay_blocks.changed(found.policy, section, filled)
    try:
        draft = replace(pay_policies.next_of(found, data), seen=_seen())
    except Refused as refused:
        why = str(refused.values.get("why") or refused)
        return _section(found, section, filled, (refused.field, why)), 422
    return reviewed(found, draft, None)


@pages.route(f"/pay-policies/{KEY}/json", methods=["GET", "POST"], endpoint="pay_policies__json")
def change_as_json(key: int) -> ResponseReturnValue:
    """Change a policy as data, for those who know its format."""
    found = line_of(key)
    form = PolicyJsonForm(document=json.dumps(found.policy.to_dict(), indent=2))
    if form.validate_on_submit():
        try:
            data = json.loads(form.document.data or "")
            draft = replace(pay_policies.next_of(found, data), seen=_seen())
        except ValueError as error:
            form.document.errors = [_("This is no JSON: %(why)s.", why=error)]
        except Refused as refused:
            form.document.errors = [_(refused.text, **refused.values)]
        else:
            return reviewed(found, draft, None)
    page = render_template("admin/pay_policy_json.html", found=found, form=form)
    return page, 422 if form.is_submitted() else 200


@pages.post(f"/pay-policies/{KEY}/end", endpoint="pay_policies__end")
def end_policy(key: int) -> ResponseReturnValue:
    """Let a policy hold no more from a day on; it is never deleted."""
    found, form = line_of(key), EndPolicyForm()
    if not form.validate():
        return entry_page(found, end_form=form), 422
    pay_policies.end(found, form.ends_from.data, author())
    flash(_("From then on the policy holds no more."), "good")
    return redirect(url_for("admin.pay_policies__entry", key=found.newest.id), 303)


def entry_page(found: Line, **forms: Any) -> str:
    """Return a policy's page; ``forms`` are those that were refused."""
    policy, day = found.policy, found.day
    shown = {
        "end_form": EndPolicyForm(formdata=None, ends_from=day),
        "examples_form": ExamplesForm(formdata=None),
        "timecard_form": TimecardExampleForm(formdata=None, day=day),
        **forms,
    }
    return render_template(
        "admin/pay_policy.html",
        found=found,
        policy=policy,
        said=in_sections(policy),
        sections=pay_words.SECTIONS,
        whom=whom(found.newest.team, found.newest.person),
        notice=NOTICE,
        runs=pay_examples.runs(found.newest.code, (found.current or found.last).document),
        people=looking.numbers(day),
        may_change=current_actor().has("admin"),
        **shown,
    )


def in_sections(policy: Policy) -> dict[str, str]:
    """Return the sentences of a policy by the sections of its page."""
    said = sentences(policy)
    found = {
        section: " ".join(said[name] for name in names if name in said)
        for section, names in pay_blocks.SECTIONS.items()
    }
    if policy.stacking == "highest":
        found["stacking"] = _("Where several multipliers meet, the highest counts.")
    else:
        found["stacking"] = _("Where several multipliers meet, their premiums are added.")
    return found


def whom(team: int | None, person: int | None) -> str:
    """Return in words for whom a policy is."""
    if not (team or person):
        return _("everybody")
    names = looking.names([Team, Person])
    return names[Person].get(person, "") if person else names[Team].get(team or 0, "")


def _section(
    found: Line, section: str, filled: pay_blocks.Filled, error: tuple[str, str] | None = None
) -> str:
    nodes = list(pay_blocks.tree(section, filled))
    placed = error is None or pay_blocks.put(nodes, *error)
    return render_template(
        "admin/pay_policy_section.html",
        found=found,
        section=section,
        nodes=nodes,
        said=in_sections(found.policy)[section],
        words=pay_words,
        error=error,
        placed=placed,
    )


def _list(form: Any) -> str:
    _offer_teams(form)
    lines = pay_policies.lines(_today())
    return render_template(
        "admin/pay_policies.html",
        form=form,
        lines=[(one, whom(one.newest.team, one.newest.person)) for one in lines],
        presets=PRESETS,
        notice=NOTICE,
        people=looking.numbers(_today()),
        may_change=current_actor().has("admin"),
    )


def _offer_teams(form: Any) -> None:
    offer(form.team_id, labelled(looking.offered(Team, _today())), _("everybody"))


def line_of(key: int) -> Line:
    """Return the policy that a version belongs to, as of today."""
    return pay_policies.line(key, _today())


def _seen() -> int:
    value = request.form.get("seen", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else 0


def _today() -> date:
    return calendar.day_of(now.utc(), current_actor().zone)
