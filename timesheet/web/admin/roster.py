"""The roster: planned shifts of a week, one added, many pasted, one cancelled."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions.setting_up import looking, rosters
from timesheet.actions.setting_up.rosters import Unreadable
from timesheet.core import calendar
from timesheet.exchange import roster_paste
from timesheet.exchange.roster_paste import PlannedLine, Problem
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import KEY, author, pages, query_key, query_text
from timesheet.web.forms.fields import EARLIEST, LATEST
from timesheet.web.forms.roster import PasteForm, ShiftForm
from timesheet.web.i18n import gettext as _

WEEK = timedelta(days=7)
SHOWN = 20


@pages.get("/roster", endpoint="roster")
def week() -> ResponseReturnValue:
    """Show the planned shifts of a week."""
    return _page(ShiftForm(formdata=None, day=_day()), PasteForm(formdata=None))


@pages.post("/roster", endpoint="roster__add")
def add() -> ResponseReturnValue:
    """Plan one shift."""
    form: Any = ShiftForm()
    if not form.validate():
        return _page(form, PasteForm(formdata=None), 422)
    given = (form.person.data, form.day.data, form.start.data, form.end.data)
    line = PlannedLine(1, *given, form.site.data, form.project.data, form.task.data)
    try:
        rosters.plan([line], author())
    except Unreadable as unreadable:
        for problem in unreadable.problems:
            field = form[problem.column or "person"]
            field.errors = [*field.errors, _(problem.text)]
        return _page(form, PasteForm(formdata=None), 422)
    return _planned(1, form.day.data)


@pages.post("/roster/paste", endpoint="roster__paste")
def paste() -> ResponseReturnValue:
    """Plan what was pasted: all of it, or nothing and a list of what is wrong."""
    form: Any = PasteForm()
    if not form.validate():
        return _page(ShiftForm(formdata=None, day=_day()), form, 422)
    lines, problems = roster_paste.read(form.sheet.data)
    if not problems:
        try:
            return _planned(rosters.plan(lines, author()), lines[0].day if lines else _day())
        except Unreadable as unreadable:
            problems = unreadable.problems
    return _page(ShiftForm(formdata=None, day=_day()), form, 422, problems)


@pages.post(f"/roster/{KEY}/cancel", endpoint="roster__cancel")
def cancel(key: int) -> ResponseReturnValue:
    """Cancel a planned shift."""
    rosters.cancel(key, author())
    flash(_("Cancelled."), "good")
    return redirect(url_for("admin.roster", day=_day().isoformat()), 303)


def _planned(count: int, day: date) -> ResponseReturnValue:
    flash(_("%(count)d planned.", count=count), "good")
    return redirect(url_for("admin.roster", day=day.isoformat()), 303)


def _day() -> date:
    """Return the day that the address names, or today."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return calendar.day_of(now.utc(), current_actor().zone)
    return min(max(day, EARLIEST + WEEK), LATEST - 2 * WEEK)


def _page(
    form: Any, paste: Any, status: int = 200, problems: list[Problem] | None = None
) -> ResponseReturnValue:
    first = calendar.week_of(_day())
    search = query_text("q")
    today = calendar.day_of(now.utc(), current_actor().zone)
    page = render_template(
        "admin/roster.html",
        form=form,
        paste=paste,
        problems=(problems or [])[:SHOWN],
        problem_count=len(problems or []),
        view=looking.planned(first, search, query_key("after")),
        first=first,
        week=WEEK,
        search=search,
        lists=looking.roster_names(today),
    )
    return page, status
