"""What follows a change of policy: the workweeks it touches are derived again, after the commit."""

import logging
from collections.abc import Sequence
from datetime import date

from timesheet.actions import deriving
from timesheet.store import db, derived
from timesheet.store.db import Tx

log = logging.getLogger(__name__)

AT_ONCE = 500


def mark(tx: Tx, *, people: Sequence[int] | None = None, first_day: date | None = None) -> None:
    """Mark the workweeks of people (default: of all) from a day on as to be derived."""
    deriving.mark_stale(tx, people, first_day)


def derive() -> None:
    """Derive what is stale, unless it is too much for a request: then the sweep does.

    The change itself stands already; a failure here leaves the weeks stale, and is logged.
    """
    with db.read() as tx:
        waiting = derived.count_stale(tx)
    if not 0 < waiting <= AT_ONCE:
        return
    try:
        deriving.derive_stale()
    except Exception:
        log.exception("deriving after a change of policy failed; the weeks stay stale")
