"""What a page's JSON or form says, by kind; Refused names the field that is none."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from flask import request

from timesheet.core import calendar
from timesheet.core.model import Instant, Kind
from timesheet.errors import Refused


def body() -> Mapping[str, object]:
    """Return what was sent: JSON where it is JSON, else the form."""
    sent = request.get_json() if request.is_json else request.form
    if not isinstance(sent, Mapping):
        msg = "send an object with uuid and intent"
        raise Refused(msg)
    return sent


def text(sent: Mapping[str, object], name: str) -> str:
    """Return a text; empty where nothing was sent."""
    value = sent.get(name, "")
    if not isinstance(value, str):
        msg = f"{name}: a text is needed"
        raise Refused(msg, field=name)
    return value


def whole(sent: Mapping[str, object], name: str) -> int | None:
    """Return a number within 53 bits, whether it came as JSON or by a form; None if not given."""
    value = sent.get(name)
    if value is None or value == "":
        return None
    written = value if isinstance(value, str) else str(value) if type(value) is int else ""
    if not written.isascii() or not written.isdecimal() or len(written) > 15:
        msg = f"{name}: a whole number is needed"
        raise Refused(msg, field=name)
    return int(written)


def key(sent: Mapping[str, object], name: str) -> int:
    """Return the id of something on the page, negative where a correction added it."""
    return number(text(sent, name), name)


def number(written: str, name: str) -> int:
    """Return a whole number within 50 bits; Refused where there is none."""
    if not written.removeprefix("-").isdecimal() or not written.isascii() or len(written) > 15:
        msg = "Load the page again and choose from it."
        raise Refused(msg, field=name)
    return int(written)


def decimal(sent: Mapping[str, object], name: str, longest: int = 12) -> Decimal:
    """Return a number with a point or a comma, as people type it; Refused where there is none."""
    typed = text(sent, name).strip().replace(",", ".")
    try:
        found = Decimal(typed) if len(typed) <= longest else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > longest:
        raise Refused("Say a number, like 8 or 7.5.", field=name)
    return found


def day(sent: Mapping[str, object], name: str) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(text(sent, name))
    except ValueError:
        msg = "Choose a day."
        raise Refused(msg, field=name) from None


def wall(sent: Mapping[str, object], name: str) -> time:
    """Return a time of day."""
    try:
        return time.fromisoformat(text(sent, name)[:8]).replace(tzinfo=None)
    except ValueError:
        msg = "Say a time, like 16:30."
        raise Refused(msg, field=name) from None


def instant(sent: Mapping[str, object], on: date, zone: str) -> Instant:
    """Return the instant of the time of day sent as ``time``, on a local day."""
    return calendar.instant(datetime.combine(on, wall(sent, "time")), zone)


def kind(sent: Mapping[str, object]) -> Kind:
    """Return what a punch means."""
    try:
        return Kind(text(sent, "kind"))
    except ValueError:
        msg = "Choose what you forgot."
        raise Refused(msg, field="kind") from None
