"""Punches mended by a person's word, his own or his lead's, beside the punches, which stay."""

from dataclasses import dataclass
from typing import Any

from timesheet.actions import punching
from timesheet.actions.standing import UNDO, forgotten
from timesheet.core.model import Instant, Kind, Punch
from timesheet.core.punching import state_after
from timesheet.core.shifts.effective import effective
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import clock, facts, owed, terms
from timesheet.store.clock import ClockState
from timesheet.store.db import Tx, write

LEFT = "forgot to clock out; says when"
TAKEN_BACK = "taken back within five minutes"
DAY_SECONDS = 86_400
RECENT = 40 * DAY_SECONDS


def left(person: int, punch: int, at: Instant, now: Instant) -> None:
    """Add the clock-out that a person forgot, at the instant that he says.

    ``punch`` is the clock-in that he was asked about. Conflict where it has its end by now.
    """
    with write() as tx:
        shown = clock.locked(tx, person)
        worker = terms.worker(tx, person, now - 8 * DAY_SECONDS, now + DAY_SECONDS)
        open_one = forgotten(tx, terms.house(tx), worker, shown, now)
        if open_one is None or open_one.punch != punch:
            msg = "That clock-in has its clock-out already."
            raise Conflict(msg, field="at")
        if not open_one.at < at <= open_one.until:
            msg = "Choose a time after you came and before your next punch."
            raise Refused(msg, field="at")
        said = Said(person, person, LEFT, now)
        _add(tx, said, worker.zone, at=at, kind=Kind.OUT.value)
        owed.note(tx, person, at, now)
        show_again(tx, person, now)
    punching.derive_after(person, at)


def undo(person: int, punch: int, now: Instant) -> None:
    """Take a person's last press back, while it is younger than ``UNDO`` seconds.

    It is voided by a correction; the press itself stays. Conflict where another came after it.
    """
    with write() as tx:
        shown = clock.locked(tx, person)
        if shown.punch != punch or shown.since is None or punch <= 0:
            msg = "Something else was pressed since; look again."
            raise Conflict(msg, field="punch")
        if now - shown.since > UNDO:
            msg = "Only the last five minutes can be taken back. Correct it in My week."
            raise Refused(msg, field="punch")
        coded = any(one.code for one in facts.punches_by_id(tx, [punch]))
        _add(tx, Said(person, person, TAKEN_BACK, now), None, punch_id=punch)
        owed.note(tx, person, shown.since, now, word=coded)
        show_again(tx, person, now)
    punching.derive_after(person, shown.since, word=coded)


@dataclass(frozen=True, slots=True)
class Said:
    """Who mends a person's punches, when and why.

    ``late``: he knows that the pay period is closed, and that the difference is an adjustment.
    """

    person: int
    author: int
    reason: str
    now: Instant
    late: bool = False


def move(said: Said, punch: int, at: Instant) -> None:
    """Say when a punch really was; ``punch`` as in ``core`` (negative: was added)."""
    _correct(said, punch, at)


def remove(said: Said, punch: int) -> None:
    """Say that a punch doesn't count."""
    _correct(said, punch, None)


def add(said: Said, kind: Kind, at: Instant) -> None:
    """Add a punch that was forgotten."""
    _check(said.reason, at, said.now)
    person, now = said.person, said.now
    with write() as tx:
        clock.locked(tx, person)
        zone = terms.worker(tx, person, now, now).zone
        _add(tx, said, zone, at=at, kind=kind.value)
        owed.note(tx, person, at, now)
        show_again(tx, person, now)
    punching.derive_after(person, at)


def _correct(said: Said, punch: int, at: Instant | None) -> None:
    _check(said.reason, at, said.now)
    person = said.person
    with write() as tx:
        clock.locked(tx, person)
        before = _own(tx, person, punch)
        if at is not None and abs(at - before.at) > DAY_SECONDS:
            msg = "That is more than a day away. Remove this punch and add another."
            raise Refused(msg, field="at")
        named = {"punch_id": punch} if punch > 0 else {"added_id": -punch}
        kind = None if at is None else before.kind.value
        _add(tx, said, None, at=at, kind=kind, **named)
        moves = {before.at, before.at if at is None else at}
        for moved in moves:
            owed.note(tx, person, moved, said.now, word=before.code is not None)
        show_again(tx, person, said.now)
    for moved in moves:
        punching.derive_after(person, moved, word=before.code is not None)


def _own(tx: Tx, person: int, punch: int) -> Punch:
    """Return a punch of a person as it counts now; Missing where it is another's or voided."""
    found = facts.punches_by_id(tx, [punch]) if punch > 0 else []
    mine = [one for one in found if one.person == person]
    counted = effective(mine, facts.corrections_of(tx, person))
    for one in counted:
        if one.id == punch:
            return one
    raise Missing("no such punch")


def _check(reason: str, at: Instant | None, now: Instant) -> None:
    if not 3 <= len(reason.strip()) <= 500:
        msg = "Say why, in a few words."
        raise Refused(msg, field="reason")
    if at is not None and not now - RECENT < at <= now:
        msg = "Choose a time in the last weeks, not ahead of now."
        raise Refused(msg, field="at")


def _add(tx: Tx, said: Said, zone: str | None, **values: Any) -> int:
    return facts.add_correction(
        tx, person_id=said.person, author_id=said.author, made_at=said.now, zone=zone,
        reason=said.reason, late=said.late, **values,
    )  # fmt: skip


def show_again(tx: Tx, person: int, now: Instant) -> ClockState:
    """Let a person's clock show what his punches say once corrections are applied."""
    near = facts.punches_between(tx, person, now - RECENT, now + RECENT)
    counted = effective(near, facts.corrections_of(tx, person))
    last = counted[-1] if counted else None
    to = "out" if last is None else state_after(last.kind)
    # The clock names punches only; one that a correction added has no row among them.
    punch = last.id if last is not None and last.id > 0 else None
    clock.show(tx, person, to, last.at if last else None, punch)
    return clock.state(tx, person)
