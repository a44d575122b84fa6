"""Where somebody stands at the clock: what he forgot, may take back, may switch to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.core import calendar, punching
from timesheet.core.inference.likely import Charged, likely_codes, several
from timesheet.core.model import Code, Instant, Kind, Seconds
from timesheet.core.shifts import leaving
from timesheet.core.shifts.effective import effective
from timesheet.core.shifts.leaving import Leaving, Stay
from timesheet.errors import Missing
from timesheet.store import clock, facts, people, queries, recent, terms
from timesheet.store import names as naming
from timesheet.store.clock import ClockState
from timesheet.store.db import Tx, read
from timesheet.store.names import Names
from timesheet.store.terms import House, Worker

DAY_SECONDS = 86_400
LOOK_BACK = timedelta(days=28)
ASK_FOR = timedelta(days=7)
UNDO: Seconds = 300
"""How long a press can be taken back without saying why."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A clock-in whose clock-out is missing, and when the person may have left.

    ``punch`` is its id (negative: a correction added it); he left within ``(at, until]``. Where he
    switched jobs or came from a break, it is that punch whose end is missing.
    """

    punch: int
    at: Instant
    until: Instant
    choices: tuple[Leaving, ...]


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """A code for a button: what it is, and how people say it."""

    code: Code
    label: str


@dataclass(frozen=True, slots=True)
class ShiftRef:
    """A finished shift: from when to when, and how long without breaks."""

    start: Instant
    end: Instant
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class Standing:
    """What the clock page knows besides the state of the clock.

    ``overdue``: the roster says that the open shift was forgotten. ``undo_until`` is None where
    the last press can't be taken back. ``codes`` are those to switch to while the clock runs, and
    those that a shift may have been for when it doesn't. ``switches``: the person works on several,
    so that a phone without network offers them to switch to once he has clocked in. ``breaks``: the
    policy wants them clocked.
    """

    clock: ClockState
    overdue: bool
    forgotten: Forgotten | None
    undo_until: Instant | None
    codes: tuple[CodeChoice, ...]
    breaks: bool
    switches: bool


def standing(person: int, now: Instant) -> Standing:
    """Return where a person stands now."""
    with read() as tx:
        house = terms.house(tx)
        worker = terms.worker(tx, person, now - 8 * DAY_SECONDS, now + DAY_SECONDS)
        shown = clock.state(tx, person)
        is_open = shown.state != "out" and shown.since is not None
        late = is_open and leaving.overdue(shown.since or 0, now, worker.roster)
        today = calendar.day_of(now, worker.zone)
        policy = house.policy(person, worker.team_on(today), today)
        own = recent.codes(tx, [person], now - 28 * DAY_SECONDS)
        switches = several(own)
        names = naming.names(tx)
        return Standing(
            clock=shown,
            overdue=late,
            forgotten=forgotten(tx, house, worker, shown, now),
            undo_until=_undo_until(shown, now),
            codes=()
            if is_open and not switches
            else _code_choices(tx, worker, own, now, names, switching=bool(is_open)),
            breaks=policy.breaks.auto_deduct is None,
            switches=switches,
        )


def spoken(code: Code) -> str:
    """Return a code as people say it."""
    with read() as tx:
        return naming.names(tx).spoken(code.project, code.task)


def choices(person: int, now: Instant) -> tuple[CodeChoice, ...]:
    """Return the codes that a shift of a person was likeliest for."""
    with read() as tx:
        worker = terms.worker(tx, person, now - 8 * DAY_SECONDS, now + DAY_SECONDS)
        own = recent.codes(tx, [person], now - 28 * DAY_SECONDS)
        return _code_choices(tx, worker, own, now, naming.names(tx), switching=False)


def all_choices(person: int, start: Instant) -> tuple[ShiftRef, tuple[CodeChoice, ...]]:
    """Return a finished shift of a person and every code in use, by name."""
    with read() as tx:
        row = queries.shift_row(tx, person, start)
        if row is None or row.is_open:
            raise Missing("no such shift")
        names = naming.names(tx)
        codes = [Code(project, task) for project, task in recent.codes_in_use(tx)]
    found = [CodeChoice(code, names.spoken(code.project, code.task)) for code in codes]
    shift = ShiftRef(row.start_at, row.end_at, row.seconds)
    return shift, tuple(sorted(found, key=lambda one: one.label.casefold()))


def forgotten(
    tx: Tx, house: House, worker: Worker, shown: ClockState, now: Instant
) -> Forgotten | None:
    """Return the latest clock-in of the last days whose clock-out is missing."""
    at = _open_and_old(worker, shown, now)
    if at is None:
        first = calendar.day_of(now, worker.zone) - ASK_FOR
        at = recent.missing_out(tx, worker.id, first)
    if at is None:
        return None
    until = latest_end(tx, house, worker, at, now)
    came, punch = _came(tx, worker, at)
    return Forgotten(punch, at, until, _choices(tx, worker, came, at, until))


def leavings(
    tx: Tx, house: House, worker: Worker, at: Instant, now: Instant
) -> tuple[Leaving, ...]:
    """Return the likely ends of the stay whose open punch was at an instant, best first."""
    until = latest_end(tx, house, worker, at, now)
    return _choices(tx, worker, _came(tx, worker, at)[0], at, until)


def latest_end(tx: Tx, house: House, worker: Worker, at: Instant, now: Instant) -> Instant:
    """Return until when somebody may have stayed whose punch at an instant has no end."""
    near = facts.punches_between(tx, worker.id, at - DAY_SECONDS, at + house.max_shift)
    counted = effective(near, facts.corrections_of(tx, worker.id))
    after = min((one.at for one in counted if one.at > at), default=now)
    return min(now, at + house.max_shift, after)


def _came(tx: Tx, worker: Worker, at: Instant) -> tuple[Instant, int]:
    """Return the clock-in that a punch at an instant belongs to, and that punch's own id."""
    near = facts.punches_between(tx, worker.id, at - DAY_SECONDS, at + 1)
    counted = effective(near, facts.corrections_of(tx, worker.id))
    came = max((one.at for one in counted if one.at <= at and one.kind is Kind.IN), default=at)
    return came, next((one.id for one in counted if one.at == at), 0)


