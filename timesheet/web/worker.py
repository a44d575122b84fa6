"""The worker's page: one large button, today, and the week."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from timesheet import now
from timesheet.actions import own_facts, photos, punching, standing
from timesheet.actions.my_week import my_week
from timesheet.actions.punching import Press, Pressed
from timesheet.core.model import Code, Kind
from timesheet.core.punching import Outcome
from timesheet.errors import Forbidden, Refused
from timesheet.web import answers, face, layout, places, reminder_devices, reminders, week
from timesheet.web.access import Actor, current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.sent import body, text, whole

pages = Blueprint("worker", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    """Show the clock, today and the week; who clocks nothing begins where his work is."""
    actor = current_actor()
    if not actor.has("worker"):
        return redirect(layout.places(actor.roles)[0].href, 303)
    panel = _panel(actor)
    faces = face.faces(breaks=panel["standing"].breaks)
    push_key = reminder_devices.key_where_allowed()
    more = {"push_key": push_key, "pictures": photos.wanted()}
    return render_template("worker/home.html", faces=faces, **more, **panel)


def _panel(actor: Actor) -> dict[str, Any]:
    at = now.utc()
    view, stand = my_week(actor.id, at), standing.standing(actor.id, at)
    shown, forgotten = face.shown(stand, at), stand.forgotten
    return {
        "shown": shown,
        "standing": stand,
        "leavings": face.leavings(forgotten, actor.zone) if forgotten else [],
        "when_left": face.when_left(forgotten, actor.zone, at) if forgotten else "",
        "pressed_by": own_facts.pressed_by(actor.id, stand.clock.punch),
        "fresh_uuid": lambda: str(uuid.uuid4()),
        "reminders": reminders.told(actor, at),
        "mended": own_facts.mended_lately(actor.id, actor.zone, at),
        **answers.question(actor, at),
        **week.drawn(view, shown, at, forgotten.at if forgotten else None),
    }


@pages.post("/punch")
def punch() -> ResponseReturnValue:
    """Record a press: JSON for JSON, and for the plain form the page again."""
    actor = current_actor()
    try:
        press = _press(actor, body())
        pressed = punching.punch(press)
    except Refused as refused:
        if request.is_json:
            raise
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("worker.home"), 303)
    job = standing.spoken(Code(press.project, press.task)) if press.project else ""
    said = face.said(Kind(press.intent), pressed, actor.zone, press.received, job)
    if request.is_json:
        return _answer(pressed, said)
    flash(said, "warn" if pressed.outcome is Outcome.ALREADY else "good")
    return redirect(url_for("worker.home"), 303)


@pages.get("/punch/token")
def token() -> Response:
    """Tell who is signed in, and the token that his presses need: for presses that waited."""
    return jsonify(person=current_actor().id, token=generate_csrf())


def _press(actor: Actor, sent: Mapping[str, object]) -> Press:
    if sent.get("bound_to") not in {None, actor.id}:
        # It waited on a device where somebody else has signed in since: it is kept for its owner.
        raise Forbidden
    return Press(
        person=actor.id,
        uuid=text(sent, "uuid"),
        intent=text(sent, "intent"),
        received_us=now.utc_micros(),
        zone=actor.zone,
        actor=actor.id,
        claimed_at=whole(sent, "claimed_at"),
        offline=sent.get("offline") is True,
        seen_version=whole(sent, "seen_state_version"),
        device_seq=whole(sent, "device_seq"),
        note=text(sent, "note")[:500],
        site=whole(sent, "site") or places.site_here(),
        project=whole(sent, "project"),
        task=whole(sent, "task"),
    )


def _answer(pressed: Pressed, said: str) -> tuple[Response, int]:
    clock = pressed.clock
    body = {
        "outcome": pressed.outcome,
        "at": pressed.at,
        "punch": pressed.punch,
        "state": clock.state,
        "since": clock.since,
        "state_version": clock.version,
        "said": said,
    }
    return jsonify(body), 201 if pressed.made else 200
