"""Accounting's pages: pay periods, one page each, and the story behind every number."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import (
    closing,
    left_out,
    next_step,
    period_list,
    periods,
    registering,
    reporting,
    story,
)
from timesheet.actions.reporting import Request
from timesheet.actions.setting_up import looking
from timesheet.core.closing import State
from timesheet.core.reports.asking import excerpt
from timesheet.core.reports.table import Behind, Table
from timesheet.web import (
    closing_words,
    drawing,
    files,
    grid,
    no_rows,
    report_names,
    retold,
    saved,
    shaping,
)
from timesheet.web.access import current_actor, visible
from timesheet.web.grid import Asked, Line
from timesheet.web.i18n import gettext as _
from timesheet.web.report_names import ANY, LINES, VIEWS, Place

pages = Blueprint("accounting", __name__, url_prefix="/accounting")

NAMED = 5
"""People left out of the payroll file whom the period's page names; the files' page names all."""


@pages.get("")
def all_periods() -> str:
    """List the pay periods, the newest first."""
    return render_template(
        "accounting/periods.html",
        periods=period_list.latest(now.utc()),
        currency=looking.currency(),
        states=closing_words.STATES,
    )


@pages.get("/<day:first>")
@pages.get(f"/<day:first>/<{ANY}:report>")
def period(first: date, report: str = VIEWS[0]) -> str:
    """Show a pay period: its control totals, and one of its reports."""
    shown = periods.period(first, now.utc())
    wanted = grid.asked(report, request.args)
    standing, place = closing.period(first, visible(), now.utc(), None), Place(first)
    with reporting.opened(_request(wanted, shown)) as opened:
        found = excerpt(opened.table, wanted.asking, wanted.limit, opened.totals)
        seen = grid.grid(found, wanted)
    return render_template(
        "accounting/period.html",
        period=shown,
        currency=looking.currency(),
        neighbours=periods.neighbours(first),
        report=report,
        place=place,
        tabs=report_names.tabs(place, report),
        more=report_names.more_links(place),
        grid=seen,
        nothing=no_rows.nothing(report),
        shape=shaping.shape(opened, seen, wanted),
        saving=saved.offered(report, first, shown.last, now.utc()),
        chart=_chart(shown) if report == "labor-distribution" and not wanted.equal else [],
        plot=shaping.plot(_request(wanted, shown), opened),
        files=files.offered(wanted, place),
        behind=behind(place, shown.last, found.table),
        standing=standing,
        provider=registering.agrees(first),
        next_step=next_step.of(standing, current_actor(), now.utc()),
        left_out=left_out.of_period(first, current_actor(), now.utc(), most=NAMED),
        states=closing_words.STATES,
        step_words=closing_words.STEPS,
        refusals=closing_words.REFUSALS,
        all_states=list(State),
    )


def _request(wanted: Asked, shown: periods.Period) -> Request:
    return Request(wanted.report, shown.first, shown.last, visible(), wanted.asking, now=now.utc())


def behind(place: Place, last: date, table: Table) -> Callable[[Line, Behind], str]:
    """Return the function from a row to the address of what is behind a number of it."""
    lines, before = place.page(LINES), table.before
    ever = Place(table.since or place.first, last).page(LINES)
    earlier = Place(before.first, before.last).page(LINES) if before else ""
    elsewhere = {
        Behind.BUDGETS: url_for("budgets.home"),
        Behind.LEAVE: url_for("leave.page"),
        Behind.NOTHING: "",
    }

    def address(line: Line, what: Behind) -> str:
        if what in elsewhere:
            return elsewhere[what]
        if what is Behind.BEFORE:
            return f"{earlier}?{line.before}" if line.before else ""
        if not (line.key or what is Behind.TO_DATE):
            return ""
        if line.story:
            return url_for("accounting.line", **line.story)
        return f"{ever if what is Behind.TO_DATE else lines}?{line.key}"

    return address


def _chart(shown: periods.Period) -> list[dict[str, Any]]:
    rows = periods.hours_by_project(shown.first, shown.last)
    top = max((row.seconds for row in rows), default=0)
    lines = Place(shown.first).page(LINES)
    return [
        {
            "label": row.label or _("unallocated"),
            "name": row.name,
            "look": "fill" if row.label else "nothing",
            "seconds": row.seconds,
            "cents": row.cents,
            "width": drawing.share(row.seconds, top),
            "href": f"{lines}?{grid.query_of('project', row.label or 'unallocated')}",
        }
        for row in rows[:15]
    ]


@pages.get("/line/<int(max=9007199254740991):person>/<day:day>/<path:name>")
def line(person: int, day: date, name: str) -> str:
    """Tell where a labor line comes from: reason, shift, punches, corrections, pay."""
    told = story.line(person, day, name, visible())
    return render_template(
        "accounting/line.html", story=told, currency=looking.currency(), **retold.retold(told)
    )


@pages.get(f"/<day:first>/<{ANY}:report>/files")
def choice(first: date, report: str) -> str:
    """Show the files of a report of a period before they are made."""
    asked, wanted = _asked(first, report)
    return files.choice(wanted, asked, Place(first))


@pages.get(f"/<day:first>/<{ANY}:report>.<any('xlsx', 'csv', 'json'):kind>")
def download(first: date, report: str, kind: str) -> ResponseReturnValue:
    """Send a report of a period as a file: the rows on screen, all of them, with all columns."""
    asked, wanted = _asked(first, report)
    return files.sent(wanted, asked, Place(first), kind)


@pages.post(f"/<day:first>/<{ANY}:report>.<any('xlsx', 'csv', 'json'):kind>")
def make(first: date, report: str, kind: str) -> ResponseReturnValue:
    """Send the same, or have it made in the background where it is large."""
    return files.made(_asked(first, report)[1], kind)


def _asked(first: date, report: str) -> tuple[Asked, Request]:
    asked = grid.asked(report, request.args)
    return asked, _request(asked, periods.period(first, now.utc()))
