"""Reminders in words: what a person is told beside his clock, and the tap that stops it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from timesheet.actions import reminding
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.core.reminding import LONG, Cause, Reminder
from timesheet.core.shifts.leaving import ROSTER, USUAL
from timesheet.errors import Missing
from timesheet.web import filters
from timesheet.web.access import Actor, current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("reminders", __name__, url_prefix="/reminders")


class Told(NamedTuple):
    """A reminder in words: what is asked, why just this person is asked, which week it is about."""

    cause: Cause
    words: str
    why: str
    week: date | None = None


class Kind(NamedTuple):
    """A cause in words: its name, and when one is reminded."""

    name: str
    when: str


def kinds() -> Mapping[Cause, Kind]:
    """Return the causes as a person chooses among them."""
    return {
        Cause.CLOCK_IN: Kind(
            _("Forgot to clock in"), _("A while after your shift should have begun.")
        ),
        Cause.CLOCK_OUT: Kind(
            _("Forgot to clock out"), _("A while after your shift should have ended.")
        ),
        Cause.QUESTION: Kind(_("A question waits"), _("Four hours after it was asked.")),
        Cause.WEEK: Kind(
            _("A week to confirm"), _("On the first morning after it, if hours lack your word.")
        ),
        Cause.SIGN: Kind(
            _("A declaration to sign"), _("On the first morning after its month, if you are to.")
        ),
    }


def told(actor: Actor, now: Instant) -> list[Told]:
    """Return the reminders that a person's clock page shows."""
    return [in_words(one, actor.zone, now) for one in reminding.shown(actor.id, now)]


def in_words(one: Reminder, zone: str, now: Instant) -> Told:
    """Say a reminder; no name and no hour of anybody else is in it."""
    time = filters.moment(one.expected, zone, now)
    if one.cause is Cause.CLOCK_IN:
        why = {
            ROSTER: _("The roster has you from %(time)s.", time=time),
            USUAL: _("You usually start around %(time)s.", time=time),
        }
        return Told(one.cause, _("Did you forget to clock in?"), why[one.why])
    if one.cause is Cause.CLOCK_OUT:
        why = {
            ROSTER: _("Your roster ended at %(time)s.", time=time),
            USUAL: _("You usually leave around %(time)s.", time=time),
            LONG: _("Your clock has been running since %(time)s.", time=time),
        }
        return Told(one.cause, _("Did you forget to clock out?"), why[one.why])
    day = calendar.day_of(one.expected, zone)
    said = filters.long_day(day)
    if one.cause is Cause.QUESTION:
        return Told(one.cause, _("A question waits for you."), _("It is about %(day)s.", day=said))
    if one.cause is Cause.SIGN:
        month = filters.month(day)
        return Told(one.cause, _("Your signature is wanted."), _("It is about %(day)s.", day=month))
    why_week = _("Some hours of the week of %(day)s have nobody’s word yet.", day=said)
    return Told(one.cause, _("Is your last week right?"), why_week, week=day)


@pages.post("/stop")
def stop() -> ResponseReturnValue:
    """Remind the person of this no more."""
    reminding.stop(current_actor().id, [_cause(request.form.get("cause", ""))])
    flash(_("Stopped. You won’t be reminded of this any more."), "good")
    return redirect(url_for("worker.home"), 303)


def _cause(said: str) -> Cause:
    try:
        return Cause(said)
    except ValueError:
        raise Missing("no such cause") from None
