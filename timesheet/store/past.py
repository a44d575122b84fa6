"""Shifts of the past with what was booked for them, as a measurement replays them."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from timesheet.core.model import (
    Allocation,
    Cents,
    Channel,
    Code,
    Instant,
    Kind,
    Reason,
    Segment,
    Shift,
    Source,
)
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import AllocationRow, AnswerRow, LaborLineRow, PunchRow, ShiftRow

shifts = table_of(ShiftRow)
allocations = table_of(AllocationRow)
lines = table_of(LaborLineRow)
punches = table_of(PunchRow)
answers = table_of(AnswerRow)

_SHIFTS = (
    select(shifts)
    .where(
        shifts.c.person_id == bindparam("person"),
        shifts.c.start_at >= bindparam("since"),
        ~shifts.c.is_open,
        shifts.c.seconds > 0,
    )
    .order_by(shifts.c.start_at)
)
_ALLOCATIONS = select(allocations).where(
    allocations.c.person_id == bindparam("person"), allocations.c.shift_start >= bindparam("since")
)
_CENTS = (
    select(lines.c.shift_start, func.sum(lines.c.cents))
    .where(lines.c.person_id == bindparam("person"), lines.c.shift_start >= bindparam("since"))
    .group_by(lines.c.shift_start)
)


class Past(NamedTuple):
    """A closed shift without what its punches said, what was booked for it, and what it cost."""

    shift: Shift
    week: date
    booked: tuple[Allocation, ...]
    cents: Cents


def by_crew(tx: Tx, since: Instant) -> dict[tuple[int, int], dict[int, int]]:
    """Return how many shifts each person has from an instant on, by crew.

    A crew is (0, team); somebody without a team is (1, person), one of his own.
    """
    query = (
        select(shifts.c.team_id, shifts.c.person_id, func.count())
        .where(shifts.c.start_at >= since)
        .group_by(shifts.c.team_id, shifts.c.person_id)
        .order_by(shifts.c.person_id)
    )
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for team, person, number in tx.execute(query):
        found[(1, person) if team is None else (0, team)][person] = number
    return dict(found)


def last(tx: Tx) -> Instant:
    """Return when the latest shift began; 0 where there is none."""
    return int(tx.execute(select(func.max(shifts.c.start_at))).scalar() or 0)


def confirmed(tx: Tx) -> bool:
    """Tell whether anybody ever gave his word on any hour."""
    words = select(lines.c.id).where(lines.c.attested).limit(1)
    return tx.execute(words).first() is not None


def since(tx: Tx, most: int) -> Instant:
    """Return an instant from which on there are so many shifts at most."""
    older = select(shifts.c.start_at).order_by(shifts.c.start_at.desc()).offset(most).limit(1)
    row = tx.execute(older).first()
    return 0 if row is None else int(row.start_at) + 1


def of_person(tx: Tx, person: int, since: Instant = 0) -> list[Past]:
    """Return a person's closed shifts that began from an instant on, in the order of time."""
    booked: dict[Instant, list[Allocation]] = defaultdict(list)
    whose = {"person": person, "since": since}
    for row in tx.execute(_ALLOCATIONS, whose):
        booked[row.shift_start].append(_allocation(row))
    cents = {start: int(sum_) for start, sum_ in tx.execute(_CENTS, whose)}
    return [
        Past(_shift(row), row.week, tuple(booked[row.start_at]), cents.get(row.start_at, 0))
        for row in tx.execute(_SHIFTS, whose)
    ]


def _shift(row: Any) -> Shift:
    segments = tuple(
        Segment(start, end, site=site, zone=row.zone)
        for start, end, site in json.loads(row.segments)
    )
    return Shift(
        person=row.person_id,
        day=row.day,
        start=row.start_at,
        end=row.end_at,
        segments=segments,
        raw_start=row.raw_start,
        raw_end=row.raw_end,
        team=row.team_id,
    )


def _allocation(row: Any) -> Allocation:
    return Allocation(
        start=row.start_at,
        end=row.end_at,
        seconds=row.seconds,
        code=Code(row.project_id, row.task_id),
        reason=Reason(Source(row.source), row.ref),
        confidence=row.confidence,
    )


CHUNK = 500
_BREAKS = (Kind.BREAK_START.value, Kind.BREAK_END.value)


class Acts(NamedTuple):
    """What people did at the clock: presses, those that chose a code, answers.

    Breaks are left out: whoever punches them does so in any manner of working. A lead's answers of
    one moment are one tap, for however many they were.
    """

    presses: int
    choices: int
    answers: int


def acts(tx: Tx, since: Instant, people: Sequence[int]) -> Acts:
    """Return what people did from an instant on; imported punches are presses without a choice."""
    found = [_acts(tx, since, people[n : n + CHUNK]) for n in range(0, len(people), CHUNK)]
    return Acts(*(sum(column) for column in zip(*found, strict=True))) if found else Acts(0, 0, 0)


def _acts(tx: Tx, since: Instant, people: Sequence[int]) -> Acts:
    by_hand = punches.c.channel != Channel.IMPORT.value
    chosen = punches.c.project_id.is_not(None) & by_hand
    query = select(func.count(), func.count().filter(chosen)).where(
        punches.c.person_id.in_(people), punches.c.at >= since, punches.c.kind.not_in(_BREAKS)
    )
    presses, choices = tx.execute(query).one()
    later = (answers.c.start_at >= since) & answers.c.person_id.in_(people)
    own = answers.c.source == Source.OWN_WORD.value
    alone = tx.execute(select(func.count()).select_from(answers).where(later, own)).scalar_one()
    moments = select(answers.c.author_id, answers.c.made_at).where(later, ~own).distinct()
    together = tx.execute(select(func.count()).select_from(moments.subquery())).scalar_one()
    return Acts(presses, choices, alone + together)
