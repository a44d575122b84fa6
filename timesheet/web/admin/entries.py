"""Lists and forms of the plain nouns: one description each, the same pages for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions.setting_up import changes, looking
from timesheet.actions.setting_up.changes import Author, Changed, fingerprint
from timesheet.core import calendar
from timesheet.errors import Refused
from timesheet.store.codes import Entry
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import (
    KEY,
    author,
    differences,
    labelled,
    pages,
    query_key,
    query_text,
    say,
    zones,
)
from timesheet.web.forms.fields import offer
from timesheet.web.i18n import gettext as _


@dataclass(frozen=True)
class Noun:
    """A plain noun: its name in addresses, its record, form and action, and the list's columns.

    ``columns`` are fields of the record; ``references`` are its fields that name other entries.
    """

    name: str
    kind: type[Entry]
    title: Any
    add: Any
    form: type[Any]
    save: Callable[[Any, str, Author], int]
    columns: tuple[str, ...]
    references: Mapping[str, type[Entry]] = field(default_factory=dict)
    template: str = "admin/entry.html"
    more: Callable[[int], dict[str, Any]] | None = None

    @property
    def endpoint(self) -> str:
        """The endpoint of the list; those of one entry and its removal follow from it."""
        return f"admin.{self.name}"


def register(noun: Noun) -> None:
    """Give a noun its pages: a list, a form to add, a form to change, and removal."""
    rules: tuple[tuple[str, str, Callable[..., ResponseReturnValue], list[str]], ...] = (
        ("", "", lambda: _list(noun), ["GET"]),
        ("/new", "__new", lambda: _form(noun, 0), ["GET", "POST"]),
        (f"/{KEY}", "__entry", lambda key: _form(noun, key), ["GET", "POST"]),
        (f"/{KEY}/remove", "__remove", lambda key: _remove(noun, key), ["POST"]),
    )
    for path, suffix, view, methods in rules:
        address = f"/{noun.name.replace('_', '-')}{path}"
        pages.add_url_rule(address, noun.name + suffix, view, methods=methods)


def _list(noun: Noun) -> str:
    search, ended = query_text("q"), "ended" in request.args
    today = None if ended else calendar.day_of(now.utc(), current_actor().zone)
    found = looking.listed(noun.kind, search, query_key("after"), today)
    headings = noun.form()
    return render_template(
        "admin/list.html",
        noun=noun,
        found=found,
        names=looking.names(set(noun.references.values())),
        headings=[headings[name].label.text for name in noun.columns],
        search=search,
        ended=ended,
    )


def _form(noun: Noun, key: int) -> ResponseReturnValue:
    entry = looking.find(noun.kind, key) if key else None
    form = noun.form(obj=entry)
    _offer(noun, form, entry)
    changed: list[Any] = []
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                saved = noun.save(_entry(noun, form, key), request.form.get("seen", ""), author())
            except Refused as refused:
                status = say(form, refused)
                if isinstance(refused, Changed):
                    entry = refused.now
                    changed = differences(form, refused, _reference_names(noun))
            else:
                return _saved(noun, saved, key)
    page = render_template(
        noun.template,
        noun=noun,
        entry=entry,
        form=form,
        seen=fingerprint(entry),
        changed=changed,
        zones=zones() if "zone" in form else (),
        **(noun.more(key) if noun.more and key else {}),
    )
    return page, status


def _entry(noun: Noun, form: Any, key: int) -> Entry:
    """Return the record that a form says: its own fields, and no other."""
    given = {f.name: form[f.name].data for f in fields(noun.kind) if f.name in form}
    return noun.kind(id=key, **given)


def _saved(noun: Noun, saved: int, key: int) -> ResponseReturnValue:
    flash(_("Saved."), "good")
    if noun.more and not key:
        return redirect(url_for(f"{noun.endpoint}__entry", key=saved), 303)
    return redirect(url_for(noun.endpoint), 303)


def _reference_names(noun: Noun) -> dict[str, dict[int, str]]:
    names = looking.names(set(noun.references.values()))
    return {name: names[kind] for name, kind in noun.references.items()}


def _offer(noun: Noun, form: Any, entry: Entry | None) -> None:
    today = calendar.day_of(now.utc(), current_actor().zone)
    for name, kind in noun.references.items():
        held = getattr(entry, name, None)
        offer(form[name], labelled(looking.offered(kind, today, held)))


def _remove(noun: Noun, key: int) -> ResponseReturnValue:
    try:
        changes.remove(noun.kind, key, author())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for(f"{noun.endpoint}__entry", key=key), 303)
    flash(_("Removed."), "good")
    return redirect(url_for(noun.endpoint), 303)
