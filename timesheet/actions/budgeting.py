"""Budgets of projects, how they are paid for, and what was billed: looked at, and added to."""

from dataclasses import dataclass
from datetime import date

from timesheet.actions.declaring import checked_reason
from timesheet.actions.setting_up.changes import Author
from timesheet.core.budgets import Basis, Billed, Budget, InForce, Terms, in_force, terms_on
from timesheet.core.model import HOUR, RATE_UNIT, Cents
from timesheet.errors import Missing, Refused
from timesheet.store import audit, budgets, catalog
from timesheet.store import names as naming
from timesheet.store.budgets import Recorded
from timesheet.store.catalog import Wanted
from timesheet.store.codes import Project, Task
from timesheet.store.db import Tx, read, write
from timesheet.store.names import ProjectName

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
MOST_SECONDS, MOST_CENTS = 10_000_000 * HOUR, 10_000_000_000 * 100
HIGHEST_RATE = 10_000 * RATE_UNIT
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Standing:
    """A project's budgets and terms that hold on a day, and what was billed until then."""

    id: int
    project: ProjectName
    seconds: int
    cents: Cents
    terms: Terms | None
    billed: Cents


@dataclass(frozen=True, slots=True)
class History:
    """All that was said of one project, the newest first; ``tasks`` are its tasks by id."""

    id: int
    project: ProjectName
    tasks: dict[int, str]
    held: tuple[InForce, ...]
    budgets: list[Recorded[Budget]]
    terms: list[Recorded[Terms]]
    billed: list[Recorded[Billed]]


def standings(day: date) -> list[Standing]:
    """Return all projects with what holds of them on a day, by code."""
    with read() as tx:
        names = naming.names(tx).projects
        projects = sorted(names, key=lambda key: names[key].code)
        held = in_force(budgets.all_budgets(tx), day)
        terms = terms_on(budgets.all_terms(tx), day)
        billed = budgets.billed_sums(tx, EARLIEST, day)
    sums: dict[int, tuple[int, int]] = {}
    for (key, _task), one in held.items():
        seconds, cents = sums.get(key, (0, 0))
        sums[key] = seconds + one.revised.seconds, cents + one.revised.cents
    return [
        Standing(
            key, names[key], *sums.get(key, (0, 0)), terms.get(key), billed.get(key, (0, 0))[1]
        )
        for key in projects
    ]


def history(key: int, day: date) -> History:
    """Return all that was said of a project, and the budgets that hold; Missing: no such one."""
    with read() as tx:
        _project(tx, key)
        tasks = catalog.page(tx, Task, Wanted(within={"project_id": key}), None)
        held = in_force(budgets.all_budgets(tx), day)
        return History(
            key, naming.names(tx).projects[key],
            {task.id: f"{task.code} · {task.name}" for task in tasks},
            tuple(one for place, one in held.items() if place[0] == key),
            budgets.budgets_of(tx, key)[::-1],
            budgets.terms_of(tx, key)[::-1],
            budgets.billed_of(tx, key)[::-1],
        )  # fmt: skip


def set_budget(said: Budget, author: Author) -> None:
    """Add a budget of a project or one of its tasks; Refused names what can't be."""
    if not (0 <= said.seconds <= MOST_SECONDS):
        raise Refused("Hours from 0 to 10,000,000.", field="hours")
    if not (0 <= said.cents <= MOST_CENTS):
        raise Refused("An amount from 0 to 10,000,000,000.", field="amount")
    _check_day(said.valid_from, "valid_from")
    said = said._replace(reason=checked_reason(said.reason))
    with write() as tx:
        _project(tx, said.project)
        task = catalog.find(tx, Task, said.task)
        if said.task is not None and (task is None or task.project_id != said.project):
            raise Refused("Choose a task of this project.", field="task")
        key = budgets.add_budget(tx, said, author.person, author.at)
        payload = {"budget": key, "hours": said.seconds / HOUR, "cents": said.cents}
        audit.record(tx, author.person, "budget_set", "project", said.project, payload)


def set_terms(said: Terms, author: Author) -> None:
    """Say how a project is paid for from a day on; Refused names what can't be."""
    if said.basis is Basis.HOURLY and not 0 < said.rate <= HIGHEST_RATE:
        raise Refused("A bill rate lies above 0 and up to 10,000 an hour.", field="price")
    if said.basis is Basis.FIXED and not 0 < said.cents <= MOST_CENTS:
        raise Refused("A price lies above 0 and up to 10,000,000,000.", field="price")
    _check_day(said.valid_from, "valid_from")
    said = said._replace(reason=checked_reason(said.reason))
    with write() as tx:
        _project(tx, said.project)
        key = budgets.add_terms(tx, said, author.person, author.at)
        payload = {"terms": key, "basis": said.basis.value}
        audit.record(tx, author.person, "terms_set", "project", said.project, payload)


def bill(said: Billed, author: Author) -> None:
    """Enter an invoice for a project, or a credit note; Refused names what can't be."""
    if not 0 < abs(said.cents) <= MOST_CENTS:
        raise Refused("An amount other than 0; less than 0 for a credit note.", field="amount")
    if len(said.number) > LONGEST_NUMBER:
        raise Refused("At most 40 characters.", field="number")
    _check_day(said.day, "day")
    said = said._replace(number=said.number.strip(), reason=said.reason.strip()[:500])
    with write() as tx:
        _project(tx, said.project)
        key = budgets.add_billed(tx, said, author.person, author.at)
        payload = {"billed": key, "cents": said.cents}
        audit.record(tx, author.person, "billed", "project", said.project, payload)


def _project(tx: Tx, key: int) -> None:
    if catalog.find(tx, Project, key) is None:
        raise Missing("project")


def _check_day(day: date, field: str) -> None:
    if not EARLIEST <= day <= LATEST:
        raise Refused("A day of our time, please.", field=field)
