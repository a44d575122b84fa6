"""Accounting's review of a pay period: patterns by what a click on them is worth, and its word.

The word of accounting is a fact like any other's: it outranks what was inferred, teaches the
learner, survives every recalculation, and is taken back by another fact until the period is locked.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from timesheet.actions import recoding
from timesheet.actions.answering import check_uuid
from timesheet.actions.asking import Choice
from timesheet.actions.recoding import Word
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar, review
from timesheet.core.closing import State
from timesheet.core.model import UNALLOCATED, Cents, Code, Instant, Seconds, Source
from timesheet.core.review import Doubtful, Pattern
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import clock, closing, doubtful, facts, questions, terms
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.doubtful import Alike, DoubtfulLine
from timesheet.store.names import Names
from timesheet.store.selection import Selection

SHOWN = 40
NEXT_CLICKS = 10
# A period may be locked when no more than this share of its labor money is expected to be wrong.
LIMIT = (5, 1000)
CODABLE = frozenset({State.OPEN, State.SUBMITTED, State.APPROVED})


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern as accounting sees it; ``key`` names it, and changes when its lines do.

    ``accepts`` is the code that one click gives its lines: their own, or the best guess.
    """

    key: str
    lines: int
    people: int
    team: str
    source: str
    label: str
    accepts: Code
    accepted: str
    confidence: float
    seconds: Seconds
    cents: Cents
    doubt: Cents


@dataclass(frozen=True, slots=True)
class Review:
    """The queue of a pay period: what is expected to be wrong, now and after the next clicks.

    ``stop`` is the number of patterns before the expected wrong money is below ``limit``.
    """

    first: date
    last: date
    rows: tuple[Row, ...]
    count: int
    money: Cents
    wrong: Cents
    wrong_next: Cents
    limit: Cents
    stop: int
    codes: tuple[Choice, ...]

    @property
    def below(self) -> bool:
        """True where the period may be locked for what its codes are worth."""
        return self.wrong <= self.limit


def queue(first: date, actor: Actor) -> Review:
    """Return the queue of the pay period that begins on a day; Missing where none does."""
    with read() as tx:
        begins, ends = days_of(tx, first)
        names = naming.names(tx)
        lines = open_lines(tx, begins, ends, actor)
        patterns = _patterns(lines)
        money = sum(abs(cents) for _, cents in doubtful.all_money(tx, Selection(begins, ends)))
        at = calendar.start_of_day(begins, terms.house(tx).zone)
        codes = [Choice(code, names.code(*code[:2])) for code in questions.codes_in_use(tx, at)]
    by_id = {line.id: line for line in lines}
    limit = money * LIMIT[0] // LIMIT[1]
    return Review(
        begins,
        ends,
        tuple(_row(one, by_id, names) for one in patterns[:SHOWN]),
        len(patterns),
        money,
        review.expected_wrong(patterns),
        review.expected_wrong(patterns, NEXT_CLICKS),
        limit,
        review.stop(patterns, limit),
        tuple(sorted(codes, key=lambda one: one.label.lower())),
    )


def decide(
    first: date, key: str, code: Code | None, uuid: str, actor: Actor, now: Instant
) -> tuple[int, Cents]:
    """Give accounting's word for a pattern: its own code (None), or another.

    Return how many spans of work it was said of, and their money. A press that came before says
    nothing twice. Conflict where the pattern's lines are not those that were shown.
    """
    check_uuid(uuid)
    with write() as tx:
        clock.locked(tx, actor.id)  # of two presses at once the second waits, and sees the first
        begins, ends = days_of(tx, first)
        if facts.answers_of_press(tx, actor.id, uuid):
            return 0, 0
        lines = open_lines(tx, begins, ends, actor)
        by_id = {line.id: line for line in lines}
        found = next((one for one in _patterns(lines) if _key(one, by_id) == key), None)
        if found is None:
            raise Conflict("These lines changed since they were shown; look again.", field="key")
        meant = [by_id[line.line] for line in found.lines]
        given = meant[0].alike.likely if code is None else code
        if code is None and meant[0].alike.code != UNALLOCATED:
            given = meant[0].alike.code
        if given.project is None or facts.unknown_code(tx, given.project, given.task, None):
            raise Refused("Choose a code from the list.", field="code")
        said = say(tx, meant, given, uuid, actor.id, now)
    following.derive()
    return said, sum(line.cents for line in meant)


