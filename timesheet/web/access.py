"""Who may use which page: one table. A page that stands in no row of it refuses to start."""

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin
from flask_login import current_user as _current
from werkzeug.exceptions import Forbidden, Unauthorized

from timesheet import now
from timesheet.actions import signing
from timesheet.actions.signing import Actor

__all__ = ["ACCESS", "Actor", "User", "attach", "current_actor"]

ANYBODY = frozenset({"anybody"})
SIGNED_IN = frozenset({"worker", "lead", "accounting", "admin"})
WORKER = frozenset({"worker", "lead"})
LEAD = frozenset({"lead"})
ACCOUNTING = frozenset({"accounting"})
ADMIN = frozenset({"admin"})

# Endpoint → who may use it. A row that ends with a dot and a star covers a whole room.
ACCESS: dict[str, frozenset[str]] = {
    "static": ANYBODY,
    "files.asset": ANYBODY,
    "health.healthz": ANYBODY,
    "health.readyz": ANYBODY,
    "auth.sign_in": ANYBODY,
    "auth.sign_out": ANYBODY,
    "auth.account": SIGNED_IN,
    "worker.*": SIGNED_IN,
    "accounting.*": ACCOUNTING,
    "admin.*": ADMIN,
}

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
    undeclared = sorted(
        {rule.endpoint for rule in app.url_map.iter_rules() if roles_for(rule.endpoint) is None}
    )
    if undeclared:
        msg = f"pages without a row in the access table: {', '.join(undeclared)}"
        raise RuntimeError(msg)
    app.before_request(_guard)


def roles_for(endpoint: str) -> frozenset[str] | None:
    """Return who may use an endpoint; None where nobody said."""
    room, _, _ = endpoint.rpartition(".")
    return ACCESS.get(endpoint, ACCESS.get(f"{room}.*"))


def current_actor() -> Actor:
    """Return who is acting; only pages that want a sign-in may ask."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise Unauthorized
    return actor


@login.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> User | None:
    actor = signing.actor_of(token, now.utc())
    return None if actor is None else User(token, actor)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: 404 for everybody
    wanted = roles_for(request.endpoint)
    if wanted == ANYBODY:
        if request.endpoint.startswith("auth."):
            g.actor = None if isinstance(_user(), AnonymousUserMixin) else _user().actor
        return None
    user = _user()
    if isinstance(user, AnonymousUserMixin):
        return _ask_for_sign_in()
    g.actor = user.actor
    if _idle(user.actor):
        session.clear()
        return _ask_for_sign_in()
    if wanted is None or user.actor.roles.isdisjoint(wanted):
        raise Forbidden
    return None


def _user() -> User:
    user: User = _current._get_current_object()  # noqa: SLF001
    return user


IDLE = 30 * 60


def _idle(actor: Actor) -> bool:
    """Tell whether somebody who sees pay or policy has been away; the cookie keeps when he was.

    A page that is read writes nothing to the database, so the last use is in the signed cookie.
    """
    at = now.utc()
    seen = int(session.get("seen", at))
    if at - seen > 60 or "seen" not in session:
        session["seen"] = at
    return actor.has("accounting", "admin") and at - seen > IDLE


def _ask_for_sign_in() -> ResponseReturnValue:
    plain = request.method in {"GET", "HEAD"} and not request.is_json
    if not plain or request.headers.get("HX-Request"):
        raise Unauthorized
    here = request.full_path if request.query_string else request.path
    return redirect(url_for("auth.sign_in", next=here), 303)
