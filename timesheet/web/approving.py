"""A lead approves his people's days: one tap for a day or a week, and what changed since."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _later
from flask_babel import ngettext

from timesheet import now
from timesheet.actions import approving, closing, computing, periods
from timesheet.actions.approving import Done
from timesheet.actions.closing import Preview, Wanted
from timesheet.core import calendar
from timesheet.core.approving import Difference, What
from timesheet.core.closing import Step
from timesheet.core.model import Code, Instant
from timesheet.errors import Missing
from timesheet.web import closing_words, filters, sent
from timesheet.web.access import current_actor, visible
from timesheet.web.i18n import gettext as _

pages = Blueprint("approving", __name__, url_prefix="/crew")


@pages.get("/week/<day:day>")
def week(day: date) -> str:
    """Show a week of the crew: what can be approved, what was, and what changed since."""
    if not computing.EARLIEST <= day <= computing.LATEST:
        raise Missing("day")
    actor, at = current_actor(), now.utc()
    first, last = approving.week_of(day)
    return render_template(
        "lead/week.html",
        span=approving.crew_days(actor, first, last, at),
        before=first - approving.LONGEST - approving.DAY,
        after=last + approving.DAY,
        now=at,
        **words(),
    )


@pages.post("/approve")
def approve() -> ResponseReturnValue:
    """Approve the days of some people as they were shown."""
    first, last = _span()
    seen = dict(map(_seen, request.form.getlist("seen")))
    done = approving.approve(current_actor(), first, last, seen, now.utc())
    if done.people:
        flash(_approved(done), "good")
    for name in done.moved:
        flash(_("%(name)s: the hours changed while you looked; look again.", name=name), "warn")
    if not done.people and not done.moved:
        flash(_("There was nothing left to approve."))
    return _back(first)


@pages.post("/approve/back")
def take_back() -> ResponseReturnValue:
    """Take approvals back."""
    first, last = _span()
    whose = {sent.number(key, "person") for key in request.form.getlist("person")}
    done = approving.take_back(current_actor(), first, last, whose, now.utc())
    taken = ngettext(
        "Taken back for %(num)d person.", "Taken back for %(num)d people.", done.people
    )
    flash(taken if done.people else _("There was nothing to take back."))
    return _back(first)


def periods_in_one_tap(at: Instant) -> list[Preview]:
    """Return the ended pay periods of the crew that lack one tap, as every day is approved."""
    actor = current_actor()
    today = calendar.day_of(at, actor.zone)
    begins, ends = periods.around(today)
    firsts = [periods.neighbours(begins)[0]] + [begins] * (today == ends)
    wanted = (Wanted(first, Step.APPROVE, actor, visible()) for first in firsts)
    return [found for one in wanted if (found := closing.approved_daily(one, at)).goes]


def words() -> dict[str, Any]:
    """Return what the templates say it with."""
    return {"refusals": closing_words.REFUSALS, "differs": _differs, "me": current_actor()}


def _approved(done: Done) -> str:
    hours = filters.duration(done.seconds)
    words = ngettext(
        "Approved: %(num)d person, %(hours)s.",
        "Approved: %(num)d people, %(hours)s.",
        done.people,
        hours=hours,
    )
    return str(words)


DIFFERS = {
    What.CAME: _later("clock-in %(before)s → %(after)s"),
    What.LEFT: _later("clock-out %(before)s → %(after)s"),
    What.ADDED: _later("a shift more: %(before)s – %(after)s"),
    What.GONE: _later("a shift less: %(before)s – %(after)s"),
    What.BREAKS: _later("worked %(before)s → %(after)s"),
    What.CODE: _later("%(code)s: %(before)s → %(after)s"),
}


def _differs(one: Difference, labels: dict[Code, str], zone: str, day: date) -> str:
    """Return a difference as words: "clock-out 16:00 → 17:30"."""

    def show(value: int) -> str:
        if one.what in {What.BREAKS, What.CODE}:
            return filters.duration(value)
        near = calendar.start_of_day(day, zone)
        return filters.moment(value, zone, near)

    code = (labels[one.code] if one.code else "") or _("Not known yet")
    said = {"before": show(one.before), "after": show(one.after), "code": code}
    return str(DIFFERS[one.what]) % said


def _span() -> tuple[date, date]:
    first, last = sent.day(request.form, "first"), sent.day(request.form, "last")
    if not computing.EARLIEST <= first <= last <= computing.LATEST:
        raise Missing("day")
    return first, last


def _seen(written: str) -> tuple[int, str]:
    person, _dot, mark = written.partition(".")
    return sent.number(person, "seen"), mark


def _back(first: date) -> ResponseReturnValue:
    if request.form.get("back") == "week":
        return redirect(url_for("approving.week", day=first), 303)
    return redirect(url_for("lead.home", day=first), 303)
