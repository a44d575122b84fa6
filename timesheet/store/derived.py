"""Derived rows: written a person's workweek at a time, dropped and written anew."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core.model import Instant, Timecard
from timesheet.store import closed as closing
from timesheet.store import derived_rows as made
from timesheet.store.base import table_of
from timesheet.store.closed import Closed
from timesheet.store.db import Tx
from timesheet.store.derived_rows import CostCenterOf, TeamOn
from timesheet.store.labor_weeks import weeks_sums
from timesheet.store.quick import Quick
from timesheet.store.seen import flag, seen
from timesheet.store.tables import (
    AdjustmentRow,
    AllocationRow,
    IssueRow,
    LaborLineRow,
    LaborWeekRow,
    PayLineRow,
    ShiftRow,
    Workweek,
)

workweeks = table_of(Workweek)
shifts = table_of(ShiftRow)
allocations = table_of(AllocationRow)
pay_lines = table_of(PayLineRow)
labor_lines = table_of(LaborLineRow)
labor_weeks = table_of(LaborWeekRow)
issues = table_of(IssueRow)
adjusted = table_of(AdjustmentRow)

TABLES = (shifts, allocations, pay_lines, labor_lines, labor_weeks, issues, seen, adjusted)
# Columns that don't follow from a workweek's facts alone; ``seen.flag`` sets the mark.
APART = frozenset({"id", "fresh"})
Rows = Mapping[Table, list[dict[str, Any]]]

_DELETES = {
    table: Quick(
        delete(table).where(table.c.person_id == bindparam("p"), table.c.week == bindparam("w"))
    )
    for table in TABLES
}


def _inserting(table: Table) -> Quick:
    into = insert(table).inline()
    names = [column.name for column in table.columns if column.name not in APART]
    return Quick(into.values(fresh=False) if table is seen else into, names)


_INSERTS = {table: _inserting(table) for table in TABLES}


def rows_of(
    card: Timecard,
    zone: str,
    team: TeamOn,
    cost_center: CostCenterOf,
    seen_rows: list[dict[str, Any]],
    closed: Closed = closing.NOTHING,
) -> Rows:
    """Return a timecard as rows of the derived tables.

    ``team`` gives the person's team of a day, ``cost_center`` that of a project and a team, for
    lines that say none themselves; ``seen_rows`` are its shifts as the learner sees them;
    ``closed`` what of it was closed, which stands as it was.
    """
    key: dict[str, Any] = {"person_id": card.person, "week": card.week}
    labor = [key | row for row in made.labor_lines_of(card, team, cost_center)]
    pay = [key | made.pay_line(line) for line in card.pay_lines]
    labor, pay, changed = closing.settled(closed, key, labor, pay)
    return {
        shifts: [key | made.shift(s, zone, team(s.day)) for s in card.shifts],
        allocations: [key | row for row in made.allocations_of(card)],
        pay_lines: pay,
        labor_lines: labor,
        labor_weeks: [key | row for row in weeks_sums(labor)],
        issues: [key | made.issue(issue) for issue in card.issues],
        seen: seen_rows,
        adjusted: changed,
    }


def output_hash(rows: Rows) -> str:
    """Return the hash of what was derived, the same on every machine: one part a table."""
    return ".".join(_digest(rows[table]) for table in TABLES)


def _digest(rows: list[dict[str, Any]]) -> str:
    said = [list(row.values()) for row in rows]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24] if rows else ""


def replace(tx: Tx, person: int, week: date, rows: Rows, now: Instant) -> None:
    """Put new derived rows in the place of a workweek's old ones, in one transaction.

    Only the tables whose part of the hash differs are written: a clock-in changes one of them.
    """
    key = {"p": person, "w": week}
    digest = output_hash(rows)
    for table, before, after in zip(TABLES, _parts(tx, key), digest.split("."), strict=True):
        if before == after:
            continue
        if before:
            _DELETES[table].run(tx, key)
        if after:
            _INSERTS[table].many(tx, rows[table])
        if table is seen:
            flag(tx, [(person, week)])
    published(tx, [(person, week, digest)], now)


_STORED = Quick(
    select(workweeks.c.output_hash).where(
        workweeks.c.person_id == bindparam("p"), workweeks.c.week == bindparam("w")
    )
)


def _parts(tx: Tx, key: Mapping[str, Any]) -> list[str]:
    """Return the parts of a workweek's hash; of an older form of it, parts that equal none."""
    found = _STORED.one(tx, key)
    parts = str(found[0]).split(".") if found and found[0] else [""] * len(TABLES)
    return parts if len(parts) == len(TABLES) else ["?"] * len(TABLES)


