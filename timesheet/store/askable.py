"""Shifts of a pay period that their workers could be asked about: how many, and which."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Subquery, and_, func, select

from timesheet.core.inference.learner.sight import Sight
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.review import MILLE
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.doubtful import DOUBT, lines, open_ones
from timesheet.store.seen import sight_of
from timesheet.store.selection import Selection
from timesheet.store.tables import Question, SeenShift

seen = table_of(SeenShift)
questions = table_of(Question)
_ASKED = and_(questions.c.person_id == seen.c.person_id, questions.c.raw_start == seen.c.raw_start)


class Ranked(NamedTuple):
    """What is asked about where everybody may be asked about ``most`` shifts; ``doubt`` as ever."""

    most: int
    shifts: int
    people: int
    seconds: Seconds
    cents: Cents
    doubt: int


class Doubted(NamedTuple):
    """A shift to ask about: whose, when it began, its doubt, and how the learner sees it."""

    person: int
    start: Instant
    team: int | None
    doubt: int
    sight: Sight


def whole_doubt(tx: Tx, chosen: Selection) -> int:
    """Return the expected wrong money of a pay period's lines, in thousandths of a cent."""
    query = select(func.coalesce(func.sum(DOUBT), 0)).where(open_ones(chosen))
    return int(tx.execute(query).scalar_one())


def by_rank(tx: Tx, chosen: Selection, most: int, least: Cents) -> list[Ranked]:
    """Return, for each number up to ``most``, the sums of what is then asked about.

    Everybody may be asked about so many shifts of the period, his most doubtful ones first, among
    those whose expected wrong money is ``least`` or more.
    """
    shifts = _askable(chosen, least)
    query = select(
        shifts.c.rank, func.count(), func.count(shifts.c.person_id.distinct()),
        *(func.sum(shifts.c[name]) for name in ("seconds", "cents", "doubt")),
    ).where(shifts.c.rank <= most)  # fmt: skip
    rows = {row[0]: row for row in tx.execute(query.group_by(shifts.c.rank))}
    found, sums = [], [0, 0, 0, 0]
    people = max((row[2] for row in rows.values()), default=0)
    for rank in range(1, most + 1):
        if row := rows.get(rank):
            sums = [a + int(b) for a, b in zip(sums, (row[1], *row[3:]), strict=True)]
        found.append(Ranked(rank, sums[0], people if sums[0] else 0, *sums[1:]))
    return found


def to_ask_about(tx: Tx, chosen: Selection, most: int, least: Cents) -> list[Doubted]:
    """Return the shifts that are asked about where everybody may be asked about so many."""
    shifts = _askable(chosen, least)
    query = select(shifts).where(shifts.c.rank <= most)
    ordered = query.order_by(shifts.c.person_id, shifts.c.shift_start)
    return [
        Doubted(
            row.person_id, row.shift_start, row.team_id, int(row.doubt),
            sight_of(row.person_id, row.raw_start, row.sight),
        )
        for row in tx.execute(ordered)
    ]  # fmt: skip


def _askable(chosen: Selection, least: Cents) -> Subquery:
    """Shifts that nobody was asked about in vain, ranked within each person by their doubt."""
    c = lines.c
    of_shift = and_(seen.c.person_id == c.person_id, seen.c.start_at == c.shift_start)
    keys = (c.person_id, c.shift_start, seen.c.raw_start, seen.c.sight, c.team_id)
    doubt = func.sum(DOUBT)
    shifts = (
        select(*keys, *(func.sum(c[name]).label(name) for name in ("seconds", "cents")),
               doubt.label("doubt"))
        .select_from(lines.join(seen, of_shift).outerjoin(questions, _ASKED))
        .where(open_ones(chosen), seen.c.pending, questions.c.outcome.is_(None))
        .group_by(*keys)
        .having(doubt >= least * MILLE)
        .subquery()
    )  # fmt: skip
    day = seen.c.wall_day.between(_days(chosen.first), _days(chosen.last))
    answered = (
        select(questions.c.person_id, func.count().label("number"))
        .join(seen, _ASKED)
        .where(questions.c.asked, questions.c.outcome.is_not(None), day)
        .group_by(questions.c.person_id)
        .subquery()
    )
    order = (shifts.c.doubt.desc(), shifts.c.shift_start)
    rank = func.row_number().over(partition_by=shifts.c.person_id, order_by=order)
    return (
        select(shifts, (rank + func.coalesce(answered.c.number, 0)).label("rank"))
        .select_from(shifts.outerjoin(answered, answered.c.person_id == shifts.c.person_id))
        .subquery()
    )


def _days(day: date) -> int:
    return (day - date(1970, 1, 1)).days
