"""Names that a workbook takes."""

import re
from collections.abc import Iterable

from timesheet.exchange.text import legal

LONGEST_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffd]+")


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Return a legal name for each wish: at most 31 units, unique whatever the case of letters.

    What Excel forbids becomes a space; a second "Data" becomes "Data (2)".
    """
    taken: set[str] = set()
    names = []
    for wish in wanted:
        name = _unique(_clean(wish), taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def _clean(wish: str) -> str:
    name = " ".join(_FORBIDDEN.sub(" ", legal(wish)).split()).strip("' ")
    # Excel keeps "History" for itself.
    return "Sheet" if not name or name.casefold() == "history" else _cut(name, LONGEST_SHEET_NAME)


def _unique(name: str, taken: set[str]) -> str:
    candidate, count = name, 1
    while candidate.casefold() in taken:
        count += 1
        suffix = f" ({count})"
        candidate = _cut(name, LONGEST_SHEET_NAME - len(suffix)) + suffix
    return candidate


def _cut(name: str, units: int) -> str:
    return utf16_cut(name, units).rstrip("' ")


def utf16_cut(text: str, units: int) -> str:
    """Cut text to a number of UTF-16 units, the measure of Excel; never within a character."""
    if len(text) * 2 <= units:
        return text
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
