"""What every page stands in: the links of a person's roles, and the addresses of the files."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Flask, Response, current_app, g, request, send_from_directory, url_for
from flask_babel import lazy_gettext as _later

files = Blueprint("files", __name__)
YEAR = 365 * 24 * 3600


class Link(NamedTuple):
    """A link of the navigation: where to, its words, and whether the page lies there."""

    href: str
    label: str
    current: bool


# Role, endpoint of its first page, words. A link is shown where the page exists.
PLACES = (
    ("worker", "worker.home", _later("Clock")),
    ("lead", "lead.home", _later("Crew")),
    ("lead", "closing.home", _later("Pay period")),
    ("accounting", "accounting.all_periods", _later("Accounting")),
    ("worker", "leave.page", _later("Leave")),
    ("lead", "leave.page", _later("Leave")),
    ("accounting", "leave.page", _later("Leave")),
    ("lead", "exceptions.found", _later("Exceptions")),
    ("accounting", "exceptions.found", _later("Exceptions")),
    ("admin", "admin.home", _later("Admin")),
    ("accounting", "tradeoff.page", _later("Tradeoff")),
    ("admin", "tradeoff.page", _later("Tradeoff")),
)
# Rooms whose pages lie behind a link of another room, for whom one of these links is shown.
BEHIND = {
    "mine": ("worker",),
    "photos": ("worker",),
    "reminder_choices": ("worker",),
    "approving": ("lead",),
    "closing": ("accounting",),
    "budgets": ("accounting", "admin"),
    "imports": ("accounting", "admin"),
    "places": ("admin",),
    **dict.fromkeys(
        ("accruals", "corrections", "days", "exports", "filing", "making", "profiles", "registers",
         "review", "saved", "suggestions"),
        ("accounting",),
    ),
}  # fmt: skip
SIGN_OUT = "auth.sign_out"


def attach(app: Flask) -> None:
    """Register the files and tell every template its links and addresses."""
    app.register_blueprint(files)
    version = app.extensions["asset_version"] = digest(Path(str(app.static_folder)))

    def asset(name: str) -> str:
        return url_for("files.asset", version=version, filename=name)

    app.jinja_env.globals["asset"] = asset
    app.context_processor(_navigation)


def digest(folder: Path) -> str:
    """Return a short hash of all files below a folder: it changes when any of them does."""
    seen = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        seen.update(path.relative_to(folder).as_posix().encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:12]


@files.get("/assets/<version>/<path:filename>")
def asset(version: str, filename: str) -> Response:  # noqa: ARG001
    """Send a file under an address that changes with it, so that browsers keep it for a year.

    The version stands in the path, so that modules and style sheets find each other relatively.
    """
    answer = send_from_directory(str(current_app.static_folder), filename, max_age=YEAR)
    answer.cache_control.public = True
    answer.cache_control.immutable = True
    return answer


@files.get("/sw.js")
def service_worker() -> Response:
    """Send the service worker: at the root, so that it serves all pages, and new with any file."""
    script = f'import "{url_for("files.asset", version=_version(), filename="js/offline.js")}";\n'
    return Response(script, mimetype="text/javascript")


def _version() -> str:
    return str(current_app.extensions["asset_version"])


def _navigation() -> dict[str, object]:
    actor = getattr(g, "actor", None)
    sign_out = url_for(SIGN_OUT) if SIGN_OUT in current_app.view_functions else ""
    return {"actor": actor, "places": places(getattr(actor, "roles", ())), "sign_out": sign_out}


def places(roles: Iterable[str]) -> list[Link]:
    """Return the links for somebody of these roles, in the order of the trade: worker first."""
    known = current_app.view_functions
    held = {str(role) for role in roles}
    shown = {e: label for role, e, label in PLACES if role in held and e in known}
    here = _room_shown(_room(request.endpoint or ""), {_room(e) for e in shown})
    return [Link(url_for(e), str(label), _room(e) == here) for e, label in shown.items()]


def _room(endpoint: str) -> str:
    return endpoint.partition(".")[0]


def _room_shown(room: str, linked: set[str]) -> str:
    """Return the room whose link leads to a room's pages."""
    if room in linked:
        return room
    return next((one for one in BEHIND.get(room, ()) if one in linked), room)
