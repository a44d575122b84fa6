"""Accounting's word on a pattern of lines, and taking it back.

The word of accounting is a fact like any other's: it outranks what was inferred, teaches the
learner, survives every recalculation, and is taken back by another fact until the period is locked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from timesheet.actions import recoding, reviewing
from timesheet.actions.answering import check_uuid
from timesheet.actions.recoding import Word
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.model import UNALLOCATED, Cents, Code, Instant, Seconds, Source
from timesheet.core.review import UNSETTLED
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import clock, doubtful, facts
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.doubtful import DoubtfulLine, Group
from timesheet.store.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A word that accounting wants to give for a pattern of the period that begins on a day.

    ``code`` None accepts what it stands on. ``lines`` are names of lines of it; none of them: all.
    """

    first: date
    key: str
    code: Code | None = None
    lines: frozenset[str] = frozenset()
    actor: Actor


@dataclass(frozen=True, slots=True)
class Change:
    """What a word does: so many lines, spans of work, seconds and cents from one code to another.

    Hours and money in total stay what they are: only what they stand on changes. ``team`` and
    ``code`` are what a rule would be of that says the same. ``unseen``: it is said of a pattern,
    not of lines that somebody looked at.
    """

    lines: int
    people: int
    seconds: Seconds
    cents: Cents
    before: str
    after: str
    spans: int = 0
    unseen: bool = False
    team: int | None = None
    code: Code = UNALLOCATED


class Stale(Conflict):
    """The lines aren't those that were shown; what is like them now: lines, seconds, cents."""

    def __init__(self, lines: int, seconds: Seconds, cents: Cents) -> None:
        super().__init__("These lines changed since they were shown; look again.", field="key")
        self.lines = lines
        self.seconds = seconds
        self.cents = cents


def preview(wanted: Wanted) -> Change:
    """Return what a word would do; nothing is written. Stale where the lines changed."""
    with read() as tx:
        return _planned(tx, wanted)[2]


def decide(wanted: Wanted, uuid: str, now: Instant) -> Change:
    """Give accounting's word for a pattern or some lines of it; return what it did.

    A press that came before says nothing twice. Stale where the pattern's lines are not those that
    were shown.
    """
    check_uuid(uuid)
    with write() as tx:
        # Of two presses at once the second waits, and sees the first.
        clock.locked(tx, wanted.actor.id)
        if facts.answers_of_press(tx, wanted.actor.id, uuid):
            return Change(0, 0, 0, 0, "", "")
        meant, given, change = _planned(tx, wanted)
        spans = say(
            tx, wanted.first, meant, given, uuid, wanted.actor.id, now, unseen=change.unseen
        )
    following.derive()
    return Change(
        change.lines, change.people, change.seconds, change.cents, change.before, change.after,
        spans,
    )  # fmt: skip


def _planned(tx: Tx, wanted: Wanted) -> tuple[Sequence[DoubtfulLine], Code, Change]:
    begins, ends = reviewing.days_of(tx, wanted.first)
    chosen, actor = Selection(begins, ends), wanted.actor
    group = reviewing.find(tx, chosen, wanted.key, actor)
    if group is None:
        raise Stale(*_now(reviewing.like(tx, chosen, wanted.key, actor)))
    code = reviewing.accepts(group) if wanted.code is None else wanted.code
    if code.project is None or facts.unknown_code(tx, code.project, code.task, None):
        raise Refused("Choose a code from the list.", field="code")
    lines = doubtful.lines_of(tx, chosen, group.alike, actor.id)
    if wanted.lines:
        lines = [line for line in lines if reviewing.name_of(line) in wanted.lines]
    if not lines:
        raise Refused("Mark a line first.", field="line")
    names = naming.names(tx)
    before, after = (names.code(*one[:2]) for one in (group.alike.code, code))
    change = Change(
        len(lines),
        len({line.person for line in lines}),
        sum(line.seconds for line in lines),
        sum(line.cents for line in lines),
        before,
        after,
        unseen=not wanted.lines and (len(lines) > 1 or code == reviewing.accepts(group)),
        team=group.alike.team,
        code=code,
    )
    return lines, code, change


def _now(left: Sequence[Group]) -> tuple[int, Seconds, Cents]:
    """Return what is left of the pattern that a key once named: its lines, seconds and cents."""
    return next(((one.lines, one.seconds, one.cents) for one in left), (0, 0, 0))


def take_back(uuid: str, actor: Actor, now: Instant) -> int:
    """Take back what one press of accounting said; return of how many spans of work.

    Conflict where one of them lies in a period that was locked since.
    """
    check_uuid(uuid)
    with write() as tx:
        said = facts.answers_of_press(tx, actor.id, uuid)
        if not said:
            raise Missing("decision")
        withdraw(tx, said, now)
    following.derive()
    return len(said)


def withdraw(tx: Tx, said: Sequence[Any], now: Instant) -> None:
    """Take some answers of a press back, each once; what follows is still to be derived."""
    for row in said:
        press = f"back:{row.client_uuid}"[:120]
        if facts.answer_of_press(tx, row.author_id, press) is None:
            facts.add_answer(
                tx, (), person_id=row.person_id, start_at=row.start_at, end_at=row.end_at,
                source=Source.ACCOUNTING_WORD.value, author_id=row.author_id, made_at=now,
                withdraws_id=row.id, client_uuid=press,
            )  # fmt: skip
    recoding.spoil(tx, [(row.person_id, row.start_at) for row in said])


def say(
    tx: Tx,
    first: date,
    lines: Sequence[DoubtfulLine],
    code: Code,
    uuid: str,
    author: int,
    now: Instant,
    *,
    unseen: bool = False,
) -> int:
    """Add a word for every span of work that the lines are of; return how many.

    ``first`` is the first day of their period: a night that began before it is cut there.
    ``unseen``: nobody looked at each of them, so what was in doubt goes on being counted.
    """
    people, wrong = naming.names(tx).people, {line.code[:3] for line in lines}

    def since(person: int) -> Instant:
        return calendar.start_of_day(first, people[person].zone)

    touched = [(line.person, line.start, line.end) for line in lines]

    def given(row: Any, held: Code) -> Code | None:
        return code if held[:3] in wrong and not row.source.endswith("_word") else None

    def word(person: int, rows: Sequence[Any]) -> Word:
        start, end = rows[0].start_at, rows[0].end_at
        meant = any(p == person and a < end and b > start for p, a, b in touched)
        doubt = recoding.in_doubt(rows, given) * UNSETTLED if meant and unseen else 0
        return Word(recoding.recoded(rows, given) if meant else [], doubt=round(doubt))

    shifts = {(line.person, line.shift) for line in lines}
    return len(recoding.say(tx, shifts, word, uuid, author, now, since))
