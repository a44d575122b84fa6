"""What was learned: counts of the settled words, and the weights as numbered versions.

Loading reads the rows that some shifts need and no others: the history of their people around
them, the spans of their days, the counts under their keys, and what changed near them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core.inference.learner import memory, state
from timesheet.core.inference.learner.excerpt import Change, Excerpt, Times, wanted
from timesheet.core.inference.learner.memory import Counts, Key
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.sight import Fact, Minutes, Sight
from timesheet.core.inference.learner.view import AFTER, BEFORE
from timesheet.core.model import Code, Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.quick import Quick
from timesheet.store.seen import Seen, seen, settled, sight_of, sight_text, word_of, word_text
from timesheet.store.tables import LearnedCount, LearnedVersion

UNITS = 1 << 20
CHUNK = 500
NEAR_DAYS = 7

counts = table_of(LearnedCount)
versions = table_of(LearnedVersion)


@dataclass(frozen=True, slots=True)
class Version:
    """Weights with their number; 0 before the first refit, when they are plain.

    ``size`` words were counted, of shifts that ended until ``until``.
    """

    number: int = 0
    weights: Learner | None = None
    size: int = 0
    until: Minutes = 0

    @property
    def ref(self) -> str:
        """The version in words, as the lines that come from it name it."""
        return f"learned v{self.number}"


_LATEST = Quick(
    select(versions.c.number, versions.c.digest, versions.c.size, versions.c.until_minute)
    .order_by(versions.c.number.desc())
    .limit(1)
)
_DOCUMENT = select(versions.c.document).where(versions.c.number == bindparam("number"))
_WEIGHTS: dict[str, Learner] = {}


def version(tx: Tx) -> Version:
    """Return the version that holds."""
    row = _LATEST.one(tx, {})
    if row is None:
        return Version(0, _plain())
    number, digest, size, until = row
    if digest not in _WEIGHTS:
        document = tx.execute(_DOCUMENT, {"number": number}).scalar_one()
        _WEIGHTS.clear()
        _WEIGHTS[digest] = state.restore(json.loads(document), ())
    return Version(number, _WEIGHTS[digest], size, until)


def document(tx: Tx, number: int) -> dict[str, object]:
    """Return the weights of a version as they were kept; empty where there is no such version."""
    text = tx.execute(_DOCUMENT, {"number": number}).scalar()
    saved: dict[str, object] = json.loads(text) if text else {}
    return saved


def anything_new(tx: Tx) -> bool:
    """Tell whether any word was said, changed or taken back since the present version."""
    marks = (
        select(seen.c.id).where(seen.c.fresh),
        select(settled.c.raw_start).where(settled.c.gone),
    )
    return any(tx.execute(query.limit(1)).first() for query in marks)


@lru_cache(maxsize=1)
def _plain() -> Learner:
    return Learner()


def add_version(tx: Tx, learner: Learner, size: int, until: Minutes, at: Instant) -> int:
    """Keep weights as the version that holds from now on; return its number."""
    document = json.dumps(state.document(learner), separators=(",", ":"))
    number = int(tx.execute(select(func.coalesce(func.max(versions.c.number), 0))).scalar_one())
    values = {
        "number": number + 1,
        "document": document,
        "digest": hashlib.sha256(document.encode()).hexdigest()[:32],
        "size": size,
        "until_minute": until,
        "made_at": at,
    }
    tx.execute(insert(versions).values(values))
    return number + 1


def excerpt(tx: Tx, sights: Sequence[Sight], size: int) -> Excerpt:
    """Load what the predictions of some shifts read; ``size`` is the version's."""
    changes, before = _changes(tx, sights)
    if not size:
        return Excerpt(0, changes=changes)
    known = {fact.sight.id: fact for fact in (*_histories(tx, sights), *before)}
    times = _times(tx, sights)
    held = _counts(tx, wanted(sights, times))
    return Excerpt(size, tuple(known.values()), times, held, changes)


