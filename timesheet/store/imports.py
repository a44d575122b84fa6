"""Imports of files: what was brought when and by whom, how far each is, and what it takes back."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, insert, or_, select, update

from timesheet.core.model import Instant, Seconds
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import (
    CorrectionRow,
    ImportBatch,
    ImportRun,
    Person,
    PunchRow,
    ShiftRow,
)

batches = table_of(ImportBatch)
runs = table_of(ImportRun)
punches = table_of(PunchRow)
people = table_of(Person)
corrections = table_of(CorrectionRow)
shifts = table_of(ShiftRow)

KIND = "history"


@dataclass(frozen=True, slots=True)
class Run:
    """An import: its file, how many of its rows are in, and how far it was taken back."""

    id: int
    file_name: str
    made_at: Instant
    first_day: date
    last_day: date
    rows: int
    rows_done: int
    people: int
    seconds: Seconds
    finished_at: Instant | None
    undo_by: int | None
    undo_reason: str
    undone_to: int
    undone_at: Instant | None
    by: str = ""


def _runs() -> Select[Any]:
    joined = runs.join(batches, batches.c.id == runs.c.batch_id)
    joined = joined.outerjoin(people, people.c.id == runs.c.asked_by)
    query = select(batches, runs, people.c.name.label("by")).select_from(joined)
    return query.where(batches.c.kind == KIND)


def listed(tx: Tx, most: int = 50) -> list[Run]:
    """Return the latest imports, the newest first."""
    return [_run(row) for row in tx.execute(_runs().order_by(batches.c.id.desc()).limit(most))]


def find(tx: Tx, key: int) -> Run | None:
    """Return an import."""
    row = tx.execute(_runs().where(batches.c.id == key)).first()
    return None if row is None else _run(row)


def of_file(tx: Tx, digest: str) -> Run | None:
    """Return the import of a file that counts; None where there is none, or it is taken back."""
    row = tx.execute(_runs().where(_of(digest)).order_by(batches.c.id.desc())).first()
    return None if row is None or row.undo_by is not None else _run(row)


def begin(tx: Tx, digest: str, by: int | None, **values: Any) -> int:
    """Add the import of a file and return its id; people and seconds are those of the file."""
    sums = {name: values.pop(name) for name in ("people", "seconds")}
    before = tx.execute(select(func.count()).select_from(batches).where(_of(digest))).scalar_one()
    # What was taken back may be brought again; of a file there is one import that counts.
    named = f"{digest} again {before}" if before else digest
    key = add(tx, batches, {"kind": KIND, "file_hash": named, **values})
    tx.execute(insert(runs).values(batch_id=key, asked_by=by, rows_done=0, **sums))
    return key


def _of(digest: str) -> Any:
    again = batches.c.file_hash.startswith(f"{digest} again ", autoescape=True)
    return (batches.c.kind == KIND) & or_(batches.c.file_hash == digest, again)


def advance(tx: Tx, key: int, before: int, done: int, finished: Instant | None) -> bool:
    """Say how many rows are in; False where it wasn't ``before``, or is being taken back."""
    mine = update(runs).where(runs.c.batch_id == key, runs.c.rows_done == before)
    mine = mine.where(runs.c.undo_by.is_(None), runs.c.finished_at.is_(None))
    return bool(tx.execute(mine.values(rows_done=done, finished_at=finished)).rowcount)


def any_taken_back(tx: Tx) -> bool:
    """Tell whether any import was taken back, or is being."""
    return (
        tx.execute(select(runs.c.batch_id).where(runs.c.undo_by.is_not(None))).first() is not None
    )


def brought(tx: Tx, person: int, uuids: Collection[str]) -> dict[str, bool]:
    """Return which punches of a person are there, and whether their import was taken back."""
    joined = punches.outerjoin(runs, runs.c.batch_id == punches.c.batch_id)
    query = select(punches.c.client_uuid, runs.c.undo_by.is_not(None)).select_from(joined)
    mine = query.where(punches.c.person_id == person, punches.c.client_uuid.in_(uuids))
    return {uuid: bool(gone) for uuid, gone in tx.execute(mine)}


def spans(tx: Tx, person: int, first: Instant, end: Instant) -> list[tuple[Instant, Instant]]:
    """Return the shifts of a person that are known between two instants, in order."""
    query = select(shifts.c.start_at, shifts.c.end_at).where(shifts.c.person_id == person)
    near = query.where(shifts.c.start_at < end, shifts.c.end_at > first)
    return [(a, b) for a, b in tx.execute(near.order_by(shifts.c.start_at))]


def begin_to_undo(tx: Tx, key: int, by: int, reason: str) -> bool:
    """Say that an import doesn't count any more; False where that was said before."""
    mine = update(runs).where(runs.c.batch_id == key, runs.c.undo_by.is_(None))
    return bool(tx.execute(mine.values(undo_by=by, undo_reason=reason)).rowcount)


def undone(tx: Tx, key: int, before: int, to: int, ended: Instant | None) -> bool:
    """Say up to which punch an import is voided; False where it wasn't ``before``."""
    mine = update(runs).where(runs.c.batch_id == key, runs.c.undone_to == before)
    mine = mine.where(runs.c.undone_at.is_(None))
    return bool(tx.execute(mine.values(undone_to=to, undone_at=ended)).rowcount)


def spans_of_people(tx: Tx, key: int) -> Iterator[tuple[int, str, Instant, Instant, int]]:
    """Yield whose punches an import brought: person, his zone, the first, the last, their number.

    In the order of people.
    """
    query = select(
        punches.c.person_id, people.c.zone, func.min(punches.c.at), func.max(punches.c.at),
        func.count(),
    ).join(people, people.c.id == punches.c.person_id)  # fmt: skip
    mine = query.where(punches.c.batch_id == key).group_by(punches.c.person_id, people.c.zone)
    for row in tx.execute(mine.order_by(punches.c.person_id)):
        yield tuple(row)


def touches(tx: Tx, key: int, person: int, first: Instant, end: Instant) -> bool:
    """Tell whether an import brought a punch of a person between two instants."""
    query = select(punches.c.id).where(
        punches.c.person_id == person, punches.c.at >= first, punches.c.at < end
    )
    return tx.execute(query.where(punches.c.batch_id == key).limit(1)).first() is not None


def punches_after(tx: Tx, key: int, after: int, most: int) -> list[Any]:
    """Return punches of an import after an id, in order: id, person, at and zone."""
    query = select(punches.c.id, punches.c.person_id, punches.c.at, punches.c.zone)
    mine = query.where(punches.c.batch_id == key, punches.c.id > after)
    return list(tx.execute(mine.order_by(punches.c.id).limit(most)))


def voided(tx: Tx, some: Collection[int]) -> set[int]:
    """Return which punches are voided by their last correction."""
    query = select(corrections.c.punch_id, corrections.c.at, corrections.c.kind)
    mine = query.where(corrections.c.punch_id.in_(some)).order_by(corrections.c.id)
    latest = {key: at is None and kind is None for key, at, kind in tx.execute(mine)}
    return {key for key, gone in latest.items() if gone}


def void(tx: Tx, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add corrections that void punches; whoever calls has asked whether they may."""
    many = [dict(row) for row in rows]
    if many:
        tx.execute(insert(corrections), many)


def _run(row: Any) -> Run:
    named = row._mapping  # noqa: SLF001
    return Run(
        rows=named["row_count"],
        **{name: named[name] for name in Run.__dataclass_fields__ if name != "rows"},
    )
