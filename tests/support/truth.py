"""How much of a demo company's labor money is wrong, against what its generator knows."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from timesheet.actions import demo, own_history
from timesheet.core.model import Cents, Code, Instant, Seconds
from timesheet.store import doubtful, past
from timesheet.store.db import Tx
from timesheet.store.selection import Selection, within

lines = doubtful.lines
Truth = Mapping[tuple[int, Instant], Mapping[Code, Seconds]]


def of_period(tx: Tx, folder: Path, chosen: Selection) -> Truth:
    """Return what the shifts of some days were truly for, by person and start."""
    known = own_history.Truth.of(tx, folder / demo.TRUTH)
    assert known is not None
    query = lines.select().with_only_columns(lines.c.person_id).where(within(lines, chosen))
    found = {}
    for person in set(tx.execute(query).scalars()):
        for one in past.of_person(tx, person):
            if right := known.right(one):
                found[person, one.shift.start] = right
    return found


def wrong_money(tx: Tx, truth: Truth, chosen: Selection) -> tuple[Cents, Cents]:
    """Return the wrong money of some days, and all money of work.

    Of a shift's money the share is wrong by which its codes differ from the true ones.
    """
    shifts: dict[tuple[int, Instant], Counter[Code]] = defaultdict(Counter)
    for row in tx.execute(lines.select().where(within(lines, chosen), lines.c.source != "policy")):
        code = Code(row.project_id, row.task_id)
        shifts[row.person_id, row.shift_start][code] += row.cents
    wrong = 0.0
    for shift, booked in shifts.items():
        money, true = sum(booked.values()), truth.get(shift)
        if true and money:
            whole = sum(true.values())
            agreed = sum(min(c / money, true.get(code, 0) / whole) for code, c in booked.items())
            wrong += (1 - agreed) * money
    return round(wrong), sum(sum(booked.values()) for booked in shifts.values())
