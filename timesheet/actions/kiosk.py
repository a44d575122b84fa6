"""Many workers, one tablet: how it is registered, and how each of them is known at it.

A PIN is no password: it counts only beside a name and at a registered tablet. What a badge or a
PIN opens is one press, not a session.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from timesheet.actions import guessing, punching
from timesheet.actions.guessing import Limit
from timesheet.actions.punching import Press, Pressed
from timesheet.core import calendar
from timesheet.core.model import Channel, Instant, Seconds
from timesheet.core.punching import timing as punching_time
from timesheet.errors import Missing, Refused
from timesheet.store import audit, kiosks, people
from timesheet.store import clock as clocks
from timesheet.store.clock import ClockState
from timesheet.store.db import Tx, read, write
from timesheet.store.kiosks import Known, Tablet

CODE_HOLDS: Seconds = 10 * 60
SECRET_HOLDS: Seconds = 24 * 3600
DIGITS = 6
# Wrong PINs: for one worker at one tablet, for one worker anywhere, at one tablet in all.
PER_WORKER_HERE = Limit(5, 5 * 60)
PER_WORKER = Limit(10, 15 * 60)
PER_TABLET = Limit(60, 15 * 60)
PER_NETWORK = Limit(10, 60)
TOO_MANY = "Too many wrong tries. Wait %(wait)s seconds, then try again."
# Without letters and digits that look alike; a person types it once.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Opened:
    """A tablet that showed a secret, and whether that is the newest it was given."""

    tablet: Tablet
    newest: bool


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who stands before a tablet, and what his clock shows."""

    id: int
    name: str
    zone: str
    locale: str
    clock: ClockState


def tablets() -> list[Tablet]:
    """Return all tablets."""
    with read() as tx:
        return kiosks.everyone(tx)


def add(name: str, site: int | None, actor: int, now: Instant) -> str:
    """Add a tablet and return the code that registers it within ten minutes."""
    if not 1 <= len(name) <= 200:
        msg = "A tablet needs a name of at most 200 characters."
        raise Refused(msg, field="name")
    with write() as tx:
        key = kiosks.create(tx, name, site, now)
        audit.record(tx, actor, "kiosk_added", "kiosk", key)
    return offer(key, actor, now)


def offer(key: int, actor: int, now: Instant) -> str:
    """Return a new code for a tablet; the tablet that was registered before is one no more."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    with write() as tx:
        if not kiosks.offer(tx, key, code, now + CODE_HOLDS):
            msg = "kiosk"
            raise Missing(msg)
        audit.record(tx, actor, "kiosk_code_made", "kiosk", key)
    return code


def end(key: int, actor: int, now: Instant) -> None:
    """Take a tablet's registration away, at once."""
    with write() as tx:
        if not kiosks.end(tx, key, now):
            msg = "kiosk"
            raise Missing(msg)
        audit.record(tx, actor, "kiosk_ended", "kiosk", key)


def register(code: str, network: str, now: Instant) -> str:
    """Exchange the one-time code for the tablet's secret; Refused where it doesn't hold."""
    key = f"kiosk code {guessing.neighbourhood(network)}"
    made = guessing.attempt({key: PER_NETWORK}, now, TOO_MANY)
    secret = secrets.token_urlsafe(32)
    tidy = "".join(letter for letter in code.upper() if letter.isalnum())[:16]
    with write() as tx:
        found = kiosks.claim(tx, tidy, secret, now)
        if found is None:
            msg = "This code doesn't hold. An admin can make a new one; it holds for ten minutes."
            raise Refused(msg, field="code")
        audit.record(tx, None, "kiosk_registered", "kiosk", found)
    guessing.right(made)
    return secret


def opened(secret: str) -> Opened | None:
    """Return the tablet that holds a secret, or None."""
    with read() as tx:
        found = kiosks.find(tx, secret) if secret else None
    return None if found is None else Opened(*found)


def fresh_secret(shown: Opened, secret: str, now: Instant) -> str:
    """Return the secret that a tablet shall show from now on, once a day; else nothing.

    The secret before it holds until the fresh one was shown.
    """
    tablet = shown.tablet
    if not shown.newest or now - (tablet.changed_at or 0) < SECRET_HOLDS:
        return ""
    fresh = secrets.token_urlsafe(32)
    with write() as tx:
        changed = kiosks.change_secret(tx, tablet.id, secret, fresh, now)
    return fresh if changed else ""


def workers(tablet: Tablet, now: Instant) -> list[Known]:
    """Return who may be known at a tablet."""
    with read() as tx:
        return kiosks.workers(tx, tablet.site, calendar.day_of(now, tablet.zone))


def by_badge(tablet: Tablet, digest: str, now: Instant) -> Recognised:
    """Return whose badge was read; ``digest`` is the SHA-256 of what the scanner read, in hex."""
    made = guessing.attempt({f"kiosk {tablet.id}": PER_TABLET}, now, TOO_MANY)
    with read() as tx:
        person = kiosks.badge_holder(tx, digest, calendar.day_of(now, tablet.zone))
    if person is None:
        msg = "Nobody here has this badge. Tap your name instead."
        raise Refused(msg, field="badge")
    guessing.right(made)
    return recognised(person)


