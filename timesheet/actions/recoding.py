"""Accounting's word on spans of work, however it was given: the one way by which it is applied."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from timesheet.actions import deriving
from timesheet.core.model import Code, Instant, Source
from timesheet.store import clock, derived, facts, queries
from timesheet.store.db import Tx

Span = tuple[int, Instant, Instant]
"""A person, and the instants between which he worked."""


class Word(NamedTuple):
    """What a span was for: codes with weights, and why that is said."""

    parts: list[tuple[Code, int]]
    reason: str = ""


def say(
    tx: Tx,
    shifts: Iterable[tuple[int, Instant]],
    word: Callable[[int, Sequence[Any]], Word],
    uuid: str,
    author: int,
    now: Instant,
) -> dict[Span, int]:
    """Add a word for each span of shifts that ``word`` says codes of; return their answers.

    ``word`` gets a person and the allocation rows of one span. One uuid is one press: by it all
    of its words are found again (``facts.answers_of_press``) and taken back.
    """
    shifts = sorted(set(shifts))
    for person in sorted({person for person, _ in shifts}):
        clock.locked(tx, person)
    rows = queries.allocations_of(tx, shifts)
    said: dict[Span, int] = {}
    for person, shift in shifts:
        spans = groupby(rows[person, shift], key=lambda row: (row.start_at, row.end_at))
        for (start, end), together in spans:
            given = word(person, list(together))
            if given.parts:
                said[person, start, end] = facts.add_answer(
                    tx, given.parts, person_id=person, start_at=start, end_at=end,
                    source=Source.ACCOUNTING_WORD.value, author_id=author, made_at=now,
                    client_uuid=f"{uuid}:{person}:{start}", whole_shift=False,
                    reason=given.reason,
                )  # fmt: skip
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
        held = Code(row.project_id, row.task_id, row.cost_code_id)
        new = given(row, held)
        meant = meant or new is not None
        if new is not None or held != Code():
            code = held if new is None else new
            parts[code] = parts.get(code, 0) + max(row.seconds, 1)
    return list(parts.items()) if meant else []


def spoil(tx: Tx, spoken_of: Iterable[tuple[int, Instant]]) -> None:
    """Mark the workweeks stale that words on some people's shifts or spans change."""
    for person, some in groupby(sorted(spoken_of), key=lambda one: one[0]):
        derived.mark_stale(tx, deriving.stale_keys(tx, person, [start for _, start in some]))