def take_back(uuid: str, actor: Actor, now: Instant) -> int:
    """Take back what one press of accounting said; return of how many spans of work.

    Conflict where one of them lies in a period that was locked since.
    """
    check_uuid(uuid)
    with write() as tx:
        said = facts.answers_of_press(tx, actor.id, uuid)
        if not said:
            raise Missing("decision")
        for row in said:
            press = f"back:{row.client_uuid}"[:120]
            if facts.answer_of_press(tx, actor.id, press) is None:
                facts.add_answer(
                    tx, (), person_id=row.person_id, start_at=row.start_at, end_at=row.end_at,
                    source=Source.ACCOUNTING_WORD.value, author_id=actor.id, made_at=now,
                    withdraws_id=row.id, client_uuid=press,
                )  # fmt: skip
        recoding.spoil(tx, [(row.person_id, row.start_at) for row in said])
    following.derive()
    return len(said)


def days_of(tx: Tx, first: date) -> tuple[date, date]:
    """Return the days of the pay period that begins on a day; Missing where none does."""
    begins, ends = terms.house(tx).calendar.period_of(first)
    if begins != first:
        msg = f"no pay period begins on {first}"
        raise Missing(msg)
    return begins, ends


def open_lines(tx: Tx, first: date, last: date, actor: Actor) -> list[DoubtfulLine]:
    """Return the doubtful lines that the actor may still give a code: not closed, not his own."""
    standings = closing.standings(tx, first)
    shut = {person for person, one in standings.items() if one.state not in CODABLE} | {actor.id}
    every = doubtful.of_period(tx, Selection(first, last))
    return [line for line in every if line.person not in shut]


def _patterns(lines: Iterable[DoubtfulLine]) -> list[Pattern]:
    return review.patterns(
        Doubtful(
            line.id,
            line.alike,
            line.cents,
            line.seconds,
            # On no code at all nothing is right yet, however good the guess is.
            0.0 if line.alike.code == UNALLOCATED else line.confidence,
        )
        for line in lines
    )


def _key(pattern: Pattern, by_id: dict[int, DoubtfulLine]) -> str:
    """Name a pattern by its lines, as they would be named after another derivation too."""
    said = sorted(
        (line.person, line.start, line.end, line.seconds, line.cents, *line.alike.code)
        for line in (by_id[one.line] for one in pattern.lines)
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def _row(pattern: Pattern, by_id: dict[int, DoubtfulLine], names: Names) -> Row:
    lines = [by_id[one.line] for one in pattern.lines]
    alike: Alike = lines[0].alike
    seconds = sum(line.seconds for line in lines)
    sure = sum(line.seconds * line.confidence for line in lines) / seconds if seconds else 0.0
    accepts = alike.likely if alike.code == UNALLOCATED else alike.code
    return Row(
        key=_key(pattern, by_id),
        lines=len(lines),
        people=len({line.person for line in lines}),
        team=names.teams.get(alike.team or 0, ""),
        source=alike.source,
        label=names.code(alike.code.project, alike.code.task),
        accepts=accepts,
        accepted=names.code(accepts.project, accepts.task),
        confidence=sure,
        seconds=seconds,
        cents=sum(line.cents for line in lines),
        doubt=review.expected_wrong([pattern]),
    )


def say(
    tx: Tx, lines: Sequence[DoubtfulLine], code: Code, uuid: str, author: int, now: Instant
) -> int:
    """Add a word for every span of work that the lines are of; return how many."""
    wrong = {line.alike.code for line in lines}
    touched = [(line.person, line.start, line.end) for line in lines]

    def given(row: Any, held: Code) -> Code | None:
        return code if held in wrong and not row.source.endswith("_word") else None

    def word(person: int, rows: Sequence[Any]) -> Word:
        start, end = rows[0].start_at, rows[0].end_at
        meant = any(p == person and a < end and b > start for p, a, b in touched)
        return Word(recoding.recoded(rows, given) if meant else [])

    shifts = {(line.person, line.shift) for line in lines}
    return len(recoding.say(tx, shifts, word, uuid, author, now))
