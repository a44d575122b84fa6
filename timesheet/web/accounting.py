"""Accounting's pages: pay periods, one page each, and the story behind every number."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from timesheet import now
from timesheet.actions import closing, periods, reporting, story
from timesheet.actions.reporting import Request
from timesheet.actions.setting_up import looking
from timesheet.core.closing import WAYS, State, Step
from timesheet.core.reports.asking import excerpt
from timesheet.web import closing_words, drawing, files, grid, report_names, retold, saved
from timesheet.web.access import visible
from timesheet.web.grid import Asked, Line
from timesheet.web.i18n import gettext as _
from timesheet.web.report_names import ANY, LINES, VIEWS, Place

pages = Blueprint("accounting", __name__, url_prefix="/accounting")

FORWARD = (Step.SUBMIT, Step.APPROVE, Step.LOCK)


@pages.get("")
def all_periods() -> str:
    """List the pay periods, the newest first."""
    at = now.utc()
    found = [periods.period(first, at) for first, _last in periods.periods(at)[:26]]
    return render_template("accounting/periods.html", periods=found, currency=looking.currency())


@pages.get("/<day:first>")
@pages.get(f"/<day:first>/<{ANY}:report>")
def period(first: date, report: str = VIEWS[0]) -> str:
    """Show a pay period: its control totals, and one of its reports."""
    shown = periods.period(first, now.utc())
    wanted = grid.asked(report, request.args)
    standing, place = closing.period(first, visible(), now.utc()), Place(first)
    with reporting.opened(_request(wanted, shown)) as opened:
        found = excerpt(opened.table, wanted.asking, wanted.limit, opened.totals)
    return render_template(
        "accounting/period.html",
        period=shown,
        currency=looking.currency(),
        neighbours=periods.neighbours(first),
        report=report,
        place=place,
        tabs=report_names.tabs(place, report),
        more=report_names.more_links(place),
        grid=grid.grid(found, wanted),
        groups=grid.GROUPS if report == "labor-distribution" else {},
        saving=saved.offered(report, first, shown.last, now.utc()),
        chart=_chart(shown) if report == "labor-distribution" and not wanted.equal else [],
        files=files.offered(wanted, place),
        behind=behind(place),
        standing=standing,
        next_step=_next_step(standing),
        states=closing_words.STATES,
        step_words=closing_words.STEPS,
        all_states=list(State),
    )


def _next_step(standing: closing.Period) -> tuple[Step, int] | None:
    """Return the step that most of a pay period's people wait for, once it has ended."""
    if standing.today <= standing.last:
        return None
    waiting = [(step, standing.count(WAYS[step].start)) for step in FORWARD]
    return max((one for one in waiting if one[1]), key=lambda one: one[1], default=None)


def _request(wanted: Asked, shown: periods.Period) -> Request:
    return Request(wanted.report, shown.first, shown.last, visible(), wanted.asking, now=now.utc())


def behind(place: Place) -> Any:
    """Return the function from a row to the address of what is behind its numbers."""
    lines = place.page(LINES)

    def address(line: Line) -> str:
        if line.story:
            return url_for("accounting.line", **line.story)
        return f"{lines}?{line.key}"

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


@pages.get(f"/<day:first>/<{ANY}:report>.<any('xlsx', 'csv', 'json'):kind>")
def download(first: date, report: str, kind: str) -> Response:
    """Send a report of a period as a file: the rows on screen, all of them, with all columns."""
    shown, asked = periods.period(first, now.utc()), grid.asked(report, request.args)
    return files.sent(_request(asked, shown), kind)
