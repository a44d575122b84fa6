"""The provider's payroll register: sent here, held against ours person by person."""

from datetime import date
from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import computing, periods, registering, registering_later
from timesheet.actions.registering_later import Place
from timesheet.actions.setting_up import looking
from timesheet.core.register_codes import USUAL, Tolerance
from timesheet.core.register_rows import Means, hundredths
from timesheet.errors import Missing, Refused
from timesheet.web import making
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("registers", __name__, url_prefix="/registers")

WIDEST = 100_000
MOST_SHOWN = 200
# More people who agree than these are folded away: what differs is to be seen.
FEW = 20


@pages.get("/<day:first>")
def home(first: date) -> str:
    """Show the register of a pay period beside ours."""
    _check(first)
    tolerance = _tolerance()
    return render_template(
        "registers/home.html",
        first=first,
        last=periods.around(first)[1],
        neighbours=periods.neighbours(first),
        shown=registering.of_period(first, tolerance),
        tolerance=tolerance,
        most=MOST_SHOWN,
        few=FEW,
        meanings=[one.value for one in Means if one],
        currency=looking.currency(),
    )


@pages.post("/<day:first>/upload")
def upload(first: date) -> ResponseReturnValue:
    """Take a register in."""
    _check(first)
    file = request.files.get("file")
    name, stream = (file.filename or "", file.stream) if file else ("", BytesIO())
    try:
        taken = registering_later.receive(_place(first), name, stream, now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        if isinstance(taken, tuple):
            return making.waited_for(*taken)
        said = _("The register is kept as it was sent.")
        flash(said if taken else _("This file was sent before: there is nothing to do."), "good")
    return redirect(url_for("registers.home", first=first), 303)


@pages.post("/<day:first>/columns")
def columns(first: date) -> ResponseReturnValue:
    """Say what the columns of the register are."""
    _check(first)
    try:
        job = registering_later.say(_place(first), request.form.getlist("means"), now.utc())
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        if job is not None:
            return making.waited_for(*job)
    return redirect(url_for("registers.home", first=first), 303)


def _place(first: date) -> Place:
    return Place(current_app.config["TIMESHEET"].data_folder, first, current_actor())


def _tolerance() -> Tolerance:
    """Return the tolerance asked for in the address; what is no number is the usual one."""
    hours, money = (hundredths(request.args.get(name, "")) for name in ("hours", "money"))
    return Tolerance(_within(hours, USUAL.hundredths), _within(money, USUAL.cents))


def _within(asked: int | None, usual: int) -> int:
    return asked if asked is not None and 0 <= asked <= WIDEST else usual


def _check(first: date) -> None:
    if not computing.EARLIEST <= first <= computing.LATEST or periods.around(first)[0] != first:
        raise Missing("day")