_SETTLED = select(settled.c.person_id, settled.c.raw_start, settled.c.sight, settled.c.word)
_OF_PERSON = _SETTLED.where(settled.c.person_id == bindparam("p"))
_AT = (settled.c.start_minute, settled.c.raw_start)
_BEFORE = Quick(
    _OF_PERSON.where(settled.c.start_minute < bindparam("first"))
    .order_by(*(column.desc() for column in _AT))
    .limit(BEFORE)
)
_BETWEEN = Quick(
    _OF_PERSON.where(
        settled.c.start_minute >= bindparam("first"), settled.c.start_minute <= bindparam("last")
    )
)
_AFTER = Quick(
    _OF_PERSON.where(settled.c.start_minute > bindparam("last")).order_by(*_AT).limit(AFTER)
)


def _histories(tx: Tx, sights: Sequence[Sight]) -> Iterator[Fact]:
    starts: dict[Hashable, list[Minutes]] = {}
    for sight in sights:
        starts.setdefault(sight.person, []).append(sight.start)
    for person, of_person in starts.items():
        keys = {"p": person, "first": min(of_person), "last": max(of_person)}
        for query in (_BEFORE, _BETWEEN, _AFTER):
            yield from _facts(query.all(tx, keys))


def _facts(rows: Iterable[Sequence[Any]]) -> Iterator[Fact]:
    for person, raw_start, sight_said, word_said in rows:
        fact = word_of(sight_of(person, raw_start, sight_said), word_said)
        if fact is not None:
            yield fact


_SPANS = (
    select(settled.c.wall_day, settled.c.start_minute, settled.c.end_minute, func.count())
    .where(settled.c.wall_day.in_(bindparam("days", expanding=True)))
    .group_by(settled.c.wall_day, settled.c.start_minute, settled.c.end_minute)
    .order_by(settled.c.wall_day, settled.c.start_minute, settled.c.end_minute)
)


def _times(tx: Tx, sights: Iterable[Sight]) -> Times:
    times: Times = {}
    for day, start, end, number in tx.execute(_SPANS, {"days": sorted({s.day for s in sights})}):
        times.setdefault(day, {})[start, end] = number
    return times


