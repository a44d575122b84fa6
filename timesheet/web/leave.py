"""Leave in one screen: one's own, what waits for a decision, what is entered for others."""

import json
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import day_facts, leave
from timesheet.actions.day_facts import DayFact
from timesheet.actions.leave import Wanted
from timesheet.actions.setting_up import looking
from timesheet.core import calendar
from timesheet.core.model import Cents, Seconds
from timesheet.core.pay.declared import EARNINGS
from timesheet.errors import Refused
from timesheet.store.leave import LeaveKind
from timesheet.web import sent
from timesheet.web.access import current_actor, visible
from timesheet.web.i18n import gettext as _

pages = Blueprint("leave", __name__, url_prefix="/leave")


@pages.get("")
def page() -> str:
    """Show balances and requests; to leads and accounting what waits for them."""
    actor, at = current_actor(), now.utc()
    today = calendar.day_of(at, actor.zone)
    decides = actor.has("lead", "accounting", "admin")
    return render_template(
        "leave/page.html",
        view=leave.page(actor, visible(), at),
        today=today,
        decides=decides,
        enters=actor.has("lead", "accounting"),
        accounts=actor.has("accounting"),
        people=_people(today) if decides else [],
        earnings=EARNINGS,
    )


def _people(today: date) -> list[tuple[str, str]]:
    seen = visible()
    if seen is None:
        return looking.numbers(today)
    return looking.numbers_of(seen - {current_actor().id})


@pages.post("/ask")
def ask() -> ResponseReturnValue:
    """Ask for leave for oneself."""
    actor = current_actor()
    return _done(
        lambda: leave.request(_wanted(actor.id), now.utc()),
        _("Asked. It counts once your lead or accounting approved it."),
    )


@pages.post("/enter")
def enter() -> ResponseReturnValue:
    """Enter leave for somebody else."""

    def do() -> None:
        person = looking.person_by_number(sent.text(request.form, "person"), "person").id
        leave.enter(_wanted(person), current_actor(), visible(), now.utc())

    return _done(do, _("Entered."))


@pages.post("/<int:key>/decide")
def decide(key: int) -> ResponseReturnValue:
    """Approve or refuse a request."""
    approve = sent.text(request.form, "verdict") == "approve"
    return _done(
        lambda: leave.decide(
            key,
            approve=approve,
            reason=sent.text(request.form, "reason"),
            actor=current_actor(),
            seen=visible(),
            now=now.utc(),
        ),
        _("Approved.") if approve else _("Refused."),
    )


@pages.post("/<int:key>/take-back")
def take_back(key: int) -> ResponseReturnValue:
    """Take leave or an earning back."""
    reason = sent.text(request.form, "reason")
    return _done(
        lambda: leave.withdraw(key, reason, current_actor(), visible(), now.utc()),
        _("Taken back."),
    )


@pages.post("/earn")
def earn() -> ResponseReturnValue:
    """Enter a bonus, a commission, piece pay, a salary or a day rate."""

    def do() -> None:
        person = looking.person_by_number(sent.text(request.form, "person"), "person").id
        name, reason = sent.text(request.form, "name"), sent.text(request.form, "reason")
        leave.earn(person, name, _cents("amount"), _day("day"), reason, current_actor(), now.utc())

    return _done(do, _("Entered."))


@pages.post("/day-fact")
def day_fact() -> ResponseReturnValue:
    """Enter a waived meal, a missed rest or a call-out."""

    def do() -> None:
        person = looking.person_by_number(sent.text(request.form, "person"), "person").id
        first = _day("first")
        fact = DayFact(
            person,
            sent.text(request.form, "kind"),
            first,
            _day("last") if sent.text(request.form, "last") else first,
            _time("start"),
            _time("end"),
            sent.text(request.form, "reason"),
        )
        day_facts.add(fact, current_actor(), visible(), now.utc())

    return _done(do, _("Entered."))


@pages.post("/kind")
def kind() -> ResponseReturnValue:
    """Add a kind of leave, or a new version of one."""

    def do() -> None:
        every = sent.text(request.form, "every")
        rule: dict[str, object] = {
            "pay_code": sent.text(request.form, "code").strip().upper(),
            "every": every,
        }
        if every:
            rule["grant_min"] = _seconds("grant") // 60
        if every == "worked":
            rule["per_min"] = _seconds("per") // 60
        if sent.text(request.form, "cap"):
            rule["cap_min"] = _seconds("cap") // 60
        months = sent.whole(request.form, "expires")
        if months is not None:
            rule["expires_months"] = months
        added = LeaveKind(
            code=sent.text(request.form, "code"),
            version=0,
            name=sent.text(request.form, "name"),
            paid=sent.text(request.form, "paid") == "yes",
            effective_from=_day("first"),
            accrual=json.dumps(rule) if every else "{}",
        )
        leave.set_kind(added, current_actor(), now.utc())

    return _done(do, _("Saved."))


def _done(do: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        do()
        flash(said, "good")
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    return redirect(url_for("leave.page"), 303)


def _wanted(person: int) -> Wanted:
    first = _day("first")
    return Wanted(
        person,
        sent.text(request.form, "code"),
        first,
        _day("last") if sent.text(request.form, "last") else first,
        _seconds("hours"),
        sent.text(request.form, "reason"),
    )


def _day(name: str) -> date:
    return sent.day(request.form, name)


def _time(name: str) -> time | None:
    return sent.wall(request.form, name) if sent.text(request.form, name) else None


def _number(name: str) -> Decimal:
    found = sent.decimal(request.form, name)
    if abs(found) > 10_000_000:
        raise Refused("Say a number, like 8 or 7.5.", field=name)
    return found


def _seconds(name: str) -> Seconds:
    return int(_number(name) * 60) * 60


def _cents(name: str) -> Cents:
    return int((_number(name) * 100).to_integral_value())
