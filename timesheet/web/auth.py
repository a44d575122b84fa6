"""Signing in and out."""

from urllib.parse import unquote, urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from timesheet import now
from timesheet.actions import signing
from timesheet.actions.guessing import TooMany
from timesheet.errors import Refused
from timesheet.web.access import User, current_actor
from timesheet.web.forms.sign_in import PasswordForm, SignInForm
from timesheet.web.i18n import CHOSEN
from timesheet.web.i18n import gettext as _

YEAR = 365 * 86400  # seconds

pages = Blueprint("auth", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form, and sign in with what it says."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _form(form, 422 if form.is_submitted() else 200)
    try:
        token = signing.sign_in(
            form.login.data or "", form.password.data or "", request.remote_addr or "", now.utc()
        )
    except TooMany as refused:
        form.password.errors = [_(refused.text, **refused.values)]
        page = render_template("auth/sign_in.html", form=form)
        return page, 429, {"Retry-After": str(refused.wait)}
    except Refused as refused:
        form.password.errors = [_(refused.text, **refused.values)]
        return _form(form, 422)
    return _begin(token)


def _form(form: SignInForm, status: int) -> ResponseReturnValue:
    return render_template("auth/sign_in.html", form=form), status


def _begin(token: str) -> ResponseReturnValue:
    # Nothing of the session before survives: neither its CSRF token nor anything planted in it.
    session.clear()
    session.permanent = True
    actor = signing.actor_of(token, now.utc())
    if actor is not None:
        login_user(User(token, actor))
    return redirect(local_path(request.args.get("next")) or _home(), 303)


def _home() -> str:
    return "/"


def local_path(target: str | None) -> str | None:
    r"""Return a path of this site as it is, and None for anything that leads elsewhere.

    Browsers read ``\`` as ``/`` and skip tabs and newlines, so both are refused; so is whatever
    decodes to them.
    """
    if not target or len(target) > 2000:
        return None
    seen = unquote(unquote(target))
    if any(ord(c) < 33 or c == "\\" for c in target + seen):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/"):
        return None
    return None if target.startswith("//") or seen.startswith("//") else target


@pages.post("/language")
def language() -> ResponseReturnValue:
    """Speak another language on this device, whoever signs in."""
    answer = redirect(local_path(request.args.get("next")) or _home(), 303)
    wanted = request.form.get("language", "")
    if wanted in current_app.extensions["languages"]:
        answer.set_cookie(
            CHOSEN, wanted, max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return answer


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    token = session.get("_user_id")
    if isinstance(token, str):
        signing.sign_out(token)
    logout_user()
    session.clear()
    g.actor = None
    return redirect(url_for("auth.sign_in"), 303)


@pages.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    """Change one's own password; everybody signs in anew after it."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("auth/account.html", form=form), 422 if form.is_submitted() else 200
    try:
        signing.change_password(
            current_actor().id, form.old.data or "", form.new.data or "", now.utc()
        )
    except TooMany as refused:
        form.old.errors = [_(refused.text, **refused.values)]
        page = render_template("auth/account.html", form=form)
        return page, 429, {"Retry-After": str(refused.wait)}
    except Refused as refused:
        form[refused.field or "new"].errors = [_(refused.text, **refused.values)]
        return render_template("auth/account.html", form=form), 422
    session.clear()
    flash(_("Your password is changed. Sign in with the new one."), "good")
    return redirect(url_for("auth.sign_in"), 303)