_STARTS = Quick(
    select(shifts.c.start_at, shifts.c.site_id).where(
        shifts.c.person_id == bindparam("p"), shifts.c.week == bindparam("w")
    )
)


def starts(tx: Tx, person: int, week: date) -> set[tuple[Instant, int | None]]:
    """Return when and at which site the shifts of a workweek begin, as they are stored."""
    return {(row[0], row[1]) for row in _STARTS.all(tx, {"p": person, "w": week})}


def insert_rows(tx: Tx, many: Iterable[Rows]) -> None:
    """Insert the rows of many workweeks at once (their old rows are gone already)."""
    together: dict[Table, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for rows in many:
        for table in TABLES:
            together[table] += rows[table]
    for table in TABLES:
        if together[table]:
            _INSERTS[table].many(tx, together[table])


def drop(tx: Tx, keys: Sequence[tuple[int, date]]) -> None:
    """Delete the derived rows of workweeks."""
    if keys:
        params = [{"p": person, "w": week} for person, week in keys]
        for table in TABLES:
            _DELETES[table].many(tx, params)


def forget(tx: Tx, keys: Sequence[tuple[int, date]]) -> None:
    """Delete workweeks that are none any more, with their rows."""
    drop(tx, keys)
    for person, week in keys:
        tx.execute(
            delete(workweeks).where(workweeks.c.person_id == person, workweeks.c.week == week)
        )


def published(tx: Tx, weeks: Sequence[tuple[int, date, str]], now: Instant) -> None:
    """Mark workweeks as derived, with the hash of what was derived."""
    params = [
        {"person_id": person, "week": week, "output_hash": digest, "derived_at": now}
        for person, week, digest in weeks
    ]
    if params:
        _PUBLISH.many(tx, params)


def _publish(insert_into: Callable[[Table], Any]) -> Any:
    fresh = insert_into(workweeks).values(
        person_id=bindparam("person_id"),
        week=bindparam("week"),
        stale=False,
        generation=1,
        output_hash=bindparam("output_hash"),
        derived_at=bindparam("derived_at"),
        failure=None,
    )
    return fresh.on_conflict_do_update(
        index_elements=["person_id", "week"],
        set_={
            "stale": False,
            "generation": workweeks.c.generation + 1,
            "output_hash": fresh.excluded.output_hash,
            "derived_at": fresh.excluded.derived_at,
            "failure": None,
        },
    )


def _spoil(insert_into: Callable[[Table], Any]) -> Any:
    fresh = insert_into(workweeks).values(
        person_id=bindparam("person_id"),
        week=bindparam("week"),
        stale=True,
        generation=0,
        output_hash="",
    )
    return fresh.on_conflict_do_update(
        index_elements=["person_id", "week"], set_={"stale": True, "failure": None}
    )


def mark_stale(tx: Tx, keys: Iterable[tuple[int, date]]) -> None:
    """Mark workweeks as to be derived; no report shows their old totals as current."""
    params = [{"person_id": person, "week": week} for person, week in keys]
    if params:
        _SPOIL.many(tx, params)


def mark_all_stale(
    tx: Tx, people: Sequence[int] | None = None, first_week: date | None = None
) -> int:
    """Mark all workweeks (of some people, from some week on) as to be derived; return how many."""
    query = update(workweeks).values(stale=True, failure=None)
    if people is not None:
        query = query.where(workweeks.c.person_id.in_(people))
    if first_week is not None:
        query = query.where(workweeks.c.week >= first_week)
    return int(tx.execute(query).rowcount)


def stale_people(tx: Tx, most: int | None = None) -> list[int]:
    """Return the people that have stale workweeks which can be derived, as far as is known."""
    query = select(workweeks.c.person_id).where(workweeks.c.stale, workweeks.c.failure.is_(None))
    ordered = query.distinct().order_by(workweeks.c.person_id).limit(most)
    return list(tx.execute(ordered).scalars())


def hold(tx: Tx, people: Sequence[int]) -> None:
    """Let nobody mark these people's workweeks as stale before this transaction ends.

    Whoever changes policy meanwhile waits, and marks them after what was derived with the policy
    of before. SQLite has one writer at a time anyway, and takes no notice.
    """
    mine = select(workweeks.c.week).where(workweeks.c.person_id.in_(people), workweeks.c.stale)
    order = (workweeks.c.person_id, workweeks.c.week)
    tx.execute(mine.order_by(*order).with_for_update()).all()


def failed(tx: Tx, person: int, failure: str) -> None:
    """Note that a person's stale workweeks can't be derived until something changes."""
    mine = update(workweeks).where(workweeks.c.person_id == person, workweeks.c.stale)
    tx.execute(mine.values(failure=failure))


def failures(tx: Tx) -> list[tuple[int, date]]:
    """Return the workweeks that couldn't be derived."""
    query = select(workweeks.c.person_id, workweeks.c.week).where(workweeks.c.failure.is_not(None))
    rows = tx.execute(query.order_by(workweeks.c.person_id, workweeks.c.week))
    return [(person, week) for person, week in rows]


def weeks_of(tx: Tx, person: int, *, stale: bool | None = None) -> list[date]:
    """Return the workweeks of a person (only the stale ones, if so asked)."""
    query = select(workweeks.c.week).where(workweeks.c.person_id == person)
    if stale is not None:
        query = query.where(workweeks.c.stale == stale)
    return list(tx.execute(query.order_by(workweeks.c.week)).scalars())


def weeks_between(
    tx: Tx, first: date, end: date, people: Iterable[int] | None = None
) -> list[tuple[int, date]]:
    """Return the keys of the workweeks from ``first`` until before ``end``, of people or all."""
    query = select(workweeks.c.person_id, workweeks.c.week)
    query = query.where(workweeks.c.week >= first, workweeks.c.week < end)
    if people is not None:
        query = query.where(workweeks.c.person_id.in_(list(people)))
    rows = tx.execute(query.order_by(workweeks.c.person_id, workweeks.c.week))
    return [(person, week) for person, week in rows]


def count_stale(tx: Tx) -> int:
    """Return how many workweeks are stale."""
    query = select(func.count()).select_from(workweeks).where(workweeks.c.stale)
    return int(tx.execute(query).scalar_one())


def stored_rows(tx: Tx, person: int) -> dict[date, Rows]:
    """Return a person's rows as they stand, by workweek, without their ids, in order."""
    found: dict[date, dict[Table, list[dict[str, Any]]]] = {}
    for table in TABLES:
        query = select(table).where(table.c.person_id == person).order_by(table.c.id)
        for row in tx.execute(query).mappings():
            values = {str(name): value for name, value in row.items() if name not in APART}
            by_table = found.setdefault(values["week"], {each: [] for each in TABLES})
            by_table[table].append(values)
    return dict(found)


_INTO = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_PUBLISH = Quick(lambda engine: _publish(_INTO[engine]))
_SPOIL = Quick(lambda engine: _spoil(_INTO[engine]))
