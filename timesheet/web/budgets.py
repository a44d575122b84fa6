"""Budgets, bill rates and invoices: a list of the projects, and one page for each."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import budgeting
from timesheet.actions.setting_up import looking
from timesheet.actions.setting_up.changes import Author
from timesheet.core import calendar
from timesheet.core.budgets import Basis, Billed, Budget, Terms
from timesheet.core.model import HOUR, RATE_UNIT
from timesheet.errors import Missing, Refused
from timesheet.web import sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _

pages = Blueprint("budgets", __name__, url_prefix="/budgets")

KEY = "<int(max=9007199254740991):key>"
NOTHING: Mapping[str, str] = {}
LONGEST = 16


@pages.get("")
def home() -> str:
    """List the projects with their budgets, how they are paid for, and what was billed."""
    today = calendar.day_of(now.utc(), current_actor().zone)
    return render_template(
        "budgets/home.html", projects=budgeting.standings(today), currency=looking.currency()
    )


@pages.get(f"/{KEY}")
def one(key: int) -> str:
    """Show one project: what was said of it, and forms to say more."""
    return _page(key)


@pages.post(f"/{KEY}/budget")
def set_budget(key: int) -> ResponseReturnValue:
    """Add a budget from a day on."""

    def said() -> None:
        task = sent.whole(request.form, "task")
        hours, money = _whole("hours", HOUR), _whole("amount", 100)
        reason = sent.text(request.form, "reason")
        budget = Budget(key, task, hours, money, sent.day(request.form, "valid_from"), reason)
        budgeting.set_budget(budget, _author())

    return _done(key, "budget", said)


@pages.post(f"/{KEY}/terms")
def set_terms(key: int) -> ResponseReturnValue:
    """Say how the project is paid for from a day on."""

    def said() -> None:
        if (basis := sent.text(request.form, "basis")) not in set(Basis):
            raise Refused("Choose how it is paid for.", field="basis")
        rate = _whole("price", RATE_UNIT) if basis == Basis.HOURLY else 0
        cents = _whole("price", 100) if basis == Basis.FIXED else 0
        first, reason = sent.day(request.form, "valid_from"), sent.text(request.form, "reason")
        budgeting.set_terms(Terms(key, Basis(basis), rate, cents, first, reason), _author())

    return _done(key, "terms", said)


@pages.post(f"/{KEY}/billed")
def bill(key: int) -> ResponseReturnValue:
    """Enter an invoice, or a credit note."""

    def said() -> None:
        day, cents = sent.day(request.form, "day"), _whole("amount", 100)
        number, reason = (sent.text(request.form, name) for name in ("number", "reason"))
        budgeting.bill(Billed(key, day, cents, number, reason), _author())

    return _done(key, "billed", said)


def _done(key: int, form: str, do: Callable[[], None]) -> ResponseReturnValue:
    """Do it and go back to the page; what can't be is said there, with all that was typed."""
    try:
        do()
    except Missing:
        raise
    except Refused as refused:
        return _page(key, {**request.form.to_dict(), "form": form}, refused), 422
    flash(_("Saved."), "good")
    return redirect(url_for("budgets.one", key=key), 303)


def _page(key: int, typed: Mapping[str, str] = NOTHING, refused: Refused | None = None) -> str:
    today = calendar.day_of(now.utc(), current_actor().zone)
    wrong: dict[str, Any] = {}
    if refused is not None:
        wrong = {"field": refused.field, "text": _(refused.text, **refused.values)}
    return render_template(
        "budgets/one.html",
        view=budgeting.history(key, today),
        today=today,
        currency=looking.currency(),
        typed=typed,
        wrong=wrong,
    )


def _author() -> Author:
    return Author(current_actor().id, now.utc())


def _whole(name: str, unit: int) -> int:
    """Return a number that was typed, in whole parts of a unit; nothing typed is 0."""
    if not sent.text(request.form, name).strip():
        return 0
    typed = sent.decimal(request.form, name, LONGEST)
    return int((typed * unit).quantize(Decimal(1), ROUND_HALF_UP))
