"""Who may use which page: one table. A page that stands in no row of it refuses to start."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin
from flask_login import current_user as _current
from werkzeug.exceptions import Forbidden, MethodNotAllowed, Unauthorized

from timesheet import now
from timesheet.actions import kiosk, signing
from timesheet.actions.signing import Actor
from timesheet.core.model import Seconds
from timesheet.web.i18n import gettext as _

__all__ = [
    "ACCESS",
    "Actor",
    "Row",
    "Scope",
    "User",
    "ask_for_sign_in",
    "attach",
    "current_actor",
    "visible",
]


class Scope(StrEnum):
    """Whose things a page shows or changes; ``visible()`` answers by it."""

    NOBODYS = "nobody's"
    OWN = "own"
    CREW = "crew"
    COMPANY = "company"


class Row(NamedTuple):
    """A page, its methods, the roles that may use it, whose things it deals with.

    ``large``: files may be sent to it. An endpoint ``room.*`` stands for a whole room and is for
    rooms that belong to one role.
    """

    endpoint: str
    methods: str
    roles: frozenset[str]
    scope: Scope
    large: bool = False


PUBLIC = frozenset({"anybody"})
# A shared tablet that an admin has registered; nobody is signed in at it.
TABLET = frozenset({"tablet"})
EVERYBODY = frozenset({"worker", "lead", "accounting", "admin"})
LEAD = frozenset({"lead"})
ACCOUNTING = frozenset({"accounting"})
ADMIN = frozenset({"admin"})
OFFICE = ACCOUNTING | ADMIN

TABLE = (
    Row("static", "GET", PUBLIC, Scope.NOBODYS),
    Row("files.*", "GET", PUBLIC, Scope.NOBODYS),
    Row("health.*", "GET", PUBLIC, Scope.NOBODYS),
    Row("auth.sign_in", "GET POST", PUBLIC, Scope.NOBODYS),
    Row("auth.sign_out", "POST", PUBLIC, Scope.NOBODYS),
    Row("auth.language", "POST", PUBLIC, Scope.NOBODYS),
    Row("auth.account", "GET POST", EVERYBODY, Scope.OWN),
    Row("worker.home", "GET", EVERYBODY, Scope.OWN),
    Row("worker.token", "GET", EVERYBODY, Scope.OWN),
    Row("worker.punch", "POST", EVERYBODY, Scope.OWN),
    Row("mine.*", "GET POST", EVERYBODY, Scope.OWN),
    Row("certifying.*", "GET POST", EVERYBODY, Scope.CREW),
    Row("photos.page", "GET", EVERYBODY, Scope.OWN),
    Row("photos.one", "GET", EVERYBODY, Scope.CREW),
    Row("photos.save", "POST", EVERYBODY, Scope.OWN, large=True),
    Row("photos.remove", "POST", EVERYBODY, Scope.OWN),
    Row("answers.*", "POST", EVERYBODY, Scope.OWN),
    Row("reminders.stop", "POST", EVERYBODY, Scope.OWN),
    Row("reminder_choices.*", "GET POST", EVERYBODY, Scope.OWN),
    Row("reminder_devices.*", "POST", EVERYBODY, Scope.OWN),
    # From a mail: a signed link opens them, whoever is signed in.
    Row("reminder_links.*", "GET POST", PUBLIC, Scope.NOBODYS),
    Row("kiosk.register", "GET POST", PUBLIC, Scope.NOBODYS),
    Row("kiosk.home", "GET", TABLET, Scope.NOBODYS),
    Row("kiosk.people", "GET", TABLET, Scope.NOBODYS),
    Row("kiosk.who", "POST", TABLET, Scope.NOBODYS),
    Row("kiosk.photo", "GET", TABLET, Scope.NOBODYS),
    Row("kiosk.punch", "POST", TABLET, Scope.NOBODYS),
    Row("kiosk.meal", "POST", TABLET, Scope.NOBODYS),
    Row("kiosk.undo", "POST", TABLET, Scope.NOBODYS),
    Row("exceptions.*", "GET POST", LEAD | ACCOUNTING, Scope.CREW),
    Row("leave.page", "GET", EVERYBODY, Scope.CREW),
    Row("leave.ask", "POST", EVERYBODY, Scope.OWN),
    Row("leave.take_back", "POST", EVERYBODY, Scope.CREW),
    Row("leave.enter", "POST", LEAD | ACCOUNTING, Scope.CREW),
    Row("leave.decide", "POST", LEAD | ACCOUNTING, Scope.CREW),
    Row("leave.day_fact", "POST", LEAD | ACCOUNTING, Scope.CREW),
    Row("leave.earn", "POST", ACCOUNTING, Scope.COMPANY),
    Row("leave.kind", "POST", ACCOUNTING, Scope.COMPANY),
    Row("computed.*", "GET", EVERYBODY, Scope.CREW),
    Row("timecard.*", "GET POST", LEAD | ACCOUNTING, Scope.CREW),
    Row("lead.home", "GET", LEAD, Scope.CREW),
    Row("lead.answer", "POST", LEAD, Scope.CREW),
    Row("lead.asked", "POST", LEAD, Scope.CREW),
    Row("approving.*", "GET POST", LEAD, Scope.CREW),
    Row("places.scanned", "GET", EVERYBODY, Scope.COMPANY),
    Row("places.poster", "GET", ADMIN, Scope.COMPANY),
    Row("places.sheet", "GET", OFFICE, Scope.COMPANY),
    Row("places.enter", "POST", OFFICE, Scope.COMPANY),
    Row("accounting.*", "GET", ACCOUNTING, Scope.COMPANY),
    Row("accounting.make", "POST", ACCOUNTING, Scope.COMPANY),
    Row("days.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    # One's own jobs only: admins have imports among them, and no file with pay.
    Row("making.*", "GET POST", OFFICE, Scope.OWN),
    Row("making.file", "GET", ACCOUNTING, Scope.OWN),
    # Accounting brings hours of people and codes that are here; an admin may add them with it.
    Row("imports.*", "GET POST", OFFICE, Scope.COMPANY),
    Row("imports.upload", "POST", OFFICE, Scope.COMPANY, large=True),
    Row("budgets.home", "GET", OFFICE, Scope.COMPANY),
    Row("budgets.one", "GET", OFFICE, Scope.COMPANY),
    Row("budgets.set_budget", "POST", ADMIN, Scope.COMPANY),
    Row("budgets.set_terms", "POST", ADMIN, Scope.COMPANY),
    Row("budgets.bill", "POST", ACCOUNTING, Scope.COMPANY),
    Row("saved.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    # Nobody is signed in: a token opens one report, as its owner may see it at that moment.
    Row("feeds.*", "GET", PUBLIC, Scope.NOBODYS),
    Row("closing.*", "GET POST", LEAD | ACCOUNTING, Scope.CREW),
    Row("review.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("exports.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("accruals.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("filing.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("profiles.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("profiles.read", "POST", ACCOUNTING, Scope.COMPANY, large=True),
    Row("registers.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("registers.upload", "POST", ACCOUNTING, Scope.COMPANY, large=True),
    Row("corrections.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("suggestions.*", "GET POST", ACCOUNTING, Scope.COMPANY),
    Row("corrections.upload", "POST", ACCOUNTING, Scope.COMPANY, large=True),
    # A demo company shows it to visitors; elsewhere the page itself asks for accounting or admin.
    Row("tradeoff.page", "GET", PUBLIC, Scope.NOBODYS),
    Row("tradeoff.measure", "POST", ACCOUNTING | ADMIN, Scope.COMPANY),
    Row("admin.pay_policies", "GET", ACCOUNTING | ADMIN, Scope.COMPANY),
    Row("admin.pay_policies__entry", "GET", ACCOUNTING | ADMIN, Scope.COMPANY),
    Row("admin.holidays", "GET", ACCOUNTING | ADMIN, Scope.COMPANY),
    Row("admin.people__photo", "POST", ADMIN, Scope.COMPANY, large=True),
    Row("admin.*", "GET POST", ADMIN, Scope.COMPANY),
)
ACCESS = {(row.endpoint, method): row for row in TABLE for method in row.methods.split()}
UNASKED = frozenset({"HEAD", "OPTIONS"})
TABLET_COOKIE = "kiosk"
# Pages for everybody that look otherwise for who is signed in.
GREETING = ("auth.", "tradeoff.")

login = LoginManager()


class User(UserMixin):  # type: ignore[misc]
    """What flask-login knows of a person: the token of the session is his id."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        """Return the session's token, so that ending the session ends the sign-in at once."""
        return self.token


