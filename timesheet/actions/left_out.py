"""Who of a pay period isn't in its payroll file, while others are: why, and who may go on.

Nobody is left out in silence: each is named with the step that he waits for, and with what or who
is in its way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from timesheet.actions import closing
from timesheet.actions.closing import Person, Wanted
from timesheet.actions.signing import Actor
from timesheet.core.closing import CLOSED, WAYS, Refusal, Step
from timesheet.core.model import Instant
from timesheet.store import names as naming
from timesheet.store import staff, standing_people
from timesheet.store.db import Tx, read
from timesheet.store.selection import Selection
from timesheet.store.standing_people import Look

MOST = 50
"""People who are named on one page."""
NAMED = 3
"""Others who are named where somebody else must take the step."""
NEXT = {WAYS[step].start: step for step in (Step.LOCK, Step.APPROVE, Step.SUBMIT)}
"""The step that follows each state before the lock; who is furthest comes first."""
_ANOTHER = frozenset({Refusal.OWN, Refusal.EDITED, Refusal.SETS_RULES, Refusal.ROLE})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A person who isn't in the file: the ``step`` he waits for, and ``why`` the reader can't.

    ``why`` is None where the reader may take it. ``others`` are the names of a few who may where
    he may not.
    """

    person: Person
    step: Step
    why: Refusal | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """Those left out of a pay period from ``after`` on, of ``found``."""

    people: tuple[LeftOut, ...] = ()
    found: int = 0
    after: int = 0


def of_period(first: date, actor: Actor, now: Instant, after: int = 0, most: int = MOST) -> Some:
    """Return who isn't closed in the pay period that begins on a day, while somebody is.

    Who is furthest comes first, then by name. Missing where no period begins then.
    """
    with read() as tx:
        days = closing.days_in(tx, first, now)
        chosen = Selection(*days[:2], now=now)
        states = standing_people.tally(tx, chosen)
        found = sum(number for state, number in states.items() if state not in CLOSED)
        if not found or not states.keys() & CLOSED:
            return Some()
        after = after if after < found else 0
        some = _ids(tx, chosen, after, most)
        shown = replace(chosen, people=frozenset(some))
        people = {one.id: one for one in closing.people_in(tx, shown, naming.names(tx, some))}
        told = _told(tx, [people[key] for key in some if key in people], actor, days)
    return Some(tuple(told), found, after)


def _ids(tx: Tx, chosen: Selection, after: int, most: int) -> list[int]:
    last = after + most
    pages = (standing_people.page(tx, chosen, Look(state, most=last))[0] for state in NEXT)
    return list(islice(chain.from_iterable(pages), after, last))


def _told(
    tx: Tx, people: Sequence[Person], actor: Actor, days: tuple[date, date, date]
) -> list[LeftOut]:
    why: dict[int, Refusal | None] = {}
    for state, step in NEXT.items():
        here = [one for one in people if one.standing.state is state]
        why |= closing.refusals(tx, Wanted(days[0], step, actor, None), here, days)
    teams = staff.teams_on(tx, [one.id for one in people], days[1])
    may = _Approvers(tx, actor, days)
    return [
        LeftOut(one, NEXT[one.standing.state], reason, _named(may, one, teams, reason))
        for one in people
        # What must be settled sooner or later is said at once.
        for reason in [Refusal.BLOCKED if one.blockers else why[one.id]]
    ]


def _named(
    may: "_Approvers", one: Person, teams: Mapping[int, int], reason: Refusal | None
) -> tuple[str, ...]:
    return may.approve(one.id, teams.get(one.id)) if reason in _ANOTHER else ()


class _Approvers:
    """Who beside the reader may approve people's hours: whoever has the role and four eyes left."""

    def __init__(self, tx: Tx, actor: Actor, days: tuple[date, date, date]) -> None:
        today = days[-1]
        self._tx, self._days = tx, days
        self._accounting = sorted(staff.holders(tx, "accounting", today))
        self._never = staff.holders(tx, "admin", today) | {actor.id}
        self._mended: dict[int, set[int]] = {}

    def approve(self, person: int, team: int | None) -> tuple[str, ...]:
        """Return the names of a few who may approve a person's hours, leads of his team first."""
        leads = sorted(staff.leads_of(self._tx, team)) if team else []
        may = (
            one
            for one in dict.fromkeys([*leads, *self._accounting])
            if one != person and one not in self._never and person not in self._mended_by(one)
        )
        some = list(islice(may, NAMED))
        known = naming.names(self._tx, some).people
        return tuple(known[one].name for one in some)

    def _mended_by(self, author: int) -> set[int]:
        if author not in self._mended:
            self._mended[author] = closing.mended_by(self._tx, author, self._days)
        return self._mended[author]
