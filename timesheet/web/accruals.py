"""The accrual of a month end, and the rates of burden."""

from collections.abc import Iterable
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import accruing, batches, burdening, computing
from timesheet.actions.setting_up import looking
from timesheet.core import calendar
from timesheet.errors import Missing, Refused
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("accruals", __name__, url_prefix="/accruals")

DAY = timedelta(days=1)
# Until this day of a month its closing is about the month before.
STILL_BEFORE = 20


@pages.get("")
def latest() -> ResponseReturnValue:
    """Open the month end that is likely being closed."""
    today = calendar.day_of(now.utc(), current_actor().zone)
    shown = before(today) if today.day <= STILL_BEFORE else after(before(today))
    return redirect(url_for("accruals.month", end=shown), 302)


@pages.get("/<day:end>")
def month(end: date) -> str:
    """Show what a month end owes, and the entries that would be made of it."""
    _check(end)
    code = request.args.get("profile", "") or accruing.usual_ledger()
    without = _without(request.args.getlist("without"))
    draft = accruing.draft(end, code, now.utc(), without)
    return render_template(
        "accruals/month.html",
        end=end,
        neighbours=(before(end), after(end)),
        draft=draft,
        without=without,
        ledgers=accruing.ledgers(),
        made=accruing.of_month_end(end),
        currency=looking.currency(),
    )


@pages.post("/<day:end>/make")
def make(end: date) -> ResponseReturnValue:
    """Make the accrual and its reversal, as a batch."""
    _check(end)
    code = sent.text(request.form, "profile")
    without = _without(request.form.getlist("without"))
    try:
        number = accruing.make(end, code, current_actor(), now.utc(), without)
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        flash(_("Batch %(number)s is made; download it below.", number=number), "good")
    return redirect(url_for("accruals.month", end=end, profile=code), 303)


@pages.post("/batch/<int(max=9007199254740991):key>/void")
def void(key: int) -> ResponseReturnValue:
    """Say that an accrual doesn't count, with the reason."""
    end = sent.day(request.form, "end")
    try:
        batches.void(key, sent.text(request.form, "reason"), current_actor(), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        flash(_("Batch %(number)s doesn’t count any more.", number=key), "good")
    return redirect(url_for("accruals.month", end=end), 303)


@pages.get("/burden")
def burden() -> str:
    """Show what burden is and was."""
    return _burden({}, {})


@pages.post("/burden")
def say() -> ResponseReturnValue:
    """Record what burden is from a day on."""
    given = {name: sent.text(request.form, name) for name in ("from", "rate", "others")}
    try:
        first = sent.day(given, "from")
        burdening.say(first, given["rate"], given["others"], current_actor().id, now.utc())
    except Refused as refused:
        wrong = {refused.field: _(refused.text, **refused.values)}
        return _burden(given, wrong), 400
    flash(_("Saved: it holds from %(day)s on.", day=first), "good")
    return redirect(url_for("accruals.burden"), 303)


def _burden(given: dict[str, str], wrong: dict[str, str]) -> str:
    return render_template(
        "accruals/burden.html",
        versions=burdening.versions(),
        pay_codes=burdening.pay_codes(),
        said=given,
        wrong=wrong,
    )


def before(day: date) -> date:
    """Return the last day of the month before that of a day."""
    return day.replace(day=1) - DAY


def after(end: date) -> date:
    """Return the last day of the month after a month end."""
    return ((end + DAY).replace(day=28) + 4 * DAY).replace(day=1) - DAY


def _check(end: date) -> None:
    if (end + DAY).day != 1 or not computing.EARLIEST <= end <= computing.LATEST:
        raise Missing("month end")


def _without(marks: Iterable[str]) -> frozenset[tuple[int, date]]:
    """Return the people and days in marks like "12:2026-11-30"; what is none is passed over."""
    found = set()
    for mark in marks:
        person, _colon, day = mark.partition(":")
        try:
            found.add((sent.number(person, "without"), date.fromisoformat(day)))
        except (Refused, ValueError):
            continue
    return frozenset(found)
