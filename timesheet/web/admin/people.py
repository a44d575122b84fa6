"""People: who they are and what they may do, their teams, rates and passwords."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions.setting_up import looking, people, rates
from timesheet.actions.setting_up.changes import Changed, fingerprint
from timesheet.actions.setting_up.looking import PersonView
from timesheet.core import calendar
from timesheet.errors import Refused
from timesheet.store.codes import Person, Project, Site, Team
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
from timesheet.web.forms.people import JoinForm, NewPasswordForm, PersonForm, RateForm, rate_of
from timesheet.web.i18n import gettext as _

Forms = dict[str, Any]


@pages.get("/people", endpoint="people")
def list_people() -> str:
    """Show the list of people."""
    search, ended = query_text("q"), "ended" in request.args
    today = None if ended else calendar.day_of(now.utc(), current_actor().zone)
    found = looking.listed(Person, search, query_key("after"), today)
    return render_template(
        "admin/people.html",
        found=found,
        more=looking.about(found.entries, calendar.day_of(now.utc(), current_actor().zone)),
        search=search,
        ended=ended,
    )


@pages.route("/people/new", methods=["GET", "POST"], endpoint="people__new")
def new_person() -> ResponseReturnValue:
    """Add a person."""
    form = PersonForm(zone=current_actor().zone, roles=["worker"])
    _offer_sites(form, None)
    if form.validate_on_submit():
        try:
            key = people.save(_person(form, 0), set(form.roles.data), "", author())
        except Refused as refused:
            say(form, refused)
        else:
            flash(_("Added. Now the team, the rate and a password."), "good")
            return redirect(url_for("admin.people__entry", key=key), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("admin/person_new.html", form=form, zones=zones()), status


@pages.get(f"/people/{KEY}", endpoint="people__entry")
def show_person(key: int) -> ResponseReturnValue:
    """Show everything that is set up about a person."""
    view = looking.person(key)
    return _page(view, _forms(view))


@pages.post(f"/people/{KEY}", endpoint="people__change")
def change_person(key: int) -> ResponseReturnValue:
    """Change who a person is and what he may do."""
    view = looking.person(key)
    forms = _forms(view)
    form = forms["person"] = PersonForm()
    _offer_sites(form, view.person.site_id)
    if not form.validate():
        return _page(view, forms, 422)
    try:
        people.save(
            _person(form, key), set(form.roles.data), request.form.get("seen", ""), author()
        )
    except Refused as refused:
        status = say(form, refused)
        if not isinstance(refused, Changed):
            return _page(view, forms, status)
        sites = looking.names([Site])[Site]
        view = looking.person(key)
        changed = differences(form, refused, {"site_id": sites})
        return _page(view, forms, status, changed=changed)
    return _saved(key)


@pages.post(f"/people/{KEY}/team", endpoint="people__team")
def join_team(key: int) -> ResponseReturnValue:
    """Let a person belong to a team from a day on."""

    def act(form: Any) -> None:
        people.join(key, form.team_id.data, form.first.data, author())

    return _part(key, "join", JoinForm, act)


@pages.post(f"/people/{KEY}/rate", endpoint="people__rate")
def add_rate(key: int) -> ResponseReturnValue:
    """Add a rate from a day on."""

    def act(form: Any) -> None:
        given = (form.valid_from.data, form.project_id.data, form.reason.data)
        rates.add(key, rate_of(form.rate.data), *given, author())

    return _part(key, "rate", RateForm, act)


@pages.post(f"/people/{KEY}/password", endpoint="people__password")
def set_password(key: int) -> ResponseReturnValue:
    """Give a person a new password."""

    def act(form: Any) -> None:
        people.set_password(key, form.new.data, author())

    return _part(key, "password", NewPasswordForm, act)


@pages.post(f"/people/{KEY}/remove", endpoint="people__remove")
def remove_person(key: int) -> ResponseReturnValue:
    """Remove a person of whom nothing was ever recorded."""
    try:
        people.remove(key, author())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("admin.people__entry", key=key), 303)
    flash(_("Removed."), "good")
    return redirect(url_for("admin.people"), 303)


def _part(key: int, name: str, kind: type[Any], act: Callable[[Any], None]) -> ResponseReturnValue:
    """Answer one of the page's smaller forms: act, or show the page with what is wrong."""
    view = looking.person(key)
    forms = _forms(view)
    form = forms[name] = kind()
    _offer(forms, view)
    if not form.validate():
        return _page(view, forms, 422)
    try:
        act(form)
    except Refused as refused:
        return _page(view, forms, say(form, refused))
    return _saved(key, f"#{name}")


def _forms(view: PersonView) -> Forms:
    today = calendar.day_of(now.utc(), view.person.zone)
    forms: Forms = {
        "person": PersonForm(formdata=None, obj=view.person, roles=sorted(view.roles)),
        "join": JoinForm(formdata=None, first=today, team_id=_team(view)),
        "rate": RateForm(formdata=None, valid_from=today),
        "password": NewPasswordForm(formdata=None),
    }
    _offer(forms, view)
    return forms


def _team(view: PersonView) -> int | None:
    return next((b.team for b in reversed(view.belongings) if b.last is None), None)


def _offer(forms: Forms, view: PersonView) -> None:
    today = calendar.day_of(now.utc(), view.person.zone)
    _offer_sites(forms["person"], view.person.site_id)
    offer(forms["join"].team_id, labelled(looking.offered(Team, today)), _("no team"))
    offer(forms["rate"].project_id, labelled(looking.offered(Project, today)), _("all work"))


def _offer_sites(form: Any, held: int | None) -> None:
    today = calendar.day_of(now.utc(), current_actor().zone)
    offer(form.site_id, labelled(looking.offered(Site, today, held)))


def _person(form: Any, key: int) -> Person:
    person = Person(
        id=key,
        number=form.number.data,
        name=form.name.data,
        login=form.login.data,
        zone=form.zone.data,
        locale=form.locale.data,
        site_id=form.site_id.data,
        started_on=form.started_on.data,
        ended_on=form.ended_on.data,
    )
    return replace(person, login=person.login.lower())


def _page(
    view: PersonView, forms: Forms, status: int = 200, *, changed: list[Any] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "admin/person.html",
        view=view,
        forms=forms,
        seen=fingerprint(view.person),
        changed=changed or [],
        names=looking.names([Team, Project]),
        kinds={"team": Team, "project": Project},
        zones=zones(),
    )
    return page, status


def _saved(key: int, part: str = "") -> ResponseReturnValue:
    flash(_("Saved."), "good")
    return redirect(url_for("admin.people__entry", key=key) + part, 303)
