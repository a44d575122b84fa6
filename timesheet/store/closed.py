"""What was closed with a pay period: kept as it stood, and set in the place of what is derived.

The labor lines and pay lines of a closed period are these rows, whatever facts, rules or learning
say later; the difference goes into ``adjustment``. A workweek may lie in two periods, so both are
told apart line by line.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, select

from timesheet.core.adjusting import Adjustment, Amount, adjustments
from timesheet.core.closing import CLOSED
from timesheet.core.model import Code
from timesheet.store import closing
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.tables import AdjustmentRow, ClosedWeek, LaborLineRow, PayLineRow

closed_weeks = table_of(ClosedWeek)
labor_lines = table_of(LaborLineRow)
pay_lines = table_of(PayLineRow)
adjusted = table_of(AdjustmentRow)

Row = dict[str, Any]
_KEPT = {"labor": labor_lines, "pay": pay_lines, "carried": adjusted}
_DAYS = ("week", "period", "day")
_IDS = ("project_id", "task_id", "cost_code_id", "cost_center_id")
# The days that a workweek has, and that it may lie away from a period that touches it.
WEEK = timedelta(days=6)
_EVER = (date.min, date.max)


@dataclass(slots=True)
class Kept:
    """The closed rows of one workweek: its own, and the adjustments that later periods carried."""

    labor: list[Row] = field(default_factory=list)
    pay: list[Row] = field(default_factory=list)
    carried: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Closed:
    """What is closed of a person: his closed periods, and the rows kept by workweek."""

    periods: frozenset[date] = frozenset()
    weeks: Mapping[date, Kept] = field(default_factory=dict)


NOTHING = Closed()
_OF_WEEK = Quick(
    select(closed_weeks)
    .where(closed_weeks.c.person_id == bindparam("person"), closed_weeks.c.week == bindparam("w"))
    .order_by(closed_weeks.c.id)
)


def of_week(tx: Tx, person: int, week: date) -> Closed:
    """Return what is closed of a person's workweek."""
    periods = _closed_periods(tx, person, week, week + WEEK)
    if not periods:
        return NOTHING
    rows = _OF_WEEK.all(tx, {"person": person, "w": week})
    return Closed(periods, _weeks(tx, person, rows))


def of_person(tx: Tx, person: int) -> Closed:
    """Return what is closed of all of a person's workweeks."""
    periods = _closed_periods(tx, person, *_EVER)
    if not periods:
        return NOTHING
    query = select(closed_weeks).where(closed_weeks.c.person_id == person)
    rows = tx.execute(query.order_by(closed_weeks.c.id)).all()
    return Closed(periods, _weeks(tx, person, rows))


def _closed_periods(tx: Tx, person: int, first: date, last: date) -> frozenset[date]:
    found = closing.states(tx, person, first, last)
    return frozenset(period for period, (state, _) in found.items() if state in CLOSED)


def _weeks(tx: Tx, person: int, rows: Sequence[Any]) -> dict[date, Kept]:
    if not rows:
        return {}
    locks = _locks(tx, person, {row.paid_in for row in rows})
    found: dict[date, Kept] = {}
    for row in rows:
        if row.step_id == locks.get(row.paid_in):
            kept = found.setdefault(row.week, Kept())
            for name, lines in json.loads(row.document).items():
                getattr(kept, name).extend(_read(line) for line in lines)
    return found


def _locks(tx: Tx, person: int, periods: Iterable[date]) -> dict[date, int]:
    """Return the locks that hold: of each closed period the last, whatever followed it."""
    found: dict[date, int] = {}
    for period in periods:
        for step in closing.history(tx, person, period):
            if step.step == "lock":
                found[period] = step.id
            elif step.step == "unlock":
                found.pop(period, None)
    return found


def keep(tx: Tx, step: int, person: int, days: tuple[date, date]) -> list[date]:
    """Keep the lines of a person's pay period as they stand, with what earlier ones still lack.

    ``days`` are its first and its last.
    Return the workweeks that are to be derived again: those of the adjustments, which are settled
    with this, and those that lie in another period as well.
    """
    found: dict[tuple[date, date], dict[str, list[Row]]] = {}
    own, last = days
    for name, table in (("labor", labor_lines), ("pay", pay_lines)):
        for row in _rows(tx, table, person, table.c.period == own):
            found.setdefault((row["week"], own), {}).setdefault(name, []).append(row)
    again = {week for week, _ in found if week < own or week + WEEK > last}
    for row in _rows(tx, adjusted, person, adjusted.c.period < own):
        found.setdefault((row["week"], row["period"]), {}).setdefault("carried", []).append(row)
        again.add(row["week"])
    for (week, of), rows in sorted(found.items()):
        document = json.dumps(rows, default=date.isoformat, separators=(",", ":"))
        digest = hashlib.sha256(document.encode()).hexdigest()
        values = {"step_id": step, "person_id": person, "week": week, "period": of}
        add(tx, closed_weeks, values | {"paid_in": own, "document": document, "sha256": digest})
    return sorted(again)


