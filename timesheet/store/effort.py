"""What the workers' tasks cost them, counted by their pages: the effort side of the tradeoff."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import EffortRow

efforts = table_of(EffortRow)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one task took: counts, and milliseconds from opening the page to the task's end."""

    taps: int
    keystrokes: int
    page_loads: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class PerShift:
    """Means over the shifts whose end was counted, all tasks of their workers included.

    ``seconds`` is the mean time that pages were open for tasks; ``shifts`` 0: nothing counted yet.
    """

    shifts: int
    taps: float
    keystrokes: float
    page_loads: float
    seconds: float


@dataclass(frozen=True, slots=True)
class PerTask:
    """Means of one kind of task, and how often it was done."""

    task: str
    number: int
    taps: float
    keystrokes: float
    seconds: float


def add_effort(tx: Tx, day: date, task: str, spent: Spent) -> None:
    """Add a task as it was counted."""
    values = {
        "taps": spent.taps,
        "keystrokes": spent.keystrokes,
        "page_loads": spent.page_loads,
        "milliseconds": spent.milliseconds,
    }
    add(tx, efforts, {"day": day, "task": task, **values})


def per_shift(tx: Tx, first: date | None = None, last: date | None = None) -> PerShift:
    """Return what a shift costs a worker, on days from first to last (default: ever).

    Every shift ends with one counted "out", so the sums of all tasks are divided by those; rows
    name nobody and needn't.
    """
    ends = func.count().filter(efforts.c.task == "out")
    query = select(
        ends,
        func.coalesce(func.sum(efforts.c.taps), 0),
        func.coalesce(func.sum(efforts.c.keystrokes), 0),
        func.coalesce(func.sum(efforts.c.page_loads), 0),
        func.coalesce(func.sum(efforts.c.milliseconds), 0),
    )
    if first is not None:
        query = query.where(efforts.c.day >= first)
    if last is not None:
        query = query.where(efforts.c.day <= last)
    shifts, taps, keys, loads, millis = (int(value) for value in tx.execute(query).one())
    n = shifts or 1
    return PerShift(shifts, taps / n, keys / n, loads / n, millis / n / 1000)


def per_task(tx: Tx) -> list[PerTask]:
    """Return what each kind of task costs, the most frequent first."""
    number = func.count()
    query = (
        select(
            efforts.c.task,
            number,
            func.sum(efforts.c.taps),
            func.sum(efforts.c.keystrokes),
            func.sum(efforts.c.milliseconds),
        )
        .group_by(efforts.c.task)
        .order_by(number.desc(), efforts.c.task)
    )
    return [
        PerTask(task, n, int(taps) / n, int(keys) / n, int(millis) / n / 1000)
        for task, n, taps, keys, millis in tx.execute(query)
    ]
