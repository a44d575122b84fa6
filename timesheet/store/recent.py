"""What somebody and his crew did lately: the evidence behind buttons that save typing."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, func, select

from timesheet.core.inference.likely import Charged
from timesheet.core.model import Code, Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import AllocationRow, IssueRow, Project, ShiftRow, Task

shifts = table_of(ShiftRow)
issues = table_of(IssueRow)
allocations = table_of(AllocationRow)
projects = table_of(Project)
tasks = table_of(Task)

_STAYS = (
    select(shifts.c.raw_start, shifts.c.raw_end, shifts.c.zone)
    .where(
        shifts.c.person_id.in_(bindparam("people", expanding=True)),
        shifts.c.day >= bindparam("first"),
        shifts.c.day <= bindparam("last"),
        ~shifts.c.is_open,
    )
    .order_by(shifts.c.raw_start, shifts.c.id)
)
_MISSING_OUT = (
    select(issues.c.at)
    .where(
        issues.c.person_id == bindparam("person"),
        issues.c.code == "missing_out",
        issues.c.day >= bindparam("first"),
    )
    .order_by(issues.c.at.desc())
    .limit(1)
)
_CODES = (
    select(
        allocations.c.project_id,
        allocations.c.task_id,
        func.sum(allocations.c.seconds).label("seconds"),
        func.max(allocations.c.start_at).label("last"),
    )
    .join(projects, projects.c.id == allocations.c.project_id)
    .join(tasks, tasks.c.id == allocations.c.task_id, isouter=True)
    .where(
        allocations.c.person_id.in_(bindparam("people", expanding=True)),
        allocations.c.start_at >= bindparam("first"),
        projects.c.ended_on.is_(None),
        tasks.c.ended_on.is_(None),
    )
    .group_by(allocations.c.project_id, allocations.c.task_id)
)


def stays(
    tx: Tx, people: Iterable[int], first: date, last: date
) -> list[tuple[Instant, Instant, str]]:
    """Return start, end and zone of the finished shifts of people on days from first to last."""
    params = {"people": sorted(people), "first": first, "last": last}
    return [(row[0], row[1], row[2]) for row in tx.execute(_STAYS, params)]


def missing_out(tx: Tx, person: int, first: date) -> Instant | None:
    """Return when somebody clocked in last, since a day, and never out."""
    found: Instant | None = tx.execute(_MISSING_OUT, {"person": person, "first": first}).scalar()
    return found


def codes(tx: Tx, people: Iterable[int], first: Instant) -> list[Charged]:
    """Return the codes that people's hours stand on since an instant; those in use only."""
    rows = tx.execute(_CODES, {"people": sorted(people), "first": first})
    return [Charged(Code(row[0], row[1]), int(row[2]), row[3]) for row in rows]


def codes_in_use(tx: Tx) -> list[tuple[int, int | None]]:
    """Return every project that is in use, by itself and with each of its tasks in use."""
    alone = select(projects.c.id).where(projects.c.ended_on.is_(None))
    with_task = (
        select(tasks.c.project_id, tasks.c.id)
        .join(projects, projects.c.id == tasks.c.project_id)
        .where(projects.c.ended_on.is_(None), tasks.c.ended_on.is_(None))
    )
    found: list[tuple[int, int | None]] = [(key, None) for key in tx.execute(alone).scalars()]
    return found + [(row[0], row[1]) for row in tx.execute(with_task)]
