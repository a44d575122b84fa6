"""Posters and tags of sites, and the sheet of paper for the day when everything is down."""

import hashlib
import hmac
from typing import Any

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from timesheet import now
from timesheet.actions import paper
from timesheet.actions.setting_up import looking
from timesheet.actions.setting_up.changes import Author
from timesheet.actions.setting_up.rosters import Unreadable
from timesheet.core import calendar
from timesheet.core.model import Seconds
from timesheet.errors import Missing
from timesheet.exchange import roster_paste
from timesheet.exchange.roster_paste import Problem
from timesheet.store.codes import Person, Site
from timesheet.web.access import current_actor
from timesheet.web.forms.roster import PaperForm
from timesheet.web.i18n import gettext as _

pages = Blueprint("places", __name__)

# How long after a poster was scanned a press is taken to be made beside it.
BESIDE: Seconds = 10 * 60
SHOWN = 20


def qr(text: str) -> Markup:
    """Return a QR code as SVG, without any style of its own."""
    return Markup(segno.make(text, error="m").svg_inline(scale=6, border=2, svgclass="qr"))  # noqa: S704


def mark(site: int) -> str:
    """Return what a site's poster says: its number, and what shows that we made it."""
    key = str(current_app.secret_key).encode()
    return f"{site}-{hmac.new(key, f'site {site}'.encode(), hashlib.sha256).hexdigest()[:12]}"


def site_here() -> int | None:
    """Return the site whose poster this browser has just scanned; None where there is none."""
    found = session.get("beside")
    if isinstance(found, list) and len(found) == 2 and now.utc() - found[1] <= BESIDE:
        return int(found[0])
    return None


@pages.get("/at/<said>")
def scanned(said: str) -> ResponseReturnValue:
    """Open the clock as somebody beside a site's poster: the site is evidence for his presses."""
    number = said.partition("-")[0]
    site = int(number) if number.isascii() and number.isdecimal() and len(number) < 16 else 0
    if not hmac.compare_digest(said.encode(), mark(site).encode()):
        raise Missing("site")
    name = looking.find(Site, site).name
    session["beside"] = [site, now.utc()]
    flash(_("You are at %(site)s.", site=name), "good")
    return redirect(url_for("worker.home"), 303)


@pages.get("/admin/sites/<int(max=9007199254740991):key>/poster")
def poster(key: int) -> str:
    """Show a site's poster to be printed, and its address for a tag."""
    address = url_for("places.scanned", said=mark(key), _external=True)
    site = looking.find(Site, key)
    return render_template("places/poster.html", site=site, address=address, drawn=qr(address))


@pages.get("/paper")
def sheet() -> ResponseReturnValue:
    """Show a sheet to be printed, and where its lines are entered."""
    return _paper(PaperForm(formdata=None))


@pages.post("/paper/lines")
def enter() -> ResponseReturnValue:
    """Enter the lines of a sheet: all of them, or nothing and a list of what is wrong."""
    form: Any = PaperForm()
    if not form.validate():
        return _paper(form, 422)
    lines, problems = roster_paste.read(form.sheet.data)
    if problems or not lines:
        return _paper(form, 422, problems)
    try:
        count = paper.record(lines, Author(current_actor().id, now.utc()))
    except Unreadable as unreadable:
        return _paper(form, 422, unreadable.problems)
    flash(_("%(count)d entries added.", count=count), "good")
    return redirect(url_for("places.sheet"), 303)


def _paper(
    form: Any, status: int = 200, problems: list[Problem] | None = None
) -> ResponseReturnValue:
    today = calendar.day_of(now.utc(), current_actor().zone)
    page = render_template(
        "places/paper.html",
        form=form,
        today=today,
        people=looking.offered(Person, today),
        problems=(problems or [])[:SHOWN],
        count=len(problems or []),
    )
    return page, status
