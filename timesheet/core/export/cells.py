"""Values as the texts of cells, and what is wrong with them."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from timesheet.core.export.nouns import Problem
from timesheet.core.export.profile import Column, FileRules
from timesheet.core.export.records import Record, Value

_PLACE = re.compile(r"\{([a-z_.0-9]+)(?:\|([^}]*))?\}")


def cell(column: Column, record: Record, rules: FileRules) -> str:
    """Return the text of a record in a column; an unknown source is a KeyError: our own slip."""
    if column.const:
        return filled(column.const, record, rules)
    if not column.source:
        return ""
    return written(record.get(column.source), column.format, rules, column.zero)


def filled(template: str, record: Record, rules: FileRules) -> str:
    """Return a text with its ``{source|format}`` places filled in."""

    def value(found: re.Match[str]) -> str:
        return written(record.get(found[1]), found[2] or "text", rules)

    return _PLACE.sub(value, template)


def written(value: Value, form: str, rules: FileRules, zero: str = "") -> str:
    """Return a value in a format.

    ``text`` (``plain``: one that is never quoted); ``hundredths`` (of an hour, or cents) and
    ``whole``; ``minutes`` as h:mm, with a leading zero as ``minutes:02``; ``date:`` and what
    strftime knows; ``pad:`` with a width and a character behind a text; ``cut:`` to a length.
    """
    name, _, how = form.partition(":")
    if value is None:
        return ""
    if isinstance(value, int) and not value:
        return zero
    if name == "date" and isinstance(value, date):
        return value.strftime(how)
    if name in {"hundredths", "minutes", "whole"} and isinstance(value, int):
        return _number(value, name, how, rules)
    text = str(value)
    if name == "pad":
        width, _, filler = how.partition(":")
        return text.ljust(int(width), filler or " ")
    return text[: int(how)] if name == "cut" else text


def _number(value: int, name: str, how: str, rules: FileRules) -> str:
    sign = "-" if value < 0 and how != "abs" else ""
    if name == "whole":
        return f"{sign}{abs(value)}"
    whole, rest = divmod(abs(value), 60 if name == "minutes" else 100)
    if name == "minutes":
        return f"{sign}{whole:02d}:{rest:02d}" if how == "02" else f"{sign}{whole}:{rest:02d}"
    return f"{sign}{whole}{rules.decimal}{rest:02d}"


def wrong(column: Column, text: str, record: Record, rules: FileRules) -> Iterator[Problem]:
    """Yield what keeps a text from standing in a column."""
    about = str(record.get("person.number") or record.get("line_no") or "")
    said = (("column", column.header), ("value", text))
    if column.required and not text:
        yield Problem(_kind(column), about, "%(column)s is empty and must not be.", said)
    if column.max and len(text) > column.max:
        more = (*said, ("n", str(column.max)))
        msg = "%(column)s: “%(value)s” has more than %(n)s characters."
        yield Problem(_kind(column), about, msg, more)
    if column.pattern and text and not _pattern(column.pattern).fullmatch(text):
        yield Problem(_kind(column), about, "%(column)s can’t be “%(value)s”.", said)
    number = record.get(column.source)
    if column.most and isinstance(number, int) and abs(number) > column.most:
        yield Problem("value", about, "%(column)s: “%(value)s” is more than fits.", said)
    if rules.quote == "never" and (rules.separator in text or "\n" in text or "\r" in text):
        msg = "%(column)s: “%(value)s” has the character that separates columns."
        yield Problem("value", about, msg, said)


def _kind(column: Column) -> str:
    """Return which mapping a column's value comes from: where to mend it."""
    kind, _, part = column.source.partition(".")
    if kind == "setting":
        return "setting"
    return kind if part == "id" else "value"


@lru_cache(maxsize=128)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
