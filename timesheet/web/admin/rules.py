"""Rules: the list, the form, and what a rule would do before it does it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import suggesting
from timesheet.actions.setting_up import code_texts, looking, rule_preview, rules
from timesheet.actions.setting_up.changes import fingerprint
from timesheet.actions.setting_up.looking import RuleView
from timesheet.actions.setting_up.rule_preview import Preview
from timesheet.core import calendar
from timesheet.core.inference.rules import Breakdown, Rule
from timesheet.errors import Refused
from timesheet.store.codes import CostCode, Site, Team
from timesheet.web.access import current_actor
from timesheet.web.admin import rule_documents, rule_words
from timesheet.web.admin.blueprint import KEY, author, labelled, pages, say
from timesheet.web.forms.fields import offer, offer_ticks
from timesheet.web.forms.rules import EndRuleForm, RuleForm
from timesheet.web.i18n import gettext as _

SHOWN = 20


@pages.get("/rules", endpoint="rules")
def list_rules() -> str:
    """Show the newest version of each rule."""
    found, ideas = looking.rules(), suggesting.still_open()
    return render_template(
        "admin/rules.html", found=found, words=rule_words, today=_today(), ideas=ideas
    )


@pages.post(f"/rules/suggested/{KEY}", endpoint="rules__settle")
def settle(key: int) -> ResponseReturnValue:
    """Take a suggestion off the list."""
    suggesting.settle(key, current_actor().id, now.utc())
    return redirect(url_for("admin.rules"), 303)


@pages.route("/rules/new", methods=["GET", "POST"], endpoint="rules__new")
def new_rule() -> ResponseReturnValue:
    """Write a new rule."""
    return _edit(None)


@pages.route(f"/rules/{KEY}", methods=["GET", "POST"], endpoint="rules__entry")
def change_rule(key: int) -> ResponseReturnValue:
    """Write the next version of a rule."""
    return _edit(looking.rule(key, _today()))


@pages.post(f"/rules/{KEY}/end", endpoint="rules__end")
def end_rule(key: int) -> ResponseReturnValue:
    """Let a rule hold no more from a day on, having shown what that does."""
    view = looking.rule(key, _today())
    form = EndRuleForm()
    if not form.validate():
        return _page(view, _form(view), end_form=form, status=422)
    first = form.ends_from.data
    stamp = fingerprint("end", key, view.newest.version, first)
    if request.form.get("previewed") != stamp:
        ended = replace(view.newest, active=False)
        seen = rule_preview.preview(ended, now.utc())
        return _page(view, _form(view), end_form=form, preview=seen, stamp=stamp)
    try:
        rules.end(key, _seen(), first, author())
    except Refused as refused:
        say(form, refused)
        return _page(view, _form(view), end_form=form, status=409)
    flash(_("From then on the rule holds no more."), "good")
    return redirect(url_for("admin.rules"), 303)


def _edit(view: RuleView | None) -> ResponseReturnValue:
    if request.method == "GET":
        return _page(view, _form(view))
    form = RuleForm()
    _offer(form)
    do = request.form.get("do", "preview")
    if do == "more":
        _more_rows(form)
        return _page(view, form)
    valid = form.validate()
    rule = rule_documents.said(form, view.newest if view else None)
    if rule is None or not valid:
        return _page(view, form, status=422)
    return _decide(view, form, rule if view else replace(rule, id=0, version=0), do)


def _decide(view: RuleView | None, form: Any, rule: Rule, do: str) -> ResponseReturnValue:
    """Save what was previewed; preview whatever else was asked for."""
    stamp = fingerprint(json.dumps(rule.to_dict(), sort_keys=True))
    try:
        if do == "save" and request.form.get("previewed") == stamp:
            saved = rules.save(rule, _seen(), author())
            flash(_("Saved as version %(version)d.", version=saved.version), "good")
            return redirect(url_for("admin.rules__entry", key=saved.id), 303)
        seen = rule_preview.preview(rule, now.utc())
    except Refused as refused:
        return _page(view, form, status=say(form, refused))
    return _page(view, form, preview=seen, stamp=stamp)


def _page(
    view: RuleView | None,
    form: Any,
    *,
    end_form: Any = None,
    preview: Preview | None = None,
    stamp: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    today = _today()
    page = render_template(
        "admin/rule.html",
        view=view,
        form=form,
        end_form=end_form or EndRuleForm(formdata=None, ends_from=today),
        ending=end_form is not None,
        preview=preview,
        shown=SHOWN,
        stamp=stamp,
        words=rule_words,
        names=looking.all_names(),
        currency=looking.currency(),
        readable=view is None or not isinstance(view.newest.then, Breakdown),
        people=looking.numbers(today),
        codes=code_texts.suggested(today),
    )
    # htmx swaps nothing that isn't a success; the message is in the form.
    return page, 200 if request.headers.get("HX-Request") else status


def _form(view: RuleView | None) -> Any:
    data = (
        rule_documents.shown(view.newest, looking.all_names())
        if view
        else rule_documents.begun(request.args)
    )
    form = RuleForm(formdata=None, data={**data, "valid_from": _today()})
    _more_rows(form, 1)
    _offer(form)
    return form


def _more_rows(form: Any, count: int = 2) -> None:
    for rows in (form.persons, form.parts):
        for _row in range(count):
            if len(rows.entries) < rows.max_entries:
                rows.append_entry()
    _offer(form)


def _offer(form: Any) -> None:
    today = _today()
    offer_ticks(form.teams, labelled(looking.offered(Team, today)))
    offer_ticks(form.sites, labelled(looking.offered(Site, today)))
    cost_codes = labelled(looking.offered(CostCode, today))
    for row in form.parts:
        offer(row.form.cost_code, cost_codes)


def _seen() -> int:
    value = request.form.get("seen", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _today() -> date:
    return calendar.day_of(now.utc(), current_actor().zone)
