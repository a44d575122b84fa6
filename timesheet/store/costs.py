"""What hours on codes have cost since the first day, in one statement.

Weeks summed up are read where they lie wholly between the days at which something changes, the
lines themselves of the others.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Subquery, and_, case, func, literal, not_, or_, select, union_all

from timesheet.core.closing import CLOSED, State
from timesheet.core.model import Cents, Part, Seconds, Source
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import Selection, stream, whose
from timesheet.store.tables import LaborLineRow, LaborWeekRow, PeriodStep

lines = table_of(LaborLineRow)
weeks = table_of(LaborWeekRow)
steps = table_of(PeriodStep)


class CostSum(NamedTuple):
    """Sums on a code and pay code, from one of the days given until the next one.

    ``premium_cents``: of the money, what is paid in addition to straight hours. ``open_*``: what
    lies in no locked pay period; ``approved_*``: of that, what is approved; ``inferred_*``: what
    is not, and rests on nobody's word.
    """

    project: int | None
    task: int | None
    pay_code: str
    since: int
    seconds: Seconds
    cents: Cents
    lines: int
    premium_cents: Cents
    open_seconds: Seconds
    open_cents: Cents
    approved_seconds: Seconds
    approved_cents: Cents
    inferred_seconds: Seconds
    inferred_cents: Cents


def sums(tx: Tx, chosen: Selection, cuts: Sequence[date]) -> Iterator[CostSum]:
    """Yield what was paid until the last day chosen, by code, pay code and stretch of days.

    ``cuts`` are days in order; ``since`` is the position of the last of them that isn't after the
    work, -1 before the first.
    """
    cost = _costs(chosen, cuts)
    c, stood = cost.c, _standing()
    on = and_(stood.c.person_id == c.person_id, stood.c.period == c.period)
    state = func.coalesce(stood.c.state, State.OPEN.value)
    unlocked = state.not_in([shut.value for shut in CLOSED])
    approved = state == State.APPROVED.value
    inferred = and_(unlocked, not_(approved), not_(c.attested), c.source != Source.POLICY.value)
    parts = [
        func.coalesce(func.sum(value).filter(which), 0)
        for which in (unlocked, approved, inferred)
        for value in (c.seconds, c.cents)
    ]
    by = (c.project_id, c.task_id, c.pay_code, c.since)
    totals = [func.sum(value) for value in (c.seconds, c.cents, c.lines, c.premium_cents)]
    query = select(*by, *totals, *parts).select_from(cost.outerjoin(stood, on))
    for row in stream(tx, query.group_by(*by)):
        yield CostSum(*row[:4], *map(int, row[4:]))


def _costs(chosen: Selection, cuts: Sequence[date]) -> Subquery:
    apart = _cut_apart([*cuts, chosen.last + timedelta(days=1)])
    w, n = weeks.c, lines.c
    keys = ("person_id", "period", "project_id", "task_id", "pay_code", "source", "attested")
    names = (*keys, "seconds", "cents")
    premium = case((n.part == Part.PREMIUM.value, n.cents), else_=0).label("premium_cents")
    since = (_since(w.last_day, cuts), _since(n.day, cuts))
    whole = weeks.outerjoin(apart, and_(apart.c.person_id == w.person_id, apart.c.week == w.week))
    summed = (
        select(*(w[name] for name in names), w.lines.label("lines"), w.premium_cents, since[0])
        .select_from(whole)
        .where(w.last_day <= chosen.last, apart.c.person_id.is_(None), whose(weeks, chosen))
    )
    cut = lines.join(apart, and_(apart.c.person_id == n.person_id, apart.c.week == n.week))
    single = (
        select(*(n[name] for name in names), literal(1).label("lines"), premium, since[1])
        .select_from(cut)
        .where(n.day <= chosen.last, whose(lines, chosen))
    )
    return union_all(summed, single).subquery("cost")


def _cut_apart(edges: Sequence[date]) -> Subquery:
    """Return the people's workweeks that have sums with days on both sides of an edge."""
    w = weeks.c
    over = or_(*(and_(w.first_day < edge, w.last_day >= edge) for edge in edges))
    return select(w.person_id, w.week).where(over).distinct().subquery("apart")


def _since(day: Any, cuts: Sequence[date]) -> Any:
    found = [(day >= cut, n) for n, cut in reversed(list(enumerate(cuts)))]
    return (case(*found, else_=-1) if found else literal(-1)).label("since")


def _standing() -> Subquery:
    """Return how far each person's pay period is, where somebody took a step in it."""
    latest = select(func.max(steps.c.id)).group_by(steps.c.person_id, steps.c.period)
    query = select(steps.c.person_id, steps.c.period, steps.c.state).where(steps.c.id.in_(latest))
    # Distinct as it is, saying so keeps SQLite from looking it up anew for every row.
    return query.distinct().subquery("stood")
