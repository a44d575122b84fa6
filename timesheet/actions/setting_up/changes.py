"""How every change of the admin goes: lock, compare with what was seen, check, write, record."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import audit, catalog, db
from timesheet.store.codes import Entry
from timesheet.store.db import Tx

E = TypeVar("E", bound=Entry)
LONGEST = 200


class Author(NamedTuple):
    """Who makes a change (a person's id), and when (an instant)."""

    person: int
    at: Instant


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else has changed meanwhile, or that would change it back."""

    field: str
    now: object
    yours: object


class Changed(Conflict):
    """The entry isn't what the author saw; ``differences`` say how it stands now."""

    def __init__(self, now: Entry, yours: Entry) -> None:
        super().__init__(
            "Somebody else has changed this meanwhile. Below is how it stands now; "
            "nothing of yours was saved yet. Save again to overwrite."
        )
        self.now = now
        self.differences = tuple(
            Difference(f.name, getattr(now, f.name), getattr(yours, f.name))
            for f in fields(now)
            if getattr(now, f.name) != getattr(yours, f.name)
        )


def fingerprint(*values: object) -> str:
    """Return a short text that differs whenever any of the values does."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def save(
    entry: E,
    seen: str,
    author: Author,
    check: Callable[[Tx, E, E | None], None] | None = None,
    done: Callable[[Tx, E, E | None], None] | None = None,
    **more: object,
) -> int:
    """Add an entry (its id is 0) or write its values; return its id.

    ``seen`` is the fingerprint of the entry that the author looked at. ``check`` refuses what can't
    be, ``done`` does what follows, both inside the transaction. ``more`` are columns of a new entry
    that the record doesn't show.
    """
    check_texts(entry)
    with db.write() as tx:
        before = catalog.find(tx, type(entry), entry.id, lock=True)
        _compare(entry, before, seen)
        if (field := catalog.taken(tx, entry)) is not None:
            value = getattr(entry, field)
            raise Refused("“%(value)s” is taken already. Choose another.", field=field, value=value)
        if check is not None:
            check(tx, entry, before)
        if before is None:
            entry = replace(entry, id=catalog.add(tx, entry, **more))
        elif entry != before:
            catalog.change(tx, entry)
        record(tx, author, entry, before)
        if done is not None:
            done(tx, entry, before)
    return entry.id


def _compare(entry: Entry, before: Entry | None, seen: str) -> None:
    if not entry.id:
        return
    if before is None:
        raise Missing(noun(entry))
    if fingerprint(before) != seen:
        raise Changed(before, entry)


def remove(kind: type[Entry], key: int, author: Author) -> None:
    """Remove an entry that was never used; Refused says what speaks of it."""
    with db.write() as tx:
        entry = catalog.find(tx, kind, key, lock=True)
        if entry is None:
            raise Missing(kind.__name__)
        if catalog.uses(tx, entry):
            raise Refused("This is in use and stays in the books. Give it a last day instead.")
        catalog.remove(tx, entry)
        audit.record(tx, author.person, "removed", noun(entry), key)


def record(tx: Tx, author: Author, after: Entry, before: Entry | None) -> None:
    """Write into the audit log which fields changed; no personal data."""
    changed = [
        f.name
        for f in fields(after)
        if f.name != "id" and (before is None or getattr(before, f.name) != getattr(after, f.name))
    ]
    if changed:
        event = "added" if before is None else "changed"
        audit.record(tx, author.person, event, noun(after), after.id, {"fields": changed})


def noun(entry: Entry) -> str:
    """Return the name of the table that keeps an entry ("cost_center")."""
    name = type(entry).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def check_texts(entry: Any) -> None:
    """Refuse texts that are empty, too long, or not of a single line."""
    for field in fields(entry):
        value = getattr(entry, field.name)
        if not isinstance(value, str):
            continue
        if not value.strip():
            raise Refused("Fill this in.", field=field.name)
        if len(value) > LONGEST:
            raise Refused("At most %(n)d characters.", field=field.name, n=LONGEST)
        if not value.isprintable():
            raise Refused("A single line without control characters, please.", field=field.name)


def check_zone(name: str, field: str = "zone") -> None:
    """Refuse a time zone that there isn't."""
    try:
        calendar.zone(name)
    except ValueError:
        raise Refused(
            "There is no time zone “%(zone)s”. Use a name like Europe/Berlin.",
            field=field,
            zone=name,
        ) from None


def check_reference(tx: Tx, kind: type[Entry], key: int | None, field: str) -> None:
    """Refuse a reference to an entry that there isn't."""
    if key is not None and catalog.find(tx, kind, key) is None:
        raise Refused("Choose one from the list.", field=field)


def check_days(first: date | None, last: date | None, field: str) -> None:
    """Refuse a last day before the first."""
    if first is not None and last is not None and last < first:
        raise Refused("The last day lies before the first.", field=field)


def check_reason(reason: str, field: str = "reason") -> str:
    """Return a reason that says something; Refused otherwise."""
    reason = reason.strip()
    if not 3 <= len(reason) <= 500:
        raise Refused("Say why, in 3 to 500 characters.", field=field)
    return reason
