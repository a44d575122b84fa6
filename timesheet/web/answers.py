"""What a worker answers on the clock page: one tap; or two codes with their hours, or nothing."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import answering, asking, attesting
from timesheet.actions.answering import SKIP, UNKNOWN, Parts, Reply
from timesheet.actions.asking import Choice
from timesheet.core.model import Code, Instant
from timesheet.errors import Refused
from timesheet.web import filters
from timesheet.web.access import Actor, current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.sent import text, whole

pages = Blueprint("answers", __name__)

MOST_WEEKS = 100
"""Weeks confirmed with one tap, at most."""


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
    """Take a person's word on finished weeks of projects that need it."""
    try:
        press = text(request.form, "uuid")
        for week, project in _weeks(request.form.getlist("said")):
            attesting.confirm(current_actor().id, week, project, press, now.utc())
    except Refused as refused:
        return _back(_(refused.text, **refused.values), "bad")
    return _back(_("Thank you, noted."), "good")


def _weeks(said: Sequence[str]) -> list[tuple[date, int]]:
    """Return the weeks and projects of "2026-11-09.7"; Refused where there are none."""
    try:
        pairs = [one.split(".") for one in said[:MOST_WEEKS]]
        found = [(date.fromisoformat(day), int(project)) for day, project in pairs]
    except ValueError:
        found = []
    if not found:
        raise Refused("Load the page again and choose from it.", field="said")
    return found


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
        parts = parts_of(chosen or text(request.form, "code"))
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


def parts_of(written_parts: str) -> Parts:
    """Return what a button stands for: one code, or parts of a shift ("7.12*5+7.13*3")."""
    parts = [one.partition("*") for one in written_parts.split("+")]
    return tuple((code_of(code), _weight(weight)) for code, _, weight in parts)


def _weight(written_weight: str) -> int:
    if not written_weight:
        return 1
    if not written_weight.isascii() or not written_weight.isdecimal() or len(written_weight) > 5:
        raise Refused("Say how much of it was for each.", field="weight")
    return int(written_weight)


def written(code: Code) -> str:
    """Write a code as a button's value."""
    return f"{code.project}" if code.task is None else f"{code.project}.{code.task}"


def written_split(parts: Sequence[Choice]) -> str:
    """Write parts of a shift as a button's value, with their minutes."""
    return "+".join(f"{written(part.code)}*{part.seconds // 60}" for part in parts)


def spoken_split(parts: Sequence[Choice], asked: Choice) -> str:
    """Write parts of a shift as people say them: "7 h 15 Framing · 0 h 45 Yard".

    Where the main part is what was asked about, the rest says it all: "With 0 h 45 Yard".
    """
    told = parts[1:] if parts[0].code == asked.code else parts
    text = " · ".join(f"{filters.duration(part.seconds)} {part.label}" for part in told)
    return text if told is parts else _("With %(parts)s", parts=text)


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
        "written_split": written_split,
        "spoken_split": spoken_split,
        **waiting,
    }
