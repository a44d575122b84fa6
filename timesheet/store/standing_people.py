"""Who stands where in a pay period: counted by the database, and read only as far as is shown."""

from dataclasses import dataclass

from sqlalchemy import CTE, Select, and_, func, or_, select, union

from timesheet.core.closing import State
from timesheet.core.model import Severity
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import WEEK, Selection, whose, within
from timesheet.store.tables import IssueRow, LaborWeekRow, PeriodStep, Person, ShiftRow

weeks = table_of(LaborWeekRow)
shifts = table_of(ShiftRow)
issues = table_of(IssueRow)
steps = table_of(PeriodStep)
persons = table_of(Person)


@dataclass(frozen=True, slots=True)
class Look:
    """Which people of a pay period are looked at: those in a state, named or numbered so.

    ``state`` None is any, ``text`` "" anybody. ``most`` of them by name, from ``after`` on.
    """

    state: State | None = None
    text: str = ""
    after: int = 0
    most: int = 200


def tally(tx: Tx, chosen: Selection) -> dict[State, int]:
    """Return how many people of a pay period stand in each state that anybody stands in.

    Theirs are hours, shifts, steps or what must be settled in it. The days chosen are the period.
    """
    found = _people(chosen)
    query = select(found.c.state, func.count()).group_by(found.c.state)
    return {State(state): number for state, number in tx.execute(query)}


def page(tx: Tx, chosen: Selection, look: Look) -> tuple[list[int], int]:
    """Return the people looked at by name, and how many there are with those not shown."""
    found = _people(chosen)
    query = select(found.c.person_id).join(persons, persons.c.id == found.c.person_id)
    if look.state is not None:
        query = query.where(found.c.state == look.state.value)
    if look.text:
        said = func.lower(persons.c.name), func.lower(persons.c.number)
        query = query.where(
            or_(*(one.contains(look.text.lower(), autoescape=True) for one in said))
        )
    number = tx.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    ordered = query.order_by(persons.c.name, persons.c.id).offset(look.after).limit(look.most)
    return list(tx.execute(ordered).scalars()), int(number)


def _people(chosen: Selection) -> CTE:
    """Return everybody who is in a pay period, with his state."""
    of_period = and_(
        weeks.c.period == chosen.first,
        weeks.c.first_day.between(chosen.first - WEEK, chosen.last),
        whose(weeks, chosen),
    )
    blocks = issues.c.severity == Severity.BLOCK.value, issues.c.settled_id.is_(None)
    there = union(
        select(weeks.c.person_id).where(of_period),
        select(shifts.c.person_id).where(within(shifts, chosen)),
        select(issues.c.person_id).where(within(issues, chosen), *blocks),
        select(steps.c.person_id).where(steps.c.period == chosen.first, whose(steps, chosen)),
    ).cte("there")
    last = _last(chosen).cte("last")
    state = func.coalesce(steps.c.state, State.OPEN.value).label("state")
    taken = there.outerjoin(last, last.c.person_id == there.c.person_id)
    query = select(there.c.person_id, state).select_from(
        taken.outerjoin(steps, steps.c.id == last.c.id)
    )
    return query.cte("standing")


def _last(chosen: Selection) -> Select[int, int]:
    query = select(steps.c.person_id, func.max(steps.c.id).label("id"))
    return query.where(steps.c.period == chosen.first).group_by(steps.c.person_id)
