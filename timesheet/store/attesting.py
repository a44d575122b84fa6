"""Hours on projects that need the person's own word, and don't have it yet."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from timesheet.core.model import Code, Instant, Seconds, Source
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import AllocationRow, Project, Workweek

allocations = table_of(AllocationRow)
projects = table_of(Project)
workweeks = table_of(Workweek)


class Waiting(NamedTuple):
    """Hours of a workweek on a project that wait for the person's own word."""

    week: date
    project: int
    seconds: Seconds


class Span(NamedTuple):
    """A span of presence with the codes that it is booked on, and their seconds."""

    start: Instant
    end: Instant
    parts: tuple[tuple[Code, Seconds], ...]


_WAITING = (
    select(allocations.c.week, allocations.c.project_id, func.sum(allocations.c.seconds))
    .join(projects, projects.c.id == allocations.c.project_id)
    .join(
        workweeks,
        (workweeks.c.person_id == allocations.c.person_id)
        & (workweeks.c.week == allocations.c.week),
    )
    .where(
        allocations.c.person_id == bindparam("p"),
        allocations.c.week >= bindparam("first"),
        allocations.c.week < bindparam("before"),
        allocations.c.source != Source.OWN_WORD.value,
        projects.c.attestation_required,
        ~workweeks.c.stale,
    )
    .group_by(allocations.c.week, allocations.c.project_id)
    .order_by(allocations.c.week, allocations.c.project_id)
)
_OF_WEEK = (
    select(allocations)
    .where(allocations.c.person_id == bindparam("p"), allocations.c.week == bindparam("w"))
    .order_by(allocations.c.start_at, allocations.c.id)
)


def waiting(tx: Tx, person: int, first: date, before: date) -> list[Waiting]:
    """Return what waits for a person's word, of the weeks from ``first`` until before another."""
    keys = {"p": person, "first": first, "before": before}
    return [Waiting(week, key, int(sum_)) for week, key, sum_ in tx.execute(_WAITING, keys)]


def spans(tx: Tx, person: int, week: date, project: int) -> list[Span]:
    """Return the spans of a week on a project that the person hasn't spoken of himself.

    Where several codes share a span, all of them are named: his word is on how it was shared.
    """
    found: dict[tuple[Instant, Instant], list[Any]] = {}
    for row in tx.execute(_OF_WEEK, {"p": person, "w": week}):
        found.setdefault((row.start_at, row.end_at), []).append(row)
    return [
        Span(start, end, tuple((_code(row), row.seconds) for row in rows))
        for (start, end), rows in found.items()
        if any(r.project_id == project and r.source != Source.OWN_WORD.value for r in rows)
        and all(r.project_id is not None for r in rows)
    ]


def _code(row: Any) -> Code:
    return Code(row.project_id, row.task_id, row.cost_code_id, row.cost_center_id)
