"""Files of a report: which are offered, how they look, and how their reader likes his CSV."""

from dataclasses import replace
from tempfile import TemporaryFile
from typing import NamedTuple

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from timesheet import now
from timesheet.actions import exporting, making, reporting
from timesheet.actions.exporting import Wanted
from timesheet.actions.reporting import Report, Request
from timesheet.core.reports.asking import excerpt
from timesheet.core.reports.table import Table, Type
from timesheet.exchange.csv_file import DIALECTS, preview
from timesheet.web import making as making_page
from timesheet.web import sent as form
from timesheet.web.access import current_actor
from timesheet.web.grid import Asked
from timesheet.web.i18n import gettext as _
from timesheet.web.i18n import spoken
from timesheet.web.report_names import Place, titles
from timesheet.web.row_words import heading, speaker

LINES, TEXTS = 3, 2


class File(NamedTuple):
    """A file on offer: what its button says, where it is, and its first lines."""

    label: str
    href: str
    dialect: str = ""
    lines: str = ""


def offered(asked: Asked, place: Place) -> tuple[File, ...]:
    """Return the files with the rows that an address asks for.

    A CSV goes by the page that shows the dialects, until one of them has been chosen.
    """
    csv = _href(asked, place, "csv") if _chosen() else f"{_page(asked, place)}#csv"
    return (
        File(_("Excel"), _href(asked, place, "xlsx")),
        File(f"CSV ({names()[_liked()]})" if _chosen() else "CSV", csv),
        File("JSON", _href(asked, place, "json")),
        File(_("Choose …"), _page(asked, place)),
    )


def choice(wanted: Request, asked: Asked, place: Place) -> str:
    """Show the files of a report before they are made: what each is for, how CSV would look."""
    with reporting.opened(wanted) as opened:
        first = excerpt(opened.table, wanted.asking, LINES - 1, {})
        large, lines, said = making.large(opened), opened.control.rows, opened.table.parameters
        begun = _telling(replace(opened.table, rows=first.rows))
        previews = {
            name: preview(begun, one, lines=LINES, speak=speaker) for name, one in DIALECTS.items()
        }
    csv = _href(asked, place, "csv")
    return render_template(
        "files/choice.html",
        first=wanted.first,
        last=wanted.last,
        title=titles()[asked.report],
        back=place.page(asked.report, asked.but()),
        said=[tuple(map(heading, pair)) for pair in said if pair[0] not in {"From", "To"}],
        large=large,
        lines=lines,
        liked=_liked(),
        excel=_href(asked, place, "xlsx"),
        dialects=[File(names()[name], csv, name, text) for name, text in previews.items()],
        json=_href(asked, place, "json"),
    )


def _telling(table: Table) -> Table:
    """Return the columns that dialects tell apart, with a few texts to know the rows by."""
    shown = [column for column in table.columns if not column.hidden]
    texts = [column.name for column in shown if column.type == Type.TEXT][:TEXTS]
    days = [column.name for column in shown if column.type == Type.DAY][:1]
    numbers = [column.name for column in shown if column.type in {Type.SECONDS, Type.CENTS}]
    return table.select((*texts, *days, *numbers[:TEXTS]) or [column.name for column in shown])


def sent(wanted: Request, asked: Asked, place: Place, kind: str) -> ResponseReturnValue:
    """Send a report as a file; what would take long is asked for on a page, since this is a GET."""
    said = dialect(request.args.get("dialect", ""))
    how = Wanted(kind, now.utc(), current_actor().name, said, speaker)
    with reporting.opened(wanted) as opened:
        if making.large(opened):
            return redirect(_page(asked, place), 303)
        return _file(opened, how)


def made(wanted: Request, kind: str) -> ResponseReturnValue:
    """Send a report as a file, or have it made where that takes long; the dialect is remembered."""
    actor, chosen = current_actor(), form.text(request.form, "dialect")
    said = dialect(chosen)
    if said == chosen != actor.csv_dialect:
        making.remember_dialect(actor.id, said)
    how = Wanted(kind, now.utc(), actor.name, said, speaker)
    with reporting.opened(wanted) as opened:
        if not making.large(opened):
            return _file(opened, how)
        key, fresh = making.ask_report(opened, wanted, how, actor, spoken())
    if not fresh:
        flash(making_page.one_at_a_time(), "warn")
    return redirect(url_for("making.one", key=key), 303)


def _file(opened: Report, how: Wanted) -> Response:
    # Whole before the first byte leaves: a failure is an error page, never a file cut short.
    file = TemporaryFile()  # noqa: SIM115  (closed with the answer)
    exporting.write(file, opened, how)
    name = exporting.file_name(opened, how.kind)
    file.seek(0)
    return send_file(file, exporting.TYPES[how.kind], as_attachment=True, download_name=name)


def dialect(said: str) -> str:
    """Return the dialect that is asked for, or that the reader likes."""
    return said if said in DIALECTS else _liked()


def _chosen() -> bool:
    return current_actor().csv_dialect in DIALECTS


def _liked() -> str:
    if _chosen():
        return current_actor().csv_dialect
    locale = str(get_locale() or "")
    return "de" if locale.startswith("de") else "us" if locale == "en_US" else "iso"


def names() -> dict[str, str]:
    """Return what the dialects are called."""
    return {"us": _("US"), "de": _("German"), "iso": _("ISO")}


def _href(asked: Asked, place: Place, kind: str) -> str:
    return _with(place.file(asked.report, kind), asked.file_query)


def _page(asked: Asked, place: Place) -> str:
    return _with(place.choice(asked.report), asked.file_query)


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
