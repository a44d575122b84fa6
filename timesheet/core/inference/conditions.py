"""When a rule applies: typed conditions, each one optional, all of which must hold."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timesheet.core import calendar
from timesheet.core.inference import fields
from timesheet.core.inference.fields import RuleError
from timesheet.core.model import Instant, Seconds, Segment, Shift

MAX_SHIFT: Seconds = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the local day in minutes since midnight; it wraps midnight if end <= start."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Tell whether a minute of the day lies within."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Conditions:
    """All must hold; an empty one holds always.

    ``between`` is asked of each instant (a shift that only partly lies in it is cut there),
    ``starts_between`` of the start of the shift. ``first_day``/``last_day`` are days of work, both
    inclusive. ``min_seconds``/``max_seconds`` are paid seconds of the shift, both inclusive.
    """

    persons: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    sites: tuple[int, ...] = ()
    devices: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    between: Window | None = None
    starts_between: Window | None = None
    first_day: date | None = None
    last_day: date | None = None
    min_seconds: Seconds | None = None
    max_seconds: Seconds | None = None

    def hold_for_shift(self, shift: Shift, team: int | None, zone: str) -> bool:
        """Tell whether all hold that are about the shift as a whole."""
        return (
            _among(shift.person, self.persons)
            and _among(team, self.teams)
            and _among(shift.day.weekday(), self.weekdays)
            and (self.first_day is None or shift.day >= self.first_day)
            and (self.last_day is None or shift.day <= self.last_day)
            and (self.min_seconds is None or shift.seconds >= self.min_seconds)
            and (self.max_seconds is None or shift.seconds <= self.max_seconds)
            and _within(self.starts_between, shift.start, zone)
        )

    def hold_for_piece(self, segment: Segment, zone: str) -> bool:
        """Tell whether all hold that are about a piece of the shift: where, and at what time."""
        return (
            _among(segment.site, self.sites)
            and _among(segment.device, self.devices)
            and _within(self.between, segment.start, zone)
        )

    def cuts(self, start: Instant, end: Instant, zone: str) -> list[Instant]:
        """Return the instants inside the span at which ``between`` begins or ends."""
        if self.between is None:
            return []
        first, last = calendar.day_of(start, zone), calendar.day_of(end, zone)
        found = []
        for offset in range((last - first).days + 1):
            for minute in (self.between.start, self.between.end):
                at = calendar.instant(_wall(first + timedelta(days=offset), minute), zone)
                if start < at < end:
                    found.append(at)
        return found


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)


def _among(value: int | None, allowed: tuple[int, ...]) -> bool:
    return not allowed or value in allowed


def _within(window: Window | None, at: Instant, zone: str) -> bool:
    if window is None:
        return True
    wall = calendar.local(at, zone)
    return window.holds(wall.hour * 60 + wall.minute)


_IDS = {"person": "persons", "team": "teams", "site": "sites", "device": "devices"}
_WINDOWS = ("between", "starts_between")
_DAYS = ("first_day", "last_day")
_LENGTHS = ("min_seconds", "max_seconds")
_KNOWN = frozenset((*_IDS, "weekday", *_WINDOWS, *_DAYS, *_LENGTHS))


def read(value: object) -> Conditions:
    """Return the conditions of the object ``when``; RuleError names the field that is wrong."""
    doc = fields.mapping(value, "when", _KNOWN)
    ids = {k: fields.items(doc.get(k, ()), f"when.{k}", fields.integer) for k in _IDS}
    windows = {key: _window(doc.get(key), f"when.{key}") for key in _WINDOWS}
    days = {key: _optional_day(doc.get(key), f"when.{key}") for key in _DAYS}
    lengths = {key: _optional_length(doc.get(key), f"when.{key}") for key in _LENGTHS}
    found = Conditions(
        persons=ids["person"],
        teams=ids["team"],
        sites=ids["site"],
        devices=ids["device"],
        weekdays=fields.items(doc.get("weekday", ()), "when.weekday", _weekday),
        between=windows["between"],
        starts_between=windows["starts_between"],
        first_day=days["first_day"],
        last_day=days["last_day"],
        min_seconds=lengths["min_seconds"],
        max_seconds=lengths["max_seconds"],
    )
    _check_order(found)
    return found


def _weekday(value: object, field: str) -> int:
    return fields.integer(value, field, 0, 6)


def _window(value: object, field: str) -> Window | None:
    if value is None:
        return None
    ends = fields.items(value, field, fields.minute_of_day)
    if len(ends) != 2 or ends[0] == ends[1]:
        raise RuleError(field, 'must be two different times like ["22:00", "06:00"]')
    return Window(*ends)


def _optional_day(value: object, field: str) -> date | None:
    return None if value is None else fields.day(value, field)


def _optional_length(value: object, field: str) -> Seconds | None:
    return None if value is None else fields.integer(value, field, 0, MAX_SHIFT)


def _check_order(found: Conditions) -> None:
    if found.first_day and found.last_day and found.first_day > found.last_day:
        raise RuleError("when.last_day", "must not lie before first_day")
    if (found.min_seconds or 0) > (MAX_SHIFT if found.max_seconds is None else found.max_seconds):
        raise RuleError("when.max_seconds", "must not be less than min_seconds")


def document(conditions: Conditions) -> dict[str, object]:
    """Return the object that ``read`` reads; conditions that aren't set are left out."""
    doc: dict[str, object] = {}
    for key, name in {**_IDS, "weekday": "weekdays"}.items():
        if ids := getattr(conditions, name):
            doc[key] = list(ids)
    for key in _WINDOWS:
        if (window := getattr(conditions, key)) is not None:
            doc[key] = [_clock(window.start), _clock(window.end)]
    for key in _DAYS:
        if (day := getattr(conditions, key)) is not None:
            doc[key] = day.isoformat()
    for key in _LENGTHS:
        if (length := getattr(conditions, key)) is not None:
            doc[key] = length
    return doc


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
