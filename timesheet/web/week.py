"""A worker's today and week, as what the clock page draws and says."""

from collections.abc import Callable
from typing import Any

from timesheet.actions.my_week import DayOfMine, ShiftOfMine, WeekOfMine
from timesheet.core.model import HOUR, Instant, Seconds, Severity
from timesheet.core.reports.views import IssueView
from timesheet.web import drawing, filters, sentences
from timesheet.web.drawing import Mark, Span
from timesheet.web.face import Shown
from timesheet.web.i18n import gettext as _

RECEIPT: Seconds = 12 * HOUR
"""How long the receipt of a shift stands on the clock page."""
OWN_WORD = "meal_worked"
"""The exception that the worker's own word made: his receipt says it already."""


def drawn(
    view: WeekOfMine, shown: Shown, now: Instant, asked: Instant | None = None
) -> dict[str, Any]:
    """Return what the panel shows of today and of the week; its times are those of the zone.

    ``asked`` is the clock-in whose end the page asks for: no exception says it a second time.
    """
    zone = view.zone
    day = next(d for d in view.days if d.day == view.today)
    return {
        "today": view.today,
        "day": day,
        "since_words": filters.moment(shown.since, zone, now) if shown.since else "",
        "forgotten_words": filters.moment(asked, zone, now) if asked else "",
        "receipt": _receipt(view, shown, now),
        **told(view, now, asked),
        **_ruler(day, shown, zone, now),
    }


def told(view: WeekOfMine, now: Instant, asked: Instant | None = None) -> dict[str, Any]:
    """Return what any page says of a week; ``notes`` ask nothing of the worker."""
    zone = view.zone

    def said(which: Callable[[IssueView], bool]) -> list[str]:
        return [sentences.sentence(i.code, i.at, zone, now) for i in view.issues if which(i)]

    return {
        "zone": zone,
        "week": view,
        "now": now,
        "exceptions": said(
            lambda issue: (
                issue.severity != Severity.INFO and issue.at != asked and issue.code != OWN_WORD
            )
        ),
        "notes": said(lambda issue: issue.severity == Severity.INFO),
        **_week(view),
    }


def _receipt(view: WeekOfMine, shown: Shown, now: Instant) -> ShiftOfMine | None:
    """Return the shift that was just ended, until the next begins or the day is over."""
    last = view.last_shift
    if last is None or last.end is None or shown.face.state != "out":
        return None
    return last if now - last.end < RECEIPT else None


def _week(view: WeekOfMine) -> dict[str, Any]:
    sums = [(filters.weekday(day.day), day.seconds, "fill") for day in view.days]
    listed = ", ".join(f"{label} {filters.duration(seconds)}" for label, seconds, _look in sums)
    return {
        "drawing": drawing.columns(sums),
        "week_words": _("Hours by day: %(listed)s", listed=listed),
    }


def _ruler(day: DayOfMine, shown: Shown, zone: str, now: Instant) -> dict[str, Any]:
    spans = [span for shift in day.shifts for span in _spans(shift, shown, zone, now)]
    within = drawing.window(at for span in spans for at in (span.start, span.end))
    if within is None:
        return {"ruler": None}
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    return {
        "ruler": drawing.ruler(within, spans, [Mark(now, "now", _("now"))], zone),
        "ruler_words": _(
            "Today from %(first)s to %(last)s",
            first=filters.wall(first, zone),
            last=filters.wall(last, zone),
        ),
    }


def _spans(shift: ShiftOfMine, shown: Shown, zone: str, now: Instant) -> list[Span]:
    pieces = [(start, end, "fill") for start, end in shift.segments]
    if shift.open and shown.face.state == "in" and shown.since is not None:
        pieces.append((shown.since, max(now, shown.since + 60), "open"))
    return [
        Span(start, end, look, f"{filters.wall(start, zone)} – {filters.wall(end, zone)}")
        for start, end, look in pieces
    ]
