"""A worker's own word on what his hours were for: confirming what was inferred, or saying better.

What nobody knows can't be confirmed, and what was said stays as it was said.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from timesheet.actions import punching
from timesheet.core.model import Code, Instant, Source
from timesheet.errors import Missing, Refused
from timesheet.store import clock, facts, owed, queries
from timesheet.store.db import Tx, write
from timesheet.store.names import names
from timesheet.store.selection import Selection


def confirm_shift(person: int, start: Instant, now: Instant) -> int:
    """Give a person's word for what is known of his shift; return how many answers that made."""
    with write() as tx:
        clock.locked(tx, person)
        row = _shift(tx, person, start)
        made = _confirm(tx, person, row.start_at, row.end_at, now)
        if made:
            owed.note(tx, person, start, now, word=True)
    if made:
        punching.derive_after(person, start, word=True)
    return made


def confirm_week(person: int, first: date, now: Instant) -> int:
    """Give a person's word for all that is known of his finished shifts in a workweek."""
    chosen = Selection(first, first + timedelta(days=6), frozenset({person}))
    with write() as tx:
        clock.locked(tx, person)
        shifts = [view for view in queries.shift_views(tx, chosen, names(tx)) if not view.open]
        counts = [_confirm(tx, person, shift.start, shift.end, now) for shift in shifts]
        said = [shift.start for shift, made in zip(shifts, counts, strict=True) if made]
        if said:
            owed.note(tx, person, said[0], now, word=True)
    if said:
        # A word is evidence for later weeks; from the first one on, everything is derived again.
        punching.derive_after(person, said[0], word=True)
    return sum(counts)


def charge_shift(person: int, start: Instant, code: Code, now: Instant) -> None:
    """Say that a whole shift of a person was for one code."""
    with write() as tx:
        clock.locked(tx, person)
        row = _shift(tx, person, start)
        if code.project is None or facts.unknown_code(tx, code.project, code.task, None):
            msg = "Choose a code from the list."
            raise Refused(msg, field="code")
        _add(tx, person, (row.start_at, row.end_at), [(code, 1)], now, whole=True)
        owed.note(tx, person, start, now, word=True)
    punching.derive_after(person, start, word=True)


def _shift(tx: Tx, person: int, start: Instant) -> Any:
    row = queries.shift_row(tx, person, start)
    if row is None:
        raise Missing("no such shift")
    if row.is_open or row.end_at <= row.start_at:
        msg = "This shift isn't over yet."
        raise Refused(msg, field="shift")
    return row


def _confirm(tx: Tx, person: int, start: Instant, end: Instant, now: Instant) -> int:
    rows = queries.allocations_of(tx, [(person, start)])[person, start]
    known = [row for row in rows if row.project_id is not None or row.cost_code_id is not None]
    inferred = [row for row in known if not row.source.endswith("_word")]
    if not inferred:
        return 0
    if len(inferred) == len(rows) and len({_code(row) for row in rows}) == 1:
        _add(tx, person, (start, end), [(_code(rows[0]), 1)], now, whole=True)
        return 1
    # Codes that share a span are one answer, in the proportion in which they share it.
    spans = groupby(sorted(inferred, key=_span), key=_span)
    answers = [(span, [(_code(row), row.seconds) for row in together]) for span, together in spans]
    for span, parts in answers:
        _add(tx, person, span, parts, now, whole=False)
    return len(answers)


def _span(row: Any) -> tuple[Instant, Instant]:
    return row.start_at, row.end_at


def _code(row: Any) -> Code:
    return Code(row.project_id, row.task_id, row.cost_code_id, row.cost_center_id)


def _add(
    tx: Tx,
    person: int,
    span: tuple[Instant, Instant],
    parts: Sequence[tuple[Code, int]],
    now: Instant,
    *,
    whole: bool,
) -> None:
    facts.add_answer(
        tx, parts, person_id=person, start_at=span[0], end_at=span[1], made_at=now,
        source=Source.OWN_WORD.value, author_id=person, whole_shift=whole,
    )  # fmt: skip
