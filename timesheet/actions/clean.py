"""Approving everybody in whose hours there is nothing to look at: one press, and the way back.

Clean is whose period has no exception beyond a notice, and of whose money no more is expected to
be on a wrong code than the share at which a whole period may be locked.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from timesheet.actions import closing, reviewing
from timesheet.actions.closing import Person, Preview, Wanted
from timesheet.actions.deriving import Progress, unseen
from timesheet.actions.in_turns import in_turns
from timesheet.actions.reviewing import LIMIT
from timesheet.core.closing import State, Step
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.review import MILLE
from timesheet.store import accepted, clock, doubtful, issues
from timesheet.store import closing as stored
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.selection import Selection

TAKEN_BACK = "the approval was taken back"


@dataclass(frozen=True, slots=True)
class Clean:
    """Who would be approved, and how many of the others stay for what.

    ``excepted`` have exceptions to look at, ``doubted`` codes in doubt, ``kept`` neither, but they
    aren't the reader's to approve, or not now. ``mark`` is another one when the hours of those
    who would go change. The reader's latest approvals were at ``at``, of ``approved`` people
    who are not locked yet.
    """

    first: date
    last: date
    goes: tuple[Person, ...]
    excepted: int
    doubted: int
    kept: int
    mark: str
    at: Instant = 0
    approved: int = 0

    @property
    def seconds(self) -> Seconds:
        """The hours of those who would go."""
        return sum(one.seconds for one in self.goes)

    @property
    def cents(self) -> Cents:
        """The money of those who would go."""
        return sum(one.cents for one in self.goes)


def look(wanted: Wanted, now: Instant) -> Clean:
    """Return who would be approved in a pay period; nothing is written. The step is ``APPROVE``."""
    with read() as tx:
        days = closing.days_in(tx, wanted.first, now)
        chosen = Selection(*days[:2], wanted.seen, now=now)
        names = naming.names(tx, wanted.seen)
        people = closing.people_in(tx, chosen, names)
        loud, doubts = issues.people_to_look_at(tx, chosen), _doubts(tx, chosen)
        early = [one for one in people if one.standing.state in {State.OPEN, State.SUBMITTED}]
        may = _may(tx, wanted, early, days)
    excepted = [one for one in early if one.id in loud or one.blockers]
    left = [one for one in early if one not in excepted]
    doubted = [one for one in left if not _sure(one, doubts[one.id])]
    rest = [one for one in left if one not in doubted]
    goes = tuple(sorted((o for o in rest if o.id in may), key=lambda one: (one.name, one.id)))
    mine = [one.standing for one in people if _is_approved_by(one, wanted.actor.id)]
    at = max((standing.made_at for standing in mine), default=0)
    return Clean(
        *days[:2], goes, len(excepted), len(doubted), len(rest) - len(goes), _mark(goes), at,
        sum(standing.made_at == at for standing in mine),
    )  # fmt: skip


def _doubts(tx: Tx, chosen: Selection) -> Counter[int]:
    """Return the expected wrong money of each person, in thousandths of a cent, as samples tell."""
    trust, found = reviewing.trust_of(tx, chosen.first), Counter[int]()
    for factor, doubts in (
        (trust.factor, doubtful.doubt_of_people(tx, chosen)),
        (trust.kept, accepted.doubt_of_people(tx, chosen)),
    ):
        found.update({person: round(doubt * factor) for person, doubt in doubts.items()})
    return found


def _sure(one: Person, doubt: int) -> bool:
    return doubt * LIMIT[1] <= one.cents * MILLE * LIMIT[0]


def _may(
    tx: Tx, wanted: Wanted, people: Sequence[Person], days: tuple[date, date, date]
) -> set[int]:
    """Return those who may be approved, once they were submitted by the same hand."""
    told = closing.refusals(tx, wanted, people, days, State.SUBMITTED)
    still = [one for one in people if one.standing.state is State.OPEN]
    handed = closing.refusals(tx, replace(wanted, step=Step.SUBMIT), still, days)
    return {person for person, why in told.items() if why is None and handed.get(person) is None}


def _is_approved_by(one: Person, author: int) -> bool:
    return one.standing.state is State.APPROVED and one.standing.author == author


def _mark(goes: Sequence[Person]) -> str:
    said = repr([(one.id, one.mark) for one in goes])
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def approve(wanted: Wanted, mark: str, now: Instant, progress: Progress = unseen) -> Preview | None:
    """Submit and approve the clean people who were shown under a mark; None where they changed.

    Whose hours change meanwhile stays as he is.
    """
    shown = look(wanted, now)
    if shown.mark != mark:
        return None
    went: list[Person] = []

    def some(tx: Tx, people: Sequence[Person]) -> None:
        ids = frozenset(_unchanged(tx, people, (shown.first, shown.last), now))
        for step in (Step.SUBMIT, Step.APPROVE):
            done = closing.take_in(tx, replace(wanted, step=step, people=ids), now)
        went.extend(done.goes)

    in_turns(shown.goes, some, progress)
    return Preview(shown.first, shown.last, Step.APPROVE, tuple(went), ())


def _unchanged(
    tx: Tx, people: Sequence[Person], days: tuple[date, date], now: Instant
) -> list[int]:
    for one in people:
        clock.locked(tx, one.id)
    ids = frozenset(one.id for one in people)
    there = closing.people_in(tx, Selection(*days, ids, now=now), naming.names(tx, ids))
    before = {one.id: one.mark for one in people}
    return [one.id for one in there if one.mark == before[one.id]]


def take_back(wanted: Wanted, at: Instant, now: Instant) -> int:
    """Undo the reader's approvals of an instant; return of how many people.

    Whom the same press submitted stands open again. Locked ones stay.
    """
    back: list[int] = []

    def some(tx: Tx, people: Sequence[int]) -> None:
        ids = frozenset(people)
        undone = closing.take_in(tx, replace(wanted, step=Step.UNAPPROVE, people=ids), now)
        handed = [one.id for one in undone.goes if _submitted_with(tx, wanted, one.id, at)]
        reject = replace(wanted, step=Step.REJECT, people=frozenset(handed), reason=TAKEN_BACK)
        closing.take_in(tx, reject, now)
        back.extend(one.id for one in undone.goes)

    with read() as tx:
        held = stored.standings(tx, wanted.first, wanted.seen)
    mine = [
        person
        for person, one in sorted(held.items())
        if one.state is State.APPROVED and (one.author, one.made_at) == (wanted.actor.id, at)
    ]
    in_turns(mine, some)
    return len(back)


def _submitted_with(tx: Tx, wanted: Wanted, person: int, at: Instant) -> bool:
    steps = [row for row in stored.history(tx, person, wanted.first) if row.made_at == at]
    return any(row.step == Step.SUBMIT.value and row.author_id == wanted.actor.id for row in steps)
