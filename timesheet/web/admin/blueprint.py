"""The room of the admin's pages, and what all of them need."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, g, request
from flask_babel import lazy_gettext as _later

from timesheet import now
from timesheet.actions.setting_up.changes import Author, Changed
from timesheet.errors import Refused
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("admin", __name__, url_prefix="/admin")

KEY = "<int(max=9007199254740991):key>"

# Groups of places: endpoint, words, what stands there.
PLACES = (
    (
        _later("People"),
        (
            ("admin.people", _later("People"), _later("Roles, teams, rates, sign-in")),
            ("admin.teams", _later("Teams"), _later("Crews and who leads them")),
            ("admin.roster", _later("Roster"), _later("Who is planned where and when")),
            ("admin.kiosks", _later("Kiosks"), _later("Shared tablets to clock at")),
            ("imports.home", _later("Past shifts"), _later("Hours of another system, by a file")),
            ("places.sheet", _later("Paper sheet"), _later("For the day when everything is down")),
        ),
    ),
    (
        _later("Codes"),
        (
            ("admin.projects", _later("Projects"), _later("What hours are charged to")),
            ("admin.tasks", _later("Tasks"), _later("Parts of a project")),
            ("admin.customers", _later("Customers"), _later("Who projects are for")),
            ("admin.cost_codes", _later("Cost codes"), _later("What kind of work it is")),
            ("admin.cost_centers", _later("Cost centers"), _later("Where wages are booked")),
            ("budgets.home", _later("Budgets"), _later("What projects may take and bring")),
            ("admin.sites", _later("Sites"), _later("Places of work and their zones")),
        ),
    ),
    (
        _later("Policy"),
        (
            ("admin.rules", _later("Rules"), _later("Which hours go to which code")),
            ("admin.pay_policies", _later("Pay policies"), _later("How hours become pay")),
            ("admin.holidays", _later("Public holidays"), _later("Which days they are, where")),
            ("admin.questions", _later("Questions"), _later("How much workers may be asked")),
            (
                "admin.reminders",
                _later("Reminders"),
                _later("Of what, by which ways, and when not"),
            ),
            ("admin.company", _later("Company"), _later("Pay periods, zone, limits")),
        ),
    ),
)

# What accounting may read, too.
READ = {"admin.pay_policies", "admin.holidays"}
READABLE = (
    (_later("Policy"), tuple(place for _, group in PLACES for place in group if place[0] in READ)),
)


@pages.context_processor
def _places() -> dict[str, object]:
    # A page of a refusal is drawn in this room too, and has no actor.
    actor = g.get("actor")
    places = PLACES if actor is not None and actor.has("admin") else READABLE
    return {"admin_places": places, "here": (request.endpoint or "").partition("__")[0]}


def author() -> Author:
    """Return who makes the change that is asked for, and when."""
    return Author(current_actor().id, now.utc())


def zones() -> list[str]:
    """Return the names of the world's time zones."""
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")


def say(form: Any, refused: Refused, fields: Mapping[str, str] | None = None) -> int:
    """Put a refusal where it belongs in a form; return the HTTP status of the answer.

    ``fields`` gives the form's name of a field where it is another than the refusal's.
    """
    name = (fields or {}).get(refused.field, refused.field)
    message = _(refused.text, **refused.values)
    if name and name in form:
        form[name].errors = [*form[name].errors, message]
    else:
        form.form_errors = [*form.form_errors, message]
    return 409 if isinstance(refused, Changed) else 422


def differences(form: Any, changed: Changed, names: Mapping[str, dict[int, str]]) -> list[Any]:
    """Return what differs, as (label, as it stands now, yours) in words."""

    def words(field: str, value: object) -> object:
        if field in names and isinstance(value, int):
            return names[field].get(value, value)
        return _("yes") if value is True else _("no") if value is False else value

    return [
        (form[d.field].label.text, words(d.field, d.now), words(d.field, d.yours))
        for d in changed.differences
        if d.field in form
    ]


def query_key(name: str) -> int | None:
    """Return an id from the address; None where there is none that could be one."""
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else None


def query_text(name: str) -> str:
    """Return a text from the address, on one line and not long."""
    value = request.args.get(name, "")[:200].strip()
    return value if value.isprintable() else ""


def labelled(entries: Iterable[Any]) -> list[tuple[int, str]]:
    """Return entries as ids with labels, those that have a code by "code · name"."""
    return [(e.id, f"{e.code} · {e.name}" if hasattr(e, "code") else str(e.name)) for e in entries]
