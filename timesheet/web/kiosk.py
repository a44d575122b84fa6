"""The shared tablet: a badge or a name with its PIN, then one press. Nobody is signed in at it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from itsdangerous import BadData, URLSafeTimedSerializer

from timesheet import now
from timesheet.actions import kiosk, kiosk_crew, own_meals, photos, standing
from timesheet.actions.guessing import TooMany
from timesheet.actions.kiosk import Recognised, Tapped
from timesheet.actions.punching import Pressed
from timesheet.actions.standing import UNDO
from timesheet.core.model import Instant, Kind, Seconds
from timesheet.core.punching import Outcome
from timesheet.errors import Missing, Refused
from timesheet.web import face
from timesheet.web.access import TABLET_COOKIE, current_tablet
from timesheet.web.i18n import SOURCE_LANGUAGE, wanted
from timesheet.web.i18n import gettext as _
from timesheet.web.photos import drawn
from timesheet.web.sent import body, text, whole
from timesheet.web.shapes import shape

pages = Blueprint("kiosk", __name__, url_prefix="/kiosk")

# How long after somebody was recognised he may press; and a press that waited must say so itself.
TICKET_HOLDS: Seconds = 180
YEAR: Seconds = 365 * 24 * 3600
NOBODY = shape("Scan a badge, or tap your name.")
TOO_LATE = shape("Scan your badge again.")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def pepper() -> bytes:
    """Return the key of all PINs: without the server's secret their hashes tell nothing."""
    return kiosk.pepper(current_app.secret_key)


@pages.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Show where the code is typed, and register the tablet by it."""
    if request.method == "GET":
        return render_template("kiosk/register.html", problem="")
    try:
        secret = kiosk.register(request.form.get("code", ""), request.remote_addr or "", now.utc())
    except TooMany as refused:
        page = render_template("kiosk/register.html", problem=_(refused.text, **refused.values))
        return page, 429, {"Retry-After": str(refused.wait)}
    except Refused as refused:
        return render_template("kiosk/register.html", problem=_(refused.text)), 422
    return _with_secret(make_response(redirect(url_for("kiosk.home"), 303)), secret)


def _with_secret(answer: Response, secret: str) -> Response:
    answer.set_cookie(
        TABLET_COOKIE, secret, max_age=YEAR, path="/kiosk", httponly=True, samesite="Strict",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )  # fmt: skip
    return answer


@pages.get("/")
def home() -> str:
    """Show the tablet's only page; the names come after it, so that it can be kept offline."""
    chosen = _chosen(request.args.get("language", ""))
    with force_locale(chosen or wanted()):
        return render_template(
            "kiosk/home.html",
            tablet=current_tablet().tablet,
            digits=kiosk.DIGITS,
            chosen=chosen,
            undo=UNDO,
        )


def _chosen(language: str) -> str:
    """Return the language that somebody chose at the tablet, if we speak it."""
    return language if language in current_app.extensions["languages"] else ""


def _spoken(sent: Mapping[str, object], own: str) -> str:
    """Return the language of an answer: chosen at the tablet, the person's own, or the tablet's."""
    return _chosen(text(sent, "language")) or (own if own != SOURCE_LANGUAGE else wanted())


@pages.get("/people")
def people() -> Response:
    """Return the names to tap, and by which first letters of its hash a badge is known offline."""
    found = kiosk.workers(current_tablet().tablet, now.utc())
    return jsonify(
        people=[{"id": p.id, "name": p.name, "marks": p.marks, "photo": p.photo} for p in found]
    )


@pages.get("/photo/<int:person>")
def photo(person: int) -> Response:
    """Return the picture of somebody who may be known at this tablet."""
    found = kiosk.workers(current_tablet().tablet, now.utc())
    if not any(one.id == person and one.photo for one in found):
        raise Missing("picture")
    return drawn(photos.shown(person))


@pages.post("/who")
def who() -> ResponseReturnValue:
    """Say who stands here, by badge or by name and PIN, and what his clock shows."""
    shown, at, sent = current_tablet(), now.utc(), body()
    try:
        found = _recognised(sent, at)
    except TooMany as refused:
        said = jsonify(error="wait", message=_(refused.text, **refused.values))
        return said, 429, {"Retry-After": str(refused.wait)}
    except Refused as refused:
        return jsonify(error=refused.field, message=_(refused.text)), 422
    ticket = _tickets().dumps([shown.tablet.id, found.id])
    answer = jsonify(ticket=ticket, **_greeting(found, at, _spoken(sent, found.locale)))
    secret = request.cookies.get(TABLET_COOKIE, "")
    fresh = kiosk.fresh_secret(shown, secret, at)
    return _with_secret(answer, fresh) if fresh else answer


def _recognised(sent: Mapping[str, object], at: Instant) -> Recognised:
    tablet = current_tablet().tablet
    if badge := text(sent, "badge"):
        return kiosk.by_badge(tablet, _digest(badge), at)
    person = whole(sent, "person")
    if person is None:
        raise Refused(NOBODY, field="person")
    return kiosk.by_pin(tablet, person, text(sent, "pin"), pepper(), at)


