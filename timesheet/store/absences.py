"""What people were paid without work, and at which days' rates: sums by the database."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select

from timesheet.core.model import Cents, Seconds, Source
from timesheet.core.reports.rate_history import UsedView
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import Selection, stream, within
from timesheet.store.tables import LaborLineRow, Person, ShiftRow

lines = table_of(LaborLineRow)
shifts = table_of(ShiftRow)
people = table_of(Person)


class Paid(NamedTuple):
    """What absence was paid; ``team`` is that of the last line."""

    seconds: Seconds = 0
    cents: Cents = 0
    lines: int = 0
    team: int | None = None


NOTHING = Paid()


def paid(tx: Tx, chosen: Selection, kinds: Collection[str]) -> dict[tuple[int, str], Paid]:
    """Return what was paid without work, by person and pay code.

    That are the hours by policy (public holidays), and all of the kinds of leave.
    """
    c = lines.c
    hours = or_(c.pay_code.in_(kinds), (c.source == Source.POLICY.value) & (c.seconds != 0))
    query = (
        select(
            c.person_id,
            c.pay_code,
            c.team_id,
            func.sum(c.seconds),
            func.sum(c.cents),
            func.count(),
        )
        .where(within(lines, chosen), hours)
        .group_by(c.person_id, c.pay_code, c.team_id)
        .order_by(c.person_id, c.pay_code, func.max(c.day))
    )
    found: dict[tuple[int, str], Paid] = {}
    for person, code, team, seconds, cents, count in tx.execute(query):
        before = found.get((person, code), NOTHING)
        found[person, code] = Paid(
            before.seconds + int(seconds), before.cents + int(cents), before.lines + count, team
        )
    return found


def hired(tx: Tx, some: Collection[int]) -> dict[int, date]:
    """Return the first days of people of whom they are known."""
    query = select(people.c.id, people.c.started_on).where(people.c.id.in_(some))
    return {key: day for key, day in tx.execute(query) if day is not None}


def worked_by_day(tx: Tx, some: Collection[int]) -> dict[int, dict[date, Seconds]]:
    """Return the seconds that people worked, by the day on which the shifts began."""
    by = (shifts.c.person_id, shifts.c.day)
    query = select(*by, func.sum(shifts.c.seconds)).where(shifts.c.person_id.in_(some))
    found: dict[int, dict[date, Seconds]] = {}
    for person, day, seconds in tx.execute(query.group_by(*by)):
        found.setdefault(person, {})[day] = int(seconds)
    return found


def used_by_day(tx: Tx, chosen: Selection) -> Iterator[UsedView]:
    """Yield what people were paid by day and project."""
    c = lines.c
    by = (c.person_id, c.day, c.project_id)
    query = select(*by, func.sum(c.seconds), func.sum(c.cents), func.count())
    for row in stream(tx, query.where(within(lines, chosen)).group_by(*by).order_by(*by)):
        person, day, project, seconds, cents, count = row
        yield UsedView(person, day, project, int(seconds), int(cents), count)
