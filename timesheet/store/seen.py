"""Shifts as the learner sees them, derived with their workweeks: what was said of each, or not yet.

Shares and weights of a word are kept in whole 1/1024, so that sums of them are exact in any order.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Update, and_, bindparam, exists, or_, select, update

from timesheet.core import money
from timesheet.core.inference.learner.sight import Fact, Label, Sight
from timesheet.core.model import Code, Expectation, Instant, Shift
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.quick import Quick
from timesheet.store.tables import SeenShift, SettledWord

UNIT = 1024

seen = table_of(SeenShift)
settled = table_of(SettledWord)


class Seen(NamedTuple):
    """A shift as it stands: ``word`` is what was said of it, ``pending`` whether some is unsaid."""

    person: int
    raw_start: Instant
    sight: Sight
    word: Fact | None
    pending: bool
    week: date
    start: Instant


def row(shift: Shift, sight: Sight, word: Fact | None, week: date) -> dict[str, Any]:
    """Return a shift as a row of its workweek."""
    return {
        "person_id": shift.person,
        "week": week,
        "raw_start": shift.raw_start,
        "start_at": shift.start,
        "wall_day": sight.day,
        "sight": sight_text(sight),
        "word": word_text(word),
        "pending": word is None or not word.detailed,
    }


def sight_text(sight: Sight) -> str:
    """Write what is seen of a shift."""
    expected = [[e.kind, e.ref, e.weight, *e.code] for e in sight.expected]
    seen_of_all = [sight.start, sight.end, sight.seconds, sight.groups]
    return _json([*seen_of_all, expected] if expected else seen_of_all)


def word_text(word: Fact | None) -> str:
    """Write what was said of a shift; nothing where nobody said anything."""
    if word is None:
        return ""
    codes = sorted((c for c in word.shares if isinstance(c, Code)), key=_order)
    shares = money.split(UNIT, [round(word.shares[code] * UNIT * UNIT) for code in codes])
    parts = [[*code, n] for code, n in zip(codes, shares, strict=True) if n]
    return _json([int(word.detailed), round(word.weight * UNIT), parts])


def sight_of(person: int, raw_start: Instant, text: str) -> Sight:
    """Read what ``sight_text`` wrote."""
    start, end, seconds, groups, *more = json.loads(text)
    expected = tuple(
        Expectation(kind, ref, Code(*code), weight)
        for found in more
        for kind, ref, weight, *code in found
    )
    shared = tuple((k, v) for k, v in groups)
    return Sight((person, raw_start), person, start, end, seconds, shared, expected)


def word_of(sight: Sight, text: str) -> Fact | None:
    """Read what ``word_text`` wrote about a shift."""
    if not text:
        return None
    detailed, weight, parts = json.loads(text)
    shares: dict[Label, float] = {Code(*part[:4]): part[4] / UNIT for part in parts}
    return Fact(sight, shares, bool(detailed), weight / UNIT)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _order(code: Code) -> tuple[int, ...]:
    return tuple(part or 0 for part in code)


_SEEN = select(
    seen.c.person_id,
    seen.c.raw_start,
    seen.c.sight,
    seen.c.word,
    seen.c.pending,
    seen.c.week,
    seen.c.start_at,
)
_OF_WEEK = Quick(_SEEN.where(seen.c.person_id == bindparam("p"), seen.c.week == bindparam("w")))
_NEAR = Quick(
    _SEEN.where(
        seen.c.pending,
        or_(
            seen.c.wall_day == bindparam("day"),
            and_(
                seen.c.person_id == bindparam("p"),
                seen.c.wall_day.between(bindparam("first"), bindparam("last")),
            ),
        ),
    ).order_by(seen.c.person_id, seen.c.raw_start)
)
_ONE = Quick(_SEEN.where(seen.c.person_id == bindparam("p"), seen.c.raw_start == bindparam("at")))
_IN_ORDER = (seen.c.person_id, seen.c.raw_start)
_WORDS = _SEEN.where(seen.c.word != "").order_by(seen.c.person_id, seen.c.raw_start)


def of_week(tx: Tx, person: int, week: date) -> list[Seen]:
    """Return the shifts of a workweek."""
    return [_seen(found) for found in _OF_WEEK.all(tx, {"p": person, "w": week})]


def one(tx: Tx, person: int, raw_start: Instant) -> Seen | None:
    """Return a shift by when it was punched in; None where there is none."""
    found = _ONE.one(tx, {"p": person, "at": raw_start})
    return None if found is None else _seen(found)


def ended(tx: Tx, person: int, at: Instant) -> Seen | None:
    """Return the latest finished shift of a person that began before an instant."""
    query = _SEEN.where(seen.c.person_id == person, seen.c.raw_start < at)
    found = tx.execute(query.order_by(seen.c.raw_start.desc()).limit(1)).first()
    return None if found is None else _seen(found)


def pending_since(tx: Tx, since: Instant, most: int) -> list[Seen]:
    """Return so many pending shifts that began since an instant, in the order of time."""
    query = _SEEN.where(seen.c.pending, seen.c.start_at >= since)
    in_order = query.order_by(seen.c.start_at, seen.c.person_id).limit(most)
    return [_seen(found) for found in tx.execute(in_order)]


def of_people(tx: Tx, people: Iterable[int], wall_day: int) -> list[Seen]:
    """Return the finished shifts of some people that began on a day of the wall clock."""
    query = _SEEN.where(seen.c.wall_day == wall_day, seen.c.person_id.in_(sorted(people)))
    return [
        _seen(found) for found in tx.execute(query.order_by(seen.c.person_id, seen.c.raw_start))
    ]


def pending_near(tx: Tx, sight: Sight, days: int = 7) -> list[Seen]:
    """Return the pending shifts of a shift's day, and the person's own of some days around."""
    day = sight.day
    keys = {"p": sight.person, "day": day, "first": day - days, "last": day + days}
    return [_seen(found) for found in _NEAR.all(tx, keys)]


def words_beside(tx: Tx, sights: Iterable[Sight]) -> list[Fact]:
    """Return what was said that day of shifts that share a team, site or device with some."""
    days: dict[int, set[str]] = {}
    for sight in sights:
        days.setdefault(sight.day, set()).update(_json(list(group)) for group in sight.groups)
    found: list[Fact] = []
    for day, groups in days.items():
        if not groups:
            continue
        shared = or_(*(seen.c.sight.contains(group, autoescape=True) for group in sorted(groups)))
        query = _SEEN.where(seen.c.wall_day == day, seen.c.word != "", shared)
        rows = tx.execute(query.order_by(*_IN_ORDER))
        found += [fact for row in rows if (fact := _seen(row).word) is not None]
    return found


_BESIDE_AT = _SEEN.where(
    seen.c.wall_day.between(bindparam("first"), bindparam("last")),
    seen.c.person_id != bindparam("p"),
    seen.c.sight.contains(bindparam("site")),
    or_(seen.c.sight.contains('"beside"'), seen.c.sight.contains('"open"')),
)


def beside(tx: Tx, person: int, site: int, wall_day: int) -> list[Seen]:
    """Return the shifts of others at a site around a day that its roster was asked about."""
    keys = {"p": person, "site": _json(["site", site])}
    days = {"first": wall_day - 1, "last": wall_day + 1}
    return [_seen(found) for found in tx.execute(_BESIDE_AT, {**keys, **days})]


def at_sites(tx: Tx, sites: Collection[int], wall_days: Collection[int]) -> set[int]:
    """Return who worked at some sites on some days of the wall clock."""
    query = select(seen.c.person_id, seen.c.sight).where(seen.c.wall_day.in_(sorted(wall_days)))
    found = tx.execute(query) if sites and wall_days else ()
    return {
        person
        for person, sight in found
        if any(kind == "site" and key in sites for kind, key in json.loads(sight)[3])
    }


def all_words(tx: Tx) -> list[Seen]:
    """Return every shift of which something was said."""
    return [_seen(found) for found in tx.execute(_WORDS)]


def pending_weeks(tx: Tx, days: Iterable[int] | None = None) -> list[tuple[int, date]]:
    """Return the keys of the workweeks that have pending shifts (on some days)."""
    query = select(seen.c.person_id, seen.c.week).where(seen.c.pending).distinct()
    if days is not None:
        query = query.where(seen.c.wall_day.in_(sorted(set(days))))
    return [(person, week) for person, week in tx.execute(query)]


def _seen(found: Any) -> Seen:
    person, raw_start, sight_said, word_said, pending, week, start = found
    sight = sight_of(person, raw_start, sight_said)
    return Seen(person, raw_start, sight, word_of(sight, word_said), pending, week, start)


_SAME = and_(settled.c.person_id == seen.c.person_id, settled.c.raw_start == seen.c.raw_start)
_COUNTED = exists().where(_SAME, settled.c.word == seen.c.word, settled.c.sight == seen.c.sight)
_KNOWN = exists().where(_SAME)
# A word that isn't counted is fresh, and so is silence about a shift whose word is counted.
_IS_FRESH = or_(and_(seen.c.word != "", ~_COUNTED), and_(seen.c.word == "", _KNOWN))
_IS_GONE = ~exists().where(_SAME)


def _flagging(column: Column[Any], value: ColumnElement[bool]) -> tuple[Update, Quick]:
    columns = column.table.c
    change = update(column.table).values({column: value}).where(column != value)
    of_week = (columns.person_id == bindparam("p"), columns.week == bindparam("w"))
    return change, Quick(change.where(*of_week))


_FLAGS = (_flagging(seen.c.fresh, _IS_FRESH), _flagging(settled.c.gone, _IS_GONE))


def flag(tx: Tx, keys: Sequence[tuple[int, date]] | None = None) -> None:
    """Tell the words that the present version hasn't counted, of some workweeks or of all."""
    for everywhere, of_week in _FLAGS:
        if keys is None:
            tx.execute(everywhere)
        elif keys:
            of_week.many(tx, [{"p": person, "w": week} for person, week in keys])


def misflagged(tx: Tx) -> list[tuple[int, date]]:
    """Return the workweeks whose marks of what is counted are wrong."""
    wrong: Mapping[Any, Any] = {seen.c.fresh: _IS_FRESH, settled.c.gone: _IS_GONE}
    found: set[tuple[int, date]] = set()
    for column, value in wrong.items():
        query = select(column.table.c.person_id, column.table.c.week).where(column != value)
        found |= {(person, week) for person, week in tx.execute(query)}
    return sorted(found)
