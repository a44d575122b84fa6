"""What a month end owes: whose pay periods are not posted yet, and what is known of the missing."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from timesheet.core import calendar
from timesheet.core.closing import State
from timesheet.core.journal.estimating import LOOK_BACK, Came, Known
from timesheet.core.model import RosterShift
from timesheet.core.pay.declared import Says, leave_days, of_kind, standing
from timesheet.store import declarations, rosters
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import (
    IssueRow,
    LaborLineRow,
    LaborWeekRow,
    PeriodStep,
    Person,
    ShiftRow,
)
from timesheet.store.terms import House

issues = table_of(IssueRow)
lines = table_of(LaborLineRow)
weeks = table_of(LaborWeekRow)
steps = table_of(PeriodStep)
people = table_of(Person)
shifts = table_of(ShiftRow)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Employed:
    """A person with the first and the last day that he is employed (None: no end)."""

    id: int
    zone: str
    first: date | None
    last: date | None


def unposted(tx: Tx, month_end: date) -> Mapping[date, frozenset[int]]:
    """Return the people whose pay is not in the ledger at a month end, by pay period.

    Not posted, or posted for a period that ends after it. What lies before the first period that
    was ever posted was paid without this program.
    """
    since = tx.execute(
        select(func.min(steps.c.period)).where(steps.c.state == State.POSTED)
    ).scalar()
    there = select(weeks.c.period, weeks.c.person_id).where(weeks.c.first_day <= month_end)
    if since is not None:
        there = there.where(weeks.c.period >= since)
    gone = _posted(tx, month_end)
    found: dict[date, set[int]] = defaultdict(set)
    for period, person in tx.execute(there.distinct()):
        if (period, person) not in gone:
            found[period].add(person)
    return {period: frozenset(found[period]) for period in sorted(found)}


def _posted(tx: Tx, month_end: date) -> set[tuple[date, int]]:
    latest = select(func.max(steps.c.id)).group_by(steps.c.person_id, steps.c.period)
    query = select(steps.c.period, steps.c.person_id).where(
        steps.c.id.in_(latest), steps.c.state == State.POSTED, steps.c.last_day <= month_end
    )
    return {(row[0], row[1]) for row in tx.execute(query)}


def employed(tx: Tx, first: date, last: date, some: Collection[int] | None) -> list[Employed]:
    """Return the people employed on any day from a first to a last, in order of their ids."""
    query = select(people.c.id, people.c.zone, people.c.started_on, people.c.ended_on).where(
        people.c.started_on.is_(None) | (people.c.started_on <= last),
        people.c.ended_on.is_(None) | (people.c.ended_on >= first),
    )
    if some is not None:
        query = query.where(people.c.id.in_(some))
    return [Employed(*row) for row in tx.execute(query.order_by(people.c.id))]


def known(
    tx: Tx, house: House, some: Collection[Employed], first: date, last: date
) -> dict[int, Known]:
    """Return what is known of people for guessing what is missing from a first to a last day."""
    whose = [one.id for one in some]
    came: dict[int, list[Came]] = defaultdict(list)
    for row in _shifts(tx, whose, first - LOOK_BACK, last):
        came[row.person_id].append(Came(row.day, row.raw_start, row.raw_end, row.is_open))
    for row in _without_out(tx, whose, first, last):
        # Who forgot it after his break has the shift before it; nothing is guessed of the rest.
        if all(one.end != row.at for one in came[row.person_id]):
            came[row.person_id].append(Came(row.day, row.at, row.at, open=True))
    plans: dict[int, list[RosterShift]] = defaultdict(list)
    span = calendar.start_of_day(first - DAY, "UTC"), calendar.start_of_day(last + 2 * DAY, "UTC")
    for plan in rosters.planned(tx, *span, whose):
        plans[plan.person].append(plan)
    away: dict[int, set[date]] = defaultdict(set)
    said = declarations.between(tx, first, last, tuple(Says), whose)
    for leave in of_kind(standing(said), Says.LEAVE):
        away[leave.person].update(leave_days(leave))
    holidays = frozenset(day for days in house.holidays.values() for day in days)
    return {
        one.id: Known(one.zone, came[one.id], plans[one.id], away[one.id], holidays) for one in some
    }


def lines_of(tx: Tx, person: int, week: date) -> list[dict[str, Any]]:
    """Return the labor lines of a person's workweek, as rows of the table."""
    query = select(lines).where(lines.c.person_id == person, lines.c.week == week)
    return [dict(row) for row in tx.execute(query).mappings()]


def _shifts(tx: Tx, whose: Collection[int], first: date, last: date) -> list[Any]:
    c = shifts.c
    query = select(c.person_id, c.day, c.raw_start, c.raw_end, c.is_open)
    query = query.where(c.person_id.in_(whose), c.day.between(first, last))
    return list(tx.execute(query.order_by(c.person_id, c.raw_start)))


def _without_out(tx: Tx, whose: Collection[int], first: date, last: date) -> list[Any]:
    """Return the ins that another in followed: there is no shift of them."""
    c = issues.c
    query = select(c.person_id, c.day, c.at).where(
        c.person_id.in_(whose), c.day.between(first, last), c.code == "missing_out"
    )
    return list(tx.execute(query))
