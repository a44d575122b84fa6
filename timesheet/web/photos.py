"""One's own picture for the kiosk's tiles, where the company wants them."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import photos
from timesheet.core.pictures import LARGEST, Picture
from timesheet.errors import Missing, Refused
from timesheet.web.access import current_actor, visible
from timesheet.web.i18n import gettext as _

pages = Blueprint("photos", __name__)


@pages.get("/photo")
def page() -> str:
    """Show one's picture, what becomes of it, and how to change or delete it."""
    wanted, held = photos.wanted(), photos.held(current_actor().id)
    if not wanted and not held:
        raise Missing("pictures")
    return render_template("worker/photo.html", wanted=wanted, held=held)


@pages.post("/photo/new")
def save() -> ResponseReturnValue:
    """Take one's own picture."""
    actor = current_actor().id
    try:
        photos.save(actor, sent(), actor, now.utc())
    except Refused as refused:
        flash(_(refused.text), "bad")
    else:
        flash(_("The kiosk shows it from now on."), "good")
    return redirect(url_for("photos.page"), 303)


@pages.post("/photo/delete")
def remove() -> ResponseReturnValue:
    """Delete one's own picture."""
    photos.remove(current_actor().id, current_actor().id)
    flash(_("Deleted."), "good")
    return redirect(url_for("worker.home"), 303)


@pages.get("/photo/<int:person>")
def one(person: int) -> Response:
    """Return the picture of somebody whom one may see."""
    seen = visible()
    if person != current_actor().id and seen is not None and person not in seen:
        raise Missing("picture")
    return drawn(photos.shown(person))


def sent() -> bytes:
    """Return the picture that was sent, as far as one may be large."""
    file = request.files.get("picture")
    return file.stream.read(LARGEST + 1) if file else b""


def drawn(picture: Picture) -> Response:
    """Return a picture as an answer that is nothing but a picture."""
    answer = Response(picture.data, mimetype=picture.kind)
    answer.headers["Content-Disposition"] = "inline; filename=picture"
    return answer
