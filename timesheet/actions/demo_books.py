"""The demo's books: its older pay periods are closed, and a provider's names are filled in."""

from datetime import date, timedelta

from timesheet.actions import closing, periods
from timesheet.actions.closing import Wanted
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.closing import Step
from timesheet.core.model import Instant
from timesheet.store import batches, totals
from timesheet.store import names as naming
from timesheet.store.db import read, write
from timesheet.store.selection import Selection

# How many pay periods before the last one that has ended are closed: all would take long.
CLOSED = 2
PROFILE = "adp-wfn"
SETTINGS = {"company_code": "DMO", "batch_id": "DEMO01"}
MORNING = 9 * 3600
DAY = timedelta(days=1)


def close_older(accountant: int, name: str, zone: str, now: Instant) -> None:
    """Submit, approve and lock the pay periods before the last that has ended, as accounting."""
    actor = Actor(accountant, name, frozenset({"accounting"}), frozenset(), zone, "en", now)
    ended = [one for one in periods.periods(now) if one[1] < calendar.day_of(now, zone)]
    for first, last in ended[CLOSED:0:-1]:
        at = calendar.start_of_day(last + 2 * DAY, zone) + MORNING
        for step in (Step.SUBMIT, Step.APPROVE, Step.LOCK):
            closing.take(Wanted(first, step, actor, None), min(at, now))


def name_everything(author: int, first: date, last: date, now: Instant) -> None:
    """Say what people and pay codes are called at one payroll provider."""
    with read() as tx:
        people = [one.number for one in naming.names(tx).people.values() if one.number]
        paid = totals.sums_by_pay_code(tx, Selection(first, last))
    said: dict[tuple[str, str], tuple[str | None, str]] = {}
    for number, own in enumerate(sorted(people), 1):
        said["person", own] = f"{number:06}", "hours"
    for code, (seconds, _cents) in paid.items():
        said["pay_code", code] = code, "hours" if seconds else "money"
    for setting, value in SETTINGS.items():
        said["setting", setting] = value, "hours"
    with write() as tx:
        batches.say_names(tx, PROFILE, said, (author, now))
