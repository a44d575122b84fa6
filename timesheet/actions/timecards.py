"""A person's time card as his lead and accounting see it: the facts of a week, theirs to mend."""

from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import own_facts
from timesheet.actions.own_facts import WeekFacts
from timesheet.core import calendar
from timesheet.core.closing import is_closed
from timesheet.core.model import Instant
from timesheet.errors import Missing
from timesheet.store import closing, terms
from timesheet.store import names as naming
from timesheet.store.db import read


@dataclass(frozen=True, slots=True)
class Timecard:
    """A person's week; ``today`` is the day it is where he works.

    ``closed``: days of it lie in a pay period that is closed.
    """

    person: int
    name: str
    zone: str
    first: date
    last: date
    today: date
    facts: WeekFacts
    closed: bool = False


def timecard(
    person: int, day: date, actor: int, seen: frozenset[int] | None, now: Instant
) -> Timecard:
    """Return the time card of the week of a day; Missing where it is not the actor's to mend."""
    may_mend(person, actor, seen)
    with read() as tx:
        named = naming.names(tx).people.get(person)
        if named is None:
            raise Missing("person")
        zone = terms.worker(tx, person, 0, 0).zone
        first = calendar.week_of(day, terms.house(tx).week_start)
        last = first + timedelta(days=6)
        states = [state for state, _ in closing.states(tx, person, first, last).values()]
    today = calendar.day_of(now, zone)
    found = own_facts.week_facts(person, first)
    shut = any(is_closed(state) for state in states)
    return Timecard(person, named.name, zone, first, last, today, found, shut)


def may_mend(person: int, actor: int, seen: frozenset[int] | None) -> None:
    """Missing where a person is not the actor's to mend; nobody mends his own hours here."""
    if person == actor or (seen is not None and person not in seen):
        raise Missing("person")
