"""What a worker mends himself: his own word, added beside the punches, which stay as they are."""

from timesheet.actions import punching
from timesheet.actions.standing import UNDO, forgotten
from timesheet.core.model import Instant, Kind, Punch
from timesheet.core.punching import state_after
from timesheet.core.shifts.effective import effective
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import clock, facts, terms
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
        _add(tx, person, now, worker.zone, at=at, kind=Kind.OUT.value, reason=LEFT)
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
        said = any(one.code for one in facts.punches_by_id(tx, [punch]))
        _add(tx, person, now, None, punch_id=punch, reason=TAKEN_BACK)
        show_again(tx, person, now)
    punching.derive_after(person, shown.since, word=said)


def move(person: int, punch: int, at: Instant, reason: str, now: Instant) -> None:
    """Say when a punch of one's own really was; ``punch`` as in ``core`` (negative: was added)."""
    _correct(person, punch, now, reason, at=at)


def remove(person: int, punch: int, reason: str, now: Instant) -> None:
    """Say that a punch of one's own doesn't count."""
    _correct(person, punch, now, reason, at=None)


def add(person: int, kind: Kind, at: Instant, reason: str, now: Instant) -> None:
    """Add a punch that one forgot."""
    _check(reason, at, now)
    with write() as tx:
        clock.locked(tx, person)
        zone = terms.worker(tx, person, now, now).zone
        _add(tx, person, now, zone, at=at, kind=kind.value, reason=reason)
        show_again(tx, person, now)
    punching.derive_after(person, at)


def _correct(person: int, punch: int, now: Instant, reason: str, at: Instant | None) -> None:
    _check(reason, at, now)
    with write() as tx:
        clock.locked(tx, person)
        before = _own(tx, person, punch)
        if at is not None and abs(at - before.at) > DAY_SECONDS:
            msg = "That is more than a day away. Remove this punch and add another."
            raise Refused(msg, field="at")
        named = {"punch_id": punch} if punch > 0 else {"added_id": -punch}
        kind = None if at is None else before.kind.value
        _add(tx, person, now, None, at=at, kind=kind, reason=reason, **named)
        show_again(tx, person, now)
    for moved in {before.at, before.at if at is None else at}:
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


def _add(tx: Tx, person: int, now: Instant, zone: str | None, **values: object) -> int:
    return facts.add_correction(
        tx, person_id=person, author_id=person, made_at=now, zone=zone, **values
    )


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
