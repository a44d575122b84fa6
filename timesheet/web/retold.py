"""The story of a labor line as drawings and words."""

from typing import Any

from timesheet.actions.story import LineStory
from timesheet.core.model import Channel, Instant, Kind, Punch
from timesheet.web import drawing, filters
from timesheet.web.drawing import Mark, Span
from timesheet.web.i18n import gettext as _


def retold(story: LineStory) -> dict[str, Any]:
    """Return the day's ruler and the words of its punches."""
    zone = story.line.zone
    return {
        "zone": zone,
        "ruler": _ruler(story),
        "ruler_words": _(
            "Shift from %(first)s to %(last)s",
            first=_time(story.raw_start, zone),
            last=_time(story.raw_end, zone),
        ),
        "punches": [(_time(p.at, zone), punch_words(p.kind), _channel(p)) for p in story.punches],
    }


def _time(at: Instant | None, zone: str) -> str:
    return "?" if at is None else filters.wall(at, zone)


def punch_words(kind: Kind | None) -> str:
    """Return what somebody meant by a punch; None is a punch that was voided."""
    words = {
        Kind.IN: _("In"),
        Kind.OUT: _("Out"),
        Kind.TRANSFER: _("Switch"),
        Kind.BREAK_START: _("Break starts"),
        Kind.BREAK_END: _("Break ends"),
    }
    return words[kind] if kind is not None else _("Voided")


def _channel(punch: Punch) -> str:
    if punch.unverified:
        return _("kiosk, identity not verified")
    if punch.channel is Channel.KIOSK and punch.actor not in {None, punch.person}:
        return _("crew, by their lead")
    words = {
        "web": _("browser"),
        "phone": _("phone"),
        "kiosk": _("kiosk"),
        "import": _("imported"),
        "correction": _("added by a correction"),
    }
    return words.get(str(punch.channel), str(punch.channel))


def _ruler(story: LineStory) -> drawing.Ruler | None:
    line, zone = story.line, story.line.zone
    spans = [Span(a, b, "rest", _span(a, b, zone)) for a, b in story.segments]
    spans.append(Span(line.start, line.end, _look(line.source), _span(line.start, line.end, zone)))
    marks = [Mark(p.at, "punch", _time(p.at, zone)) for p in story.punches]
    ends = [at for span in spans for at in (span.start, span.end)]
    within = drawing.window(ends + [mark.at for mark in marks])
    return drawing.ruler(within, spans, marks, zone) if within else None


def _look(source: str) -> str:
    return "word" if source.endswith("_word") else source


def _span(start: Instant, end: Instant, zone: str) -> str:
    return f"{filters.wall(start, zone)} – {filters.wall(end, zone)}"