def _digest(badge: str) -> str:
    """Return the hash of a badge: a tablet on a plain line sends what it read."""
    return badge if _DIGEST.fullmatch(badge) else hashlib.sha256(badge.encode()).hexdigest()


def _greeting(found: Recognised, at: Instant, language: str) -> dict[str, Any]:
    mates = kiosk_crew.crew(current_tablet().tablet, found.id, at)
    with force_locale(language):
        shown = face.shown(standing.standing(found.id, at), at)
        choices = (shown.face.first, *shown.face.others)
        return {
            "person": found.id,
            "name": found.name,
            "words": shown.face.words,
            "sure": shown.face.state == found.clock.state,
            "version": shown.version,
            "choices": [{"intent": c.intent, "label": c.label} for c in choices],
            "crew": [{"id": m.id, "name": m.name, "in": m.is_in} for m in mates],
        }


@pages.post("/punch")
def punch() -> ResponseReturnValue:
    """Record a press of whoever was recognised, or of whom a press that waited here names."""
    sent, tablet = body(), current_tablet().tablet
    tapped = _tapped(sent)
    person, checked = _presser(sent, tapped)
    pressed = _pressed(sent, person.id, tapped if checked else tapped.by_name_only())
    with force_locale(_spoken(sent, person.locale)):
        said = face.said(Kind(tapped.intent), pressed, tablet.zone, now.utc())
        meal = _meal(person.id, pressed) if checked and tapped.intent == Kind.OUT else None
    again = pressed.outcome is Outcome.ALREADY
    answer = jsonify(outcome=pressed.outcome, at=pressed.at, said=said, again=again, meal=meal)
    return answer, 201 if pressed.made else 200


def _meal(person: int, pressed: Pressed) -> dict[str, Any] | None:
    """Return what the receipt says of the meal that was deducted from the shift just ended."""
    found = own_meals.of_shift_ended(person, pressed.at)
    if found is None or not found.taken:
        return None
    words = _("%(minutes)d min meal deducted by rule", minutes=found.taken // 60)
    return {"shift": found.shift, "words": words, "label": _("I worked through")}


@pages.post("/meal")
def meal() -> ResponseReturnValue:
    """Take the word of whoever was recognised that he worked through the meal of a shift."""
    sent = body()
    person = kiosk.recognised(_holder(text(sent, "ticket"), now.utc()))
    own_meals.say(person.id, whole(sent, "shift") or 0, 0, now.utc())
    with force_locale(_spoken(sent, person.locale)):
        return jsonify(said=_("Noted in your own words."))


def _tapped(sent: Mapping[str, object]) -> Tapped:
    return Tapped(
        uuid=text(sent, "uuid"),
        intent=text(sent, "intent"),
        received_us=now.utc_micros(),
        claimed_at=whole(sent, "claimed_at"),
        offline=sent.get("offline") is True,
        device_seq=whole(sent, "device_seq"),
    )


def _pressed(sent: Mapping[str, object], person: int, tapped: Tapped) -> Pressed:
    """Record a press for oneself, or as the lead of a member; a bare name leads nobody."""
    tablet, member = current_tablet().tablet, whole(sent, "member")
    if member is None:
        return kiosk.punch(tablet, person, tapped)
    if tapped.unchecked:
        raise Refused(NOBODY, field="person")
    return kiosk_crew.punch(tablet, person, member, tapped)


@pages.post("/undo")
def undo() -> ResponseReturnValue:
    """Take a press back that this tablet made within the last minutes."""
    sent, tablet = body(), current_tablet().tablet
    person = whole(sent, "person")
    if person is None:
        raise Refused(NOBODY, field="person")
    claimed = whole(sent, "claimed_at") if sent.get("offline") is True else None
    kiosk_crew.take_back(tablet, person, text(sent, "press"), claimed, now.utc())
    return jsonify(said=_("Taken back. Nothing else has changed."))


def _presser(sent: Mapping[str, object], tapped: Tapped) -> tuple[Recognised, bool]:
    """Return whose press it is, and whether a badge or a PIN says so."""
    tablet, at = current_tablet().tablet, now.utc()
    if ticket := text(sent, "ticket"):
        made = tapped.claimed_at if tapped.offline and tapped.claimed_at else at
        return kiosk.recognised(_holder(ticket, made)), True
    if badge := text(sent, "badge"):
        return kiosk.by_badge(tablet, _digest(badge), at), True
    person = whole(sent, "person")
    if person is None or not tapped.offline or not kiosk.belongs(tablet, person, at):
        raise Refused(NOBODY, field="person")
    return kiosk.recognised(person), False


def _holder(ticket: str, at: Instant) -> int:
    """Return who was recognised; a press that waited was made while the ticket held."""
    try:
        (at_tablet, person), made = _tickets().loads(ticket, return_timestamp=True)
    except (BadData, ValueError, TypeError) as error:
        raise Refused(TOO_LATE, field="ticket") from error
    age = at - int(made.timestamp())
    if at_tablet != current_tablet().tablet.id or not -TICKET_HOLDS <= age <= TICKET_HOLDS:
        raise Refused(TOO_LATE, field="ticket")
    return int(person)


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kiosk-ticket")
