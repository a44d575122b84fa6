"""Why is this number here? A labor line, walked back to the punches it came from."""

import json
from dataclasses import dataclass
from typing import Any

from timesheet.core.model import Cents, Correction, Instant, Punch, Rate, Seconds
from timesheet.core.reports.views import LineView
from timesheet.errors import Missing
from timesheet.store import facts, queries
from timesheet.store import names as naming
from timesheet.store.db import Tx, read


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
    """A labor line with what is behind it: shift, punches, corrections, pay lines."""

    line: LineView
    details: tuple[str, ...]
    ref: str
    pay: tuple[PaidAs, ...]
    segments: tuple[tuple[Instant, Instant], ...]
    raw_start: Instant | None
    raw_end: Instant | None
    punches: tuple[Punch, ...]
    corrections: tuple[Correction, ...]
    alternatives: tuple[tuple[str, Seconds, float], ...]


def line(key: int, people: frozenset[int] | None = None) -> LineStory:
    """Return the story of a labor line; Missing where there is none among ``people``'s."""
    with read() as tx:
        names = naming.names(tx)
        found = queries.line(tx, key, names)
        if found is None or (people is not None and found[1].person_id not in people):
            msg = f"there is no line {key}"
            raise Missing(msg)
        row, view = found
        shift = queries.shift_row(tx, view.person_id, view.shift_start)
        ids = json.loads(shift.punches) if shift else []
        parts = queries.shift_allocations(tx, view.person_id, view.shift_start)
        return LineStory(
            line=view,
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
