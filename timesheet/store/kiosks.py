"""Shared tablets, and who is known at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, delete, insert, or_, select, update

from timesheet.core.model import Instant
from timesheet.store import photos
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.sessions import hashed
from timesheet.store.tables import (
    Badge,
    Company,
    Kiosk,
    Membership,
    Person,
    Pin,
    RoleGrant,
    Site,
    TeamLead,
)

kiosks = table_of(Kiosk)
badges = table_of(Badge)
pins = table_of(Pin)
people = table_of(Person)
sites = table_of(Site)
company = table_of(Company)
grants = table_of(RoleGrant)
leads = table_of(TeamLead)
memberships = table_of(Membership)


@dataclass(frozen=True, slots=True)
class Tablet:
    """A shared tablet: where it stands, in which zone, and since when its secret holds."""

    id: int
    name: str
    site: int | None
    place: str
    zone: str
    changed_at: Instant | None
    code_until: Instant | None
    ended_at: Instant | None


@dataclass(frozen=True, slots=True)
class Known:
    """A worker as a kiosk may show him: his name. ``marks`` begin the hashes of his badges.

    ``photo`` tells his picture from another; "" where there is none to be shown.
    """

    id: int
    name: str
    marks: tuple[str, ...] = ()
    photo: str = ""


def _tablets() -> Select[tuple[int, str, int | None, str, str, int | None, int | None, int | None]]:
    zone = select(company.c.zone).where(company.c.id == 1).scalar_subquery()
    return select(
        kiosks.c.id,
        kiosks.c.name,
        kiosks.c.site_id,
        sites.c.name,
        sites.c.zone,
        kiosks.c.changed_at,
        kiosks.c.code_until,
        kiosks.c.ended_at,
        zone,
    ).select_from(kiosks.outerjoin(sites, sites.c.id == kiosks.c.site_id))


def _tablet(row: tuple[object, ...]) -> Tablet:
    *shown, zone = row
    key, name, site, place, own_zone, changed, until, ended = shown
    values: list[object] = [
        key,
        name,
        site,
        place or "",
        own_zone or zone or "UTC",
        changed,
        until,
        ended,
    ]
    return Tablet(*values)  # type: ignore[arg-type]


def everyone(tx: Tx) -> list[Tablet]:
    """Return all tablets, those in use first."""
    query = _tablets().order_by(kiosks.c.ended_at.is_not(None), kiosks.c.name, kiosks.c.id)
    return [_tablet(tuple(row)) for row in tx.execute(query)]


def find(tx: Tx, secret: str) -> tuple[Tablet, bool] | None:
    """Return the tablet that holds a secret, and whether that is its newest one."""
    digest = hashed(secret)
    query = _tablets().add_columns(kiosks.c.secret_hash == digest)
    held = or_(kiosks.c.secret_hash == digest, kiosks.c.previous_hash == digest)
    row = tx.execute(query.where(held, kiosks.c.ended_at.is_(None))).first()
    return None if row is None else (_tablet(tuple(row)[:-1]), bool(row[-1]))


def create(tx: Tx, name: str, site: int | None, now: Instant) -> int:
    """Add a tablet that nobody has registered yet; return its id."""
    return add(tx, kiosks, {"name": name, "site_id": site, "created_at": now})


def offer(tx: Tx, key: int, code: str, until: Instant) -> bool:
    """Let a one-time code register a tablet until an instant; what it held before ends."""
    values = {
        "code_hash": hashed(code), "code_until": until, "secret_hash": None,
        "previous_hash": None, "ended_at": None,
    }  # fmt: skip
    return tx.execute(update(kiosks).where(kiosks.c.id == key).values(values)).rowcount == 1


def claim(tx: Tx, code: str, secret: str, now: Instant) -> int | None:
    """Exchange a one-time code for a secret; None where the code doesn't hold (any more)."""
    holds = (kiosks.c.code_hash == hashed(code)) & (kiosks.c.code_until > now)
    key = tx.execute(select(kiosks.c.id).where(holds).with_for_update()).scalar()
    if key is not None:
        values = {
            "code_hash": None, "code_until": None, "secret_hash": hashed(secret),
            "previous_hash": None, "changed_at": now, "ended_at": None,
        }  # fmt: skip
        tx.execute(update(kiosks).where(kiosks.c.id == key).values(values))
    return key


def change_secret(tx: Tx, key: int, old: str, new: str, now: Instant) -> bool:
    """Give a tablet a new secret in the place of its newest; the old one holds until it is seen."""
    done = tx.execute(
        update(kiosks)
        .where(kiosks.c.id == key, kiosks.c.secret_hash == hashed(old))
        .values(secret_hash=hashed(new), previous_hash=hashed(old), changed_at=now)
    )
    return done.rowcount == 1


