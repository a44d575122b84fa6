"""Saved reports: the list, what each is called and who sees it, and its feeds."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _later

from timesheet import now
from timesheet.actions import feeding, periods, saving
from timesheet.actions.saving import Question
from timesheet.core.model import Instant
from timesheet.core.reports.spans import Span
from timesheet.errors import Refused
from timesheet.web import feed_snippets, grid, report_names, sent
from timesheet.web.access import current_actor
from timesheet.web.i18n import gettext as _
from timesheet.web.report_names import Place

pages = Blueprint("saved", __name__, url_prefix="/accounting/saved")

SPANS = {
    Span.THIS_PERIOD: _later("this pay period"),
    Span.LAST_PERIOD: _later("last pay period"),
    Span.THIS_MONTH: _later("this month"),
    Span.LAST_MONTH: _later("last month"),
    Span.THIS_YEAR: _later("this year"),
    Span.FIXED: _later("always these days"),
}
_KEY = "<int(max=9007199254740991):key>"


def offered(report: str, first: date, last: date, at: Instant) -> dict[str, Any]:
    """Return what the form that saves a report begins with."""
    return {
        "name": report_names.titles()[report],
        "spans": SPANS,
        "span": Span.THIS_PERIOD if periods.now_running(at) == (first, last) else Span.FIXED,
        "first": first,
        "last": last,
    }


@pages.get("")
def home() -> str:
    """List the reports that were saved or are shared."""
    actor = current_actor()
    found = saving.mine(actor.id, now.utc())
    return render_template(
        "accounting/saved.html", saved=found, titles=report_names.titles(), spans=SPANS
    )


@pages.post("")
def save() -> ResponseReturnValue:
    """Save the report on the page."""
    form, actor = request.form, current_actor()
    first, last = sent.day(form, "first"), sent.day(form, "last")
    try:
        question = _question(first, last)
        shared = sent.text(form, "shared") == "1"
        key = saving.save(sent.text(form, "name"), question, actor.id, now.utc(), shared=shared)
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
        return redirect(_back(first, last), 303)
    flash(_("The report is saved."), "good")
    return redirect(url_for("saved.one", key=key), 303)


def _back(first: date, last: date) -> str:
    """Return the address of the report that was to be saved."""
    report = sent.text(request.form, "report")
    if report not in report_names.titles():
        return url_for("saved.home")
    return _place(first, last).page(report, sent.text(request.form, "query")[:1000])


def _question(first: date, last: date) -> Question:
    report_names.check(first, last)
    report, span = sent.text(request.form, "report"), sent.text(request.form, "span")
    if span not in set(Span):
        msg = "Choose the days again."
        raise Refused(msg, field="span")
    query = dict(parse_qsl(sent.text(request.form, "query")[:4000]))
    asked = grid.asked(report, query).query
    parameters = {name: value for name, value in asked.items() if name != "limit"}
    return Question(report, Span(span), (first, last), parameters)


@pages.get(f"/{_KEY}/open")
def show(key: int) -> ResponseReturnValue:
    """Go to a saved report, of the days that it means today."""
    found = saving.find(key, current_actor().id, now.utc())
    asked = grid.asked(found.question.report, found.question.parameters)
    return redirect(_place(*found.days).page(asked.report, asked.but()))


def _place(first: date, last: date) -> Place:
    return Place(first) if periods.around(first) == (first, last) else Place(first, last)


@pages.get(f"/{_KEY}")
def one(key: int) -> str:
    """Show one's own report: its name, who sees it, its feeds."""
    return _one(key)


def _one(key: int, token: str = "") -> str:
    found, feeds = saving.own(key, current_actor().id, now.utc())
    return render_template(
        "accounting/saved_one.html",
        one=found,
        feeds=feeds,
        title=report_names.titles()[found.question.report],
        spans=SPANS,
        snippets=feed_snippets.snippets(token, feeding.PAGE) if token else (),
    )


@pages.post(f"/{_KEY}")
def change(key: int) -> ResponseReturnValue:
    """Rename one's own report, share it or not."""
    name, shared = sent.text(request.form, "name"), sent.text(request.form, "shared") == "1"
    try:
        saving.change(key, name, current_actor().id, now.utc(), shared=shared)
    except Refused as refused:
        flash(_(refused.text, **refused.values), "bad")
    else:
        flash(_("Saved."), "good")
    return redirect(url_for("saved.one", key=key), 303)


@pages.post(f"/{_KEY}/delete")
def remove(key: int) -> ResponseReturnValue:
    """Delete one's own report, and end its feeds."""
    name = saving.remove(key, current_actor().id, now.utc())
    flash(_("“%(name)s” is deleted, and its feeds have ended.", name=name), "good")
    return redirect(url_for("saved.home"), 303)


@pages.post(f"/{_KEY}/feed")
def make_feed(key: int) -> str:
    """Make a feed of one's own report, and show its address this once."""
    return _one(key, saving.make_feed(key, current_actor().id, now.utc()))


@pages.post(f"/{_KEY}/feed/<int(max=9007199254740991):feed>/revoke")
def revoke(key: int, feed: int) -> ResponseReturnValue:
    """End a feed."""
    saving.revoke_feed(key, feed, current_actor().id, now.utc())
    flash(_("The feed has ended; whoever reads it gets nothing any more."), "good")
    return redirect(url_for("saved.one", key=key), 303)
