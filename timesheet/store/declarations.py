"""Declarations: facts about people's days beside punches; read with the week, only ever added."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from timesheet.core.closing import Says as Changes
from timesheet.core.pay.declared import Declaration, Says
from timesheet.store import closing
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.quick import Quick
from timesheet.store.tables import DeclarationRow

declarations = table_of(DeclarationRow)

_BETWEEN = Quick(
    select(declarations)
    .where(
        declarations.c.person_id == bindparam("person"),
        declarations.c.first_day <= bindparam("last"),
        declarations.c.last_day >= bindparam("first"),
    )
    .order_by(declarations.c.id)
)
_OF_PERSON = Quick(
    select(declarations)
    .where(declarations.c.person_id == bindparam("person"))
    .order_by(declarations.c.id)
)
_SAYS = {says.value: says for says in Says}


def of(tx: Tx, person: int, first: date, last: date) -> list[Declaration]:
    """Return what was declared about a person's days from ``first`` to ``last``, in order."""
    rows = _BETWEEN.all(tx, {"person": person, "first": first, "last": last})
    return [_declaration(row) for row in rows]


def all_of(tx: Tx, person: int) -> list[Declaration]:
    """Return everything that was declared about a person, in order."""
    return [_declaration(row) for row in _OF_PERSON.all(tx, {"person": person})]


def between(
    tx: Tx,
    first: date,
    last: date,
    says: Collection[Says],
    people: Collection[int] | None = None,
) -> list[Declaration]:
    """Return declarations of some kinds that touch the days, of some people or all, in order."""
    query = select(declarations).where(
        declarations.c.first_day <= last,
        declarations.c.last_day >= first,
        declarations.c.says.in_([s.value for s in says]),
    )
    if people is not None:
        query = query.where(declarations.c.person_id.in_(list(people)))
    return [_declaration(row) for row in tx.execute(query.order_by(declarations.c.id))]


def find(tx: Tx, key: int) -> Declaration | None:
    """Return a declaration by its id, or None."""
    row = tx.execute(select(declarations).where(declarations.c.id == key)).first()
    return None if row is None else _declaration(row)


def about(tx: Tx, key: int) -> list[Declaration]:
    """Return what decides on a declaration or takes it back, in order."""
    query = select(declarations).where(declarations.c.about_id == key)
    return [_declaration(row) for row in tx.execute(query.order_by(declarations.c.id))]


def put(tx: Tx, said: Declaration) -> int:
    """Add a declaration (its own id is not looked at) and return its id.

    Conflict where its author's word on those days counts no more.
    """
    days = (said.first, said.last)
    closing.check_days(tx, said.person, said.author, days, Changes.TIME)
    return add(tx, declarations, values_of(said))


def values_of(said: Declaration) -> dict[str, Any]:
    """Return a declaration as the table keeps it, without its id."""
    return {
        "person_id": said.person,
        "says": said.says.value,
        "first_day": said.first,
        "last_day": said.last,
        "name": said.name,
        "number": said.number,
        "seconds": said.seconds,
        "cents": said.cents,
        "start_at": said.start,
        "end_at": said.end,
        "reason": said.reason,
        "author_id": said.author,
        "made_at": said.made_at,
        "about_id": said.about,
    }


def people(tx: Tx) -> set[int]:
    """Return the people about whom anything was declared."""
    return set(tx.execute(select(declarations.c.person_id).distinct()).scalars())


def _declaration(row: Any) -> Declaration:
    return Declaration(
        id=row.id,
        person=row.person_id,
        says=_SAYS[row.says],
        first=row.first_day,
        last=row.last_day,
        author=row.author_id,
        made_at=row.made_at,
        name=row.name,
        number=row.number,
        seconds=row.seconds,
        cents=row.cents,
        start=row.start_at,
        end=row.end_at,
        reason=row.reason,
        about=row.about_id,
    )
