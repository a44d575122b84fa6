"""Kiosks: the tablets, and the badges and PINs by which workers are known at them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from timesheet import now
from timesheet.actions import kiosk, photos
from timesheet.actions.setting_up import looking
from timesheet.core import calendar
from timesheet.errors import Refused
from timesheet.store.codes import Site
from timesheet.web.access import current_actor
from timesheet.web.admin.blueprint import KEY, labelled, pages, say
from timesheet.web.forms.fields import offer
from timesheet.web.forms.kiosks import BadgeForm, TabletForm
from timesheet.web.i18n import gettext as _
from timesheet.web.kiosk import pepper
from timesheet.web.photos import sent
from timesheet.web.places import qr


@pages.get("/kiosks", endpoint="kiosks")
def list_kiosks() -> ResponseReturnValue:
    """Show the tablets."""
    return _list(TabletForm(formdata=None))


@pages.post("/kiosks", endpoint="kiosks__add")
def add_kiosk() -> ResponseReturnValue:
    """Add a tablet, and show the code that registers it."""
    form: Any = _offered(TabletForm())
    if not form.validate():
        return _list(form, 422)
    try:
        code = kiosk.add(form.name.data, form.site_id.data, current_actor().id, now.utc())
    except Refused as refused:
        return _list(form, say(form, refused))
    return _list(TabletForm(formdata=None), code=code)


@pages.post(f"/kiosks/{KEY}/code", endpoint="kiosks__code")
def new_code(key: int) -> ResponseReturnValue:
    """Show a new code for a tablet: it registers one, and the one before is none any more."""
    return _list(TabletForm(formdata=None), code=kiosk.offer(key, current_actor().id, now.utc()))


@pages.post(f"/kiosks/{KEY}/end", endpoint="kiosks__end")
def end_kiosk(key: int) -> ResponseReturnValue:
    """Take a tablet's registration away."""
    kiosk.end(key, current_actor().id, now.utc())
    flash(_("The tablet is no kiosk any more; what waits on it is kept there."), "good")
    return redirect(url_for("admin.kiosks"), 303)


def _offered(form: Any) -> Any:
    today = calendar.day_of(now.utc(), current_actor().zone)
    offer(form.site_id, labelled(looking.offered(Site, today)), _("all sites"))
    return form


def _list(form: Any, status: int = 200, code: str = "") -> ResponseReturnValue:
    address = url_for("kiosk.register", _external=True)
    page = render_template(
        "admin/kiosks.html",
        form=_offered(form),
        tablets=kiosk.tablets(),
        code=code,
        address=address,
        at=now.utc(),
        drawn=qr(address) if code else "",
    )
    return page, status


@pages.get(f"/people/{KEY}/badge", endpoint="people__badge")
def badge_page(key: int) -> ResponseReturnValue:
    """Show by what a person is known at kiosks."""
    return _badges(key, BadgeForm(formdata=None))


@pages.post(f"/people/{KEY}/badge", endpoint="people__badge_add")
def add_badge(key: int) -> ResponseReturnValue:
    """Give a person the badge that was scanned, or a new one to be printed."""
    form: Any = BadgeForm()
    looking.person(key)
    try:
        if request.form.get("do") == "print":
            return _badges(key, form, printed=kiosk.new_badge(key, current_actor().id, now.utc()))
        kiosk.add_badge(key, form.badge.data or "", current_actor().id, now.utc())
    except Refused as refused:
        return _badges(key, form, say(form, refused))
    flash(_("Saved."), "good")
    return redirect(url_for("admin.people__badge", key=key), 303)


@pages.post(f"/people/{KEY}/badge/end", endpoint="people__badge_end")
def end_badges(key: int) -> ResponseReturnValue:
    """Let all badges of a person hold no longer."""
    looking.person(key)
    count = kiosk.end_badges(key, current_actor().id, now.utc())
    flash(_("%(count)d badges hold no longer.", count=count), "good")
    return redirect(url_for("admin.people__badge", key=key), 303)


@pages.post(f"/people/{KEY}/pin", endpoint="people__pin")
def new_pin(key: int) -> ResponseReturnValue:
    """Give a person a new PIN, and show it once."""
    looking.person(key)
    pin = kiosk.new_pin(key, pepper(), current_actor().id, now.utc())
    return _badges(key, BadgeForm(formdata=None), pin=pin)


@pages.post(f"/people/{KEY}/photo", endpoint="people__photo")
def save_photo(key: int) -> ResponseReturnValue:
    """Keep a picture of a person, or delete it."""
    looking.person(key)
    if request.form.get("do") == "delete":
        photos.remove(key, current_actor().id)
        flash(_("Deleted."), "good")
    else:
        try:
            photos.save(key, sent(), current_actor().id, now.utc())
        except Refused as refused:
            flash(_(refused.text), "bad")
        else:
            flash(_("Saved."), "good")
    return redirect(url_for("admin.people__badge", key=key), 303)


def _badges(
    key: int, form: Any, status: int = 200, *, pin: str = "", printed: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "admin/badge.html",
        person=looking.person(key).person,
        form=form,
        held=kiosk.badges(key),
        pin=pin,
        drawn=qr(printed) if printed else "",
        pictures=photos.wanted(),
        pictured=photos.held(key),
    )
    return page, status
