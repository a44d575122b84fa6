"""Public holidays: taken over from the kept library, and changed by hand."""

import json
from collections.abc import Mapping
from datetime import date

from timesheet.actions.setting_up import following
from timesheet.actions.setting_up.changes import Author
from timesheet.errors import Refused
from timesheet.exchange.holidays import public_holidays
from timesheet.store import audit, db, holidays, policies
from timesheet.store.db import Tx


def calendars() -> list[str]:
    """Return the calendars that are kept or that a policy asks for; "" is the company's own."""
    with db.read() as tx:
        kept = set(holidays.all_of(tx))
        documents = [v.document for v in policies.pay_policies(tx) if v.document]
    return sorted({"", *kept, *filter(None, map(_asked, documents))})


def _asked(document: str) -> str:
    rule = json.loads(document).get("holiday") or {}
    return str(rule.get("calendar_id", ""))


def of_year(calendar: str, year: int) -> Mapping[date, str]:
    """Return the holidays of a calendar in a year, by day."""
    with db.read() as tx:
        days = holidays.all_of(tx).get(calendar, {})
    return {day: name for day, name in days.items() if day.year == year}


def take(calendar: str, year: int, author: Author) -> int:
    """Take over a year from the library; days that something is recorded of stay as they are."""
    try:
        found = public_holidays(calendar, [year])
    except ValueError as error:
        raise Refused(
            "There is no such calendar. It is written like US-CA or DE-BY.", field="calendar"
        ) from error
    with db.write() as tx:
        there = holidays.known(tx, calendar)
        days = [(day, name[:100]) for day, name in sorted(found.items()) if day not in there]
        _record(tx, calendar, days, author)
    following.derive()
    return len(days)


def put(calendar: str, day: date, name: str, author: Author) -> None:
    """Make a day a holiday of a calendar, or (without a name) no longer one."""
    with db.write() as tx:
        _record(tx, calendar, [(day, name)], author)
    following.derive()


def _record(tx: Tx, calendar: str, days: list[tuple[date, str]], author: Author) -> None:
    if not days:
        return
    holidays.put(tx, calendar, days, author.at, author.person)
    payload = {"calendar": calendar, "days": [day.isoformat() for day, _ in days]}
    audit.record(tx, author.person, "changed", "holidays", None, payload)
    following.mark(tx, first_day=days[0][0])
