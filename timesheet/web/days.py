"""Reports of any days: the same tables as those of a pay period, without its closing."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import reporting
from timesheet.actions.reporting import Request
from timesheet.core.reports.asking import excerpt
from timesheet.web import files, grid, no_rows, report_names, saved, shaping
from timesheet.web.access import visible
from timesheet.web.accounting import behind
from timesheet.web.grid import Asked
from timesheet.web.report_names import ANY, Place

pages = Blueprint("days", __name__, url_prefix="/accounting/days")


@pages.get(f"/<day:first>/<day:last>/<{ANY}:report>")
def page(first: date, last: date, report: str) -> str:
    """Show a report of some days."""
    wanted, place = grid.asked(report, request.args), Place(first, last)
    with reporting.opened(_request(wanted, first, last)) as opened:
        found = excerpt(opened.table, wanted.asking, wanted.limit, opened.totals)
        seen = grid.grid(found, wanted)
    return render_template(
        "accounting/days.html",
        place=place,
        report=report,
        tabs=report_names.tabs(place, report),
        more=report_names.more_links(place),
        grid=seen,
        nothing=no_rows.nothing(report),
        shape=shaping.shape(opened, seen, wanted),
        saving=saved.offered(report, first, last, now.utc()),
        plot=shaping.plot(_request(wanted, first, last), opened),
        files=files.offered(wanted, place),
        behind=behind(place, last, found.table),
    )


@pages.get(f"/<day:first>/<day:last>/<{ANY}:report>/files")
def choice(first: date, last: date, report: str) -> str:
    """Show the files of a report of some days before they are made."""
    asked = grid.asked(report, request.args)
    return files.choice(_request(asked, first, last), asked, Place(first, last))


@pages.get(f"/<day:first>/<day:last>/<{ANY}:report>.<any('xlsx', 'csv', 'json'):kind>")
def download(first: date, last: date, report: str, kind: str) -> ResponseReturnValue:
    """Send a report of some days as a file."""
    asked = grid.asked(report, request.args)
    return files.sent(_request(asked, first, last), asked, Place(first, last), kind)


@pages.post(f"/<day:first>/<day:last>/<{ANY}:report>.<any('xlsx', 'csv', 'json'):kind>")
def make(first: date, last: date, report: str, kind: str) -> ResponseReturnValue:
    """Send the same, or have it made in the background where it is large."""
    return files.made(_request(grid.asked(report, request.args), first, last), kind)


def _request(wanted: Asked, first: date, last: date) -> Request:
    report_names.check(first, last)
    return Request(wanted.report, first, last, visible(), wanted.asking, now=now.utc())
