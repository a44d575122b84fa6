"""Budgets, terms and invoices of projects: read in the order of recording, only ever added."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, func, select

from timesheet.core.budgets import Basis, Billed, Budget, Terms
from timesheet.core.model import Cents, Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import BilledRow, BillingTerms, BudgetRow, Person, Task

budgets = table_of(BudgetRow)
terms = table_of(BillingTerms)
billed = table_of(BilledRow)
people = table_of(Person)
tasks = table_of(Task)

S = TypeVar("S", Budget, Terms, Billed)


@dataclass(frozen=True, slots=True)
class Recorded(Generic[S]):
    """What was said of a project, by whom and when."""

    says: S
    author: str
    made_at: Instant


def all_budgets(tx: Tx) -> list[Budget]:
    """Return all budgets."""
    return [_budget(row) for row in tx.execute(select(budgets).order_by(budgets.c.id))]


def all_terms(tx: Tx) -> list[Terms]:
    """Return how all projects are paid for."""
    return [_terms(row) for row in tx.execute(select(terms).order_by(terms.c.id))]


def billed_sums(tx: Tx, first: date, last: date) -> dict[int, tuple[Cents, Cents]]:
    """Return what was billed by project: in the days, and until the last of them."""
    c = billed.c
    inside = func.coalesce(func.sum(c.cents).filter(c.day >= first), 0)
    query = select(c.project_id, inside, func.sum(c.cents)).where(c.day <= last)
    rows = tx.execute(query.group_by(c.project_id))
    return {project: (int(some), int(ever)) for project, some, ever in rows}


def cost_codes_of_tasks(tx: Tx) -> dict[int, int]:
    """Return the cost codes of the tasks that have one."""
    query = select(tasks.c.id, tasks.c.cost_code_id).where(tasks.c.cost_code_id.is_not(None))
    return {row.id: row.cost_code_id for row in tx.execute(query)}


def budgets_of(tx: Tx, project: int) -> list[Recorded[Budget]]:
    """Return the budgets of a project and its tasks."""
    return [_recorded(_budget(row), row) for row in tx.execute(_of(budgets, project))]


def terms_of(tx: Tx, project: int) -> list[Recorded[Terms]]:
    """Return how a project is and was paid for."""
    return [_recorded(_terms(row), row) for row in tx.execute(_of(terms, project))]


def billed_of(tx: Tx, project: int) -> list[Recorded[Billed]]:
    """Return the invoices for a project."""
    return [
        _recorded(Billed(row.project_id, row.day, row.cents, row.number, row.reason), row)
        for row in tx.execute(_of(billed, project))
    ]


def add_budget(tx: Tx, said: Budget, author: int, at: Instant) -> int:
    """Add a budget and return its id."""
    values = {"project_id": said.project, "task_id": said.task, "seconds": said.seconds}
    values |= {"cents": said.cents, "author_id": author, "made_at": at}
    return add(tx, budgets, {**values, "valid_from": said.valid_from, "reason": said.reason})


def add_terms(tx: Tx, said: Terms, author: int, at: Instant) -> int:
    """Add terms and return their id."""
    values = {"project_id": said.project, "basis": said.basis.value, "rate": said.rate}
    values |= {"cents": said.cents, "author_id": author, "made_at": at}
    return add(tx, terms, {**values, "valid_from": said.valid_from, "reason": said.reason})


def add_billed(tx: Tx, said: Billed, author: int, at: Instant) -> int:
    """Add an invoice and return its id."""
    values = {"project_id": said.project, "day": said.day, "cents": said.cents}
    values |= {"number": said.number, "reason": said.reason}
    return add(tx, billed, {**values, "author_id": author, "made_at": at})


def _of(table: Table, project: int) -> Select[Any]:
    query = select(table, people.c.name.label("author"))
    joined = query.join(people, people.c.id == table.c.author_id)
    return joined.where(table.c.project_id == project).order_by(table.c.id)


def _recorded(said: S, row: Any) -> Recorded[S]:
    return Recorded(said, row.author, row.made_at)


def _budget(row: Any) -> Budget:
    amounts = (row.seconds, row.cents)
    return Budget(row.project_id, row.task_id, *amounts, row.valid_from, row.reason)


def _terms(row: Any) -> Terms:
    basis = Basis(row.basis)
    return Terms(row.project_id, basis, row.rate, row.cents, row.valid_from, row.reason)
