"""Rules that accounting suggests, until an admin has settled them."""

from typing import Any

from sqlalchemy import select, update

from timesheet.core.model import Instant
from timesheet.store import db
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import RuleSuggestion

suggestions = table_of(RuleSuggestion)
_OPEN = suggestions.c.settled_at.is_(None)
_SAME = ("team_id", "person_id", "project_id", "task_id")


def add(tx: Tx, values: dict[str, Any]) -> int:
    """Add a suggestion and return its id; one that is open and says the same stays the only one."""
    alike = [suggestions.c[name].is_not_distinct_from(values[name]) for name in _SAME]
    found = tx.execute(select(suggestions.c.id).where(_OPEN, *alike)).scalar()
    return int(found or db.add(tx, suggestions, values))


def still_open(tx: Tx) -> list[Any]:
    """Return the rows of what nobody has settled, the oldest first."""
    return list(tx.execute(select(suggestions).where(_OPEN).order_by(suggestions.c.id)))


def settle(tx: Tx, key: int, by: int, now: Instant) -> bool:
    """Settle a suggestion; False where it isn't there, or is settled."""
    mine = update(suggestions).where(suggestions.c.id == key, _OPEN)
    return bool(tx.execute(mine.values(settled_by=by, settled_at=now)).rowcount)
