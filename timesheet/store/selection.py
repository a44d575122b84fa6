"""Which derived rows are read: days, people, values; and how they are streamed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select, true

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import Workweek

workweeks = table_of(Workweek)

CHUNK = 2000
FIRST_PEOPLE, MORE_PEOPLE = 30, 200
# Of one person each: those of 200 people in a pay period.
MOST_DAYS = 3200
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows: days from first to last, some people or all, and values that columns must have.

    ``people`` None is everybody. ``equal`` are names of labor-line columns with the value wanted.
    ``now`` is the moment of reading: what has been open for too long by then is an exception
    (0: nothing is).
    """

    first: date
    last: date
    people: frozenset[int] | None = None
    equal: tuple[tuple[str, Any], ...] = ()
    now: Instant = 0


def stream(tx: Tx, query: Select[Any]) -> Iterator[Any]:
    """Yield the rows of a query as they come, a few thousand of them in memory.

    Whoever stops early lets go of the database's cursor with the iterator.
    """
    # Not tx.execution_options(): that would hold for all that follows in the transaction.
    with tx.execute(query, execution_options={"yield_per": CHUNK}) as rows:
        yield from rows


def within(table: Table, chosen: Selection) -> ColumnElement[bool]:
    """Return the condition that a row's day and person are among those chosen."""
    return and_(table.c.day.between(chosen.first, chosen.last), whose(table, chosen))


def whose(table: Table, chosen: Selection) -> ColumnElement[bool]:
    """Return the condition that a row's person is among those chosen."""
    return true() if chosen.people is None else table.c.person_id.in_(chosen.people)


def equal(table: Table, chosen: Selection) -> list[ColumnElement[bool]]:
    """Return the conditions that columns have the values wanted of them."""
    found: list[ColumnElement[bool]] = []
    for name, value in chosen.equal:
        column = table.c[name]
        if isinstance(value, Collection) and not isinstance(value, str):
            values = [v for v in value if v is not None]
            nothing = column.is_(None) if None in value else ~true()
            found.append(or_(column.in_(values), nothing))
        else:
            found.append(column.is_(None) if value is None else column == value)
    return found


def by_people(tx: Tx, chosen: Selection, *, daily: bool = False) -> Iterator[Selection]:
    """Cut a selection into some people at a time, in order: few at first, as a page wants.

    Where what is read of them is ``daily``, the more days are chosen the fewer people they are,
    so that memory is that of so many days.
    """
    days = (chosen.last - chosen.first).days + 1 if daily else 1
    most = max(1, min(MORE_PEOPLE, MOST_DAYS // days))
    step, after = min(FIRST_PEOPLE, most), -1
    while people := _next_people(tx, chosen, after, step):
        yield replace(chosen, people=frozenset(people))
        step, after = most, people[-1]


def _next_people(tx: Tx, chosen: Selection, after: int, most: int) -> list[int]:
    if chosen.people is not None and len(chosen.people) <= MORE_PEOPLE:
        return sorted(person for person in chosen.people if person > after)[:most]
    query = (
        select(workweeks.c.person_id)
        .where(near(workweeks, chosen), whose(workweeks, chosen), workweeks.c.person_id > after)
        .distinct()
        .order_by(workweeks.c.person_id)
        .limit(most)
    )
    return list(tx.execute(query).scalars())


def near(table: Table, chosen: Selection) -> ColumnElement[bool]:
    """Return a condition that rows of the days chosen meet, for an index by person and week."""
    return table.c.week.between(chosen.first - 2 * WEEK, chosen.last + WEEK)
