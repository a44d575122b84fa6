"""Files that were made for providers, and how these call what we know; only ever added."""

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from timesheet.core.export.nouns import Earning, Made, Names
from timesheet.core.export.profile import Profile
from timesheet.core.forms.document import Form
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.worked import Worked
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add, is_sqlite
from timesheet.store.tables import ExportBatch, ExportName, ExportVoid, LaborWeekRow, Person

export_names = table_of(ExportName)
batches = table_of(ExportBatch)
voids = table_of(ExportVoid)
persons = table_of(Person)
weeks = table_of(LaborWeekRow)


@dataclass(frozen=True, slots=True)
class Batch:
    """A file that was made: for which period, by whom, when, how much is in it, and its hash.

    ``voided`` is the reason why it doesn't count, ``voided_by`` who said so.
    """

    id: int
    profile: str
    family: str
    period: date
    last: date
    file_name: str
    rows: int
    people: int
    seconds: Seconds
    cents: Cents
    sha256: str
    author: int
    author_name: str
    made_at: Instant
    voided: str | None = None
    voided_by: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """How much is in a file: people, seconds and cents."""

    people: int
    seconds: Seconds
    cents: Cents


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept beside a file: its number, what it is about, first and last day, its lines.

    Of a pay period's files the ``lines`` are all that were carried up to this one; ``holds`` is
    what is new in it. ``family`` is that of the profile, or ``ACCRUAL``.
    """

    number: int
    family: str
    days: tuple[date, date]
    lines: Sequence[Worked]
    holds: Sum


ACCRUAL, RECORD = "accrual", "record"
_OF_PERIODS = batches.c.family.not_in((ACCRUAL, RECORD))
_SHOWN = [c for c in batches.columns if c.name not in {"content", "lines", "lines_sha256"}]


def of_period(tx: Tx, period: date) -> list[Batch]:
    """Return the batches of a pay period, the newest first."""
    return _batches(tx, (batches.c.period == period) & _OF_PERIODS)


def accruals(tx: Tx, month_end: date) -> list[Batch]:
    """Return the accruals of a month end, the newest first."""
    return _batches(tx, (batches.c.last_day == month_end) & (batches.c.family == ACCRUAL))


def records(tx: Tx, profile: str, first: date) -> list[Batch]:
    """Return the forms that were made of the days that begin with one, the newest first."""
    return _batches(tx, (batches.c.profile == profile) & (batches.c.period == first))


def find(tx: Tx, key: int) -> Batch | None:
    """Return a batch by its number."""
    return next(iter(_batches(tx, batches.c.id == key)), None)


def money_of(tx: Tx, period: date) -> dict[str, dict[str, Cents]]:
    """Return the money in the files of a pay period that count, by family and profile."""
    query = (
        select(batches.c.family, batches.c.profile, func.sum(batches.c.cents))
        .where(batches.c.period == period, ~exists().where(voids.c.batch_id == batches.c.id))
        .group_by(batches.c.family, batches.c.profile)
    )
    found: dict[str, dict[str, Cents]] = {}
    for family, profile, cents in tx.execute(query):
        found.setdefault(family, {})[profile] = int(cents)
    return found


def every(tx: Tx, first: date, last: date) -> list[Batch]:
    """Return the batches of the pay periods that begin within some days, the newest first."""
    return _batches(tx, batches.c.period.between(first, last))


def _batches(tx: Tx, which: ColumnElement[bool]) -> list[Batch]:
    author, voider = persons.alias(), persons.alias()
    query = (
        select(*_SHOWN, author.c.name.label("author"), voids.c.reason, voider.c.name.label("by"))
        .join(author, author.c.id == batches.c.author_id)
        .outerjoin(voids, voids.c.batch_id == batches.c.id)
        .outerjoin(voider, voider.c.id == voids.c.author_id)
        .where(which)
        .order_by(batches.c.id.desc())
    )
    return [
        Batch(
            id=row.id, profile=row.profile, family=row.family, period=row.period,
            last=row.last_day, file_name=row.file_name, rows=row.rows, people=row.people,
            seconds=row.seconds, cents=row.cents, sha256=row.sha256, author=row.author_id,
            author_name=row.author, made_at=row.made_at, voided=row.reason, voided_by=row.by or "",
        )
        for row in tx.execute(query)
    ]  # fmt: skip


def content(tx: Tx, key: int) -> tuple[str, str, bytes] | None:
    """Return a batch's file as it was made: its name, media type and bytes."""
    query = select(batches.c.file_name, batches.c.media, batches.c.content)
    row = tx.execute(query.where(batches.c.id == key)).first()
    return None if row is None else (row[0], row[1], bytes(row[2]))


def carried(tx: Tx, profile: str, period: date) -> tuple[int, list[Worked]]:
    """Return the last batch of a profile that counts, and all that was carried up to it."""
    query = _carried(profile, period).order_by(batches.c.id.desc()).limit(1)
    row = tx.execute(query).first()
    return (0, []) if row is None else (row[0], unpacked(bytes(row[1])))


def carried_in_turn(tx: Tx, profile: str, period: date) -> Iterator[tuple[int, list[Worked]]]:
    """Yield each batch of a profile that counts, in turn, with all that was carried up to it."""
    for row in tx.execute(_carried(profile, period).order_by(batches.c.id)):
        yield row[0], unpacked(bytes(row[1]))


