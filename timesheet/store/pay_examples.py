"""The worked examples that admins keep for their pay policies."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import PayExampleRow

examples = table_of(PayExampleRow)


@dataclass(frozen=True, slots=True)
class KeptExample:
    """A worked example as kept: its case is data in the format of ``core.examples``."""

    id: int
    name: str
    case: dict[str, Any]


def of(tx: Tx, policy: str) -> list[KeptExample]:
    """Return the examples of a policy, in the order they were kept."""
    query = select(examples.c.id, examples.c.name, examples.c.document).where(
        examples.c.policy == policy, examples.c.removed_at.is_(None)
    )
    rows = tx.execute(query.order_by(examples.c.id))
    return [KeptExample(key, name, json.loads(document)) for key, name, document in rows]


def keep(tx: Tx, policy: str, name: str, case: dict[str, Any], at: Instant, by: int | None) -> int:
    """Keep an example and return its id."""
    values = {
        "policy": policy,
        "name": name,
        "document": json.dumps(case, separators=(",", ":")),
        "recorded_at": at,
        "recorded_by": by,
    }
    return add(tx, examples, values)


def remove(tx: Tx, policy: str, key: int, at: Instant) -> bool:
    """Remove an example of a policy from use; tell whether there was one."""
    query = update(examples).where(
        examples.c.id == key, examples.c.policy == policy, examples.c.removed_at.is_(None)
    )
    return bool(tx.execute(query.values(removed_at=at)).rowcount)
