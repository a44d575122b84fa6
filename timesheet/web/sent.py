"""What a page's JSON or form says, by kind; Refused names the field that is none."""

from collections.abc import Mapping

from flask import request

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
