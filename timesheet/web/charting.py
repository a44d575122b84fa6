"""Charts on the page: columns and lines in per cent and pixels, and the words beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import lazy_gettext as _later

from timesheet.core.model import HOUR, Seconds
from timesheet.core.reports.charts import Chart, Kind
from timesheet.web import drawing, filters
from timesheet.web.grid import query_of
from timesheet.web.i18n import gettext as _

HEIGHT = 200
LABELS = 5
# Below this height in pixels a key can't be read within its piece of a column.
READABLE = 15
COLUMNS = frozenset({Kind.STACKED, Kind.PAIRED})
# Side by side they are too narrow for a key: what was planned is an outline, as on the day's ruler.
OUTLINE = "plan"
TITLES = {
    "weeks": _later("Hours by project over weeks"),
    "causes": _later("Overtime by the project that crossed the line"),
    "roster": _later("Planned and worked, day by day"),
    "budget": _later("Hours left of the budgets, at the end of each week"),
}
NAMES = {
    "overtime": _later("overtime"),
    "planned": _later("planned"),
    "worked": _later("worked"),
    "left": _later("left of the budget"),
    "unallocated": _later("unallocated"),
    "": _later("all others"),
}


class Piece(NamedTuple):
    """A rectangle: place and width in per cent, top and height in pixels."""

    x: float
    width: float
    y: float
    height: float
    look: str
    key: str
    words: str


class Stretch(NamedTuple):
    """A straight line, in per cent across and pixels down."""

    x1: float
    y1: float
    x2: float
    y2: float


class Label(NamedTuple):
    """Words at a place: in per cent across, or (of a scale) in pixels down."""

    at: float
    words: str


class Bar(NamedTuple):
    """A bar within a table: whose it is, its width in per cent, hours, and how rows are picked."""

    words: str
    width: float
    hours: str
    query: str


class Named(NamedTuple):
    """A series in the legend and in the table: its key, look and values."""

    key: str
    look: str
    words: str
    values: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart as it is drawn, with what its table says."""

    title: str
    height: int
    zero: float
    scale: tuple[Label, ...]
    places: tuple[Label, ...]
    pieces: tuple[Piece, ...]
    line: tuple[Stretch, ...]
    dots: tuple[tuple[float, float, str], ...]
    bars: tuple[Bar, ...]
    series: tuple[Named, ...]
    heading: str
    rows: tuple[str, ...]
    summed: bool


def plot(chart: Chart) -> Plot:
    """Lay a chart out."""
    scale = _Scale(chart)
    words = [_place(place) for place in chart.places]
    return Plot(
        title=str(TITLES[chart.name]),
        height=HEIGHT,
        zero=scale.y(0),
        scale=tuple(Label(scale.y(at), _hours(at)) for at in scale.marks),
        places=tuple(_labels(words)),
        pieces=tuple(_pieces(chart, scale, words)) if chart.kind in COLUMNS else (),
        line=tuple(_line(chart, scale)) if chart.kind is Kind.LINE else (),
        dots=tuple(_dots(chart, scale, words)) if chart.kind is Kind.LINE else (),
        bars=tuple(_bars(chart)) if chart.kind is Kind.BARS else (),
        series=tuple(_named(chart)),
        heading=_("Project")
        if isinstance(chart.places[0], str)
        else _("Day")
        if chart.name == "roster"
        else _("Week"),
        rows=tuple(words),
        summed=chart.kind is not Kind.LINE,
    )


class _Scale:
    """The scale of a chart: whole steps of hours, 0 always among them."""

    def __init__(self, chart: Chart) -> None:
        along = list(zip(*(one.values for one in chart.series), strict=True))
        stacked = chart.kind is Kind.STACKED
        highs = [sum(v) if stacked else max(v) for v in along]
        lows = [0 if stacked else min(v) for v in along]
        top, bottom = max(0, *highs), min(0, *lows)
        step = _step((top - bottom) / HOUR) * HOUR
        first, last = bottom // step, -(-top // step)
        self.marks = [n * step for n in range(first, max(last, first + 1) + 1)]
        self._bottom, self._top = self.marks[0], self.marks[-1]

    def y(self, value: Seconds) -> float:
        """Return how far down a value lies, in pixels."""
        return round((self._top - value) * HEIGHT / (self._top - self._bottom), 2)


def _step(hours: float) -> int:
    """Return a step of 1, 2 or 5 times a power of ten that divides hours into four at most."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if hours <= 4 * step:
                return step
        size *= 10


def _pieces(chart: Chart, scale: _Scale, words: Sequence[str]) -> Iterator[Piece]:
    wide = 100 / len(chart.places)
    beside = len(chart.series) if chart.kind is Kind.PAIRED else 1
    width = round(wide * 0.72 / beside, 3)
    for n, place in enumerate(words):
        under = 0
        for k, one in enumerate(chart.series):
            value = one.values[n]
            if value:
                x = n * wide + wide * 0.14 + (width * k if beside > 1 else 0)
                top, low = scale.y(under + value), scale.y(under)
                key = _key(chart, k) if abs(low - top) >= READABLE else ""
                said = f"{place}, {_name(one.name)}: {filters.hours(value)}"
                tall = max(round(abs(low - top), 2), 1)
                yield Piece(round(x, 3), width, min(top, low), tall, _look(chart, k), key, said)
            if beside == 1:
                under += value


def _key(chart: Chart, k: int) -> str:
    return str(k + 1) if chart.kind is Kind.STACKED and len(chart.series) > 1 else ""


def _look(chart: Chart, k: int) -> str:
    return (OUTLINE, "c1")[k] if chart.kind is Kind.PAIRED else f"c{k + 1}"


def _bars(chart: Chart) -> Iterator[Bar]:
    (series,) = chart.series
    top = max(series.values)
    for place, value in zip(chart.places, series.values, strict=True):
        query = query_of("cause", str(place)) if place else ""
        yield Bar(_place(place), drawing.share(value, top), filters.hours(value), query)


def _middle(n: int, count: int) -> float:
    return round((n + 0.5) * 100 / count, 3)


def _line(chart: Chart, scale: _Scale) -> Iterator[Stretch]:
    (series,) = chart.series
    spots = [(_middle(n, len(series.values)), scale.y(v)) for n, v in enumerate(series.values)]
    for before, after in pairwise(spots):
        yield Stretch(*before, *after)


def _dots(chart: Chart, scale: _Scale, words: Sequence[str]) -> Iterator[tuple[float, float, str]]:
    (series,) = chart.series
    for n, value in enumerate(series.values):
        yield _middle(n, len(words)), scale.y(value), f"{words[n]}: {filters.hours(value)}"


def _labels(words: Sequence[str]) -> Iterator[Label]:
    every = -(-len(words) // LABELS)
    for n, text in enumerate(words):
        if n % every == 0:
            yield Label(_middle(n, len(words)), text)


def _named(chart: Chart) -> Iterator[Named]:
    for n, one in enumerate(chart.series, 1):
        values = tuple(filters.hours(value) for value in one.values)
        look, key = _look(chart, n - 1), _key(chart, n - 1)
        yield Named(key, look, _name(one.name), values, filters.hours(one.total))


def _name(name: str) -> str:
    return str(NAMES.get(name, name))


def _place(place: date | str) -> str:
    if isinstance(place, str):
        return _name(place)
    return str(format_skeleton("MMMd", filters.noon(place), locale=get_locale() or "en"))


def _hours(at: Seconds) -> str:
    return filters.whole(at // HOUR)
