"""What burden is, by version: rates of wages from a day on; only ever added."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from timesheet.core.journal.burden import Burden, BurdenFrom
from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import BurdenVersion, Person

versions = table_of(BurdenVersion)
people = table_of(Person)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version as it was recorded: what it says, by whom and when."""

    says: BurdenFrom
    author: str
    made_at: Instant


def recorded(tx: Tx) -> Sequence[Recorded]:
    """Return all versions in the order in which they were recorded."""
    query = select(versions, people.c.name).join(people, people.c.id == versions.c.author_id)
    rows = tx.execute(query.order_by(versions.c.id))
    return [Recorded(_said(row), row.name, row.made_at) for row in rows]


def burden(tx: Tx) -> Burden:
    """Return the rates as they hold."""
    return Burden(_said(row) for row in tx.execute(select(versions).order_by(versions.c.id)))


def add_version(tx: Tx, said: BurdenFrom, author: int, at: Instant) -> int:
    """Add a version and return its id; it takes the place of one of the same day."""
    rates = json.dumps(dict(said.by_pay_code), sort_keys=True)
    values = {"valid_from": said.valid_from, "rate": said.rate, "by_pay_code": rates}
    return add(tx, versions, values | {"author_id": author, "made_at": at})


def _said(row: Any) -> BurdenFrom:
    return BurdenFrom(row.valid_from, row.rate, json.loads(row.by_pay_code))
