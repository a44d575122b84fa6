"""Public holidays as they hold: rows are added, the latest of a calendar's day counts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import insert, select

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import HolidayRow

holidays = table_of(HolidayRow)

_ALL = select(holidays.c.calendar, holidays.c.day, holidays.c.name).order_by(holidays.c.id)


def all_of(tx: Tx) -> dict[str, dict[date, str]]:
    """Return the holidays of each calendar by day, with their names.

    The company's own days ("") are in every calendar that says nothing else about them.
    """
    said: dict[str, dict[date, str]] = defaultdict(dict)
    for calendar, day, name in tx.execute(_ALL):
        said[calendar][day] = name
    own = said.pop("", {})
    merged = {"": own, **{calendar: {**own, **days} for calendar, days in said.items()}}
    return {
        calendar: {day: name for day, name in sorted(days.items()) if name}
        for calendar, days in merged.items()
    }


def known(tx: Tx, calendar: str) -> set[date]:
    """Return the days of a calendar that something is recorded of."""
    query = select(holidays.c.day).where(holidays.c.calendar == calendar)
    return {day for (day,) in tx.execute(query)}


def put(
    tx: Tx, calendar: str, days: Iterable[tuple[date, str]], at: Instant, by: int | None
) -> None:
    """Record that days are holidays of a calendar, or (without a name) that they are none."""
    rows = [
        {"calendar": calendar, "day": day, "name": name, "recorded_at": at, "recorded_by": by}
        for day, name in days
    ]
    if rows:
        tx.execute(insert(holidays), rows)
