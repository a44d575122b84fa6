"""Accepting many patterns at once: what each most likely is, where its confidence warrants it.

It is a job: words a few people at a time, each with the doubt that it overrules, then what follows.
One press it is all the same, taken back by the same Undo until the lock.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from timesheet.actions import deriving, making, recoding, reviewing
from timesheet.actions.answering import check_uuid
from timesheet.actions.deciding import Stale
from timesheet.actions.deriving import Progress
from timesheet.actions.in_turns import in_turns
from timesheet.actions.recoding import Word
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.model import Cents, Code, Instant, Seconds
from timesheet.core.review import MILLE, TIERS
from timesheet.errors import Missing
from timesheet.store import doubtful, facts
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.doubtful import DoubtfulLine, Likely
from timesheet.store.jobs import JobRow
from timesheet.store.selection import Selection

KIND = "accept"
SURE = TIERS[1]
"""How sure, in thousandths, lines are to be unless somebody asks for another bound."""
_Line = tuple[int, Instant, Instant, Code]


@dataclass(frozen=True, slots=True)
class Move:
    """Lines that go from a code to another, or stay on theirs by accounting's word."""

    before: str
    after: str
    lines: int
    seconds: Seconds
    cents: Cents


@dataclass(frozen=True, slots=True)
class Many:
    """What accepting all lines that are so sure comes to; ``wrong`` is expected now and after it.

    ``mark`` is another one when any of the lines changes. ``moves`` change the code, ``stays``
    doesn't.
    """

    first: date
    last: date
    sure: int
    lines: int
    seconds: Seconds
    cents: Cents
    wrong: Cents
    after: Cents
    moves: tuple[Move, ...]
    stays: Move
    mark: str


def look(first: date, sure: int, actor: Actor) -> Many:
    """Return what accepting would do in the pay period that begins on a day; nothing is written.

    Missing where none begins then, or the bound isn't one of ``TIERS``.
    """
    if sure not in TIERS:
        raise Missing("bound")
    with read() as tx:
        begins, ends = reviewing.days_of(tx, first)
        found = doubtful.likely(tx, Selection(begins, ends), actor.id, sure)
        names, trust = naming.names(tx, ()), reviewing.trust_of(tx, begins)
    moves = [
        Move(names.code(*one.code[:2]), names.code(*one.likely[:2]), one.lines, one.seconds,
             one.cents)
        for one in found
    ]  # fmt: skip
    now = reviewing.expected(first)
    gone = sum(one.doubt * trust.factor - one.left * trust.kept for one in found) / MILLE
    return Many(
        begins,
        ends,
        sure,
        *_sums(found),
        now,
        -int(-(now - gone) // 1),
        tuple(one for one in moves if one.before != one.after),
        Move("", "", *_sums([one for one in moves if one.before == one.after])),
        _mark(found),
    )


def _sums(found: Sequence[Likely] | Sequence[Move]) -> tuple[int, Seconds, Cents]:
    return (
        sum(one.lines for one in found),
        sum(one.seconds for one in found),
        sum(one.cents for one in found),
    )


def _mark(found: Sequence[Likely]) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()[:24]


def ask(seen: Many, mark: str, uuid: str, actor: Actor, now: Instant) -> tuple[int, bool]:
    """Ask for the lines that were shown under a mark to be accepted; as ``making.ask``.

    Stale where they changed since.
    """
    check_uuid(uuid)
    if mark != seen.mark:
        raise Stale(seen.lines, seen.seconds, seen.cents)
    said = {
        "first": seen.first.isoformat(), "sure": seen.sure, "mark": mark, "uuid": uuid,
        "wrong": seen.wrong,
    }  # fmt: skip
    return making.ask(KIND, said, actor, now)


def accept(job: JobRow, now: Instant, beat: Progress) -> None:
    """Accept what a job is for; begun anew, it goes on where it was.

    Stale where the lines changed before anything was said. Only lines that stood there when it
    began are spoken of.
    """
    actor, said = making.asker(job, now), job.arguments
    first, sure, uuid = date.fromisoformat(said["first"]), int(said["sure"]), str(said["uuid"])
    with read() as tx:
        spoken = {row.person_id for row in facts.answers_of_press(tx, actor.id, uuid)}
        chosen = Selection(*reviewing.days_of(tx, first))
        found = doubtful.likely(tx, chosen, actor.id, sure)
        lines = doubtful.likely_lines(tx, chosen, actor.id, sure)
    if not spoken and _mark(found) != said["mark"]:
        raise Stale(*_sums(found))
    shown = frozenset(map(_line, lines))
    people = sorted({line.person for line in lines} - spoken)

    def some(tx: Tx, ids: Sequence[int]) -> None:
        here = Selection(chosen.first, chosen.last, frozenset(ids))
        there = doubtful.likely_lines(tx, here, actor.id, sure)
        _say(tx, first, [line for line in there if _line(line) in shown], uuid, actor.id, now)

    in_turns(people, some, beat)
    deriving.derive_stale(beat)


def _line(line: DoubtfulLine) -> _Line:
    return line.person, line.start, line.end, line.code


def _say(
    tx: Tx, first: date, lines: Sequence[DoubtfulLine], uuid: str, author: int, now: Instant
) -> None:
    """Add a word for every span that some lines are of: what each stands on, or is likely for."""
    people = naming.names(tx).people
    of_people = {who: list(some) for who, some in groupby(lines, key=lambda line: line.person)}

    def since(person: int) -> Instant:
        return calendar.start_of_day(first, people[person].zone)

    def word(person: int, rows: Sequence[Any]) -> Word:
        start, end = rows[0].start_at, rows[0].end_at
        codes = {one.code for one in of_people[person] if one.start < end and one.end > start}

        def given(row: Any, held: Code) -> Code | None:
            if row.source.endswith("_word") or held[:3] not in {code[:3] for code in codes}:
                return None
            likely = Code(row.likely_project_id, row.likely_task_id)
            return likely if held[:3] == Code()[:3] else held

        return Word(recoding.recoded(rows, given), doubt=recoding.in_doubt(rows, given))

    shifts = {(line.person, line.shift) for line in lines}
    recoding.say(tx, shifts, word, uuid, author, now, since, blind=True)
