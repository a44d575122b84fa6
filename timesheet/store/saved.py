"""Reports that were saved, and the tokens of their feeds."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, delete, or_, select, update

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import FeedToken, Person, SavedReport

reports = table_of(SavedReport)
tokens = table_of(FeedToken)
persons = table_of(Person)


class Saved(NamedTuple):
    """A saved report: whose, under which name, of which kind and days; parameters are JSON."""

    id: int
    owner: int
    owner_name: str
    name: str
    shared: bool
    kind: str
    period: str
    first: date | None
    last: date | None
    parameters: str


class Feed(NamedTuple):
    """A token of a report: when it was made, last used (None: never) and revoked (None: not)."""

    id: int
    made_at: Instant
    last_used_at: Instant | None
    revoked_at: Instant | None


class Behind(NamedTuple):
    """What stands behind a token: its feed, the report, and the owner's zone and language."""

    feed: Feed
    report: Saved
    zone: str
    locale: str


_COLUMNS = (
    reports.c.id, reports.c.owner_id, persons.c.name, reports.c.name.label("called"),
    reports.c.shared, reports.c.kind, reports.c.period, reports.c.first_day, reports.c.last_day,
    reports.c.parameters,
)  # fmt: skip
_FEED = (tokens.c.id, tokens.c.made_at, tokens.c.last_used_at, tokens.c.revoked_at)


def of_person(tx: Tx, person: int) -> list[Saved]:
    """Return a person's reports and those that others share, by name."""
    query = _saved(_seen_by(person)).order_by(reports.c.name, reports.c.id)
    return [Saved(*row) for row in tx.execute(query)]


def find(tx: Tx, key: int, person: int) -> Saved | None:
    """Return a report that a person may see; None also where there is none."""
    row = tx.execute(_saved(reports.c.id == key, _seen_by(person))).first()
    return None if row is None else Saved(*row)


def named(tx: Tx, owner: int, name: str) -> int | None:
    """Return the id of a person's report of a name."""
    query = select(reports.c.id).where(reports.c.owner_id == owner, reports.c.name == name)
    key = tx.execute(query).scalar()
    return None if key is None else int(key)


def add_report(tx: Tx, report: Saved, at: Instant) -> int:
    """Save a report (its id and owner's name are not read), and return its id."""
    values = {
        "owner_id": report.owner, "name": report.name, "shared": report.shared,
        "kind": report.kind, "period": report.period, "first_day": report.first,
        "last_day": report.last, "parameters": report.parameters, "made_at": at,
    }  # fmt: skip
    return add(tx, reports, values)


def change(tx: Tx, key: int, name: str, *, shared: bool) -> None:
    """Give a report another name, and share it or not."""
    tx.execute(update(reports).where(reports.c.id == key).values(name=name, shared=shared))


def remove(tx: Tx, key: int) -> None:
    """Delete a report with its feeds."""
    tx.execute(delete(tokens).where(tokens.c.report_id == key))
    tx.execute(delete(reports).where(reports.c.id == key))


def add_feed(tx: Tx, report: int, token_hash: str, at: Instant) -> int:
    """Let a report be read with a token, and return the feed's id."""
    values = {"report_id": report, "token_hash": token_hash, "made_at": at}
    return add(tx, tokens, {**values, "last_used_at": None, "revoked_at": None})


def feeds(tx: Tx, report: int) -> list[Feed]:
    """Return the feeds of a report, the newest first."""
    query = select(*_FEED).where(tokens.c.report_id == report).order_by(tokens.c.id.desc())
    return [Feed(*row) for row in tx.execute(query)]


def revoke(tx: Tx, key: int, report: int, at: Instant) -> bool:
    """End a feed of a report; tell whether there was one to end."""
    ours = (tokens.c.id == key, tokens.c.report_id == report, tokens.c.revoked_at.is_(None))
    return bool(tx.execute(update(tokens).where(*ours).values(revoked_at=at)).rowcount)


def behind(tx: Tx, token_hash: str, today: date) -> Behind | None:
    """Return what a token opens; None where it is unknown or revoked, or its owner has left."""
    query = (
        select(*_FEED, *_COLUMNS, persons.c.zone, persons.c.locale)
        .join(reports, reports.c.id == tokens.c.report_id)
        .join(persons, persons.c.id == reports.c.owner_id)
        .where(
            tokens.c.token_hash == token_hash,
            tokens.c.revoked_at.is_(None),
            persons.c.ended_on.is_(None) | (persons.c.ended_on >= today),
        )
    )
    row = tx.execute(query).first()
    if row is None:
        return None
    own = len(_FEED)
    return Behind(Feed(*row[:own]), Saved(*row[own:-2]), row[-2], row[-1])


def used(tx: Tx, feed: int, at: Instant) -> None:
    """Note when a feed was read last."""
    tx.execute(update(tokens).where(tokens.c.id == feed).values(last_used_at=at))


def _seen_by(person: int) -> ColumnElement[bool]:
    return or_(reports.c.owner_id == person, reports.c.shared)


def _saved(*which: ColumnElement[bool]) -> Select[Any]:
    query = select(*_COLUMNS).join(persons, persons.c.id == reports.c.owner_id)
    return query.where(*which)
