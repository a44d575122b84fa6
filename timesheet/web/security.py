"""What guards every answer: headers, cookies, forged requests, and pages for what went wrong."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import Forbidden as HttpForbidden
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from timesheet.errors import Conflict, Forbidden, Missing, Refused
from timesheet.settings import Settings
from timesheet.web.i18n import gettext as _

log = logging.getLogger(__name__)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
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
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_PARTS=200,
        MAX_FORM_MEMORY_SIZE=500_000,
        # A phone may send a punch days after its page was loaded; the session bounds the token.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # our own check of the origin stands in _same_origin
    )
    if settings.trusted_hosts:
        app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=n, x_proto=n, x_host=n
        )
    app.before_request(_same_origin)
    csrf.init_app(app)
    _handle_errors(app)

    @app.after_request
    def guard(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if settings.https:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint not in {"files.asset", "static"}:
            answer.headers["Cache-Control"] = "no-store"
        return answer


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


def _handle_errors(app: Flask) -> None:
    app.register_error_handler(Missing, lambda _error: _page(404))
    app.register_error_handler(Forbidden, lambda _error: _page(403))
    app.register_error_handler(Conflict, lambda error: _page(409, error.message))
    app.register_error_handler(Refused, lambda error: _page(400, error.message))
    app.register_error_handler(CSRFError, lambda _error: _page(400, _stale_form()))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _ours)


def _stale_form() -> str:
    return _("This page was open for too long or came from elsewhere. Load it again.")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code, headers={k: v for k, v in error.get_headers() if k == "Allow"})


def _ours(error: Exception) -> ResponseReturnValue:
    """Say that it was our fault; what would mend it goes to the log, not to the page."""
    log.error("request failed: %s %s", request.method, request.url_rule or "-", exc_info=error)
    full = "disk is full" in str(error) or "database is locked" in str(error)
    return _page(503 if full else 500)


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
        429: (_("Too fast"), _("Wait a minute, then try again.")),
        503: (_("Not saved"), _("Keep this page open and try again in a moment.")),
    }.get(status, (_("That went wrong"), _("It is our fault, and logged. Try again.")))
