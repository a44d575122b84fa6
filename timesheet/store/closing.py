"""The steps by which pay periods are closed, and whose word still counts in which state."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, true

from timesheet.core import calendar
from timesheet.core.closing import CLOSED, Says, State, may_say
from timesheet.core.model import Instant
from timesheet.errors import Conflict
from timesheet.store import people
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.tables import CorrectionRow, PeriodStep, PunchRow
from timesheet.store.tables import Person as PersonRow

steps = table_of(PeriodStep)
persons = table_of(PersonRow)
punches = table_of(PunchRow)
corrections = table_of(CorrectionRow)

DAY = timedelta(days=1)
DAY_SECONDS = 86_400
NO_MORE = {
    State.SUBMITTED: "This pay period was handed in. Take it back first, or ask accounting.",
    State.APPROVED: "This pay period was approved. Ask accounting, or have the approval undone.",
}
LOCKED = "This pay period is closed. Accounting can enter the difference as an adjustment."


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person's pay period stands: its state, and the step that led there."""

    period: date
    state: State = State.OPEN
    step: int = 0
    author: int | None = None
    made_at: Instant = 0
    reason: str = ""
    seen: str = ""


_NEAR = Quick(
    select(steps.c.period, steps.c.state, steps.c.id)
    .where(
        steps.c.person_id == bindparam("person"),
        steps.c.period <= bindparam("last"),
        steps.c.last_day >= bindparam("first"),
    )
    .order_by(steps.c.id)
)


def states(tx: Tx, person: int, first: date, last: date) -> dict[date, tuple[State, int]]:
    """Return the states of a person's pay periods that touch some days, with their last steps.

    A period without any step is open and isn't among them.
    """
    rows = _NEAR.all(tx, {"person": person, "first": first, "last": last})
    return {period: (State(state), key) for period, state, key in rows}


def standings(tx: Tx, period: date, whose: Collection[int] | None = None) -> dict[int, Standing]:
    """Return how people stand in a pay period; who took no step yet is not among them."""
    latest = (
        select(func.max(steps.c.id))
        .where(steps.c.period == period, _whose(whose))
        .group_by(steps.c.person_id)
    )
    rows = tx.execute(select(steps).where(steps.c.id.in_(latest)))
    return {row.person_id: _standing(row) for row in rows}


def history(tx: Tx, person: int, period: date) -> list[Any]:
    """Return the steps of a person's pay period, the first one first."""
    query = select(steps).where(steps.c.person_id == person, steps.c.period == period)
    return list(tx.execute(query.order_by(steps.c.id)))


def counts(tx: Tx, first: date, last: date) -> dict[date, dict[State, int]]:
    """Return how many people stand in which state, for the pay periods that begin within days."""
    latest = (
        select(func.max(steps.c.id))
        .where(steps.c.period.between(first, last))
        .group_by(steps.c.period, steps.c.person_id)
    )
    query = select(steps.c.period, steps.c.state, func.count())
    query = query.where(steps.c.id.in_(latest)).group_by(steps.c.period, steps.c.state)
    found: dict[date, dict[State, int]] = {}
    for period, state, number in tx.execute(query):
        found.setdefault(period, {})[State(state)] = number
    return found


def add_step(tx: Tx, **values: Any) -> int:
    """Add a step and return its id; the columns of the table are the keywords."""
    return add(tx, steps, values)


def mended_by(tx: Tx, author: int, first: Instant, last: Instant) -> set[int]:
    """Return the people whose punches of a span of instants somebody has mended."""
    return {person for person, _ in mended_at(tx, author, first, last)}


def mended_at(tx: Tx, author: int, first: Instant, last: Instant) -> set[tuple[int, Instant]]:
    """Return people, and the instants of a span at which somebody has mended their punches.

    Of a punch that was moved both count: where it was, and where it is.
    """
    added = corrections.alias("added")
    was = func.coalesce(punches.c.at, added.c.at)
    moved = corrections.outerjoin(punches, punches.c.id == corrections.c.punch_id)
    moved = moved.outerjoin(added, added.c.id == corrections.c.added_id)
    near = or_(corrections.c.at.between(first, last), was.between(first, last))
    query = select(corrections.c.person_id, corrections.c.at, was).select_from(moved)
    rows = tx.execute(query.where(corrections.c.author_id == author, near)).all()
    found = {(person, at) for person, *ats in rows for at in ats if at is not None}
    return {(person, at) for person, at in found if first <= at <= last}


def check_instant(
    tx: Tx, person: int, author: int, at: Instant, says: Says, *, late: bool = False
) -> None:
    """Raise Conflict where an author's word about an instant of a person counts no more."""
    near = calendar.day_of(at, "UTC")
    if states(tx, person, near - DAY, near + DAY):
        zone = tx.execute(select(persons.c.zone).where(persons.c.id == person)).scalar_one()
        day = calendar.day_of(at, str(zone))
        check_days(tx, person, author, (day, day), says, late=late)


def check_days(
    tx: Tx, person: int, author: int, days: tuple[date, date], says: Says, *, late: bool = False
) -> None:
    """Raise Conflict where an author's word about days of a person counts no more.

    ``late``: the author knows that the period is closed, and enters what is to be adjusted; that
    is accounting's to do, and never for oneself.
    """
    found = [state for state, _ in states(tx, person, *days).values() if state is not State.OPEN]
    if not found:
        return
    roles, own = people.roles_of(tx, author), person == author
    for state in found:
        if state in CLOSED:
            if not (late and "accounting" in roles and not own):
                raise Conflict(LOCKED, field="period")
        elif not may_say(state, roles, own=own, says=says):
            raise Conflict(NO_MORE[state], field="period")


def shut(tx: Tx, whose: Collection[int], first: date, last: date) -> set[tuple[int, date, date]]:
    """Return the pay periods that aren't open any more and touch some days: person, first, last."""
    query = select(steps.c.person_id, steps.c.period, steps.c.last_day, steps.c.state)
    query = query.where(steps.c.period <= last, steps.c.last_day >= first, _whose(whose))
    held: dict[tuple[int, date, date], str] = {}
    for person, begins, ends, state in tx.execute(query.order_by(steps.c.id)):
        held[person, begins, ends] = state
    return {key for key, state in held.items() if state != State.OPEN}


def _whose(whose: Collection[int] | None) -> ColumnElement[bool]:
    return true() if whose is None else steps.c.person_id.in_(whose)


def _standing(row: Any) -> Standing:
    return Standing(
        period=row.period,
        state=State(row.state),
        step=row.id,
        author=row.author_id,
        made_at=row.made_at,
        reason=row.reason,
        seen=row.seen,
    )


def of_people(tx: Tx, period: date, some: Sequence[int]) -> dict[int, Standing]:
    """Return how some people stand in a pay period, the open ones too."""
    found = standings(tx, period, some)
    return {person: found.get(person, Standing(period)) for person in some}
