"""Accounting's word on spans of work, however it was given: the one way by which it is applied."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from timesheet.actions import deriving
from timesheet.core.model import Code, Instant, Source
from timesheet.core.review import MILLE
from timesheet.store import accepted, clock, derived, facts, queries
from timesheet.store.db import Tx

Span = tuple[int, Instant, Instant]
"""A person, and the instants between which he worked."""


class Word(NamedTuple):
    """What a span was for: codes with weights, and why that is said.

    ``doubt`` is what nobody looked into of its hours, in thousandths.
    """

    parts: list[tuple[Code, int]]
    reason: str = ""
    doubt: int = 0


def say(
    tx: Tx,
    shifts: Iterable[tuple[int, Instant]],
    word: Callable[[int, Sequence[Any]], Word],
    uuid: str,
    author: int,
    now: Instant,
    since: Callable[[int], Instant] = lambda _person: 0,
    *,
    blind: bool = False,
) -> dict[Span, int]:
    """Add a word for each span of shifts that ``word`` says codes of; return their answers.

    ``blind`` words were given for nothing but the lines' confidence, and teach the learner nothing.
    What a person worked before ``since`` is not spoken of: a night that began in a pay period which
    is closed.

    ``word`` gets a person and the allocation rows of one span. One uuid is one press: by it all
    of its words are found again (``facts.answers_of_press``) and taken back.
    """
    shifts = sorted(set(shifts))
    for person in sorted({person for person, _ in shifts}):
        clock.locked(tx, person)
    rows = queries.allocations_of(tx, shifts)
    said: dict[Span, int] = {}
    doubts: dict[int, int] = {}
    for person, shift in shifts:
        spans = groupby(rows[person, shift], key=lambda row: (row.start_at, row.end_at))
        for (began, end), together in spans:
            given, start = word(person, list(together)), max(began, since(person))
            if given.parts and start < end:
                key = facts.add_answer(
                    tx, given.parts, person_id=person, start_at=start, end_at=end,
                    source=Source.ACCOUNTING_WORD.value, author_id=author, made_at=now,
                    client_uuid=f"{uuid}:{person}:{start}", whole_shift=False,
                    reason=given.reason,
                )  # fmt: skip
                said[person, start, end], doubts[key] = key, given.doubt
    accepted.add(tx, doubts, blind=blind)
    spoil(tx, shifts)
    return said


def recoded(
    rows: Sequence[Any], given: Callable[[Any, Code], Code | None]
) -> list[tuple[Code, int]]:
    """Return what a span was for, each row's code replaced by what is ``given`` for it.

    Nothing where no row is given another; hours on no code at all are left out then.
    """
    parts: dict[Code, int] = {}
    meant = False
    for row in rows:
        held = Code(row.project_id, row.task_id, row.cost_code_id, row.cost_center_id)
        new = given(row, held)
        meant = meant or new is not None
        if new is not None or held != Code():
            code = held if new is None else new
            parts[code] = parts.get(code, 0) + max(row.seconds, 1)
    return list(parts.items()) if meant else []


def in_doubt(rows: Sequence[Any], given: Callable[[Any, Code], Code | None]) -> int:
    """Return what is in doubt of a span whose lines nobody looked at, in thousandths of it.

    Of what is accepted as it was inferred, or as the best guess, that it is something else; of what
    is given another code the smaller part, as it was said of most of a pattern.
    """
    whole = sum(row.seconds for row in rows)
    doubt = 0.0
    for row in rows:
        if row.source.endswith("_word"):
            continue
        held = Code(row.project_id, row.task_id)
        thought = Code(row.likely_project_id, row.likely_task_id) if held == Code() else held
        said = given(row, held) or held
        other = 1 - row.confidence
        accepted_as_thought = said[:2] == thought[:2]
        doubt += row.seconds * (other if accepted_as_thought else min(other, row.confidence))
    return round(MILLE * doubt / whole) if whole else 0


def spoil(tx: Tx, spoken_of: Iterable[tuple[int, Instant]]) -> None:
    """Mark the workweeks stale that words on some people's shifts or spans change."""
    for person, some in groupby(sorted(spoken_of), key=lambda one: one[0]):
        derived.mark_stale(tx, deriving.stale_keys(tx, person, [start for _, start in some]))
