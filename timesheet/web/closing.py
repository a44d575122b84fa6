"""Closing a pay period: how everybody stands, what a step would do, and taking it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from timesheet import now
from timesheet.actions import adjusting, clean, closing, computing, periods
from timesheet.actions.adjusting import Adjustments, Line
from timesheet.actions.closing import Period, Preview, Wanted
from timesheet.actions.setting_up import looking
from timesheet.core import calendar
from timesheet.core.closing import WAYS, State, Step
from timesheet.core.model import Cents, Seconds
from timesheet.errors import Missing, Refused
from timesheet.store.standing_people import Look
from timesheet.web import closing_words, sent
from timesheet.web.access import Actor, current_actor, visible
from timesheet.web.i18n import gettext as _


class Part(NamedTuple):
    """Some lines of a kind: those from ``after`` on, of ``found`` with their hours and money."""

    lines: Sequence[Line]
    after: int
    found: int
    seconds: Seconds
    cents: Cents


pages = Blueprint("closing", __name__, url_prefix="/closing")

# The steps that a person takes here; exporting and what follows it belongs to the batches.
TAKEN = (Step.SUBMIT, Step.REJECT, Step.APPROVE, Step.UNAPPROVE, Step.LOCK, Step.UNLOCK)
STATES = frozenset(state.value for state in State)
LONGEST = 9
"""Digits of the largest number of people that anybody may turn to."""
PLACES = ("state", "q", "after", "waiting", "carried", "settled")
"""What the address of the page says: which people, and from which of each list on."""
MOST_LINES = 100
"""Adjustments of a kind on one page."""
_STEP = f"any({', '.join(repr(step.value) for step in TAKEN)})"


@pages.get("")
def home() -> ResponseReturnValue:
    """Lead to the pay period that is to be closed: the last one that has ended."""
    actor = current_actor()
    begins, _ends = periods.around(calendar.day_of(now.utc(), actor.zone))
    return redirect(url_for("closing.standing", first=periods.neighbours(begins)[0]), 303)


@pages.get("/<day:first>")
def standing(first: date) -> str:
    """Show how people stand in the pay period of a day, and the steps that follow."""
    _check(first)
    actor, seen = current_actor(), visible()
    begins, _ends = periods.around(first)
    look = _look(request.args)
    shown = closing.period(begins, seen, now.utc(), look)
    return render_template(
        "closing/period.html",
        period=shown,
        look=look,
        steps=steps(shown, actor),
        back=steps(shown, actor, back=True),
        neighbours=periods.neighbours(begins),
        adjustments=_adjustments(adjusting.of_period(begins, seen)),
        turned=lambda kind, after: _turned(begins, kind, after),
        most_lines=MOST_LINES,
        **_said(actor),
    )


def _adjustments(found: Adjustments) -> dict[str, Part]:
    """Return the adjustments of each kind that there are, as far as the page shows them."""
    kinds = {"waiting": found.waiting, "carried": found.carried, "settled": found.settled}
    return {kind: _part(lines, _number(kind)) for kind, lines in kinds.items() if lines}


def _part(lines: Sequence[Line], after: int) -> Part:
    after = after if after < len(lines) else 0
    seconds, cents = sum(one.seconds for one in lines), sum(one.cents for one in lines)
    return Part(lines[after : after + MOST_LINES], after, len(lines), seconds, cents)


def _turned(first: date, kind: str, after: int | None) -> str:
    """Return the address of the page with other lines of a kind, and all else as it is."""
    asked = {name: request.args[name] for name in PLACES if name in request.args}
    place: dict[str, Any] = {**asked, kind: after}
    return url_for("closing.standing", first=first, _anchor=kind, **place)


def _number(name: str) -> int:
    said = request.args.get(name, "")
    return int(said) if said.isdecimal() and len(said) <= LONGEST else 0


def _look(asked: MultiDict[str, str]) -> Look:
    """Return which people are asked for; what is no state or number asks for nothing."""
    state = asked.get("state", "")
    return Look(
        State(state) if state in STATES else None,
        " ".join(asked.get("q", "").split())[:100],
        _number("after"),
    )


def steps(shown: Period, actor: Actor, *, back: bool = False) -> list[tuple[Step, int]]:
    """Return the steps that somebody may want, with the number of people that stand before each."""
    forward = (Step.SUBMIT, Step.APPROVE, Step.LOCK)
    wanted = [step for step in TAKEN if (step in forward) is not back]
    mine = [step for step in wanted if actor.roles & WAYS[step].others]
    counted = [(step, shown.count(WAYS[step].start)) for step in mine]
    return [(step, count) for step, count in counted if count]


@pages.get(f"/<day:first>/<{_STEP}:step>")
def before(first: date, step: str) -> str:
    """Show what a step would do, in people, hours and money."""
    _check(first)
    wanted = _wanted(first, step, dict(request.args.lists()))
    shown = closing.preview(wanted, now.utc())
    asked = sorted(wanted.people) if wanted.people is not None else []
    return render_template(
        "closing/step.html", preview=shown, way=WAYS[shown.step], asked=asked,
        **_said(current_actor()),
    )  # fmt: skip


@pages.post(f"/<day:first>/<{_STEP}:step>")
def take(first: date, step: str) -> ResponseReturnValue:
    """Take a step for everybody who may go."""
    _check(first)
    wanted = _wanted(first, step, dict(request.form.lists()))
    if WAYS[wanted.step].reasoned and not wanted.reason.strip():
        flash(_("Say why, in a few words."), "bad")
        asked = sorted(wanted.people) if wanted.people is not None else None
        return redirect(url_for("closing.before", first=first, step=step, person=asked), 303)
    done = closing.take(wanted, now.utc())
    _tell(done)
    return redirect(url_for("closing.standing", first=first), 303)


@pages.get("/<day:first>/clean")
def cleaned(first: date) -> str:
    """Show who would be approved because there is nothing to look at, and who stays for what."""
    _check(first)
    actor = current_actor()
    return render_template(
        "closing/clean.html", clean=clean.look(_approving(first), now.utc()), **_said(actor)
    )


@pages.post("/<day:first>/clean")
def approve_clean(first: date) -> ResponseReturnValue:
    """Approve those who were shown."""
    _check(first)
    done = clean.approve(_approving(first), sent.text(request.form, "mark"), now.utc())
    if done is None:
        flash(_("These hours have changed since you looked. Look again."), "warn")
    else:
        _tell(done)
    return redirect(url_for("closing.cleaned", first=first), 303)


@pages.post("/<day:first>/clean/back")
def back_from_clean(first: date) -> ResponseReturnValue:
    """Take one's latest approvals back."""
    _check(first)
    at = sent.number(sent.text(request.form, "at"), "at")
    taken = clean.take_back(_approving(first), at, now.utc())
    flash(
        ngettext("Taken back for %(num)d person.", "Taken back for %(num)d people.", taken), "good"
    )
    return redirect(url_for("closing.cleaned", first=first), 303)


