"""The demo's books: budgets and invoices, a provider's names, and older pay periods closed."""

from datetime import date, timedelta

from timesheet.actions import batches, closing, periods
from timesheet.actions.closing import Wanted
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.closing import Step
from timesheet.core.demo import money
from timesheet.core.demo.money import Spent
from timesheet.core.model import Instant
from timesheet.store import batches as stored
from timesheet.store import budgets, totals
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.selection import Selection

# How many pay periods before the last one that has ended are closed: those of the usual demo.
CLOSED = 6
PROFILE = "adp-wfn"
SETTINGS = {"company_code": "DMO", "batch_id": "DEMO01"}
HOUR = 3600
MORNING = 9 * HOUR
DAY_LATER = 24 * HOUR
DAY = timedelta(days=1)


def close_older(accountant: int, name: str, zone: str, now: Instant) -> None:
    """Lock the pay periods before the last that has ended, as accounting; all but one are paid."""
    actor = Actor(accountant, name, frozenset({"accounting"}), frozenset(), zone, "en", now)
    ended = [one for one in periods.periods(now) if one[1] < calendar.day_of(now, zone)]
    for first, last in ended[CLOSED:0:-1]:
        at = calendar.start_of_day(last + 2 * DAY, zone) + MORNING
        for step in (Step.SUBMIT, Step.APPROVE, Step.LOCK):
            locked = closing.take(Wanted(first, step, actor, None), min(at, now)).goes
        if locked and (first, last) != ended[1]:
            batches.make(first, PROFILE, actor, min(at + HOUR, now))
            batches.post(first, actor, min(at + DAY_LATER, now))


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
        stored.say_names(tx, PROFILE, said, (author, now))


def budget_everything(author: int, first: date, last: date, now: Instant) -> None:
    """Give the projects budgets, prices and invoices that fit what was worked on them."""
    with write() as tx:
        projects, places = _spent(tx, Selection(first, last))
        for budget in money.budgets(places, first):
            budgets.add_budget(tx, budget, author, now)
        for terms in money.terms(projects, first):
            budgets.add_terms(tx, terms, author, now)
        for billed in money.billed(projects, first, last):
            budgets.add_billed(tx, billed, author, now)


def _spent(tx: Tx, chosen: Selection) -> tuple[list[Spent], list[Spent]]:
    """Return what projects took, most hours first; and every fifth of them by its tasks."""
    names = naming.names(tx).projects
    projects = [
        Spent(key, None, seconds, cents, bool(names[key].customer))
        for key, seconds, cents in totals.hours_by_project(tx, chosen)
        if key is not None
    ]
    divided = {one.project for one in projects[::5]}
    by_task = [
        Spent(project, task, seconds, cents)
        for project, task, seconds, cents in totals.hours_by_task(tx, chosen)
        if project in divided and task is not None
    ]
    whole = [one for one in projects if one.project not in divided]
    return projects, [*whole, *by_task]
