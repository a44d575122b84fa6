"""Pieces of work of a pay period that may be given another code: allocations with their money."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select

from timesheet.core.model import Source
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import Selection, near, stream, whose, within
from timesheet.store.tables import AllocationRow, CostCenter, LaborLineRow, Project, Task

allocations = table_of(AllocationRow)
lines = table_of(LaborLineRow)
projects = table_of(Project)
tasks = table_of(Task)
cost_centers = table_of(CostCenter)

CODE = ("project_id", "task_id", "cost_code_id")


def of_period(tx: Tx, chosen: Selection) -> list[tuple[Any, list[Any]]]:
    """Return the allocation rows of some days, each with its labor lines, by person and time.

    A line belongs to the allocation of its shift and code in whose span it begins.
    """
    ours = _lines(tx, chosen)
    query = select(allocations).where(
        near(allocations, chosen), whose(allocations, chosen), _of_work(allocations)
    )
    order = allocations.c.person_id, allocations.c.start_at, allocations.c.id
    found = []
    for row in stream(tx, query.order_by(*order)):
        waiting = ours.get(_key(row), [])
        mine = [line for line in waiting if row.start_at <= line.start_at < row.end_at]
        if mine:
            ours[_key(row)] = [line for line in waiting if line not in mine]
            found.append((row, mine))
    return found


def codes(tx: Tx) -> tuple[dict[str, int], dict[tuple[int, str], int]]:
    """Return the projects by code, and the tasks by project and code."""
    by_code = {row[1]: row[0] for row in tx.execute(select(projects.c.id, projects.c.code))}
    of_tasks = tx.execute(select(tasks.c.project_id, tasks.c.code, tasks.c.id))
    return by_code, {(row[0], row[1]): row[2] for row in of_tasks}


def centers(tx: Tx, day: date) -> dict[str, int]:
    """Return the cost centers by code that hours of a day may fall to."""
    going = cost_centers.c.ended_on.is_(None) | (cost_centers.c.ended_on >= day)
    query = select(cost_centers.c.code, cost_centers.c.id).where(going)
    return {row[0]: row[1] for row in tx.execute(query.order_by(cost_centers.c.code))}


def _lines(tx: Tx, chosen: Selection) -> dict[tuple[Any, ...], list[Any]]:
    found: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
    names = ("person_id", "shift_start", *CODE, "source", "start_at", "seconds", "cents")
    columns = [
        lines.c[name] for name in (*names, "id", "day", "team_id", "pay_code", "cost_center_id")
    ]
    query = select(*columns).where(within(lines, chosen), _of_work(lines))
    for row in stream(tx, query.order_by(lines.c.start_at, lines.c.id)):
        found[_key(row)].append(row)
    return found


def _of_work(table: Any) -> Any:
    # Leave and amounts without work rest on no code that a word could change.
    return table.c.source != Source.POLICY.value


def _key(row: Any) -> tuple[Any, ...]:
    code = (row.project_id, row.task_id, row.cost_code_id)
    return (row.person_id, row.shift_start, *code, row.source)
