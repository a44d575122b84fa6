"""Files of a report: which are offered, and how this browser likes its CSV."""

from datetime import date
from typing import NamedTuple

from flask import request, session, url_for
from flask_babel import get_locale

from timesheet.exchange.csv_file import DIALECTS
from timesheet.web.grid import Asked
from timesheet.web.i18n import gettext as _


class File(NamedTuple):
    """A file on offer: what its button says, where it is, what its numbers and days look like."""

    label: str
    href: str
    example: str = ""


class Offered(NamedTuple):
    """The files of a report, and the same CSV for other spreadsheets."""

    files: tuple[File, ...]
    dialects: tuple[File, ...]


def offered(asked: Asked, first: date) -> Offered:
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
        tuple(File(label, _href(asked, first, kind, said)) for kind, label, said in plain),
        tuple(
            File(f"CSV ({names[name]})", _href(asked, first, "csv", name), examples[name])
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


def _href(asked: Asked, first: date, kind: str, said: str) -> str:
    address = url_for("accounting.download", first=first, report=asked.report, kind=kind)
    query = "&".join(
        piece for piece in (asked.file_query, f"dialect={said}" if said else "") if piece
    )
    return f"{address}?{query}" if query else address
