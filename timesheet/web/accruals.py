"""The accrual of a month end, and the rates of burden."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import accruing, accruing_later, batches, burdening, computing, making
from timesheet.actions.accruing import Days
from timesheet.actions.accruing_later import Worked
from timesheet.actions.setting_up import looking
from timesheet.core import calendar
from timesheet.errors import Missing, Refused
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.making import waited_for
from timesheet.web.refusal_words import why_not

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
    worked, lines = _worked(end, without), accruing_later.lines(end)
    owed = worked.owed if worked else accruing.owed(end, without) if lines <= making.LARGE else None
    return render_template(
        "accruals/month.html",
        end=end,
        neighbours=(before(end), after(end)),
        worked=worked,
        lines=lines,
        code=code,
        draft=accruing.draft(owed, code, now.utc()) if owed else None,
        without=without,
        ledgers=accruing.ledgers(),
        made=accruing.of_month_end(end),
        currency=looking.currency(),
        at=now.utc(),
    )


def _worked(end: date, without: Days, *, whole: bool = False) -> Worked | None:
    """Return what a job worked out of a large month end; None where there is none."""
    if accruing_later.lines(end) <= making.LARGE:
        return None
    folder = current_app.config["TIMESHEET"].data_folder
    return accruing_later.latest(end, without, current_actor(), folder, whole=whole)


@pages.post("/<day:end>/work-out")
def work_out(end: date) -> ResponseReturnValue:
    """Ask for a large month end to be worked out in the background."""
    _check(end)
    without = _without(request.form.getlist("without"))
    return waited_for(*accruing_later.ask(end, without, current_actor(), now.utc()))


@pages.post("/<day:end>/make")
def make(end: date) -> ResponseReturnValue:
    """Make the accrual and its reversal, as a batch."""
    _check(end)
    code = sent.text(request.form, "profile")
    without = _without(request.form.getlist("without"))
    back: dict[str, Any] = {
        "end": end,
        "profile": code,
        "without": [f"{who}:{day}" for who, day in without],
    }
    worked = _worked(end, without, whole=True)
    if worked is None and accruing_later.lines(end) > making.LARGE:
        flash(_(accruing.POSTED), "bad")
        return redirect(url_for("accruals.month", **back), 303)
    owed = (worked and worked.owed) or accruing.owed(end, without)
    try:
        number = accruing.make(owed, code, current_actor(), now.utc())
    except Refused as refused:
        flash(why_not(refused), "bad")
    else:
        flash(_("Batch %(number)s is made; download it below.", number=number), "good")
        del back["without"]
    return redirect(url_for("accruals.month", **back), 303)


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
