"""A version of a pay policy before it holds: what would change, then from when it is activated."""

import json
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from timesheet import now
from timesheet.actions.setting_up import looking, pay_policies, pay_preview
from timesheet.actions.setting_up.changes import fingerprint
from timesheet.actions.setting_up.pay_policies import Draft, Line
from timesheet.actions.setting_up.pay_preview import Preview
from timesheet.core import calendar
from timesheet.core.pay.sentences import sentences
from timesheet.errors import Refused
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import author, pages, say
from timesheet.web.forms import pay_words
from timesheet.web.forms.pay_policies import ReviewForm
from timesheet.web.i18n import gettext as _

SHOWN = 200
USUAL = 2


@pages.post("/pay-policies/review", endpoint="pay_policies__review")
def review() -> ResponseReturnValue:
    """Look again at a version, or activate it once it was looked at."""
    form = ReviewForm()
    found, draft = _draft(form)
    if not form.validate():
        return _page(form, found, draft, status=422)
    activating = request.form.get("do") == "activate"
    if activating and request.form.get("previewed") == _stamp(draft):
        return _activated(form, found, draft)
    return _page(form, found, draft)


def reviewed(found: Line | None, draft: Draft, effective_from: date | None) -> ResponseReturnValue:
    """Show for the first time what a version would change."""
    today = calendar.day_of(now.utc(), current_actor().zone)
    form = ReviewForm(
        formdata=None,
        policy=found.newest.id if found else 0,
        seen=draft.seen,
        document=draft.document,
        name=draft.name,
        team=draft.team or "",
        person=draft.person or "",
        periods=USUAL,
        effective_from=effective_from or today,
    )
    return _page(form, found, draft)


def _draft(form: Any) -> tuple[Line | None, Draft]:
    document = _document(form.document.data or "{}")
    today = calendar.day_of(now.utc(), current_actor().zone)
    if key := _number(form.policy.data):
        found = pay_policies.line(key, today)
        newest = found.newest
        return found, Draft(
            newest.code, newest.name, document,
            newest.team, newest.person, _number(form.seen.data) or 0,
        )  # fmt: skip
    name, whom = form.name.data or "", (_number(form.team.data), _number(form.person.data))
    return None, Draft(name, name, document, *whom)


def _document(text: str) -> str:
    """Return the document that travels with the form, in its canonical form."""
    try:
        return pay_policies.document(json.loads(text))
    except (ValueError, Refused) as error:
        raise BadRequest from error


def _number(value: str | None) -> int | None:
    text = value or ""
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _activated(form: Any, found: Line | None, draft: Draft) -> ResponseReturnValue:
    seen = pay_preview.preview(draft, form.periods.data, now.utc())
    if seen.broken and not form.accept.data:
        form.accept.errors = [_("Look at the examples that differ, then say so here.")]
        return _page(form, found, draft, seen, status=422)
    try:
        saved = pay_policies.activate(draft, form.effective_from.data, author())
    except Refused as refused:
        return _page(form, found, draft, seen, status=say(form, refused))
    flash(_("Saved as version %(version)d.", version=saved.version), "good")
    return redirect(url_for("admin.pay_policies__entry", key=saved.id), 303)


def _page(
    form: Any, found: Line | None, draft: Draft, seen: Preview | None = None, status: int = 200
) -> ResponseReturnValue:
    periods = form.periods.data if form.periods.data in pay_preview.PERIODS else USUAL
    before = sentences(found.policy) if found else {}
    after = sentences(draft.policy)
    page = render_template(
        "admin/pay_policy_review.html",
        form=form,
        found=found,
        draft=draft,
        stamp=_stamp(draft),
        preview=seen or pay_preview.preview(draft, periods, now.utc()),
        shown=SHOWN,
        sections=pay_words.SECTIONS,
        said=[
            (name, before.get(name, ""), after.get(name, ""))
            for name in dict.fromkeys((*before, *after))
            if before.get(name) != after.get(name)
        ],
        currency=looking.currency(),
    )
    return page, status


def _stamp(draft: Draft) -> str:
    return fingerprint(draft.code, draft.document, draft.team, draft.person, draft.seen)