def end(tx: Tx, key: int, now: Instant) -> bool:
    """Take a tablet's registration away; its code and secrets hold no longer."""
    values = {
        "code_hash": None, "code_until": None, "secret_hash": None, "previous_hash": None,
        "ended_at": now,
    }  # fmt: skip
    held = kiosks.c.ended_at.is_(None)
    return tx.execute(update(kiosks).where(kiosks.c.id == key, held).values(values)).rowcount == 1


def workers(tx: Tx, site: int | None, day: date) -> list[Known]:
    """Return who may be known at a kiosk: those of its site and of none, or all where it has none.

    Only people who work here on the day and have a badge or a PIN.
    """
    query = select(people.c.id, people.c.name).where(
        people.c.ended_on.is_(None) | (people.c.ended_on >= day),
        people.c.id.in_(select(pins.c.person_id))
        | people.c.id.in_(select(badges.c.person_id).where(badges.c.ended_at.is_(None))),
    )
    if site is not None:
        query = query.where(people.c.site_id.is_(None) | (people.c.site_id == site))
    marks: dict[int, list[str]] = {}
    for person, digest in tx.execute(
        select(badges.c.person_id, badges.c.code_hash).where(badges.c.ended_at.is_(None))
    ):
        marks.setdefault(person, []).append(digest[:8])
    rows = tx.execute(query.order_by(people.c.name, people.c.id))
    held = photos.digests(tx)
    return [Known(key, name, tuple(marks.get(key, ())), held.get(key, "")) for key, name in rows]


def crew(tx: Tx, lead: int, day: date) -> list[tuple[int, str]]:
    """Return who is, on a day, in a team that somebody leads, by name; without himself.

    Nobody where he is no lead (any more); none who has left.
    """
    query = (
        select(people.c.id, people.c.name)
        .join(memberships, memberships.c.person_id == people.c.id)
        .join(leads, leads.c.team_id == memberships.c.team_id)
        .join(grants, (grants.c.person_id == leads.c.person_id) & (grants.c.role == "lead"))
        .where(
            leads.c.person_id == lead,
            people.c.id != lead,
            people.c.ended_on.is_(None) | (people.c.ended_on >= day),
            memberships.c.valid_from <= day,
            memberships.c.valid_to.is_(None) | (memberships.c.valid_to >= day),
        )
        .distinct()
        .order_by(people.c.name, people.c.id)
    )
    return [(row[0], row[1]) for row in tx.execute(query)]


def badge_holder(tx: Tx, digest: str, day: date) -> int | None:
    """Return whose badge has this hash, if the badge holds and he has not left."""
    query = (
        select(badges.c.person_id)
        .join(people, people.c.id == badges.c.person_id)
        .where(
            badges.c.code_hash == digest,
            badges.c.ended_at.is_(None),
            people.c.ended_on.is_(None) | (people.c.ended_on >= day),
        )
    )
    return tx.execute(query).scalar()


def badges_of(tx: Tx, person: int) -> list[tuple[int, Instant]]:
    """Return the badges of a person that hold: id, and since when."""
    query = select(badges.c.id, badges.c.added_at).where(
        badges.c.person_id == person, badges.c.ended_at.is_(None)
    )
    return [(row[0], row[1]) for row in tx.execute(query.order_by(badges.c.id))]


def add_badge(tx: Tx, person: int, code: str, now: Instant) -> bool:
    """Give a person a badge; False where the code was ever somebody's."""
    digest = hashed(code)
    if tx.execute(select(badges.c.id).where(badges.c.code_hash == digest)).first():
        return False
    tx.execute(insert(badges).values(person_id=person, code_hash=digest, added_at=now))
    return True


def end_badges(tx: Tx, person: int, ids: Iterable[int], now: Instant) -> None:
    """Let badges of a person hold no longer."""
    tx.execute(
        update(badges)
        .where(badges.c.person_id == person, badges.c.id.in_(list(ids)))
        .values(ended_at=now)
    )


def pin_of(tx: Tx, person: int, day: date) -> tuple[str, str] | None:
    """Return salt and hash of a person's PIN, if he has one and has not left."""
    query = (
        select(pins.c.salt, pins.c.hash)
        .join(people, people.c.id == pins.c.person_id)
        .where(
            pins.c.person_id == person,
            people.c.ended_on.is_(None) | (people.c.ended_on >= day),
        )
    )
    row = tx.execute(query).first()
    return None if row is None else (row[0], row[1])


def set_pin(tx: Tx, person: int, salt: str, digest: str, now: Instant) -> None:
    """Set a person's PIN; the one before holds no longer."""
    tx.execute(delete(pins).where(pins.c.person_id == person))
    tx.execute(insert(pins).values(person_id=person, salt=salt, hash=digest, changed_at=now))