def _approving(first: date) -> Wanted:
    return Wanted(first, Step.APPROVE, current_actor(), visible())


def _tell(done: Preview) -> None:
    if done.goes:
        words = closing_words.done(done.step, len(done.goes))
        flash(words, "good")
    else:
        flash(_("Nobody could take this step; below is why."), "warn")
    if done.stays and done.goes:
        stay = len(done.stays)
        flash(ngettext("%(num)d person stays as it is.", "%(num)d people stay.", stay), "warn")


def _wanted(first: date, step: str, said: dict[str, list[str]]) -> Wanted:
    try:
        people = frozenset(sent.number(key, "person") for key in said.get("person", []))
    except Refused as refused:
        raise Missing("person") from refused
    reason = (said.get("reason") or [""])[0]
    return Wanted(first, Step(step), current_actor(), visible(), people or None, reason)


def _check(first: date) -> None:
    if not computing.EARLIEST <= first <= computing.LATEST:
        raise Missing("day")


def _said(actor: Actor) -> dict[str, Any]:
    return {
        "states": closing_words.STATES,
        "step_words": closing_words.STEPS,
        "refusals": closing_words.REFUSALS,
        "causes": closing_words.CAUSES,
        "settlements": closing_words.SETTLEMENTS,
        "step_ways": WAYS,
        "all_states": list(State),
        "with_money": actor.has("accounting"),
        "currency": looking.currency(),
        "me": actor,
    }
