"""Deriving workweeks from facts and policy: after a click one, in a rebuild all of them."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from timesheet import now
from timesheet.actions import learning
from timesheet.actions.histories import (
    MARGIN,
    History,
    all_of,
    slice_of,
    touched,
    touched_before,
    window,
)
from timesheet.actions.learning import Foresight, Key
from timesheet.core.inference.learner.sight import Sight
from timesheet.core.model import Instant, Timecard
from timesheet.core.pay.reach import dependents, looks_beyond
from timesheet.core.pipeline import build
from timesheet.store import codes_of, declarations, derived, facts, owed, seen, terms
from timesheet.store.db import Tx, read, write
from timesheet.store.derived import Rows
from timesheet.store.quick import Row
from timesheet.store.terms import House, Worker

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
# What is declared for longer than this holds "from a day on" and makes no weeks of its own.
LONGEST = timedelta(days=400)
# People derived in one transaction: enough to spare commits, few enough that punches hardly wait.
CHUNK = 10
# Seconds after which it takes no further person: on SQLite a press waits for its end.
HELD: Final = 0.2
# A word never makes another word: what words touch is derived in one more round.
MOST_ROUNDS = 3

Progress = Callable[[int, int], None]


def unseen(_done: int, _total: int) -> None:
    """Take note of no progress."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A workweek whose stored rows are not what its facts and policy give."""

    person: int
    week: date
    table: str


def derive_at(person: int, at: Instant, *, word: bool = False) -> None:
    """Derive the workweeks that a fact at an instant may touch.

    A person's ``word`` is evidence for what came after it: his later weeks are derived again too.
    Other people's workweeks with shifts that his words touch are left stale.
    """
    with write() as tx:
        derived.mark_stale(tx, derive_in(tx, person, at, word=word))


def derive_in(tx: Tx, person: int, at: Instant, *, word: bool = False) -> list[Key]:
    """Derive the same within a transaction; return the other people's workweeks that words touch.

    They have pending shifts of that crew, site and day, and are to be derived again. What facts
    at other instants owe is left stale.
    """
    owing = owed.take(tx, person)  # before any fact is read
    late = [one for one in owing if one.at != at or one.word > word]
    derived.mark_stale(tx, _owed_keys(tx, person, late))
    house, worker = terms.house(tx), terms.worker(tx, person, at - MARGIN * 3, at + MARGIN * 3)
    before = touched_before(tx, house, worker, at)
    weeks = sorted({*before, *touched(house, worker, at)})
    later = _later(tx, house, worker, weeks, word=word)
    if later or before or any(_dependents(house, worker, week) for week in weeks):
        worker = terms.worker(tx, person)
    changed = _publish(tx, house, worker, [*weeks, *later])
    again = learning.touched(tx, changed)
    own = [week for other, week in again if other == person]
    if own:
        _publish(tx, house, terms.worker(tx, person), own)
    return [key for key in again if key[0] != person]


def derive_keys(tx: Tx, keys: Sequence[Key]) -> None:
    """Derive workweeks again because of what others said; they say nothing new themselves."""
    house = terms.house(tx)
    for person in sorted({person for person, _ in keys}):
        worker = terms.worker(tx, person)
        _publish(tx, house, worker, [week for other, week in keys if other == person])


def _publish(tx: Tx, house: House, worker: Worker, weeks: Iterable[date]) -> list[Sight]:
    """Derive some of a person's workweeks; return the shifts whose words are not what they were."""
    centers, learner = codes_of.cost_centers(tx), learning.foresight(tx)
    changed, came = [], set()
    for week in weeks:
        rows = derive(window(tx, house, worker, week), house, worker, week, centers, learner)
        changed += learning.changed(tx, worker.id, week, rows[seen.seen])
        came |= _came(tx, worker, week, rows)
        derived.replace(tx, worker.id, week, rows, now.utc())
    derived.mark_stale(tx, sorted(learning.beside(tx, worker, came)))
    return changed


def _came(tx: Tx, worker: Worker, week: date, rows: Rows) -> set[Instant]:
    """Return when shifts begin that are new, gone, or at another site than before."""
    if not worker.roster:
        return set()
    after = {(row["start_at"], row["site_id"]) for row in rows[derived.shifts]}
    return {start for start, _ in derived.starts(tx, worker.id, week) ^ after}


def _later(
    tx: Tx, house: House, worker: Worker, weeks: Sequence[date], *, word: bool
) -> list[date]:
    """Return the other derived weeks that depend on some: by their policy, or by a word."""
    spans = [span for week in weeks if (span := _dependents(house, worker, week))]
    if word:
        spans.append((weeks[-1], date.max))
    if not spans:
        return []
    there = derived.weeks_of(tx, worker.id)
    found = {week for week in there for first, last in spans if first <= week <= last}
    return sorted(found - set(weeks))


