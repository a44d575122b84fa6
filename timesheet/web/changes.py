"""What was changed about somebody's hours, in words."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from timesheet.actions.own_facts import Change
from timesheet.web import filters
from timesheet.web.i18n import gettext as _
from timesheet.web.retold import punch_words


def told(changes: Iterable[Change], zone: str) -> list[dict[str, Any]]:
    """Return changes with the sentence of each under ``words``."""
    return [asdict(change) | {"words": _words(change, zone)} for change in changes]


def _words(change: Change, zone: str) -> str:
    if change.fact[0] == "answer":
        return _("What it was for: %(code)s", code=change.label or _("not known"))
    punch = punch_words(change.kind)
    if change.fact[0] == "punch":
        return _("%(punch)s: pressed for the crew at the kiosk", punch=punch)
    if change.after is None:
        return _("%(punch)s: doesn’t count", punch=punch)
    time = filters.moment(change.after, zone, change.at)
    if change.before is None:
        return _("%(punch)s: added", punch=punch)
    if change.before == change.after:
        return _("%(punch)s: counts", punch=punch)
    return _("%(punch)s: now %(time)s", punch=punch, time=time)
