"""Phones and browsers that show a person's reminders: asked from the page, kept, let go."""

from collections.abc import Mapping
from functools import lru_cache

from flask import Blueprint, current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import choosing
from timesheet.errors import Refused
from timesheet.exchange.post import push, sealing
from timesheet.settings import Settings
from timesheet.store.reached import Device
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.i18n import spoken

pages = Blueprint("reminder_devices", __name__, url_prefix="/reminders/devices")


@pages.post("/")
def add() -> ResponseReturnValue:
    """Let the browser that sends its subscription show the person's reminders."""
    choosing.add_device(current_actor().id, _device(sent.body()), spoken())
    return jsonify(said=_("This phone shows your reminders from now on.")), 201


@pages.post("/forget")
def forget() -> ResponseReturnValue:
    """Let one of his browsers show nothing any more."""
    choosing.forget_device(current_actor().id, sent.key(request.form, "device"))
    flash(_("Removed. It shows no more reminders."), "good")
    return redirect(url_for("reminder_choices.page"), 303)


def public_key() -> str:
    """Return what browsers subscribe with; "" where this installation can't send to them."""
    settings = _settings()
    return _public(push.push_key(settings)) if settings.pushes else ""


def key_where_allowed() -> str:
    """Return the same for a page that doesn't know the company's policy; "" where it forbids."""
    return public_key() if _settings().pushes and choosing.pushes_allowed() else ""


@lru_cache(maxsize=4)
def _public(key: str) -> str:
    return sealing.public(key)


def _device(said: Mapping[str, object]) -> Device:
    keys = said.get("keys")
    held = keys if isinstance(keys, Mapping) else {}
    endpoint = sent.text(said, "endpoint")
    p256dh, auth = sent.text(held, "p256dh"), sent.text(held, "auth")
    if len(endpoint) > 1000 or not push.known(endpoint, _settings()):
        msg = "The push service of this browser is not known here. An admin can add it."
        raise Refused(msg, field="endpoint")
    if max(len(p256dh), len(auth)) > 200 or not sealing.readable(p256dh, auth):
        msg = "keys: those of a browser are needed"
        raise Refused(msg, field="keys")
    return Device(0, endpoint, p256dh, auth, now.utc())


def _settings() -> Settings:
    settings: Settings = current_app.config["TIMESHEET"]
    return settings