def by_pin(tablet: Tablet, person: int, pin: str, pepper: bytes, now: Instant) -> Recognised:
    """Return whom name and PIN tell; wrong guesses are slowed and written to the audit log."""
    limits = {
        f"pin {person} kiosk {tablet.id}": PER_WORKER_HERE,
        f"pin {person}": PER_WORKER,
        f"kiosk {tablet.id}": PER_TABLET,
    }
    try:
        made = guessing.attempt(limits, now, TOO_MANY)
    except guessing.TooMany:
        with write() as tx:
            audit.record(tx, None, "kiosk_guessing", "person", person, {"kiosk": tablet.id})
        raise
    with read() as tx:
        held = kiosks.pin_of(tx, person, calendar.day_of(now, tablet.zone))
    salt, digest = held or ("", "")
    if held is None or not hmac.compare_digest(_keyed(salt, pin, pepper), digest):
        msg = "That is not the PIN of this name."
        raise Refused(msg, field="pin")
    guessing.right(made)
    return recognised(person)


def recognised(person: int) -> Recognised:
    """Return a worker and what his clock shows."""
    with read() as tx:
        found = people.shown(tx, person)
        if found is None:
            msg = "person"
            raise Missing(msg)
        return Recognised(person, *found, clocks.state(tx, person))


def belongs(tablet: Tablet, person: int, now: Instant) -> bool:
    """Tell whether somebody may be known at a tablet."""
    return any(one.id == person for one in workers(tablet, now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A press at a tablet; ``unchecked``: no badge or PIN could be looked at when it was made.

    ``lead`` pressed for one of his crew; None: the worker himself.
    """

    uuid: str
    intent: str
    received_us: int
    claimed_at: Instant | None = None
    offline: bool = False
    device_seq: int | None = None
    unchecked: bool = False
    lead: int | None = None

    @property
    def made_at(self) -> Instant:
        """When it was made, as far as the tablet's word counts."""
        received = self.received_us // 1_000_000
        return punching_time(received, self.claimed_at, offline=self.offline).at

    def by_name_only(self) -> "Tapped":
        """Return the same press, with nothing behind it but a tapped name."""
        return replace(self, unchecked=True)


def punch(tablet: Tablet, person: int, tapped: Tapped) -> Pressed:
    """Record a worker's press at a tablet; its site is evidence of what the work was for.

    A press that nothing but a name stands behind has no actor, and accounting sees that.
    """
    return punching.punch(
        Press(
            person=person,
            uuid=tapped.uuid,
            intent=tapped.intent,
            received_us=tapped.received_us,
            zone=tablet.zone,
            actor=None if tapped.unchecked else tapped.lead or person,
            claimed_at=tapped.claimed_at,
            offline=tapped.offline,
            device=tablet.id,
            device_seq=tapped.device_seq,
            channel=Channel.KIOSK,
            site=tablet.site,
        )
    )


def pepper(secret: str | bytes | None) -> bytes:
    """Return the key of all PINs, made from the server's secret."""
    return hashlib.sha256(f"pins {secret!r}".encode()).digest()


def new_pin(person: int, pepper: bytes, actor: int, now: Instant) -> str:
    """Give a person a new PIN that nobody chose, and return it: it is shown once."""
    pin = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    while len(set(pin)) < 3:
        pin = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    set_pin(person, pin, pepper, actor, now)
    return pin


def set_pin(person: int, pin: str, pepper: bytes, actor: int, now: Instant) -> None:
    """Set a PIN; Refused where it has not six digits, or is one that anybody tries first."""
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdecimal()):
        msg = "A PIN has six digits."
        raise Refused(msg, field="pin")
    if len(set(pin)) < 3 or pin in "01234567890" or pin in "09876543210":
        msg = "That PIN is one of the first that anybody would try."
        raise Refused(msg, field="pin")
    with write() as tx:
        keep_pin(tx, person, pin, pepper, now)
        audit.record(tx, actor, "pin_set", "person", person)


def keep_pin(tx: Tx, person: int, pin: str, pepper: bytes, now: Instant) -> None:
    """Store a PIN that was looked at, as a hash with a salt of its own."""
    salt = secrets.token_hex(16)
    kiosks.set_pin(tx, person, salt, _keyed(salt, pin, pepper), now)


def add_badge(person: int, code: str, actor: int, now: Instant) -> None:
    """Give a person the badge that a scanner reads as ``code``."""
    code = code.strip()
    if not 6 <= len(code) <= 200:
        msg = "A badge is read as 6 to 200 characters: scan it into this field."
        raise Refused(msg, field="badge")
    with write() as tx:
        if not kiosks.add_badge(tx, person, code, now):
            msg = "This badge is, or was, somebody's."
            raise Refused(msg, field="badge")
        audit.record(tx, actor, "badge_added", "person", person)


def new_badge(person: int, actor: int, now: Instant) -> str:
    """Make a badge to be printed as a QR code; return what the code says, which isn't kept."""
    code = f"tsb-{secrets.token_urlsafe(18)}"
    add_badge(person, code, actor, now)
    return code


def end_badges(person: int, actor: int, now: Instant) -> int:
    """Let all badges of a person hold no longer; return how many there were."""
    with write() as tx:
        held = [key for key, _since in kiosks.badges_of(tx, person)]
        kiosks.end_badges(tx, person, held, now)
        audit.record(tx, actor, "badges_ended", "person", person, {"count": len(held)})
    return len(held)


def badges(person: int) -> int:
    """Return how many badges of a person hold."""
    with read() as tx:
        return len(kiosks.badges_of(tx, person))


def _keyed(salt: str, pin: str, pepper: bytes) -> str:
    return hmac.new(pepper, f"{salt} {pin}".encode(), hashlib.sha256).hexdigest()
