"""The click: a press becomes a punch, once, whatever the network does.

The punch is committed, and so on the disk, before anything is answered. What follows from it is
derived afterwards; should that fail, the punch stands and its workweek is marked stale.
"""

import hashlib
import json
import logging
from dataclasses import dataclass

from timesheet.actions import asking, deriving
from timesheet.core import calendar, punching
from timesheet.core.model import Channel, Instant, Kind
from timesheet.core.punching import Outcome
from timesheet.errors import Conflict, Refused
from timesheet.store import clock as clocks
from timesheet.store import facts, owed
from timesheet.store.clock import ClockState, Known
from timesheet.store.db import Tx, read, write

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a client sends when somebody presses a button.

    ``uuid`` is made and stored by the client before it sends; ``received_us`` is the server's
    clock in microseconds; ``claimed_at`` the client's in seconds. ``offline``: the press waited on
    the device. ``seen_version`` is the state that the page showed.
    """

    person: int
    uuid: str
    intent: str
    received_us: int
    zone: str
    actor: int | None
    claimed_at: Instant | None = None
    offline: bool = False
    seen_version: int | None = None
    device: int | None = None
    device_seq: int | None = None
    channel: str = Channel.WEB
    note: str = ""
    site: int | None = None
    project: int | None = None
    task: int | None = None

    @property
    def received(self) -> Instant:
        """When the server got it, in seconds."""
        return self.received_us // 1_000_000

    @property
    def body_hash(self) -> str:
        """What tells a retry from another press under the same uuid."""
        said = [
            self.intent, self.claimed_at, self.device_seq, self.note, self.site, self.project,
            self.task,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Pressed:
    """The answer to a press: what became of it, when it counts, and what the clock shows now."""

    outcome: Outcome
    at: Instant
    punch: int | None
    clock: ClockState

    @property
    def made(self) -> bool:
        """True where this very press made a punch."""
        return self.outcome is Outcome.RECORDED


def clock(person: int) -> ClockState:
    """Return what a person's clock shows."""
    with read() as tx:
        return clocks.state(tx, person)


def punch(press: Press) -> Pressed:
    """Record a press and derive what follows from it.

    Of a repeated one, too: whoever took it first may have been killed before it derived anything.
    Conflict where the uuid was used for another press; Refused where the press makes no sense.
    """
    pressed = record(press)
    if pressed.punch is not None:
        derive_after(press.person, pressed.at, word=press.project is not None)
    if pressed.made and press.intent == Kind.OUT:
        asking.after(press.person, pressed.at, press.received)
    return pressed


def record(press: Press) -> Pressed:
    """Record a press, without deriving anything: committed when this returns."""
    kind = _kind(press)
    with write() as tx:
        shown = clocks.locked(tx, press.person)
        earlier = clocks.known(tx, press.person, press.uuid)
        if earlier is not None:
            return _repeated(press, earlier, shown)
        counts = punching.timing(press.received, press.claimed_at, offline=press.offline)
        seen = press.seen_version == shown.version
        if not press.offline and punching.already(
            shown.state, shown.since, kind, counts.at, seen=seen
        ):
            _decline(tx, press)
            return Pressed(Outcome.ALREADY, shown.since or counts.at, None, shown)
        if unknown := facts.unknown_code(tx, press.project, press.task, press.site):
            msg = f"{unknown}: there is none with this number"
            raise Refused(msg, field=unknown)
        return _add(tx, press, kind, counts.at, shown)


def derive_after(person: int, at: Instant, *, word: bool = False) -> None:
    """Derive the workweek of a new fact, whose transaction noted it as owed.

    A failure of ours is logged and leaves it stale.
    """
    try:
        deriving.derive_at(person, at, word=word)
    except Exception:  # the punch is safe; a sweep derives the week again
        log.exception("deriving failed", extra={"person": person})
        deriving.mark_stale_at(person, at)


def _kind(press: Press) -> Kind:
    try:
        kind = Kind(press.intent)
    except ValueError:
        choices = ", ".join(kind.value for kind in Kind)
        msg = f"intent: {press.intent[:40]!r} is none of {choices}"
        raise Refused(msg, field="intent") from None
    if not 8 <= len(press.uuid) <= 64:
        msg = "uuid: between 8 and 64 characters are needed"
        raise Refused(msg, field="uuid")
    if kind is Kind.TRANSFER and press.project is None:
        msg = "project: a change of work needs the code that it changes to"
        raise Refused(msg, field="project")
    return kind


def _repeated(press: Press, earlier: Known, shown: ClockState) -> Pressed:
    if earlier.body_hash != press.body_hash:
        msg = "this press was already recorded with other content; reload the page and press again"
        raise Conflict(msg, field="uuid")
    outcome = Outcome.REPEATED if earlier.punch is not None else Outcome.ALREADY
    return Pressed(outcome, earlier.at, earlier.punch, shown)


def _decline(tx: Tx, press: Press) -> None:
    facts.add_declined(
        tx,
        person_id=press.person,
        client_uuid=press.uuid,
        kind=press.intent,
        received_us=press.received_us,
        outcome=Outcome.ALREADY,
        body_hash=press.body_hash,
    )


def _add(tx: Tx, press: Press, kind: Kind, at: Instant, shown: ClockState) -> Pressed:
    key = facts.add_punch(
        tx,
        person_id=press.person,
        client_uuid=press.uuid,
        kind=kind.value,
        at=at,
        received_us=press.received_us,
        claimed_at=press.claimed_at,
        zone=press.zone,
        utc_offset=calendar.offset(at, press.zone),
        channel=press.channel,
        offline=press.offline,
        device_id=press.device,
        device_seq=press.device_seq,
        actor_id=press.actor,
        site_id=press.site,
        project_id=press.project,
        task_id=press.task,
        note=press.note,
        body_hash=press.body_hash,
        break_seconds=0,
    )
    owed.note(tx, press.person, at, press.received, word=press.project is not None)
    if shown.since is None or at >= shown.since:
        # What was delivered late does not change what the clock shows now.
        to = punching.state_after(kind)
        clocks.show(tx, press.person, to, at, key)
        shown = ClockState(to, at, shown.version + 1, key)
    return Pressed(Outcome.RECORDED, at, key, shown)
