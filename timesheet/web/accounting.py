"""Accounting's pages: pay periods, one page each, and the story behind every number."""

from datetime import date
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file, url_for

from timesheet import now
from timesheet.actions import closing, exporting, periods, reporting, story
from timesheet.actions.exporting import Wanted
from timesheet.actions.reporting import Request
from timesheet.actions.setting_up import looking
from timesheet.core.closing import WAYS, State, Step
from timesheet.core.reports.asking import excerpt
from timesheet.web import closing_words, drawing, files, grid, retold
from timesheet.web.access import current_actor, visible
from timesheet.web.grid import Asked, Line
from timesheet.web.i18n import gettext as _

pages = Blueprint("accounting", __name__, url_prefix="/accounting")

VIEWS = ("payroll-summary", "labor-distribution", "timecards", "exceptions")
LINES = "labor-lines"
FORWARD = (Step.SUBMIT, Step.APPROVE, Step.LOCK)
MORE = (
    "job-cost-detail", "doubtful-hours", "overtime", "utilisation", "rounding-effect",
    "roster-variance", "approvals", "adjustments", "batch-register",
)  # fmt: skip
_ANY = f"any({', '.join(repr(name) for name in (*VIEWS, LINES, *MORE))})"


@pages.get("")
def all_periods() -> str:
    """List the pay periods, the newest first."""
    at = now.utc()
    found = [periods.period(first, at) for first, _last in periods.periods(at)[:26]]
    return render_template("accounting/periods.html", periods=found, currency=looking.currency())


@pages.get("/<day:first>")
@pages.get(f"/<day:first>/<{_ANY}:report>")
def period(first: date, report: str = VIEWS[0]) -> str:
    """Show a pay period: its control totals, and one of its reports."""
    shown = periods.period(first, now.utc())
    wanted = grid.asked(report, request.args)
    standing = closing.period(first, visible(), now.utc())
    with reporting.opened(_request(wanted, shown)) as opened:
        found = excerpt(opened.table, wanted.asking, wanted.limit, opened.totals)
    return render_template(
        "accounting/period.html",
        period=shown,
        currency=looking.currency(),
        neighbours=periods.neighbours(first),
        report=report,
        tabs=_tabs(first, report),
        more=[(_address(first, name), title) for name, title in _more().items()],
        grid=grid.grid(found, wanted),
        groups=grid.GROUPS if report == "labor-distribution" else {},
        chart=_chart(shown) if report == "labor-distribution" and not wanted.equal else [],
        files=files.offered(wanted, shown.first),
        behind=_behind(first),
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


def _tabs(first: date, report: str) -> list[tuple[str, str, bool]]:
    titles = {
        "payroll-summary": _("Payroll summary"),
        "labor-distribution": _("Labor distribution"),
        "timecards": _("Time cards"),
        "exceptions": _("Exceptions"),
        LINES: _("Lines"),
        **_more(),
    }
    names = VIEWS if report in VIEWS else (*VIEWS, report)
    return [(_address(first, name), titles[name], name == report) for name in names]


def _more() -> dict[str, str]:
    return {
        "job-cost-detail": _("Job cost detail"),
        "doubtful-hours": _("Unallocated and low-confidence hours"),
        "overtime": _("Overtime analysis"),
        "utilisation": _("Utilisation"),
        "rounding-effect": _("Rounding effect"),
        "roster-variance": _("Variance to the roster"),
        "approvals": _("Approvals status"),
        "adjustments": _("Adjustments"),
        "batch-register": _("Export and batch register"),
    }


def _address(first: date, report: str, query: str = "") -> str:
    address = url_for("accounting.period", first=first, report=report)
    return f"{address}?{query}" if query else address


def _behind(first: date) -> Any:
    """Return the function from a row to the address of what is behind its numbers."""
    lines = _address(first, LINES)

    def address(line: Line) -> str:
        if line.story:
            return url_for("accounting.line", **line.story)
        return f"{lines}?{line.key}"

    return address


def _chart(shown: periods.Period) -> list[dict[str, Any]]:
    rows = periods.hours_by_project(shown.first, shown.last)
    top = max((row.seconds for row in rows), default=0)
    lines = _address(shown.first, LINES)
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


@pages.get(f"/<day:first>/<{_ANY}:report>.<any('xlsx', 'csv', 'json'):kind>")
def download(first: date, report: str, kind: str) -> Response:
    """Send a report of a period as a file: the rows on screen, all of them, with all columns."""
    shown, asked = periods.period(first, now.utc()), grid.asked(report, request.args)
    wanted = Wanted(kind, now.utc(), current_actor().name, files.dialect(kind))
    # Whole before the first byte leaves: a failure is an error page, never a file cut short.
    file = TemporaryFile()  # noqa: SIM115  (closed with the answer)
    with reporting.opened(_request(asked, shown)) as opened:
        exporting.write(file, opened, wanted)
        name = exporting.file_name(opened, kind)
    file.seek(0)
    return send_file(file, exporting.TYPES[kind], as_attachment=True, download_name=name)
