"""Which derived rows are read: days, people, values; and how they are streamed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, true

from timesheet.core.model import Instant
from timesheet.store.db import Tx

CHUNK = 2000


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


def stream(tx: Tx, query: Select[Any]) -> Iterable[Any]:
    """Return the rows of a query as they come, a few thousand of them in memory."""
    return tx.execution_options(yield_per=CHUNK).execute(query)


def within(table: Table, chosen: Selection) -> ColumnElement[bool]:
    """Return the condition that a row's day and person are among those chosen."""
    return and_(table.c.day.between(chosen.first, chosen.last), whose(table, chosen))


def whose(table: Table, chosen: Selection) -> ColumnElement[bool]:
    """Return the condition that a row's person is among those chosen."""
    return true() if chosen.people is None else table.c.person_id.in_(chosen.people)
