"""Windows of the local week ("22:00 to 06:00", "Saturday"): as instants, and work cut at them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from timesheet.core.calendar import start_of_day
from timesheet.core.model import Instant, Seconds
from timesheet.core.pay.blocks import Differential, Penalty
from timesheet.core.pay.days import clock_time, workday
from timesheet.core.pay.work import Piece, Span

_DAY = timedelta(days=1)


@lru_cache(maxsize=16384)
def _window(day: date, zone: str, start: Seconds, end: Seconds) -> Span:
    """Return the window of a day; one that ends before it starts runs past midnight."""
    last = day if end > start else day + _DAY
    return Span(_at(day, zone, start), _at(last, zone, end))


def _at(day: date, zone: str, seconds: Seconds) -> Instant:
    if seconds >= 86400:
        day, seconds = day + _DAY, seconds - 86400
    return start_of_day(day, zone, clock_time(seconds))


def windows(
    rule: Penalty | Differential,
    reach: Span,
    zone: str,
    holidays: Mapping[date, str],
) -> list[Span]:
    """Return the windows of a rule that may touch a span, in order; ``days`` name their start."""
    found = []
    day = workday(reach.start, zone) - _DAY
    last = workday(reach.end, zone)
    while day <= last:
        if (not rule.days or day.weekday() in rule.days) and (not rule.holiday or day in holidays):
            window = _window(day, zone, rule.start, rule.end)
            if window.end > reach.start and window.start < reach.end:
                found.append(window)
        day += _DAY
    return found


def overlaps(pieces: Iterable[Piece], spans: list[Span]) -> list[tuple[Piece, Span]]:
    """Return the parts of the pieces that lie within the spans, each with its piece."""
    return [
        (piece, Span(max(piece.start, span.start), min(piece.end, span.end)))
        for piece in pieces
        for span in spans
        if span.start < piece.end and piece.start < span.end
    ]


def cut_at(pieces: list[Piece], spans: list[Span]) -> list[Piece]:
    """Return the pieces cut at the ends of the spans."""
    marks = sorted({at for span in spans for at in span})
    done = []
    for whole in pieces:
        piece = whole
        for at in marks:
            if piece.start < at < piece.end:
                rest = piece.cut(at)
                done.append(piece)
                piece = rest
        done.append(piece)
    return done