def _dependents(house: House, worker: Worker, week: date) -> tuple[date, date] | None:
    policy = house.policy(worker.id, worker.team_on(week), week)
    return dependents(policy, week) if looks_beyond(policy) else None


def mark_stale_at(person: int, at: Instant) -> None:
    """Mark the workweeks that a fact touches as to be derived, and what else the person is owed."""
    with write() as tx:
        keys = _owed_keys(tx, person, owed.take(tx, person))
        derived.mark_stale(tx, keys | {*stale_keys(tx, person, [at])})


def mark_owed(before: Instant) -> None:
    """Mark as to be derived what facts have owed since before an instant.

    Their process ended between their commit and their derivation. What can't be marked keeps
    nobody else waiting, and is tried again later.
    """
    with read() as tx:
        people = owed.left(tx, before)
    for person in people:
        try:
            with write() as tx:
                derived.mark_stale(tx, _owed_keys(tx, person, owed.take(tx, person)))
        except Exception:
            log.exception("what is owed can't be marked", extra={"person": person})
            with write() as tx:
                owed.put_off(tx, person, now.utc())


def _owed_keys(tx: Tx, person: int, owing: Iterable[Row]) -> set[Key]:
    plain = [one.at for one in owing if not one.word]
    words = [one.at for one in owing if one.word]
    return {*stale_keys(tx, person, plain), *stale_keys(tx, person, words, word=True)}


def stale_keys(
    tx: Tx, person: int, ats: Collection[Instant], *, word: bool = False
) -> list[tuple[int, date]]:
    """Return the keys of the workweeks that facts at some instants touch, or depend on them."""
    if not ats:
        return []
    house, worker = terms.house(tx), terms.worker(tx, person)
    known: set[date] = set()
    for at in sorted(ats):
        here = touched(house, worker, at)
        if not known.issuperset(here):
            known.update(here, touched_before(tx, house, worker, at))
    weeks = sorted(known)
    found = {*weeks, *_later(tx, house, worker, weeks, word=word)} if weeks else set()
    return [(person, week) for week in sorted(found)]


def stale_days(tx: Tx, person: int, first: date, last: date) -> list[tuple[int, date]]:
    """Return the keys of the workweeks of some days, and of those that depend on them."""
    house, worker = terms.house(tx), terms.worker(tx, person)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    weeks = sorted({house.week(worker, day) for day in days})
    found = {*weeks, *_later(tx, house, worker, weeks, word=False)}
    return [(person, week) for week in sorted(found)]


def mark_stale(tx: Tx, people: Sequence[int] | None = None, first_day: date | None = None) -> int:
    """Mark workweeks as to be derived: those of some people (all), from some day on (ever)."""
    first_week = None if first_day is None else first_day - timedelta(days=6)
    return derived.mark_all_stale(tx, people, first_week)


def derive_stale(progress: Progress | None = None, *, words_only: bool = False) -> int:
    """Derive all stale workweeks, a few people at a time; return how many there were.

    What their words tell of other shifts is derived in a second round. ``words_only``: no code is
    learned, because a refit follows and derives what is pending again.
    """
    done = _derive_round(progress, words_only=words_only)
    if not words_only:
        for _ in range(MOST_ROUNDS):
            if not _derive_round(progress, words_only=False):
                break
    return done


def _derive_round(progress: Progress | None, *, words_only: bool) -> int:
    with read() as tx:
        people = derived.stale_people(tx)
    done = at = 0
    while at < len(people):
        with write() as tx:
            some = people[at : at + CHUNK]
            derived.hold(tx, some)
            house, centers = terms.house(tx), codes_of.cost_centers(tx)
            learner = None if words_only else learning.foresight(tx)
            changed: list[Sight] = []
            until = time.monotonic() + HELD
            for person in some:
                number, words = _derive_or_note(tx, person, house, centers, learner)
                done += number
                changed += words
                at += 1
                if time.monotonic() > until:
                    break
            if learner:
                derived.mark_stale(tx, learning.touched(tx, changed))
        if progress:
            progress(at, len(people))
    return done


def _derive_or_note(
    tx: Tx, person: int, house: House, centers: codes_of.CostCenters, learner: Foresight | None
) -> tuple[int, list[Sight]]:
    """Derive a person's stale workweeks; what can't be derived keeps nobody else waiting."""
    try:
        with tx.begin_nested():
            return _derive_person(tx, person, house, centers, learner)
    except Exception as error:
        log.exception("a workweek can't be derived", extra={"person": person})
        derived.failed(tx, person, type(error).__name__)
        return 0, []


