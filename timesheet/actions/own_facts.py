"""What a worker's week rests on: his punches, and everything that was changed about them, by whom.

Nothing is changed in secret: each correction and each word of somebody else stands here with its
author, its reason and its time, and can be disputed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.core import calendar
from timesheet.core.model import Answer, Correction, Instant, Kind, Punch, Source
from timesheet.core.shifts.effective import effective
from timesheet.errors import Missing, Refused
from timesheet.store import disputes, facts, mended, terms
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.names import Names

DAY_SECONDS = 86_400
# How long the clock page tells that somebody else mended a punch.
LATELY = 3 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class PunchOfMine:
    """A punch that counts, as one's own week shows it; ``id`` is negative where it was added."""

    id: int
    day: date
    at: Instant
    kind: Kind
    label: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed about a worker's hours: a punch (``kind``) or what they were for.

    ``before`` and ``after`` are instants of the punch, None where there was none or it doesn't
    count any more; for a word ``label`` says the code. ``disputed`` is the worker's objection.
    """

    fact: tuple[str, int]
    at: Instant
    before: Instant | None
    after: Instant | None
    kind: Kind | None
    label: str
    author: str
    own: bool
    reason: str
    made_at: Instant
    disputed: str


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """The facts of a workweek: punches in order, and changes, the latest first."""

    punches: tuple[PunchOfMine, ...]
    changes: tuple[Change, ...]


def week_facts(person: int, first: date) -> WeekFacts:
    """Return what a person's workweek rests on."""
    with read() as tx:
        zone = terms.worker(tx, person, 0, 0).zone
        start = calendar.start_of_day(first, zone)
        end = calendar.start_of_day(first + timedelta(days=7), zone)
        names = naming.names(tx)
        changes = _changes(tx, person, start, end, names)
        punches = _punches(tx, person, start, end, zone, names)
    return WeekFacts(punches, tuple(sorted(changes, key=lambda c: (-c.made_at, -c.fact[1]))))


def dispute(person: int, fact: tuple[str, int], words: str, now: Instant) -> None:
    """Object to what somebody else changed; accounting sees it until somebody answers it."""
    if not 3 <= len(words.strip()) <= 500:
        msg = "Say what is wrong, in a few words."
        raise Refused(msg, field="words")
    with write() as tx:
        zone = terms.worker(tx, person, 0, 0).zone
        found = _changes(tx, person, -(1 << 60), 1 << 60, naming.names(tx))
        change = next((one for one in found if one.fact == fact and not one.own), None)
        if change is None:
            raise Missing("no such change")
        if not change.disputed:
            day = calendar.day_of(change.at, zone)
            disputes.add_dispute(tx, person, fact, day, change.at, words.strip(), now)


def pressed_by(person: int, punch: int | None) -> str:
    """Return the name of the lead who pressed for a person; empty where he did so himself."""
    if punch is None:
        return ""
    with read() as tx:
        found = facts.punches_by_id(tx, [punch])
        others = [one for one in found if one.actor not in {None, person}]
        return _name(naming.names(tx), others[0].actor) if others else ""


def mended_lately(person: int, zone: str, now: Instant) -> list[tuple[str, date]]:
    """Return who has mended which of a person's days in the last three days, each once."""
    with read() as tx:
        found = mended.by_others(tx, person, now - LATELY)
    return list(dict.fromkeys((one.by, calendar.day_of(one.at, zone)) for one in found))


def _punches(
    tx: Tx, person: int, start: Instant, end: Instant, zone: str, names: Names
) -> tuple[PunchOfMine, ...]:
    near = facts.punches_between(tx, person, start - DAY_SECONDS, end + DAY_SECONDS)
    corrections = facts.corrections_of(tx, person)
    touched = {one.punch for one in corrections} | {-one.id for one in corrections}
    return tuple(
        PunchOfMine(
            punch.id,
            calendar.day_of(punch.at, zone),
            punch.at,
            punch.kind,
            names.spoken(punch.code.project, punch.code.task) if punch.code else "",
            punch.id in touched,
        )
        for punch in effective(near, corrections)
        if start <= punch.at < end
    )


def _changes(tx: Tx, person: int, start: Instant, end: Instant, names: Names) -> list[Change]:
    objections = disputes.words_by_fact(tx, person)
    corrections = sorted(facts.corrections_of(tx, person), key=lambda one: one.id)
    wanted = {one.punch for one in corrections if one.punch is not None and one.punch > 0}
    was = {punch.id: punch for punch in facts.punches_by_id(tx, wanted)}
    found = [
        _corrected(one, was, person, names, objections.get(("correction", one.id), ""))
        for one in _followed(corrections, was)
    ]
    found += [
        _pressed(one, names, objections.get(("punch", one.id), ""))
        for one in facts.pressed_by_others(tx, person)
    ]
    found += [
        _said(one, names, objections.get(("answer", one.id), ""))
        for one in facts.answers_between(tx, person)
        if one.source is not Source.OWN_WORD and not one.withdrawn and one.parts
    ]
    return [change for change in found if start <= change.at < end]


def _followed(corrections: Iterable[Correction], was: dict[int, Punch]) -> Iterable[Correction]:
    """Yield corrections in order; ``was`` holds, at each, the punches as they were before it."""
    for one in corrections:
        yield one
        key = -one.id if one.punch is None else one.punch
        for punch in effective([was[key]] if key in was else [], [one]):
            was[key] = punch


def _corrected(
    one: Correction, was: dict[int, Punch], person: int, names: Names, disputed: str
) -> Change:
    before = None if one.punch is None else was.get(one.punch)
    at = before.at if before is not None else one.at or one.made_at
    kind = one.kind or (before.kind if before is not None else None)
    return Change(
        fact=("correction", one.id),
        at=at,
        before=before.at if before is not None else None,
        after=one.at,
        kind=kind,
        label="",
        author=names.people[one.author].name,
        own=one.author == person,
        reason=one.reason,
        made_at=one.made_at,
        disputed=disputed,
    )


def _pressed(one: Punch, names: Names, disputed: str) -> Change:
    """Return a press that a lead made for his crew."""
    return Change(
        fact=("punch", one.id),
        at=one.at,
        before=None,
        after=one.at,
        kind=one.kind,
        label="",
        author=_name(names, one.actor),
        own=False,
        reason="",
        made_at=one.claim.received if one.claim else one.at,
        disputed=disputed,
    )


def _name(names: Names, person: int | None) -> str:
    return "" if person is None else names.people[person].name


def _said(one: Answer, names: Names, disputed: str) -> Change:
    codes = [names.spoken(code.project, code.task) for code, _weight in one.parts]
    return Change(
        fact=("answer", one.id),
        at=one.start,
        before=None,
        after=None,
        kind=None,
        label=", ".join(code for code in codes if code),
        author=names.people[one.author].name,
        own=one.author == one.person,
        reason=one.reason,
        made_at=one.made_at,
        disputed=disputed,
    )