_COUNTS = (
    select(counts.c.key, counts.c.code, counts.c.units)
    .where(counts.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(counts.c.key, counts.c.code)
)


def _counts(tx: Tx, keys: Iterable[Key]) -> dict[Key, Counts]:
    texts = {key_text(key): key for key in keys}
    names = sorted(texts)
    found: dict[Key, Counts] = {}
    for n in range(0, len(names), CHUNK):
        for name, code, units in tx.execute(_COUNTS, {"keys": names[n : n + CHUNK]}):
            found.setdefault(texts[name], {})[_code(code)] = units / UNITS
    return found


_CHANGED = (
    select(
        seen.c.person_id,
        seen.c.raw_start,
        seen.c.sight,
        seen.c.word,
        settled.c.sight.label("old_sight"),
        settled.c.word.label("old_word"),
    )
    .outerjoin(
        settled,
        and_(settled.c.person_id == seen.c.person_id, settled.c.raw_start == seen.c.raw_start),
    )
    .where(
        seen.c.fresh,
        or_(
            seen.c.wall_day.in_(bindparam("days", expanding=True)),
            and_(
                seen.c.person_id.in_(bindparam("people", expanding=True)),
                seen.c.wall_day.between(bindparam("first"), bindparam("last")),
            ),
        ),
    )
    .order_by(seen.c.person_id, seen.c.raw_start)
)
_GONE = _SETTLED.where(
    settled.c.gone,
    or_(
        settled.c.wall_day.in_(bindparam("days", expanding=True)),
        and_(
            settled.c.person_id.in_(bindparam("people", expanding=True)),
            settled.c.wall_day.between(bindparam("first"), bindparam("last")),
        ),
    ),
).order_by(settled.c.person_id, settled.c.raw_start)


def _changes(tx: Tx, sights: Sequence[Sight]) -> tuple[tuple[Change, ...], list[Fact]]:
    """Return what changed near some shifts since it was settled, and what it was before."""
    days = sorted({sight.day for sight in sights})
    keys = {
        "days": days,
        "people": sorted({sight.person for sight in sights if isinstance(sight.person, int)}),
        "first": days[0] - NEAR_DAYS,
        "last": days[-1] + NEAR_DAYS,
    }
    changes, before = [], []
    for row in tx.execute(_CHANGED, keys):
        sight = sight_of(row.person_id, row.raw_start, row.sight)
        changes.append(Change(sight, word_of(sight, row.word)))
        if row.old_word:
            was = sight_of(row.person_id, row.raw_start, row.old_sight)
            before += [fact for fact in [word_of(was, row.old_word)] if fact is not None]
    for fact in _facts(tx.execute(_GONE, keys)):
        changes.append(Change(fact.sight, None))
        before.append(fact)
    return tuple(changes), before


def key_text(key: Key) -> str:
    """Write a key of the counts: "crew/team/4/20780"."""
    return "/".join(_flat(key))


def _flat(key: Iterable[object]) -> Iterator[str]:
    for part in key:
        if isinstance(part, tuple):
            yield from _flat(part)
        else:
            yield str(part)


def _code_text(code: Hashable) -> str:
    return ".".join("" if part is None else str(part) for part in code)  # type: ignore[attr-defined]


@lru_cache(maxsize=10_000)
def _code(text: str) -> Code:
    return Code(*(int(part) if part else None for part in text.split(".")))


def units_of(facts: Iterable[Fact], sign: int = 1) -> Counter[tuple[str, str]]:
    """Return what facts add to the counts, by key and code."""
    found: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        for row in memory.rows(fact):
            found[key_text(row.key), _code_text(row.code)] += sign * round(row.weight * UNITS)
    return found


def settled_words(tx: Tx) -> list[Fact]:
    """Return all words that the present version has counted."""
    in_order = _SETTLED.order_by(settled.c.person_id, settled.c.raw_start)
    return list(_facts(tx.execute(in_order)))


def settle(tx: Tx, words: Sequence[Seen]) -> None:
    """Count exactly these words from now on."""
    known = {fact.sight.id: fact for fact in settled_words(tx)}
    texts = {key: (sight_text(f.sight), word_text(f)) for key, f in known.items()}
    stay, come = set(), []
    for one in words:
        if texts.get(one.sight.id) == (sight_text(one.sight), word_text(one.word)):
            stay.add(one.sight.id)
        else:
            come.append(one)
    go = [fact for key, fact in known.items() if key not in stay]
    new = [one.word for one in come if one.word is not None]
    delta = units_of(new)
    delta.update(units_of(go, -1))
    _count(tx, delta)
    same = (settled.c.person_id == bindparam("p"), settled.c.raw_start == bindparam("at"))
    gone = [dict(zip(("p", "at"), _id(fact.sight), strict=True)) for fact in go]
    if gone:
        tx.execute(delete(settled).where(*same), gone)
    if come:
        tx.execute(insert(settled), [_row(one) for one in come])


def _id(sight: Sight) -> tuple[int, Instant]:
    assert isinstance(sight.id, tuple)  # noqa: S101  (``seen.sight_of`` made it)
    person, raw_start = sight.id
    return person, raw_start


def _row(one: Seen) -> dict[str, Any]:
    return {
        "person_id": one.person,
        "raw_start": one.raw_start,
        "week": one.week,
        "wall_day": one.sight.day,
        "start_minute": one.sight.start,
        "end_minute": one.sight.end,
        "sight": sight_text(one.sight),
        "word": word_text(one.word),
        "gone": False,
    }


def _count(tx: Tx, delta: Mapping[tuple[str, str], int]) -> None:
    rows = [{"key": key, "code": code, "units": n} for (key, code), n in delta.items() if n]
    if rows:
        into = sqlite.insert if is_sqlite(tx) else postgresql.insert
        fresh = into(counts).values({name: bindparam(name) for name in ("key", "code", "units")})
        added = {"units": counts.c.units + fresh.excluded.units}
        tx.execute(fresh.on_conflict_do_update(index_elements=["key", "code"], set_=added), rows)
        tx.execute(delete(counts).where(counts.c.units == 0))


def miscounted(tx: Tx) -> list[str]:
    """Return the keys whose counts aren't the sum of the settled words, at most some."""
    wanted_units = units_of(settled_words(tx))
    for key, code, units in tx.execute(select(counts.c.key, counts.c.code, counts.c.units)):
        wanted_units[key, code] -= units
    return sorted({key for (key, _), units in wanted_units.items() if units})[:20]
