"""What a worker answers on the clock page: one tap; or two codes with their hours, or nothing."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import answering, asking, attesting
from timesheet.actions.answering import SKIP, UNKNOWN, Parts, Reply
from timesheet.core.model import Code, Instant
from timesheet.errors import Refused
from timesheet.web import filters
from timesheet.web.access import Actor, current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.sent import text, whole

pages = Blueprint("answers", __name__)


@pages.post("/answer")
def answer() -> ResponseReturnValue:
    """Take an answer."""
    actor = current_actor()
    try:
        reply = _reply(actor)
        answering.answer(reply, now.utc())
    except Refused as refused:
        return _back(_(refused.text, **refused.values), "bad")
    skipped = reply.instead == SKIP
    return _back("" if skipped else _("Thank you, noted."), "good")


@pages.post("/answer/back")
def back() -> ResponseReturnValue:
    """Take an answer back."""
    try:
        answering.take_back(current_actor().id, _key(), text(request.form, "uuid"), now.utc())
    except Refused as refused:
        return _back(_(refused.text, **refused.values), "bad")
    return _back(_("Taken back. Nothing else has changed."), "good")


@pages.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Take a person's word on a finished week of a project that needs it."""
    sent = request.form
    try:
        week, project = _week(text(sent, "week")), whole(sent, "project") or 0
        attesting.confirm(current_actor().id, week, project, text(sent, "uuid"), now.utc())
    except Refused as refused:
        return _back(_(refused.text, **refused.values), "bad")
    return _back(_("Thank you, noted."), "good")


def _week(written_day: str) -> date:
    try:
        return date.fromisoformat(written_day)
    except ValueError:
        raise Refused("Load the page again and choose from it.", field="week") from None


def _back(said: str, kind: str) -> ResponseReturnValue:
    if said:
        flash(said, kind)
    return redirect(url_for("worker.home"), 303)


def _key() -> int:
    return whole(request.form, "question") or 0


def _reply(actor: Actor) -> Reply:
    chosen = text(request.form, "choice")
    instead = chosen if chosen in {SKIP, UNKNOWN} else ""
    parts: Parts = ()
    if chosen == "split":
        parts = _split()
    elif not instead:
        parts = ((code_of(chosen or text(request.form, "code")), 1),)
    press = text(request.form, "uuid")
    return Reply(person=actor.id, question=_key(), uuid=press, parts=parts, instead=instead)


def _split() -> Parts:
    """Return two codes with the hours of each; hours may have a comma."""
    sent = request.form
    return tuple((code_of(text(sent, f"code{n}")), _minutes(text(sent, f"hours{n}"))) for n in "12")


def _minutes(hours: str) -> int:
    try:
        return round(float(hours.replace(",", ".")[:8]) * 60)
    except (ValueError, OverflowError):
        raise Refused("Say how much of it was for each.", field="weight") from None


def code_of(written: str) -> Code:
    """Return the code of a button or a choice: "7" or "7.12", project and task."""
    parts = written.split(".")
    if not 1 <= len(parts) <= 2 or not all(
        part.isascii() and part.isdecimal() and len(part) < 16 for part in parts
    ):
        raise Refused("Choose what it was for.", field="code")
    return Code(*(int(part) for part in parts))


def written(code: Code) -> str:
    """Write a code as a button's value."""
    return f"{code.project}" if code.task is None else f"{code.project}.{code.task}"


def question(actor: Actor, at: Instant) -> dict[str, Any]:
    """Return what the clock page shows of a question: nothing where there is none."""
    shown = asking.shown(actor.id, at)
    waiting = {"to_confirm": attesting.to_confirm(actor.id, at)}
    if shown is None:
        return {"question": None, **waiting}
    one = shown.question
    day = filters.moment(one.start, actor.zone, at)
    return {
        "question": shown,
        "question_uuid": str(uuid.uuid4()),
        "question_when": _(
            "%(first)s to %(last)s", first=day, last=filters.wall(one.end, actor.zone)
        ),
        "written": written,
        **waiting,
    }
