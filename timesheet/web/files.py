"""Files of a report: which are offered, and how this browser likes its CSV."""

from tempfile import TemporaryFile
from typing import NamedTuple

from flask import Response, request, send_file, session
from flask_babel import get_locale

from timesheet import now
from timesheet.actions import exporting, reporting
from timesheet.actions.exporting import Wanted
from timesheet.actions.reporting import Request
from timesheet.exchange.csv_file import DIALECTS
from timesheet.web.access import current_actor
from timesheet.web.grid import Asked
from timesheet.web.i18n import gettext as _
from timesheet.web.report_names import Place


class File(NamedTuple):
    """A file on offer: what its button says, where it is, what its numbers and days look like."""

    label: str
    href: str
    example: str = ""


class Offered(NamedTuple):
    """The files of a report, and the same CSV for other spreadsheets."""

    files: tuple[File, ...]
    dialects: tuple[File, ...]


def offered(asked: Asked, place: Place) -> Offered:
    """Return the files with the rows that an address asks for."""
    names = {"us": _("US"), "de": _("German"), "iso": _("ISO")}
    examples = {"us": "11/23/2026, 7.50", "de": "23.11.2026; 7,50", "iso": "2026-11-23, 7.50"}
    liked = _liked()
    plain = [
        ("xlsx", _("Excel"), ""),
        ("csv", f"CSV ({names[liked]})", liked),
        ("json", "JSON", ""),
    ]
    return Offered(
        tuple(File(label, _href(asked, place, kind, said)) for kind, label, said in plain),
        tuple(
            File(f"CSV ({names[name]})", _href(asked, place, "csv", name), examples[name])
            for name in DIALECTS
        ),
    )


def dialect(kind: str) -> str:
    """Return the dialect that an address asks for, and remember it in this browser."""
    said = request.args.get("dialect", "")
    if kind != "csv" or said not in DIALECTS:
        return _liked()
    session["dialect"] = said
    return said


def _liked() -> str:
    said = session.get("dialect")
    if said in DIALECTS:
        return str(said)
    locale = str(get_locale() or "")
    return "de" if locale.startswith("de") else "us" if locale == "en_US" else "iso"


def sent(wanted: Request, kind: str) -> Response:
    """Send a report as a file: the rows on screen, all of them, with all columns."""
    how = Wanted(kind, now.utc(), current_actor().name, dialect(kind))
    # Whole before the first byte leaves: a failure is an error page, never a file cut short.
    file = TemporaryFile()  # noqa: SIM115  (closed with the answer)
    with reporting.opened(wanted) as opened:
        exporting.write(file, opened, how)
        name = exporting.file_name(opened, kind)
    file.seek(0)
    return send_file(file, exporting.TYPES[kind], as_attachment=True, download_name=name)


def _href(asked: Asked, place: Place, kind: str, said: str) -> str:
    address = place.file(asked.report, kind)
    query = "&".join(
        piece for piece in (asked.file_query, f"dialect={said}" if said else "") if piece
    )
    return f"{address}?{query}" if query else address
