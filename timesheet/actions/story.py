"""Why is this number here? A labor line, walked back to the punches it came from."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from timesheet.core.model import Cents, Correction, Instant, Punch, Rate, Seconds
from timesheet.core.reports.views import LineView
from timesheet.errors import Missing
from timesheet.store import facts, queries
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.names import Names


@dataclass(frozen=True, slots=True)
class PaidAs:
    """The pay line that a labor line's money is part of."""

    pay_code: str
    part: str
    seconds: Seconds
    rate: Rate
    multiplier: str
    cents: Cents
    reason: str


@dataclass(frozen=True, slots=True)
class LineStory:
    """A labor line with what is behind it: shift, punches, corrections, pay lines.

    ``moved``: the line asked for is no more, this one is the most like it.
    """

    line: LineView
    moved: bool
    details: tuple[str, ...]
    ref: str
    pay: tuple[PaidAs, ...]
    segments: tuple[tuple[Instant, Instant], ...]
    raw_start: Instant | None
    raw_end: Instant | None
    punches: tuple[Punch, ...]
    corrections: tuple[Correction, ...]
    alternatives: tuple[tuple[str, Seconds, float], ...]


def line(person: int, day: date, name: str, people: frozenset[int] | None = None) -> LineStory:
    """Return the story of a labor line; Missing where that day has none among ``people``'s.

    ``name`` is its ``LineView.line``. Where no line has it any more (its week was derived again
    with other facts), the story is that of the line most like it, and ``moved``.
    """
    with read() as tx:
        names = naming.names(tx)
        there = people is None or person in people
        found = queries.lines_of_day(tx, person, day, names) if there else []
        if not found:
            msg = f"there is no line {name!r} of person {person} on {day}"
            raise Missing(msg)
        row, view = max(found, key=lambda one: _likeness(one[1].line, name))
        return _told(tx, row, view, names, moved=view.line != name)


def _likeness(one: str, other: str) -> tuple[int, int]:
    """Return how alike two names of lines are: by their pieces, then by when they begin."""
    ours, theirs = one.split("-"), other.split("-")
    equal = sum(a == b for a, b in zip(ours, theirs, strict=False))
    began = int(theirs[0]) if theirs[0].isdecimal() and len(theirs[0]) < 16 else 0
    return equal, -abs(int(ours[0]) - began)


def _told(tx: Tx, row: Any, view: LineView, names: Names, *, moved: bool) -> LineStory:
    shift = queries.shift_row(tx, view.person_id, view.shift_start)
    ids = json.loads(shift.punches) if shift else []
    shift_key = (view.person_id, view.shift_start)
    parts = queries.allocations_of(tx, [shift_key])[shift_key]
    return LineStory(
        line=view,
        moved=moved,
        details=tuple(json.loads(row.details)),
        ref=row.ref,
        pay=tuple(_paid(one) for one in _pay_rows(tx, view)),
        segments=tuple((a, b) for a, b, _ in json.loads(shift.segments)) if shift else (),
        raw_start=shift.raw_start if shift else None,
        raw_end=shift.raw_end if shift else None,
        punches=tuple(facts.punches_by_id(tx, [i for i in ids if i > 0])),
        corrections=_corrections(tx, view.person_id, ids),
        alternatives=tuple(
            (names.code(p.project_id, p.task_id), p.seconds, p.confidence) for p in parts
        ),
    )


def _pay_rows(tx: Tx, view: LineView) -> list[Any]:
    rows = queries.pay_rows(tx, view.person_id, view.week, view.pay_code)
    return [row for row in rows if row.part == view.part and row.period == view.period]


def _paid(row: Any) -> PaidAs:
    return PaidAs(
        row.pay_code,
        row.part,
        row.seconds,
        row.rate,
        row.multiplier,
        row.cents,
        " · ".join(json.loads(row.details)) or row.ref,
    )


def _corrections(tx: Tx, person: int, ids: list[int]) -> tuple[Correction, ...]:
    mine = set(ids)
    return tuple(c for c in facts.corrections_of(tx, person) if c.punch in mine or -c.id in mine)
