"""Signing in and out, passwords, and how fast somebody may guess."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from timesheet.actions import guessing
from timesheet.actions.guessing import Limit
from timesheet.core import calendar
from timesheet.core.model import Instant, Seconds
from timesheet.errors import Missing, Refused
from timesheet.store import audit, people, sessions
from timesheet.store.db import read, write
from timesheet.store.people import Credentials
from timesheet.store.sessions import SignedIn

HOUR: Seconds = 3600
LONG: Seconds = 30 * 24 * HOUR
SHORT: Seconds = 12 * HOUR
# Wrong passwords for one account from one network, and from one network in all.
PER_ACCOUNT = Limit(10, 60)
PER_NETWORK = Limit(30, 60)
TOO_MANY = "Too many wrong passwords. Wait %(wait)s seconds, then try again."
SHORTEST, LONGEST = 8, 256

# OWASP's argon2id parameters: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a request: a person with his roles, for this request only.

    ``led`` are the teams he leads, ``csv_dialect`` is how he likes his CSV ("" where he never
    chose). Nothing here is a rate or a password.
    """

    id: int
    name: str
    roles: frozenset[str]
    led: frozenset[int]
    zone: str
    locale: str
    signed_in_at: Instant
    csv_dialect: str = ""

    def has(self, *roles: str) -> bool:
        """Tell whether the person has any of some roles."""
        return not self.roles.isdisjoint(roles)


def sign_in(login: str, password: str, network: str, now: Instant) -> str:
    """Check a password and return the token of a new session.

    ``network`` is the address that it comes from. Refused where login or password is wrong (the
    answer and its time are the same for both); TooMany where too many were wrong within the last
    minute. There is never a hard lock.
    """
    near = guessing.neighbourhood(network)
    limits = {
        f"account {login.strip().lower()} {near}": PER_ACCOUNT,
        f"network {near}": PER_NETWORK,
    }
    attempt = guessing.attempt(limits, now, TOO_MANY)
    with read() as tx:
        found = people.credentials(tx, login)
    right = _matches(found.password_hash if found else None, password[: LONGEST + 1])
    if found is None or not right or _has_left(found, now):
        msg = "Login or password is wrong."
        raise Refused(msg, field="password")
    with write() as tx:
        sessions.forget_attempt(tx, attempt)
        powerful = people.roles_of(tx, found.person) & {"accounting", "admin"}
        lasts = SHORT if powerful else LONG
        return sessions.begin(tx, found.person, found.auth_version, now, lasts)


def _has_left(found: Credentials, now: Instant) -> bool:
    return found.ended_on is not None and found.ended_on < calendar.day_of(now, "UTC")


def sign_out(token: str) -> None:
    """End a session."""
    with write() as tx:
        sessions.end(tx, token)


def actor_of(token: str, now: Instant) -> Actor | None:
    """Return who acts with a token, or None where its session has ended."""
    found: SignedIn | None = sessions.find(token, now, calendar.day_of(now, "UTC"))
    if found is None:
        return None
    led = found.led if "lead" in found.roles else frozenset[int]()
    return Actor(
        found.person,
        found.name,
        found.roles,
        led,
        found.zone,
        found.locale,
        found.created_at,
        found.csv_dialect,
    )


def change_password(person: int, old: str, new: str, now: Instant) -> None:
    """Change one's own password; all sessions end, the present one too."""
    attempt = guessing.attempt({f"password of {person}": PER_ACCOUNT}, now, TOO_MANY)
    with read() as tx:
        found = people.credentials_of(tx, person)
    if found is None or not _matches(found.password_hash, old):
        msg = "That is not your present password."
        raise Refused(msg, field="old")
    hashed = hash_password(new)
    with write() as tx:
        sessions.forget_attempt(tx, attempt)
        people.set_password(tx, person, hashed)
        sessions.end_all(tx, person)
        audit.record(tx, person, "password_changed", "person", person)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; Refused where it is too short, long or common."""
    if len(password) < SHORTEST:
        msg = "A password needs at least %(least)d characters; a sentence is best."
        raise Refused(msg, field="new", least=SHORTEST)
    if len(password) > LONGEST:
        msg = "A password has at most %(most)d characters."
        raise Refused(msg, field="new", most=LONGEST)
    if password.lower() in COMMON or len(set(password)) < 4:
        msg = "That password is one of the first that anybody would guess."
        raise Refused(msg, field="new")
    return _hasher.hash(password)


def _matches(held: str | None, password: str) -> bool:
    """Compare in the same time whether or not there is anything to compare with."""
    try:
        _hasher.verify(held or _nobody(), password)
    except VerificationError:
        return False
    return held is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


_FIRST_GUESSES = """
password password1 password12 password123 12345678 123456789 1234567890 qwertyui qwerty123
iloveyou sunshine princess football baseball superman trustno1 letmein1 welcome1 welcome123
timesheet timesheets admin123 administrator changeme whatever starwars computer michelle
jennifer 11111111 00000000 87654321 abcd1234 abc12345 qwertyuiop 1q2w3e4r asdfghjk zaq12wsx
dragon12 monkey12 shadow12 master12 michael1 football1 baseball1 charlie1 passw0rd p@ssw0rd
"""
COMMON = frozenset(_FIRST_GUESSES.split())


def visible_people(
    actor: Actor, now: Instant, first: date | None = None, last: date | None = None
) -> frozenset[int] | None:
    """Return whose hours a person may see; None is everybody's.

    Accounting and admins see all; a worker himself; a lead also who is in his teams today, or was
    on any day from ``first`` to ``last`` (what he saw then he sees when he looks back).
    """
    if actor.has("accounting", "admin"):
        return None
    today = calendar.day_of(now, actor.zone)
    with read() as tx:
        crew = people.team_members(tx, actor.led, today, today)
        if first is not None and last is not None:
            crew |= people.team_members(tx, actor.led, first, last)
    return crew | {actor.id}


def may_see(actor: Actor, person: int, now: Instant, day: date | None = None) -> None:
    """Let pass whoever may see a person's hours (of a day); Missing, as if there were no such."""
    seen = visible_people(actor, now, day, day)
    if seen is not None and person not in seen:
        msg = "person"
        raise Missing(msg)