def _open_and_old(worker: Worker, shown: ClockState, now: Instant) -> Instant | None:
    if shown.state == "out" or shown.since is None:
        return None
    late = leaving.overdue(shown.since, now, worker.roster)
    stale = punching.is_stale(shown.state, shown.since, now)
    return shown.since if stale or late else None


def _choices(
    tx: Tx, worker: Worker, came: Instant, at: Instant, until: Instant
) -> tuple[Leaving, ...]:
    day = calendar.day_of(came, worker.zone)
    midnight = calendar.start_of_day(day, worker.zone)
    before = day - timedelta(days=1)
    own = _stays(recent.stays(tx, [worker.id], day - LOOK_BACK, before), worker.zone)
    crew = _stays(recent.stays(tx, _mates(tx, worker, day), day, day), worker.zone)
    found = leaving.likely_ends(came, until, midnight, roster=worker.roster, own=own, crew=crew)
    return tuple(one for one in found if one.at > at)


def _mates(tx: Tx, worker: Worker, day: date) -> frozenset[int]:
    team = worker.team_on(day)
    members = people.team_members(tx, frozenset({team} if team else ()), day, day)
    return members - {worker.id}


def _stays(rows: Iterable[tuple[Instant, Instant, str]], zone: str) -> list[Stay]:
    found = []
    for start, end, _zone in rows:
        midnight = calendar.start_of_day(calendar.day_of(start, zone), zone)
        found.append(Stay(start, end, start - midnight, end - midnight))
    return found


def _undo_until(shown: ClockState, now: Instant) -> Instant | None:
    if shown.since is None or shown.punch is None or not 0 <= now - shown.since <= UNDO:
        return None
    return shown.since + UNDO


def _code_choices(
    tx: Tx, worker: Worker, own: Sequence[Charged], now: Instant, names: Names, *, switching: bool
) -> tuple[CodeChoice, ...]:
    """Return the likeliest codes of a person.

    Who switches has left what he said last today; who says what a shift was for may mean it.
    """
    today = calendar.day_of(now, worker.zone)
    last = terms.last_code(tx, worker.id, now + 1) if switching else None
    without = last[1] if last and calendar.day_of(last[0], worker.zone) == today else None
    crew = recent.codes(tx, _mates(tx, worker, today), calendar.start_of_day(today, worker.zone))
    planned = [r.code for r in worker.roster if r.code and r.start - 7200 <= now < r.end]
    ranked = likely_codes(own, crew, planned, now, without=without)
    return tuple(CodeChoice(code, names.spoken(code.project, code.task)) for code in ranked)
