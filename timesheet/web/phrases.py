"""What the core says, in the language of the page.

The core speaks English, and its reasons are stored with the lines they explain, so they can't be
translated where they are made. A screen finds a sentence here by its shape: "3 of 4 confirmed in
your crew that day" is ``%(right)s of %(seen)s confirmed in your crew that day``, whose translation
gets the same values. What has no shape here stays as it is. ``shape`` only marks a text for the
catalogs; the shapes of inference stand below, those of pay in ``pay_phrases``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from flask import Flask
from flask_babel import get_locale

from timesheet.core.pay.exceptions import KINDS
from timesheet.web.book_words import SHAPES as BOOK
from timesheet.web.i18n import SOURCE_LANGUAGE
from timesheet.web.i18n import gettext as _
from timesheet.web.pay_phrases import PAY
from timesheet.web.shapes import shape

REPORTS = (
    shape(
        "All lines until the last day that are in no posted payroll; what is missing in open pay"
        " periods is estimated. A payroll that ends after it isn't posted at it."
    ),
    shape("A journal is of a whole pay period of everybody; these days or people are not."),
    shape("There is nothing to book."),
    shape("Nothing can be booked before this is said:"),
    shape("Account %(name)s has no name at the provider."),
    shape("Cost center %(name)s has no name at the provider."),
    shape("Project %(name)s has no name at the provider."),
    shape("%(title)s is not filled in."),
    shape("Relative change"),
    shape("The log's chain of hashes is whole; its head is %(head)s."),
    shape("The log's chain of hashes is broken at entry %(number)s."),
    shape(
        "All of it was last verified at %(time)s, up to entry %(number)s; what came after it, now."
    ),
    shape("Taps are counted without names; rows are of the whole company, never of a worker."),
    shape(
        "Taps are counted without names: those of a week stand in a row without team and project."
    ),
)
INFERENCE = (
    shape("your own word"),
    shape("your lead's word"),
    shape("accounting's word"),
    shape("an answer"),
    shape("said by the worker"),
    shape("said by the team lead"),
    shape("said by accounting"),
    shape("chosen at the clock"),
    shape("%(number)s codes open at once, shared equally"),
    shape("rule: %(name)s"),
    shape("hint: %(name)s"),
    shape("rule"),
    shape("roster"),
    shape("learned"),
    shape("pay policy"),
    shape("nobody said"),
    shape("planned on the roster"),
    shape("planned on the roster, at another site"),
    shape("planned for others at your site then"),
    shape("a free place at your site then"),
    shape("divided like %(right)s of %(seen)s of your confirmed days"),
    shape("divided like %(right)s of %(seen)s in your crew that day"),
    shape("a part of %(right)s of your %(seen)s divided days"),
    shape("approved so by your lead"),
    shape("a rule of the company"),
    shape("a hint of the company"),
    shape("%(right)s of %(seen)s that were planned like this"),
    shape("%(right)s of %(seen)s in your crew planned like this"),
    shape("sure of the project only"),
    shape("last confirmed code"),
    shape("last confirmed"),
    shape("last confirmed, for the same day"),
    shape("last confirmed, 1 day ago"),
    shape("last confirmed, %(days)s days ago"),
    shape("nothing known yet"),
    shape("your last confirmed shift"),
    shape("your next confirmed shift"),
    shape("your confirmed shift before the last"),
    shape("your last few days"),
    shape("your last weeks"),
    shape("your last months"),
    shape("your usual on this weekday"),
    shape("your usual at this time of day"),
    shape("your usual for a shift of this length"),
    shape("what you usually do next"),
    shape("what you did at the same time"),
    shape("%(right)s of %(seen)s with exactly these hours"),
    shape("%(right)s of %(seen)s crew mates with your hours"),
    shape("colleagues with similar hours that day"),
    shape("crew mates with similar hours that day"),
    shape("these hours on the days around"),
    shape("%(right)s of %(seen)s confirmed in your crew that day"),
    shape("your crew on the days around"),
    shape("%(right)s of %(seen)s confirmed that day"),
    shape("the company on the days around"),
    shape("this time of earlier years"),
    shape("this weekday at these hours"),
    shape("your crew on this weekday at these hours"),
    shape("shifts of this length"),
    # What a value refers to, in brackets behind its reason.
    shape("rule %(number)s v%(version)s"),
    shape("roster %(number)s"),
    shape("answer %(number)s"),
    shape("punch %(number)s"),
    shape("learned v%(version)s"),
)
TITLES = (
    shape("Labor distribution"),
    shape("Payroll summary"),
    shape("Time cards"),
    shape("Labor lines"),
    shape("Exceptions"),
)
SEPARATOR = " · "

_REFERENCE = re.compile(r"(.+) \(([^()]+)\)")
_SENTENCES = re.compile(r"(?<=[.;:]) (?=\S)")
_PLACE = re.compile(r"%\((\w+)\)s")


def attach(app: Flask) -> None:
    """Give templates the filter ``phrase``."""
    app.jinja_env.filters["phrase"] = phrase


def phrase(text: object) -> str:
    """Return what the core said in the language of the page."""
    language = str(get_locale() or SOURCE_LANGUAGE)
    said = str(text)
    return said if language == SOURCE_LANGUAGE or not said else _said(said, language)


@lru_cache(maxsize=8192)
def _said(text: str, language: str) -> str:
    if SEPARATOR in text:
        return SEPARATOR.join(_said(part, language) for part in text.split(SEPARATOR))
    if known := _shaped(text):
        return known
    parts = _SENTENCES.split(text)
    if len(parts) > 1:
        return " ".join(_said(part, language) for part in parts)
    if found := _REFERENCE.fullmatch(text):
        return f"{_said(found[1], language)} ({_said(found[2], language)})"
    if ", " in text:
        return ", ".join(_said(part, language) for part in text.split(", "))
    return text


def _shaped(text: str) -> str:
    """Return the translation of a text that has a known shape, else nothing."""
    if (exact := _exact().get(text)) is not None:
        return _(exact)
    for pattern, known in _patterns():
        if found := pattern.fullmatch(text):
            values = {name: phrase(value) for name, value in found.groupdict().items()}
            return _(known, **values)
    return ""


@lru_cache(maxsize=1)
def _exact() -> dict[str, str]:
    return {known: known for known in _known() if "%(" not in known}


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the shapes with places, those that say most first: they fit the fewest texts."""
    with_places = [known for known in _known() if "%(" in known]
    with_places.sort(key=lambda known: -len(_PLACE.sub("", known)))
    return [(_pattern(known), known) for known in with_places]


def _pattern(known: str) -> re.Pattern[str]:
    pieces = _PLACE.split(known)
    fixed, names = pieces[::2], pieces[1::2]
    places = [f"(?P<{name}>.+?)" for name in names] + [""]
    escaped = [re.escape(text.replace("%%", "%")) for text in fixed]
    return re.compile("".join(a + b for a, b in zip(escaped, places, strict=True)))


def _known() -> Iterable[str]:
    exceptions = (text for kind in KINDS.values() for text in (kind.title, kind.sentence))
    return (*INFERENCE, *TITLES, *REPORTS, *PAY, *BOOK, *exceptions)
