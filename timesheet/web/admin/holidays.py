"""Public holidays: the days of a calendar in a year, taken over and changed by hand."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from timesheet import now
from timesheet.actions.setting_up import holidays
from timesheet.core import calendar as days
from timesheet.errors import Refused
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import author, pages, query_text, say
from timesheet.web.forms.pay_policies import HolidayForm, TakeHolidaysForm
from timesheet.web.i18n import gettext as _


@pages.get("/holidays", endpoint="holidays")
def list_holidays() -> str:
    """Show the holidays of a calendar in a year."""
    return _page()


@pages.post("/holidays", endpoint="holidays__add")
def add_holiday() -> ResponseReturnValue:
    """Add a day to a calendar."""
    form = HolidayForm()
    if not form.validate():
        return _page(form=form), 422
    holidays.put(_calendar(), form.day.data, form.name.data, author())
    flash(_("Saved."), "good")
    return _back(_calendar(), form.day.data.year)


@pages.post("/holidays/take", endpoint="holidays__take")
def take_holidays() -> ResponseReturnValue:
    """Take over a year from the library."""
    form = TakeHolidaysForm()
    if form.validate():
        try:
            count = holidays.take(form.calendar.data, int(form.year.data or 0), author())
        except Refused as refused:
            say(form, refused)
        else:
            flash(ngettext("One day was added.", "%(num)d days were added.", count), "good")
            return _back(form.calendar.data, int(form.year.data or 0))
    return _page(take_form=form), 422


@pages.post("/holidays/remove", endpoint="holidays__remove")
def remove_holiday() -> ResponseReturnValue:
    """Let a day be no holiday of a calendar; what is in the books stays."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise NotFound from None
    if day not in holidays.of_year(_calendar(), day.year):
        raise NotFound
    holidays.put(_calendar(), day, "", author())
    flash(_("Removed."), "good")
    return _back(_calendar(), day.year)


def _page(form: Any = None, take_form: Any = None) -> str:
    year, calendar = _year(), _calendar()
    return render_template(
        "admin/holidays.html",
        form=form or HolidayForm(formdata=None),
        take_form=take_form or TakeHolidaysForm(formdata=None, calendar=calendar, year=year),
        calendar=calendar,
        calendars=sorted({*holidays.calendars(), calendar}),
        year=year,
        found=holidays.of_year(calendar, year),
        may_change=current_actor().has("admin"),
    )


def _back(calendar: str, year: int) -> ResponseReturnValue:
    return redirect(url_for("admin.holidays", calendar=calendar or None, year=year), 303)


def _calendar() -> str:
    return query_text("calendar")[:20]


def _year() -> int:
    value = query_text("year")
    if value.isascii() and value.isdecimal() and 1970 <= int(value) < 2200:
        return int(value)
    return days.day_of(now.utc(), current_actor().zone).year