def attach(app: Flask) -> None:
    """Guard every page; call it when all are registered."""
    # Sessions are rows of ours, checked at each request: the extension's own guesses add nothing.
    login.session_protection = None
    login.init_app(app)
    if undeclared := sorted(set(_undeclared(app))):
        msg = f"pages without a row in the access table: {', '.join(undeclared)}"
        raise RuntimeError(msg)
    app.before_request(_guard)


def _undeclared(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - UNASKED:
            if row_for(rule.endpoint, method) is None:
                yield f"{method} {rule.endpoint}"


def row_for(endpoint: str, method: str) -> Row | None:
    """Return the row of a page and a method; None where nobody said, and so nobody may."""
    method = "GET" if method == "HEAD" else method
    found = ACCESS.get((endpoint, method))
    if found is None:
        room, _, _ = endpoint.rpartition(".")
        found = ACCESS.get((f"{room}.*", method))
    return found


def current_actor() -> Actor:
    """Return who is acting; only pages that want a sign-in may ask."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise Unauthorized
    return actor


def visible() -> frozenset[int] | None:
    """Return whose things this page may show or change (None: everybody's), by its row's scope.

    Queries are narrowed by it, so that another's id answers like one that doesn't exist.
    """
    actor, row = current_actor(), row_for(request.endpoint or "", request.method)
    if row is None or row.scope is Scope.NOBODYS:
        return frozenset()
    if row.scope is Scope.OWN:
        return frozenset({actor.id})
    return signing.visible_people(actor, now.utc())


@login.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> User | None:
    actor = signing.actor_of(token, now.utc())
    return None if actor is None else User(token, actor)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: 404 for everybody
    row = row_for(request.endpoint, request.method)
    if row is None:
        raise MethodNotAllowed if request.method == "OPTIONS" else Forbidden
    if row.roles is PUBLIC:
        if request.endpoint.startswith(GREETING):
            g.actor = _present()
        return None
    if row.roles is TABLET:
        return _guard_tablet()
    g.actor = _present()
    if g.actor is None:
        return ask_for_sign_in()
    if g.actor.roles.isdisjoint(row.roles):
        raise Forbidden
    return None


def _present() -> Actor | None:
    """Return who is signed in; who has been idle for too long is signed out."""
    user = _user()
    if isinstance(user, AnonymousUserMixin):
        return None
    if _idle(user.actor):
        session.clear()
        return None
    return user.actor


def _guard_tablet() -> ResponseReturnValue | None:
    g.actor = None
    g.tablet = kiosk.opened(request.cookies.get(TABLET_COOKIE, ""))
    if g.tablet is not None:
        return None
    if request.method == "GET" and request.accept_mimetypes.best != "application/json":
        return redirect(url_for("kiosk.register"), 303)
    gone = _(
        "This tablet is not registered any more. What was pressed is kept on it and delivered"
        " when it is registered again."
    )
    return {"error": "device not registered", "message": gone}, 401


def current_tablet() -> kiosk.Opened:
    """Return the tablet that the request comes from; only its pages may ask."""
    shown: kiosk.Opened | None = g.get("tablet")
    if shown is None:
        raise Unauthorized
    return shown


def _user() -> User:
    user: User = _current._get_current_object()  # noqa: SLF001
    return user


IDLE: Seconds = 30 * 60
MARK: Seconds = 60


def _idle(actor: Actor) -> bool:
    """Tell whether somebody who sees pay or policy has been away; the cookie keeps when he was.

    A page that is read writes nothing to the database, so the last use is in the signed cookie.
    A copy of the cookie goes stale with it. Workers are not asked again for 30 days, and their
    cookie is not written anew with every press.
    """
    if not actor.has("accounting", "admin"):
        return False
    at, seen = now.utc(), session.get("seen")
    last = seen if isinstance(seen, int) else at
    if seen is None or at - last > MARK:
        session["seen"] = at
    return at - last > IDLE


def ask_for_sign_in() -> ResponseReturnValue:
    """Answer who isn't signed in: with the way there and back, or 401 where nobody reads it."""
    if request.headers.get("HX-Request"):
        here = urlsplit(request.headers.get("HX-Current-URL", "/")).path
        return "", 401, {"HX-Redirect": url_for("auth.sign_in", next=here)}
    if request.method not in {"GET", "HEAD"} or request.is_json:
        raise Unauthorized
    here = request.full_path if request.query_string else request.path
    return redirect(url_for("auth.sign_in", next=here), 303)
