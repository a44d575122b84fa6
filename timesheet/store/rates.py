"""What people earn an hour: rows are added and never changed; the latest recorded holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from timesheet.core.model import Instant, Rate
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import PayRate

rates = table_of(PayRate)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRate:
    """A rate (1/10,000 an hour) from a day on, for one project or all others, and why."""

    id: int
    person: int
    rate: Rate
    valid_from: date
    project: int | None = None
    recorded_at: Instant = 0
    recorded_by: int | None = None
    reason: str = ""


_RATES = select(
    rates.c.id,
    rates.c.person_id,
    rates.c.rate,
    rates.c.valid_from,
    rates.c.project_id,
    rates.c.recorded_at,
    rates.c.recorded_by,
    rates.c.reason,
).order_by(rates.c.valid_from, rates.c.id)


def of_people(tx: Tx, people: Iterable[int] | None = None) -> list[RecordedRate]:
    """Return the rates of people (default: of all) by first day, the later recorded later."""
    query = _RATES if people is None else _RATES.where(rates.c.person_id.in_(list(people)))
    return [
        RecordedRate(**{k.removesuffix("_id"): value for k, value in row._asdict().items()})
        for row in tx.execute(query)
    ]


def add_rate(
    tx: Tx,
    *,
    person: int,
    rate: Rate,
    valid_from: date,
    project: int | None,
    reason: str,
    at: Instant,
    by: int | None,
) -> int:
    """Add a rate and return its id; it takes the place of any earlier one from its first day on."""
    values = {
        "person_id": person,
        "rate": rate,
        "valid_from": valid_from,
        "project_id": project,
        "reason": reason,
        "recorded_at": at,
        "recorded_by": by,
    }
    return add(tx, rates, values)
