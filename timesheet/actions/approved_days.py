"""How many days of people leads have approved, and whether these still stand as they did."""

from dataclasses import dataclass, replace
from datetime import date

from timesheet.core.approving import Days, differences
from timesheet.store import approvals
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.selection import Selection


def counted(tx: Tx, chosen: Selection) -> dict[int, Days]:
    """Return how many of the days chosen are approved as they stand, by person."""
    held = approvals.standing(tx, chosen)
    found = {person: Days(worked=days) for person, days in approvals.worked(tx, chosen).items()}
    # How a day stands is read only of those of whom a lead approved one.
    some = frozenset(person for person, _day in held)
    stood, _unfinished = approvals.days(tx, replace(chosen, people=some)) if some else ({}, set())
    for key in held.keys() & stood.keys():
        before, same = found[key[0]], not differences(held[key].stood, stood[key])
        found[key[0]] = replace(
            before, approved=before.approved + same, changed=before.changed + (not same)
        )
    for key in held.keys() - stood.keys():
        before, gone = found.get(key[0], Days()), bool(held[key].stood.shifts)
        found[key[0]] = replace(before, changed=before.changed + gone)
    return found


@dataclass(frozen=True, slots=True)
class Approved:
    """Who approved a day; ``changed``: it stands otherwise by now."""

    by: str
    changed: bool


def of_worker(person: int, first: date, last: date) -> dict[date, Approved]:
    """Return which of a person's own days leads have approved."""
    with read() as tx:
        chosen = Selection(first, last, frozenset({person}))
        held = approvals.standing(tx, chosen)
        if not held:
            return {}
        stood, _unfinished = approvals.days(tx, chosen)
        people = naming.names(tx).people
    return {
        day: Approved(people[one.author].name, one.stood != stood.get((person, day)))
        for (_, day), one in held.items()
    }
