"""Adjustments: what pay periods lack that were closed, and what was settled with which."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from timesheet.core.adjusting import Adjustment, Cause, Settlement, settlement
from timesheet.core.model import Cents, Code, Seconds
from timesheet.store import closed
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.names import NOBODY, Names


@dataclass(frozen=True, slots=True)
class Line:
    """An adjustment with its names: whose, of which day of which period, why, and how settled.

    ``paid_in`` is the first day of the period that it was closed with; None while it waits.
    """

    person_id: int
    person: str
    number: str
    period: date
    day: date
    code: str
    pay_code: str
    seconds: Seconds
    cents: Cents
    cause: Cause
    settlement: Settlement
    paid_in: date | None = None


@dataclass(frozen=True, slots=True)
class Adjustments:
    """The adjustments about a pay period.

    ``waiting`` are its own, not settled yet; ``settled`` its own that a later period has paid;
    ``carried`` those of earlier ones: waiting while this period is open, else closed with it.
    """

    waiting: tuple[Line, ...]
    settled: tuple[Line, ...]
    carried: tuple[Line, ...]

    @property
    def carried_cents(self) -> Cents:
        """The money that this period pays for earlier ones."""
        return sum(line.cents for line in self.carried)


def of_period(period: date, seen: frozenset[int] | None) -> Adjustments:
    """Return the adjustments about a pay period, of the people who somebody may see."""
    with read() as tx:
        return about(tx, period, seen)


def about(
    tx: Tx, period: date, seen: frozenset[int] | None, names: Names | None = None
) -> Adjustments:
    """Return the same within a transaction; the names that it needs are read unless given."""
    settled = closed.settled_later(tx, period, seen)
    open_ones = _waiting(tx, date.min, period, seen)
    waiting = [row for row in open_ones if row["period"] == period]
    still = [row for row in open_ones if row["period"] < period]
    kinds = (waiting, settled, [*closed.carried(tx, period, seen), *still])
    if names is None:
        names = naming.names(tx, {row["person_id"] for rows in kinds for row in rows})
    return Adjustments(*(_lines(rows, names) for rows in kinds))


def seconds_after(tx: Tx, period: date, seen: frozenset[int] | None) -> Seconds:
    """Return the seconds of work in a closed period that its own lines lack."""
    settled = sum(int(row["seconds"]) for row in closed.settled_later(tx, period, seen))
    return closed.outstanding_seconds(tx, period, seen) + settled


def _waiting(tx: Tx, first: date, last: date, seen: frozenset[int] | None) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in closed.outstanding(tx, first, last, seen)]  # noqa: SLF001


def _lines(rows: Sequence[dict[str, Any]], names: Names) -> tuple[Line, ...]:
    by_person: dict[tuple[int, object], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_person[row["person_id"], row.get("paid_in")].append(row)
    found = []
    for some in by_person.values():
        how = settlement([_pure(row) for row in some])
        found += [_line(row, names, how) for row in some]
    return tuple(sorted(found, key=lambda line: (line.person, line.person_id, line.day)))


def _pure(row: dict[str, Any]) -> Adjustment:
    return Adjustment(
        row["day"], _code(row), row["pay_code"], row["part"], row["seconds"], row["cents"],
        Cause(row["cause"]),
    )  # fmt: skip


def _code(row: dict[str, Any]) -> Code:
    return Code(row["project_id"], row["task_id"], row["cost_code_id"], row["cost_center_id"])


def _line(row: dict[str, Any], names: Names, how: Settlement) -> Line:
    person = names.people.get(row["person_id"], NOBODY)
    return Line(
        person_id=row["person_id"],
        person=person.name,
        number=person.number,
        period=row["period"],
        day=row["day"],
        code=names.code(row["project_id"], row["task_id"]),
        pay_code=row["pay_code"],
        seconds=row["seconds"],
        cents=row["cents"],
        cause=Cause(row["cause"]),
        settlement=how,
        paid_in=row.get("paid_in"),
    )
