"""Lists of the nouns of ``codes``: found, searched page by page, added, changed, ended, removed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, Table, delete, func, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from timesheet.errors import Refused
from timesheet.store import db, tables
from timesheet.store.base import Base, table_of
from timesheet.store.codes import (
    CostCenter,
    CostCode,
    Customer,
    Entry,
    Person,
    Project,
    Site,
    Task,
    Team,
)
from timesheet.store.db import Tx

E = TypeVar("E", bound=Entry)
PAGE = 50


class _Kept(NamedTuple):
    """How a noun is kept: its table, what it's sorted by, what may not occur twice."""

    table: Table
    label: str
    unique: tuple[tuple[str, ...], ...]
    searched: tuple[str, ...]


_KEPT: Mapping[type[Entry], _Kept] = {
    Customer: _Kept(table_of(tables.Customer), "name", (("name",),), ("name",)),
    CostCenter: _Kept(table_of(tables.CostCenter), "code", (("code",),), ("code", "name")),
    CostCode: _Kept(table_of(tables.CostCode), "code", (("code",),), ("code", "name")),
    Project: _Kept(table_of(tables.Project), "code", (("code",),), ("code", "name")),
    Task: _Kept(table_of(tables.Task), "code", (("project_id", "code"),), ("code", "name")),
    Site: _Kept(table_of(tables.Site), "name", (("name",),), ("name", "zone")),
    Team: _Kept(table_of(tables.Team), "name", (("name",),), ("name",)),
    Person: _Kept(
        table_of(tables.Person), "name", (("number",), ("login",)), ("name", "number", "login")
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries a list shows: ``search`` within their texts, those after the id ``after``.

    ``ended_before`` leaves out what ended before a day; ``within`` are columns with their values.
    """

    search: str = ""
    after: int | None = None
    ended_before: date | None = None
    within: Mapping[str, int] | None = None


def find(tx: Tx, kind: type[E], key: int | None, *, lock: bool = False) -> E | None:
    """Return the entry of an id; ``lock`` keeps it as it is until the transaction ends."""
    if not key:
        return None
    query = _columns(kind).where(_KEPT[kind].table.c.id == key)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else kind(**row._asdict())


def page(tx: Tx, kind: type[E], wanted: Wanted, limit: int | None = PAGE) -> list[E]:
    """Return entries in the order of their label, at most ``limit`` (None: all)."""
    kept = _KEPT[kind]
    query = _filtered(_columns(kind), kept, wanted)
    order = (func.lower(kept.table.c[kept.label]), kept.table.c.id)
    if wanted.after is not None:
        last = select(*order).where(kept.table.c.id == wanted.after)
        if (row := tx.execute(last).one_or_none()) is not None:
            query = query.where(tuple_(*order) > tuple_(*row))
    rows = tx.execute(query.order_by(*order).limit(limit))
    return [kind(**row._asdict()) for row in rows]


def count(tx: Tx, kind: type[Entry], day: date) -> int:
    """Return how many entries are in use on a day."""
    kept = _KEPT[kind]
    query = _filtered(select(func.count()).select_from(kept.table), kept, Wanted(ended_before=day))
    return int(tx.execute(query).scalar_one())


def by_id(tx: Tx, kind: type[E], ids: Iterable[int] | None = None) -> dict[int, E]:
    """Return entries by their ids (default: all)."""
    query = _columns(kind)
    if ids is not None:
        query = query.where(_KEPT[kind].table.c.id.in_(set(ids)))
    return {row.id: kind(**row._asdict()) for row in tx.execute(query)}


def by_text(tx: Tx, kind: type[E], column: str, texts: Iterable[str]) -> dict[str, list[E]]:
    """Return entries by a text column in lower case, for the texts given (in any case)."""
    wanted = {text.lower() for text in texts}
    lowered = func.lower(_KEPT[kind].table.c[column])
    found: dict[str, list[E]] = {}
    for row in tx.execute(_columns(kind).where(lowered.in_(wanted))):
        entry = kind(**row._asdict())
        found.setdefault(str(getattr(entry, column)).lower(), []).append(entry)
    return found


def taken(tx: Tx, entry: Entry) -> str | None:
    """Return the field whose value another entry has already; None where there is none."""
    kept = _KEPT[type(entry)]
    for names in kept.unique:
        same = [_same(kept.table, name, getattr(entry, name)) for name in names]
        query = select(kept.table.c.id).where(*same, kept.table.c.id != entry.id)
        if tx.execute(query.limit(1)).first() is not None:
            return names[-1]
    return None


def add(tx: Tx, entry: Entry, **more: object) -> int:
    """Add an entry and return its id; ``more`` are columns that the record doesn't show."""
    values = {name: value for name, value in asdict(entry).items() if name != "id"}
    try:
        return db.add(tx, _KEPT[type(entry)].table, {**values, **more})
    except IntegrityError as error:
        raise Refused("Somebody else has just added the same. Look at the list again.") from error


def change(tx: Tx, entry: Entry) -> None:
    """Write an entry's values over those stored."""
    table = _KEPT[type(entry)].table
    try:
        tx.execute(update(table).where(table.c.id == entry.id).values(**asdict(entry)))
    except IntegrityError as error:
        raise Refused("Somebody else has just taken that name. Choose another.") from error


def remove(tx: Tx, entry: Entry) -> None:
    """Remove an entry that was never used (ask ``uses`` first)."""
    table = _KEPT[type(entry)].table
    tx.execute(delete(table).where(table.c.id == entry.id))


def uses(tx: Tx, entry: Entry) -> list[str]:
    """Return the names of the tables that speak of an entry, in order; empty: it was never used.

    Derived rows name codes without a foreign key, by the name of the column alone.
    """
    table = _KEPT[type(entry)].table
    found = set()
    for other in Base.metadata.sorted_tables:
        for column in other.c:
            named = column.name in {f"{table.name}_id", f"likely_{table.name}_id"}
            if (named or any(key.column.table is table for key in column.foreign_keys)) and (
                tx.execute(select(column).where(column == entry.id).limit(1)).first()
            ):
                found.add(other.name)
    return sorted(found | _documents(tx, table.name, entry.id))


def _documents(tx: Tx, noun: str, key: int) -> set[str]:
    """Return the tables whose JSON speaks of an entry: answers by its codes, rules by anything.

    The hours of an answer are in the derived rows as well, but those of a stale week aren't yet;
    the search among answers is wide, and rather refuses.
    """
    answer, rule = table_of(tables.AnswerRow), table_of(tables.RuleRow)
    found = set()
    if noun in {"project", "task", "cost_code", "cost_center"}:
        parts = answer.c.parts
        if _any(tx, parts.like(f"%[{key},%") | parts.like(f"%,{key},%")):
            found.add(answer.name)
    if any(
        _mentions(json.loads(text), noun, key)
        for text in tx.execute(select(rule.c.document)).scalars()
    ):
        found.add(rule.name)
    return found


def _mentions(document: object, noun: str, key: int) -> bool:
    if isinstance(document, list):
        return any(_mentions(item, noun, key) for item in document)
    if not isinstance(document, dict):
        return False
    named = document.get(noun)
    return (
        named == key
        or (isinstance(named, list) and key in named)
        or any(_mentions(value, noun, key) for value in document.values())
    )


def _any(tx: Tx, condition: Any) -> bool:
    return tx.execute(select(1).where(condition).limit(1)).first() is not None


def _columns(kind: type[Entry]) -> Select[Any]:
    table = _KEPT[kind].table
    return select(*(table.c[field.name] for field in fields(kind)))


def _filtered(query: Select[Any], kept: _Kept, wanted: Wanted) -> Select[Any]:
    columns = kept.table.c
    if wanted.search:
        text = wanted.search.lower()
        found = [func.lower(columns[n]).contains(text, autoescape=True) for n in kept.searched]
        query = query.where(or_(*found))
    if wanted.ended_before is not None:
        ended = columns.ended_on
        query = query.where(or_(ended.is_(None), ended >= wanted.ended_before))
    for name, value in (wanted.within or {}).items():
        query = query.where(columns[name] == value)
    return query


def _same(table: Table, name: str, value: object) -> Any:
    if isinstance(value, str):
        return func.lower(table.c[name]) == value.lower()
    return table.c[name] == value