def _carried(profile: str, period: date) -> Select[Any]:
    live = ~exists(select(voids.c.id).where(voids.c.batch_id == batches.c.id))
    of_these = batches.c.profile == profile, batches.c.period == period, live, _OF_PERIODS
    return select(batches.c.id, batches.c.lines).where(*of_these)


def add_batch(
    tx: Tx,
    profile: Profile | Form,
    made: Made,
    kept: Kept,
    by: tuple[int, Instant],
    prefix: str = "",
) -> int:
    """Keep a file with what stands beside it, and return its number."""
    written, holds = canonical(kept.lines), kept.holds
    values = {
        "id": kept.number, "profile": prefix + profile.code, "version": profile.version,
        "family": kept.family, "period": kept.days[0], "last_day": kept.days[1],
        "file_name": made.name, "media": made.media,
        "content": made.content, "sha256": hashlib.sha256(made.content).hexdigest(),
        "lines": zlib.compress(written), "lines_sha256": hashlib.sha256(written).hexdigest(),
        "rows": made.rows, "people": holds.people, "seconds": holds.seconds, "cents": holds.cents,
        "author_id": by[0], "made_at": by[1],
    }  # fmt: skip
    return add(tx, batches, values)


def next_number(tx: Tx) -> int:
    """Return the number that the next batch is likely to get; for a look at its file."""
    last = tx.execute(select(func.max(batches.c.id))).scalar()
    return int(last or 0) + 1


def take_number(tx: Tx) -> int:
    """Take the number of the batch that is being made, so that its file can name it.

    On PostgreSQL it is that of the sequence, which a transaction that failed may have moved on.
    """
    if is_sqlite(tx):
        return next_number(tx)
    taken = func.nextval(func.pg_get_serial_sequence("export_batch", "id"))
    return int(tx.execute(select(taken)).scalar_one())


def add_void(tx: Tx, key: int, author: int, reason: str, at: Instant) -> None:
    """Say that a batch doesn't count."""
    add(tx, voids, {"batch_id": key, "author_id": author, "reason": reason, "made_at": at})


def canonical(lines: Iterable[Worked]) -> bytes:
    """Write lines so that the same lines are the same bytes."""
    rows = sorted((*line[:2], line.day.isoformat(), *line[3:]) for line in lines)
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(packed: bytes) -> list[Worked]:
    """Read lines as ``add_batch`` keeps them."""
    rows = json.loads(zlib.decompress(packed))
    return [Worked(row[0], row[1], date.fromisoformat(row[2]), *row[3:]) for row in rows]


def names_at(tx: Tx, profile: str, kinds: Collection[str] | None = None) -> Names:
    """Return how a provider calls what we know: everything, or what is of some ``kinds``."""
    known: dict[str, dict[str, str]] = {}
    earnings: dict[str, Earning] = {}
    for row in _latest(tx, profile, kinds).values():
        if row.theirs is None:
            continue
        if row.kind == "pay_code":
            earnings[row.own] = Earning(row.theirs, row.sends)
        else:
            known.setdefault(row.kind, {})[row.own] = row.theirs
    return Names(known, earnings, known.pop("setting", {}))


def own_named(tx: Tx, kind: str) -> frozenset[str]:
    """Return what of a kind any provider was ever said to call otherwise."""
    query = select(export_names.c.own).where(export_names.c.kind == kind).distinct()
    return frozenset(tx.execute(query).scalars())


def _latest(
    tx: Tx, profile: str, kinds: Collection[str] | None = None
) -> dict[tuple[str, str], Any]:
    query = select(export_names).where(export_names.c.profile == profile)
    if kinds is not None:
        query = query.where(export_names.c.kind.in_(kinds))
    rows = tx.execute(query.order_by(export_names.c.id))
    return {(row.kind, row.own): row for row in rows}


def usual_ledger(tx: Tx) -> str:
    """Return the profile of the last journal or accrual; "" before there was one."""
    query = select(batches.c.profile).where(batches.c.family.in_(("journal", ACCRUAL)))
    return str(tx.execute(query.order_by(batches.c.id.desc()).limit(1)).scalar() or "")


def usual_profile(tx: Tx) -> str:
    """Return the profile of the last file, or else the one whose names were said last; or ""."""
    last = select(batches.c.profile).where(_OF_PERIODS).order_by(batches.c.id.desc()).limit(1)
    named = select(export_names.c.profile).order_by(export_names.c.id.desc()).limit(1)
    return str(tx.execute(last).scalar() or tx.execute(named).scalar() or "")


def used_pay_codes(tx: Tx) -> list[str]:
    """Return the pay codes that anybody has hours or money on."""
    return list(tx.execute(select(weeks.c.pay_code).distinct()).scalars())


def say_names(
    tx: Tx,
    profile: str,
    said: Mapping[tuple[str, str], tuple[str | None, str]],
    by: tuple[int, Instant],
) -> int:
    """Add what is new in how a provider calls things: by kind and name, theirs and what is sent.

    Return how many were new.
    """
    held = _latest(tx, profile)
    count = 0
    for (kind, own), (theirs, sends) in said.items():
        before = held.get((kind, own))
        if (before is None and theirs is None) or (
            before is not None and (before.theirs, before.sends) == (theirs, sends)
        ):
            continue
        values = {"profile": profile, "kind": kind, "own": own, "theirs": theirs, "sends": sends}
        add(tx, export_names, values | {"author_id": by[0], "made_at": by[1]})
        count += 1
    return count