def _derive_person(
    tx: Tx, person: int, house: House, centers: codes_of.CostCenters, learner: Foresight | None
) -> tuple[int, list[Sight]]:
    """Derive a person's stale workweeks; return their number, and the shifts with new words."""
    stale = derived.weeks_of(tx, person, stale=True)
    if not stale:  # another process was first
        return 0, []
    worker = terms.worker(tx, person)
    history = all_of(tx, worker, house)
    weeks = sorted({*_anew(house, worker, stale), *(history.shut.weeks.keys() & {*stale})})
    derived.forget(tx, [(person, week) for week in stale if week not in set(weeks)])
    rows = [derive(history, house, worker, week, centers, learner) for week in weeks]
    keys = [(person, week) for week in weeks]
    changed: list[Sight] = []
    came: set[Instant] = set()
    for week, one in zip(weeks, rows, strict=True):
        if learner:
            changed += learning.changed(tx, person, week, one[seen.seen])
        came |= _came(tx, worker, week, one)
    derived.drop(tx, keys)
    derived.insert_rows(tx, rows)
    seen.flag(tx, keys)
    digests = (derived.output_hash(one) for one in rows)
    published = [(*key, digest) for key, digest in zip(keys, digests, strict=True)]
    derived.published(tx, published, now.utc())
    derived.mark_stale(tx, sorted(learning.beside(tx, worker, came)))
    return len(weeks), changed


def _anew(house: House, worker: Worker, stale: Sequence[date]) -> list[date]:
    """Return the workweeks that take the place of stale ones: themselves, unless weeks moved."""
    days = {week + timedelta(days=n) for week in stale for n in range(7)}
    return sorted({house.week(worker, day) for day in days})


def rebuild(progress: Progress | None = None) -> int:
    """Derive everything anew; return the number of workweeks."""
    with write() as tx:
        owed.take_all(tx)
        derived.mark_stale(tx, _all_keys(tx))
        derived.mark_all_stale(tx)
    return derive_stale(progress)


def _all_keys(tx: Tx) -> Iterator[tuple[int, date]]:
    house = terms.house(tx)
    for person in _people(tx):
        worker = terms.worker(tx, person)
        history = all_of(tx, worker, house)
        ats = [punch.at for punch in history.effective]
        weeks = {week for at in ats for week in touched(house, worker, at)}
        weeks |= _declared_weeks(history, house, worker)
        yield from ((person, week) for week in sorted(weeks))


def _people(tx: Tx) -> list[int]:
    return sorted({*facts.people_with_facts(tx), *declarations.people(tx)})


def _declared_weeks(history: History, house: House, worker: Worker) -> set[date]:
    """Return the weeks of what was declared for certain days, not for ever."""
    days = {
        said.first + timedelta(days=n)
        for said in history.declared
        if said.last - said.first <= LONGEST
        for n in range((said.last - said.first).days + 1)
    }
    return {house.week(worker, day) for day in days}


def check(progress: Progress | None = None) -> list[Moved]:
    """Compare every stored workweek with a full recomputation; return what differs."""
    with read() as tx:
        house, people = terms.house(tx), _people(tx)
        centers = codes_of.cost_centers(tx)
    moved: list[Moved] = []
    for n, person in enumerate(people, 1):
        with read() as tx:
            moved += _check_person(tx, person, house, centers)
        if progress:
            progress(n, len(people))
    return moved


def _check_person(
    tx: Tx, person: int, house: House, centers: codes_of.CostCenters
) -> Iterator[Moved]:
    worker = terms.worker(tx, person)
    history = all_of(tx, worker, house)
    learner = learning.foresight(tx)
    weeks = derived.weeks_of(tx, person)
    stored = derived.stored_rows(tx, person)
    needed = {house.week_at(worker, punch.at) for punch in history.effective}
    needed |= _declared_weeks(history, house, worker)
    for week in sorted(needed - set(weeks)):
        yield Moved(person, week, "workweek")
    for week in sorted(set(stored) - set(weeks)):
        yield Moved(person, week, "workweek")
    for week in weeks:
        fresh = derive(history, house, worker, week, centers, learner)
        for table in derived.TABLES:
            if stored.get(week, {}).get(table, []) != fresh[table]:
                yield Moved(person, week, table.name)


def derive(
    history: History,
    house: House,
    worker: Worker,
    week: date,
    centers: codes_of.CostCenters,
    learner: Foresight | None,
) -> Rows:
    """Derive one workweek of a person, as rows."""
    card = timecard(history, house, worker, week, learner)
    seen_rows = learning.seen_rows(card, worker, history.answers)
    team = worker.team_on
    return derived.rows_of(card, worker.zone, team, centers.of, seen_rows, history.shut)


def timecard(
    history: History, house: House, worker: Worker, week: date, learner: Foresight | None = None
) -> Timecard:
    """Derive one workweek of a person; without a learner nothing is learned from others' words."""
    sliced = slice_of(history, house, worker, week)
    return build(*sliced, learner.of(worker)) if learner else build(*sliced)
