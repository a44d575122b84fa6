"""Of what the company reminds people, by which ways, and when not."""

from timesheet.actions.setting_up.changes import Author, fingerprint
from timesheet.core.calendar import DAY
from timesheet.errors import Conflict, Refused
from timesheet.store import audit, db, reminders
from timesheet.store.reminders import Policy


def policy() -> Policy:
    """Return what holds now."""
    with db.read() as tx:
        return reminders.policy(tx)


def save(new: Policy, seen: str, author: Author) -> None:
    """Let this hold from now on; ``seen`` is what the author looked at."""
    for field in ("quiet_start", "quiet_end"):
        if not 0 <= getattr(new, field) < DAY.total_seconds():
            raise Refused("That is out of bounds.", field=field)
    with db.write() as tx:
        if fingerprint(reminders.policy(tx)) != seen:
            raise Conflict("Somebody else has changed this meanwhile. Look again, then save.")
        reminders.set_policy(tx, new)
        audit.record(tx, author.person, "changed", "reminder_policy", 1)
