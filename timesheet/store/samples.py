"""Samples of labor lines, as drawn and as coded by somebody who wasn't told; only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, and_, case, false, func, insert, select
from sqlalchemy.exc import IntegrityError

from timesheet.core.model import WORDS, Cents, Code, Instant, Seconds
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import LaborLineRow, SampleCoding, SampleDraw, ShiftRow

draws = table_of(SampleDraw)
codings = table_of(SampleCoding)
lines = table_of(LaborLineRow)
shifts = table_of(ShiftRow)


@dataclass(frozen=True, slots=True)
class Draw:
    """A drawn line as it stood then; ``said`` is what it was coded as, Code() for "can't tell".

    ``author`` is who coded it; None while nobody has. ``team`` and ``site`` are the shift's now.
    """

    id: int
    period: date
    times: int
    total: Cents
    person: int
    shift: Instant
    start: Instant
    end: Instant
    seconds: Seconds
    cents: Cents
    code: Code
    source: str
    confidence: float
    team: int | None
    site: int | None
    author: int | None
    said: Code


def of_period(tx: Tx, period: date) -> list[Draw]:
    """Return the sample of a pay period in the order of its lines; empty before it is drawn."""
    same = (shifts.c.person_id == draws.c.person_id) & (shifts.c.start_at == draws.c.shift_start)
    query = (
        select(
            draws,
            shifts.c.team_id,
            shifts.c.site_id,
            codings.c.author_id.label("coded_by"),
            codings.c.project_id.label("said_project"),
            codings.c.task_id.label("said_task"),
        )
        .outerjoin(codings, codings.c.draw_id == draws.c.id)
        .outerjoin(shifts, same)
        .where(draws.c.period == period)
        .order_by(draws.c.place)
    )
    return [_draw(row) for row in tx.execute(query)]


def _draw(row: Any) -> Draw:
    return Draw(
        id=row.id,
        period=row.period,
        times=row.times,
        total=row.total_cents,
        person=row.person_id,
        shift=row.shift_start,
        start=row.start_at,
        end=row.end_at,
        seconds=row.seconds,
        cents=row.cents,
        code=Code(row.project_id, row.task_id),
        source=row.source,
        confidence=row.confidence,
        team=row.team_id,
        site=row.site_id,
        author=row.coded_by,
        said=Code(row.said_project, row.said_task),
    )


_KEPT = ("person_id", "shift_start", "start_at", "end_at", "seconds", "cents", "project_id")
_COPIED = (*_KEPT, "task_id", "source", "confidence")


def draw(
    tx: Tx, period: date, drawn: Mapping[int, int], total: Cents, author: int, at: Instant
) -> bool:
    """Keep lines as they stand as the sample of a period: id and how often each was drawn.

    False where somebody else drew at the same instant: his sample holds.
    """
    columns = [lines.c[name] for name in _COPIED]
    query = select(lines.c.id, *columns).where(lines.c.id.in_(sorted(drawn)))
    ordered = query.order_by(lines.c.start_at, lines.c.person_id, lines.c.id)
    by = {"period": period, "total_cents": total, "author_id": author, "made_at": at}
    found = [
        {name: getattr(row, name) for name in _COPIED} | {"place": place, "times": drawn[row.id]}
        for place, row in enumerate(tx.execute(ordered), 1)
    ]
    return _added(tx, draws, [one | by for one in found])


def code(tx: Tx, key: int, said: Code, author: int, at: Instant) -> bool:
    """Keep what a drawn line was coded as; False where somebody coded it before."""
    values = {"draw_id": key, "project_id": said.project, "task_id": said.task}
    return _added(tx, codings, [values | {"author_id": author, "made_at": at}])


def _added(tx: Tx, table: Table, rows: list[dict[str, Any]]) -> bool:
    try:
        with tx.begin_nested():
            tx.execute(insert(table), rows)
    except IntegrityError:
        return False
    return True


def reliability(tx: Tx, first: date, last: date) -> tuple[int, float]:
    """Return how many coded draws of periods were wrong, and how many had been expected to be.

    Of lines that rested on nobody's word; who couldn't tell tells nothing.
    """
    same = and_(
        codings.c.project_id == draws.c.project_id,
        codings.c.task_id.is_not_distinct_from(draws.c.task_id),
    )
    sure = case((draws.c.project_id.is_(None), 0.0), else_=draws.c.confidence)
    query = (
        select(
            func.coalesce(func.sum(draws.c.times).filter(~func.coalesce(same, false())), 0),
            func.coalesce(func.sum(draws.c.times * (1.0 - sure)), 0.0),
        )
        .join(codings, codings.c.draw_id == draws.c.id)
        .where(
            draws.c.period.between(first, last),
            codings.c.project_id.is_not(None),
            draws.c.source.not_in(sorted(WORDS)),
        )
    )
    wrong, expected = tx.execute(query).one()
    return int(wrong), float(expected)
