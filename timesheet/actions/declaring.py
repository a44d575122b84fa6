"""Declaring something about a person's days, and taking it back: facts, with what follows."""

from datetime import date

from timesheet.actions import deriving
from timesheet.actions.setting_up import following
from timesheet.core.model import Instant
from timesheet.core.pay.declared import Declaration, Says
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import audit, declarations, derived
from timesheet.store.db import Tx, write

LATEST = date(9999, 12, 31)
SHORTEST_REASON, LONGEST_REASON = 3, 500


def checked_reason(reason: str) -> str:
    """Return a reason without the spaces around it; Refused where it says too little or much."""
    plain = " ".join(reason.split())
    if not SHORTEST_REASON <= len(plain) <= LONGEST_REASON:
        raise Refused("Say why, in a few words.", field="reason")
    return plain


def declare(said: Declaration) -> int:
    """Add a declaration, derive the weeks it touches anew, and return its id."""
    with write() as tx:
        key = put(tx, said)
    following.derive()
    return key


def put(tx: Tx, said: Declaration) -> int:
    """Add a declaration within a transaction, and mark the weeks it touches."""
    key = declarations.put(tx, said)
    payload = {"declaration": key, "says": said.says.value}
    audit.record(tx, said.author, "declared", "person", said.person, payload)
    mark(tx, said)
    return key


def mark(tx: Tx, said: Declaration) -> None:
    """Mark the workweeks that a declaration touches as to be derived."""
    if said.last - said.first > deriving.LONGEST:
        deriving.mark_stale(tx, [said.person], said.first)
    else:
        keys = deriving.stale_days(tx, said.person, said.first, said.last)
        derived.mark_stale(tx, keys)


def withdraw(key: int, author: int, reason: str, at: Instant, seen: frozenset[int] | None) -> int:
    """Take a declaration back, with a reason; ``seen`` are the people the author may see.

    Missing where he may see none such; Conflict where it was taken back already.
    """
    with write() as tx:
        held = declarations.find(tx, key)
        if held is None or (seen is not None and held.person not in seen):
            raise Missing("declaration")
        if held.says is Says.WITHDRAWN:
            raise Missing("declaration")
        why = checked_reason(reason)
        if any(said.says is Says.WITHDRAWN for said in declarations.about(tx, key)):
            raise Conflict("That was taken back already.")
        back = put(tx, counter(held, author, why, at))
    following.derive()
    return back


def counter(held: Declaration, author: int, reason: str, at: Instant) -> Declaration:
    """Return the declaration that takes another back: of the same person and days."""
    return Declaration(
        id=0,
        person=held.person,
        says=Says.WITHDRAWN,
        first=held.first,
        last=held.last,
        author=author,
        made_at=at,
        reason=reason,
        about=held.id,
    )
