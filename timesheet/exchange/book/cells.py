"""Values as the XML of cells, made once per value and looked up ever after.

A cell here is what follows its style attribute: ``><v>7.5</v></c>``, or ``/>`` for an empty one.
"""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any
from xml.sax.saxutils import escape

from timesheet.core.model import HOUR
from timesheet.exchange.book.names import utf16_cut
from timesheet.exchange.csv_file import amount, rate
from timesheet.exchange.fields import Kind
from timesheet.exchange.remembered import Remembered
from timesheet.exchange.text import legal

LONGEST_TEXT = 32_767
EMPTY = "/>"
_EPOCH = date(1899, 12, 30)
# Excel's calendar has a 29 February 1900; days before March have other numbers in it.
_FIRST_SOUND_DAY = date(1900, 3, 1)
# Nearly all text: nothing in it to replace, escape or preserve. It is told by one quick look,
# since texts that are all different (reasons, notes) are the dearest column of a large report.
_ODD = re.compile("[^0-9A-Za-z\u00c0-\u024f .,:;/()%+*=@#!?-]")
_SHORT = 200
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class TextCells(Remembered):
    """Cells of text; ``changed`` counts those that could not be written as they are."""

    def __init__(self, say: Callable[[str], str] | None = None) -> None:
        super().__init__(text_cell if say is None else lambda value: text_cell(say(value)))
        self.changed = 0

    def __missing__(self, value: Any) -> str:
        if value and not _is_plain(value) and storable(value) != value:
            self.changed += 1
            return self._make(value)  # not remembered, or the next one would not be counted
        return super().__missing__(value)


def cells(kind: Kind, say: Callable[[str], str] | None = None) -> Remembered:
    """Return the cells of a field of some kind, by value; ``say`` puts texts in other words."""
    if kind == Kind.TEXT:
        return TextCells(say)
    make = _MAKERS[kind]
    return Remembered(lambda value: EMPTY if value is None else make(value))


def storable(text: str) -> str:
    """Return text as a cell can hold it: legal characters, no longer than Excel takes."""
    return utf16_cut(legal(text), LONGEST_TEXT)


def spelled(text: str) -> str:
    """Return storable text in the spelling of the format, where "_x0041_" would stand for "A"."""
    return _ESCAPE_LIKE.sub("_x005F_", storable(text))


def text_cell(text: str) -> str:
    """Return a cell that holds text as text, whatever it looks like."""
    if not text:
        return EMPTY
    if _is_plain(text):
        return f' t="inlineStr"><is><t>{text}</t></is></c>'
    inner = escape(spelled(text), {"\r": "&#13;"})  # or it would be read as LF
    return f' t="inlineStr"><is><t xml:space="preserve">{inner}</t></is></c>'


def _is_plain(text: str) -> bool:
    return len(text) < _SHORT and not _ODD.search(text) and text[0] != " " != text[-1]


def number_cell(number: float | str) -> str:
    """Return a cell that holds a number; a string is written as it stands."""
    return f"><v>{number}</v></c>"


def serial(day: date) -> int:
    """Return the number of a day in Excel's calendar."""
    return (day - _EPOCH).days


def _day_cell(day: date) -> str:
    return number_cell(serial(day)) if day >= _FIRST_SOUND_DAY else text_cell(day.isoformat())


def _time_cell(at: time) -> str:
    return number_cell((at.hour * 3600 + at.minute * 60 + at.second) / 86_400)


_MAKERS: dict[Kind, Callable[[Any], str]] = {
    Kind.DAY: _day_cell,
    Kind.TIME: _time_cell,
    Kind.INTEGER: lambda value: number_cell(int(value)),
    Kind.HOURS: lambda seconds: number_cell(seconds / HOUR),
    Kind.DURATION: lambda seconds: number_cell(seconds / 86_400),
    Kind.AMOUNT: lambda cents: number_cell(amount(cents)),
    Kind.RATE: lambda value: number_cell(rate(value)),
    Kind.SHARE: lambda share: number_cell(float(share)),
    Kind.BOOLEAN: lambda value: f' t="b"><v>{int(value)}</v></c>',
}
