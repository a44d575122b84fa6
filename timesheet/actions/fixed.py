"""What was fixed and still stands: listed, and undone by a counter-fact."""

from dataclasses import dataclass
from datetime import date

from timesheet.actions import declaring, punching
from timesheet.actions.declaring import checked_reason, counter
from timesheet.actions.fixing import correct
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.core.pay.declared import Declaration, Says
from timesheet.errors import Conflict, Missing
from timesheet.store import declarations, fixes
from timesheet.store import names as naming
from timesheet.store.db import read, write
from timesheet.store.names import Names

SETTLING = (Says.ACCEPTED, Says.OVERTIME_APPROVED, Says.MEAL_WAIVED)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Something that was fixed and can be undone: a declaration, or a punch that was added."""

    kind: str
    id: int
    person: str
    day: date
    name: str
    reason: str
    author: str


def fixed_ones(first: date, last: date, seen: frozenset[int] | None, text: str = "") -> list[Fixed]:
    """Return what was fixed on some days and still stands, by day; of names with a text."""
    with read() as tx:
        names = naming.names(tx)
        kinds = (*SETTLING, Says.WITHDRAWN)
        said = declarations.between(tx, first, last, kinds, seen)
        start = calendar.start_of_day(first, "UTC") - 86_400
        end = calendar.start_of_day(last, "UTC") + 2 * 86_400
        punches = fixes.added(tx, start, end, seen)
    gone = {d.about for d in said}
    kept = [d for d in said if d.says is not Says.WITHDRAWN and d.id not in gone]
    found = [_declared(d, names) for d in kept] + [_added(p, names) for p in punches]
    there = (f for f in found if first <= f.day <= last and text.lower() in f.person.lower())
    return sorted(there, key=lambda f: (f.day, f.person))


def _declared(said: Declaration, names: Names) -> Fixed:
    name = said.name if said.says is Says.ACCEPTED else said.says.value
    people = names.people
    return Fixed(
        "declaration", said.id, people[said.person].name, said.first, name, said.reason,
        people[said.author].name,
    )  # fmt: skip


def _added(punch: fixes.Added, names: Names) -> Fixed:
    person = names.people[punch.person]
    day = calendar.day_of(punch.at, person.zone)
    return Fixed(
        "punch", punch.id, person.name, day, f"added_{punch.kind}", punch.reason,
        names.people[punch.author].name,
    )  # fmt: skip


def undo_punch(
    key: int, reason: str, actor: Actor, seen: frozenset[int] | None, now: Instant
) -> None:
    """Void a punch that was added for somebody else, by another correction."""
    with write() as tx:
        held = fixes.find_added(tx, key)
        if (
            held is None
            or held.person == actor.id
            or (seen is not None and held.person not in seen)
        ):
            raise Missing("correction")
        why = checked_reason(reason)
        correct(tx, actor.id, now, held.person, held.at, {"added_id": key, "reason": why})
    punching.derive_after(held.person, held.at)


def undo_declaration(
    key: int, reason: str, actor: Actor, seen: frozenset[int] | None, now: Instant
) -> None:
    """Take the settling of an exception back."""
    with write() as tx:
        held = declarations.find(tx, key)
        if held is None or held.says not in SETTLING or not _may(held.person, actor, seen):
            raise Missing("declaration")
        why = checked_reason(reason)
        if declarations.about(tx, key):
            raise Conflict("That was taken back already.")
        declaring.put(tx, counter(held, actor.id, why, now))
    following.derive()


def _may(person: int, actor: Actor, seen: frozenset[int] | None) -> bool:
    return person != actor.id and (seen is None or person in seen)
