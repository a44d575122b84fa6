"""Geometry of the drawings: spans and sums become percentages, which the macros draw as SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from timesheet.core import calendar
from timesheet.core.model import HOUR, Instant, Seconds
from timesheet.web import filters


class Span(NamedTuple):
    """A piece of time to draw: ``look`` is a class of the style sheet ("rule", "open", "plan")."""

    start: Instant
    end: Instant
    look: str
    label: str


class Mark(NamedTuple):
    """An instant to draw: a punch, or now."""

    at: Instant
    look: str
    label: str


class Bar(NamedTuple):
    """A drawn span, in per cent of the width."""

    x: float
    width: float
    look: str
    label: str


class Line(NamedTuple):
    """A drawn instant, in per cent of the width; an empty label draws no text."""

    x: float
    look: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Ruler:
    """A day as a line from left to right."""

    ticks: tuple[Line, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Line, ...]


def window(instants: Iterable[Instant], margin: Seconds = HOUR) -> tuple[Instant, Instant] | None:
    """Return whole hours around all instants with a margin; None where there are none."""
    found = list(instants)
    if not found:
        return None
    return (min(found) - margin) // HOUR * HOUR, -(-(max(found) + margin) // HOUR) * HOUR


def ruler(
    within: tuple[Instant, Instant],
    spans: Sequence[Span],
    marks: Sequence[Mark],
    zone: str,
) -> Ruler:
    """Lay spans and marks out between two instants; hours are labelled on the zone's clock."""
    start, end = within

    def place(at: Instant) -> float:
        return round((min(max(at, start), end) - start) * 100 / (end - start), 3)

    return Ruler(
        ticks=tuple(_ticks(start, end, zone)),
        bars=tuple(
            Bar(place(s.start), max(round(place(s.end) - place(s.start), 3), 0.01), s.look, s.label)
            for s in spans
            if s.end > start and s.start < end
        ),
        marks=tuple(Line(place(m.at), m.look, m.label) for m in marks if start <= m.at <= end),
    )


def _ticks(start: Instant, end: Instant, zone: str) -> Iterable[Line]:
    count = (end - start) // HOUR
    every = next((n for n in (1, 2, 3, 4, 6, 12) if count / n <= 6), 24)
    # Zones with half hours exist: the ticks stand on the zone's whole hours, not on UTC's.
    offset = calendar.local(start, zone).minute * 60
    for at in range(start + (HOUR - offset) % HOUR, end, HOUR):
        hour = calendar.local(at, zone).hour
        x = round((at - start) * 100 / (end - start), 3)
        inside = 4 < x < 96
        yield Line(x, "tick", filters.wall(at, zone) if hour % every == 0 and inside else "")


class Column(NamedTuple):
    """A drawn sum: place and width in per cent, ``size`` in pixels."""

    x: float
    width: float
    middle: float
    size: int
    label: str
    value: str
    look: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Sums side by side under one scale."""

    height: int
    columns: tuple[Column, ...]


def columns(
    sums: Sequence[tuple[str, Seconds, str]], full: Seconds = 8 * HOUR, height: int = 72
) -> Columns:
    """Lay out (label, seconds, look) side by side; the scale is ``full`` or the largest sum."""
    top = max([full, *(seconds for _, seconds, _ in sums)])
    step = 100 / max(len(sums), 1)
    return Columns(
        height,
        tuple(
            Column(
                round(i * step + step * 0.12, 3),
                round(step * 0.76, 3),
                round((i + 0.5) * step, 3),
                _pixels(seconds, top, height),
                label,
                filters.clock_hours(seconds),
                look,
            )
            for i, (label, seconds, look) in enumerate(sums)
        ),
    )


def _pixels(amount: int, top: int, height: int) -> int:
    """Return the height of an amount under a scale; whatever is there at all can be seen."""
    return max(2, amount * height // top) if amount > 0 else 0


def share(amount: int, top: int) -> float:
    """Return an amount in per cent of the largest, for a bar within a table; 0 for nothing."""
    return round(amount * 100 / top, 2) if top > 0 and amount > 0 else 0.0
