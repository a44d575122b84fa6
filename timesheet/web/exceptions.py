"""Exceptions with their fixes, for accounting and for leads; nobody sees his own here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import computing, fixed, fixing, periods
from timesheet.actions.fixing import Asked, Look
from timesheet.actions.setting_up import looking
from timesheet.core import calendar
from timesheet.core.model import Cents, Instant, Seconds, Severity
from timesheet.core.pay.exceptions import KINDS, sentence
from timesheet.core.reports.views import IssueView
from timesheet.errors import Missing, Refused
from timesheet.web import sent
from timesheet.web.access import current_actor, visible
from timesheet.web.i18n import gettext as _
from timesheet.web.phrases import phrase
from timesheet.web.row_words import word

pages = Blueprint("exceptions", __name__, url_prefix="/exceptions")


@pages.get("")
@pages.get("/<day:first>")
def found(first: date | None = None) -> str:
    """List the exceptions of a pay period, the worst first, and what was fixed in it."""
    actor, seen, at = current_actor(), visible(), now.utc()
    day = first or calendar.day_of(at, actor.zone)
    if not computing.EARLIEST <= day <= computing.LATEST:
        raise Missing("day")
    begins, ends = periods.around(day)
    look = _look()
    shown = fixing.open_ones((begins, ends), seen, look, actor, at)
    mended = fixed.fixed_ones(begins, ends, seen, look.text)
    return render_template(
        "exceptions/found.html",
        first=begins,
        last=ends,
        kinds=_kinds(shown.rows),
        found=shown,
        fixed=mended[: fixing.MOST],
        all_fixed=len(mended),
        **_said(),
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """The exceptions of one kind that matter alike: sums in seconds and cents."""

    severity: Severity
    code: str
    issues: list[IssueView]

    @property
    def seconds(self) -> Seconds:
        """Return how much time they are about."""
        return sum(issue.seconds for issue in self.issues)

    @property
    def cents(self) -> Cents:
        """Return how much money they are about."""
        return sum(issue.cents for issue in self.issues)


def _kinds(issues: Sequence[IssueView]) -> list[Kind]:
    """Return exceptions by kind; kinds in the order of their first, and so the worst first."""
    found: dict[tuple[Severity, str], list[IssueView]] = {}
    for issue in issues:
        found.setdefault((Severity(issue.severity), issue.code), []).append(issue)
    return [Kind(*kind, those) for kind, those in found.items()]


def _look() -> Look:
    asked = request.args
    return Look(asked.get("code", ""), asked.get("severity", ""), asked.get("q", "").strip())


def _said() -> dict[str, object]:
    """Return what every page of exceptions is drawn with."""
    actor = current_actor()
    return {
        "named": named,
        "sentence": sentence,
        "severities": [s.value for s in Severity],
        "currency": looking.currency(),
        "with_money": actor.has("accounting", "admin"),
    }


def named(code: str) -> str:
    """Return the title of a kind of exception."""
    kind = KINDS.get(code)
    return phrase(kind.title) if kind else word(code).capitalize()


@pages.get("/<int:person>/<int:at>/<code>")
def case(person: int, at: int, code: str) -> str:
    """Show an exception with its fixes, each with what it would change."""
    when, trouble = None, ""
    shown = fixing.case(person, at, code, current_actor(), visible(), now.utc())
    try:
        when = _when(at, shown.issue)
        if when is not None:
            shown = fixing.case(person, at, code, current_actor(), visible(), now.utc(), when)
    except Refused as refused:
        trouble = _(refused.text, **refused.values)
    return render_template("exceptions/case.html", case=shown, trouble=trouble, **_said())


def _when(at: Instant, issue: IssueView) -> Instant | None:
    """Return the first instant of the time asked for after (for a missing in: before) the punch."""
    if not request.args.get("time"):
        return None
    wall = sent.wall(request.args, "time")
    day = calendar.day_of(at, issue.zone)
    days = (day, day + timedelta(days=1 if issue.code == "missing_out" else -1))
    for moment in (datetime.combine(one, wall) for one in days):
        found = calendar.instant(moment, issue.zone)
        if (found > at) == (issue.code == "missing_out") and found != at:
            if not calendar.exists(moment, issue.zone):
                raise Refused("The clocks went forward over that time.", field="time")
            return found
    return None


@pages.post("/<int:person>/<int:at>/<code>")
def fix(person: int, at: int, code: str) -> ResponseReturnValue:
    """Fix an exception."""
    name, _sign, when = sent.text(request.form, "fix").partition(":")
    try:
        instant = int(when) if when.isascii() and when.isdecimal() and len(when) < 12 else None
        asked = Asked(person, at, code, name, instant, sent.text(request.form, "reason"))
        fixing.fix(asked, current_actor(), visible(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(url_for("exceptions.case", person=person, at=at, code=code), 303)
    flash(_("Fixed. The hours and the pay follow."), "good")
    return redirect(url_for("exceptions.found", first=_period_day(at)), 303)


@pages.post("/undo/<any('punch', 'declaration'):kind>/<int:key>")
def undo(kind: str, key: int) -> ResponseReturnValue:
    """Take a fix back, by a fact of its own."""
    verb = fixed.undo_punch if kind == "punch" else fixed.undo_declaration
    try:
        reason = sent.text(request.form, "reason")
        verb(key, reason, current_actor(), visible(), now.utc())
        flash(_("Taken back. The exception is open again if it still holds."), "good")
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("exceptions.found"), 303)


def _period_day(at: Instant) -> date:
    return calendar.day_of(at, current_actor().zone)
