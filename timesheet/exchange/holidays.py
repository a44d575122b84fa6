"""Public holidays of a place, from the kept library ``holidays``."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays as library


@lru_cache(maxsize=512)
def _of_year(calendar_id: str, year: int) -> tuple[tuple[date, str], ...]:
    country, _, part = calendar_id.partition("-")
    found = library.country_holidays(country, subdiv=part or None, years=year)
    return tuple(sorted((day, name) for day, name in found.items() if day.year == year))


def public_holidays(calendar_id: str, years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays of a calendar ("US", "CA-ON", "DE-BY") by day, with their names.

    ValueError where there is no such calendar; no calendar, no holidays.
    """
    if not calendar_id:
        return {}
    try:
        return {day: name for year in years for day, name in _of_year(calendar_id, year)}
    except NotImplementedError as error:
        msg = f"there is no calendar of public holidays {calendar_id!r}"
        raise ValueError(msg) from error
