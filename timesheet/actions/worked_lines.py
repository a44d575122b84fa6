"""Labor lines and adjustments as they leave the house: what files and journals are made of."""

from collections.abc import Mapping, Sequence
from datetime import date

from timesheet.core.closing import CLOSED
from timesheet.core.reports.views import LineView
from timesheet.core.worked import Worked
from timesheet.store import closed, closing, queries
from timesheet.store import names as naming
from timesheet.store.db import Tx
from timesheet.store.names import NOBODY, Names
from timesheet.store.selection import Selection


def closed_lines(tx: Tx, first: date, last: date) -> list[Worked]:
    """Return what of a pay period is closed, and the adjustments that it settles with it."""
    standings = closing.standings(tx, first)
    people = frozenset(p for p, one in standings.items() if one.state in CLOSED)
    if not people:
        return []
    names = naming.names(tx)
    chosen = Selection(first, last, people)
    worked = [of_view(view) for view in queries.labor_lines(tx, chosen, names)]
    return worked + [of_row(row, names) for row in closed.carried(tx, first, people)]


def of_view(view: LineView) -> Worked:
    """Return a labor line as a report has it."""
    return Worked(
        view.person_number, view.person, view.day, view.pay_code, view.seconds, view.cents,
        view.project, view.project_name, view.customer, view.task, view.cost_code,
        view.cost_center,
    )  # fmt: skip


def of_row(row: Mapping[str, object], names: Names) -> Worked:
    """Return a labor line or an adjustment as a row of its table."""

    def known(name: str) -> int | None:
        value = row[name]
        return value if isinstance(value, int) else None

    person = names.people.get(known("person_id") or 0, NOBODY)
    key, task = known("project_id"), known("task_id")
    project = names.projects.get(key) if key is not None else None
    day = row["day"]
    return Worked(
        person.number, person.name, day if isinstance(day, date) else date.min,
        str(row["pay_code"]), known("seconds") or 0, known("cents") or 0,
        project.code if project else "", project.name if project else "",
        project.customer if project else "", names.tasks.get(task or 0, ""),
        names.cost_codes.get(known("cost_code_id") or 0, ""),
        names.cost_centers.get(known("cost_center_id") or 0, ""),
    )  # fmt: skip


def news(lines: Sequence[Worked], before: Sequence[Worked]) -> list[Worked]:
    """Return what is in some lines and not in others, and what is no more with its sign turned."""
    held: dict[Worked, list[int]] = {}
    for sign, some in ((1, lines), (-1, before)):
        for line in some:
            sums = held.setdefault(line._replace(seconds=0, cents=0), [0, 0])
            sums[0] += sign * line.seconds
            sums[1] += sign * line.cents
    return [
        line._replace(seconds=seconds, cents=cents)
        for line, (seconds, cents) in held.items()
        if seconds or cents
    ]