def weeks_of_lock(tx: Tx, step: int) -> list[tuple[int, date]]:
    """Return the people and workweeks that were kept with a lock."""
    query = select(closed_weeks.c.person_id, closed_weeks.c.week)
    rows = tx.execute(query.where(closed_weeks.c.step_id == step).distinct())
    return [(person, week) for person, week in rows]


def carried_on(tx: Tx, period: date, some: Collection[int]) -> set[int]:
    """Return the people of whom a later period that is closed has settled changes of this one."""
    query = select(closed_weeks.c.person_id, closed_weeks.c.paid_in, closed_weeks.c.step_id)
    later = query.where(closed_weeks.c.period == period, closed_weeks.c.paid_in > period)
    rows = tx.execute(later.where(closed_weeks.c.person_id.in_(some)).distinct())
    return {
        person
        for person, paid_in, step in rows
        if _locks(tx, person, {paid_in}).get(paid_in) == step
    }


def _rows(tx: Tx, table: Table, person: int, which: Any) -> list[Row]:
    query = select(*(c for c in table.columns if c.name != "id"))
    query = query.where(table.c.person_id == person, which).order_by(table.c.id)
    return [dict(row) for row in tx.execute(query).mappings()]


def _read(line: dict[str, Any]) -> Row:
    return {n: date.fromisoformat(v) if n in _DAYS else v for n, v in line.items()}


def settled(
    closed: Closed, key: Mapping[str, Any], labor: list[Row], pay: list[Row]
) -> tuple[list[Row], list[Row], list[Row]]:
    """Return a workweek's labor lines, pay lines and adjustments, as its closed periods have them.

    ``key`` holds its person and week; ``labor`` and ``pay`` are what its facts and policy give now,
    as rows of the tables.
    """
    if not closed.periods:
        return labor, pay, []
    kept = closed.weeks.get(key["week"], Kept())
    late = [row for row in labor if row["period"] in closed.periods]
    labor = [row for row in labor if row["period"] not in closed.periods]
    pay = [row for row in pay if row["period"] not in closed.periods]
    before = [*map(_amount, kept.labor), *map(_amount, kept.carried)]
    periods = {row["day"]: row["period"] for row in (*late, *kept.labor, *kept.carried)}
    changed = [
        {**key, "period": periods[line.day], **_adjustment(line)}
        for line in adjustments(map(_amount, late), before)
    ]
    return [*labor, *kept.labor], [*pay, *kept.pay], changed


def _adjustment(line: Adjustment) -> Row:
    return {
        "day": line.day,
        **dict(zip(_IDS, line.code, strict=True)),
        "pay_code": line.pay_code,
        "part": line.part,
        "seconds": line.seconds,
        "cents": line.cents,
        "cause": line.cause.value,
    }


def _amount(row: Row) -> Amount:
    code = Code(*(row[name] for name in _IDS))
    attested = bool(row.get("attested", False))
    return Amount(
        row["day"], code, row["pay_code"], row["part"], row["seconds"], row["cents"], attested
    )


def outstanding(tx: Tx, first: date, last: date, some: Collection[int] | None = None) -> list[Any]:
    """Return the adjustments that closed periods lack, by person and day.

    Of periods that begin from ``first`` to ``last``.
    """
    query = select(adjusted).where(adjusted.c.period.between(first, last))
    if some is not None:
        query = query.where(adjusted.c.person_id.in_(some))
    return list(tx.execute(query.order_by(adjusted.c.person_id, adjusted.c.day, adjusted.c.id)))


def outstanding_seconds(tx: Tx, period: date, some: Collection[int] | None = None) -> int:
    """Return the seconds of the adjustments that a closed period lacks."""
    query = select(func.coalesce(func.sum(adjusted.c.seconds), 0))
    query = query.where(adjusted.c.period == period)
    if some is not None:
        query = query.where(adjusted.c.person_id.in_(some))
    return int(tx.execute(query).scalar_one())


def carried(tx: Tx, period: date, some: Collection[int] | None = None) -> list[Row]:
    """Return the adjustments of earlier periods that were closed with one."""
    query = select(closed_weeks).where(
        closed_weeks.c.paid_in == period, closed_weeks.c.period < period
    )
    return _carried(tx, query, some)


def settled_later(tx: Tx, period: date, some: Collection[int] | None = None) -> list[Row]:
    """Return the adjustments of a period that were closed with later ones."""
    query = select(closed_weeks).where(
        closed_weeks.c.period == period, closed_weeks.c.paid_in > period
    )
    return _carried(tx, query, some)


def _carried(tx: Tx, query: Select[Any], some: Collection[int] | None) -> list[Row]:
    if some is not None:
        query = query.where(closed_weeks.c.person_id.in_(some))
    found: list[Row] = []
    for row in tx.execute(query.order_by(closed_weeks.c.person_id, closed_weeks.c.id)).all():
        if _locks(tx, row.person_id, {row.paid_in}).get(row.paid_in) == row.step_id:
            lines = json.loads(row.document).get("carried", ())
            found += [{**_read(line), "paid_in": row.paid_in} for line in lines]
    return found
