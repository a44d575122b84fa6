"""What guards every answer: headers, cookies, forged requests, and pages for what went wrong."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import lru_cache
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, jsonify, render_template, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import Forbidden as HttpForbidden
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from timesheet.errors import Conflict, Forbidden, Missing, Refused
from timesheet.settings import Settings
from timesheet.store.db import unavailable
from timesheet.web.i18n import gettext as _

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = [
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
# Files under an address that changes with them, and feeds, which say themselves who may keep them;
# everything else is somebody's.
KEPT = ("/assets/", "/static/", "/feed/")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def attach(app: Flask, settings: Settings) -> None:
    """Set the application's guards up."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
        # A phone may send a punch days after its page was loaded; the session bounds the token.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # our own check of the origin stands in _same_origin
        WTF_CSRF_CHECK_DEFAULT=False,  # refuse_forged calls it, after the access table
    )
    if settings.trusted_hosts:
        app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    app.wsgi_app = _guarded(app.wsgi_app, https=settings.https)  # type: ignore[method-assign,assignment]
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=n, x_proto=n, x_host=n
        )
    app.session_interface = Sessions()
    app.before_request(_same_origin)
    csrf.init_app(app)
    _handle_errors(app)


def refuse_forged(app: Flask) -> None:
    """Ask every change for its token; call it after the access table has been attached."""
    app.before_request(_token)


def _guarded(wsgi: Wsgi, *, https: bool) -> Wsgi:
    """Put the headers on every answer, whoever made it; at this depth it costs next to nothing."""
    guards = [*HEADERS, HSTS] if https else HEADERS
    own = frozenset(name.lower() for name, _value in guards)

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        kept = environ.get("PATH_INFO", "").startswith(KEPT)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            dropped = own if kept and status[0] in "23" else own | {"cache-control"}
            headers = [pair for pair in headers if pair[0].lower() not in dropped]
            if dropped is not own:
                headers.append(("Cache-Control", "no-store"))
            return start_response(status, headers + guards, exc_info)

        return wsgi(environ, start)

    return guarded


def _same_origin() -> None:
    """Refuse what another site sent: browsers say so, and nobody else needs to be believed."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin", "none"}:
        raise HttpForbidden
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise HttpForbidden


def _token() -> None:
    if request.method in SAFE or request.endpoint is None:
        return
    if not request.is_json:
        csrf.protect()
        return
    # JSON carries its token in the header only: no form of another site can send that.
    held, sent = session.get("csrf_token"), request.headers.get("X-CSRFToken", "")
    try:
        said = _signed(str(current_app.secret_key), sent)
    except BadData as error:
        raise CSRFError(str(error)) from error
    if not isinstance(held, str) or not compare_digest(said.encode(), held.encode()):
        msg = "the token is another session's"
        raise CSRFError(msg)


@lru_cache(maxsize=4096)
def _signed(secret: str, token: str) -> str:
    """Return what a token says, as Flask-WTF signed it; BadData where the signature is not ours.

    A signature that was right stays right (tokens end with their session), so each is computed
    once and not with every punch; what fails is not kept.
    """
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").loads(token))


class Sessions(SecureCookieSessionInterface):
    """The signed cookie, whose signer is made once and not with every request."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of the application."""
        made: URLSafeTimedSerializer | None = app.extensions.get("cookie_signer")
        if made is None:
            made = app.extensions["cookie_signer"] = super().get_signing_serializer(app)
        return made


def _handle_errors(app: Flask) -> None:
    app.register_error_handler(Missing, lambda _error: _page(404))
    app.register_error_handler(Forbidden, lambda _error: _page(403))
    app.register_error_handler(Conflict, lambda error: _page(409, _said(error)))
    app.register_error_handler(Refused, lambda error: _page(400, _said(error)))
    app.register_error_handler(CSRFError, lambda _error: _page(400, _stale_form()))
    app.register_error_handler(SecurityError, _strange_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _ours)


def _said(refused: Refused) -> str:
    return _(refused.text, **refused.values)


def _stale_form() -> str:
    return _("This page was open for too long or came from elsewhere. Load it again.")


def _strange_host(_error: SecurityError) -> ResponseReturnValue:
    # Without a host there are no addresses, and so no page to show.
    return Response("This server is not known by that name.\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code, headers={k: v for k, v in error.get_headers() if k == "Allow"})


def _ours(error: Exception) -> ResponseReturnValue:
    """Say that it was our fault; what would mend it goes to the log, not to the page."""
    log.error("request failed: %s %s", request.method, request.url_rule or "-", exc_info=error)
    if unavailable(error):
        return _page(503, headers={"Retry-After": "5"})
    return _page(500)


def _page(
    status: int, message: str = "", headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    title, advice = _words(status)
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=title, message=message or advice), status, headers or {}
    page = render_template(
        "errors/error.html", status=status, title=title, advice=message or advice
    )
    return page, status, headers or {}


def _words(status: int) -> tuple[str, str]:
    return {
        400: (_("That can't be done"), _("Go back, check what you entered, and try again.")),
        401: (_("Please sign in"), _("Your session has ended. Sign in and try again.")),
        403: (_("Not for you"), _("Your role doesn't include this. Ask an admin if it should.")),
        404: (_("Nothing here"), _("The address is wrong, or the thing isn't yours to see.")),
        405: (_("That can't be done"), _("Open the page and use its buttons.")),
        409: (_("Somebody was faster"), _("It changed since you read it. Load it again.")),
        413: (_("Too large"), _("Send less at once.")),
        415: (_("That can't be read"), _("Send a form, or JSON as application/json.")),
        429: (_("Too fast"), _("Wait a minute, then try again.")),
        503: (_("Not saved"), _("Keep this page open and try again in a moment.")),
    }.get(status, (_("That went wrong"), _("It is our fault, and logged. Try again.")))
