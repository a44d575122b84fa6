"""Reading people: who signs in, what he may do, and whom he may see."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, select, update

from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import Membership, Person, RoleGrant

people = table_of(Person)
grants = table_of(RoleGrant)
memberships = table_of(Membership)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    person: int
    password_hash: str | None
    auth_version: int
    ended_on: date | None


_CREDENTIALS = select(
    people.c.id, people.c.password_hash, people.c.auth_version, people.c.ended_on
).where(people.c.login == bindparam("login"))
_ROLES = select(grants.c.role).where(grants.c.person_id == bindparam("person"))


def credentials(tx: Tx, login: str) -> Credentials | None:
    """Return what the sign-in of a login is checked against, or None where there is no such."""
    row = tx.execute(_CREDENTIALS, {"login": login.strip().lower()}).first()
    return None if row is None else Credentials(row[0], row[1], row[2], row[3])


def credentials_of(tx: Tx, person: int) -> Credentials | None:
    """Return what the password of a person is checked against."""
    query = select(
        people.c.id, people.c.password_hash, people.c.auth_version, people.c.ended_on
    ).where(people.c.id == person)
    row = tx.execute(query).first()
    return None if row is None else Credentials(row[0], row[1], row[2], row[3])


def roles_of(tx: Tx, person: int) -> frozenset[str]:
    """Return the roles of a person."""
    return frozenset(tx.execute(_ROLES, {"person": person}).scalars())


def shown(tx: Tx, person: int) -> tuple[str, str, str] | None:
    """Return a person's name, zone and language; None where there is no such person."""
    query = select(people.c.name, people.c.zone, people.c.locale).where(people.c.id == person)
    row = tx.execute(query).first()
    return None if row is None else (row[0], row[1], row[2])


def employed(tx: Tx, day: date) -> frozenset[int]:
    """Return who hasn't left before a day."""
    going = people.c.ended_on.is_(None) | (people.c.ended_on >= day)
    return frozenset(tx.execute(select(people.c.id).where(going)).scalars())


def team_members(tx: Tx, teams: frozenset[int], first: date, last: date) -> frozenset[int]:
    """Return who belonged to any of some teams on a day from ``first`` to ``last``, inclusive."""
    if not teams:
        return frozenset()
    query = select(memberships.c.person_id).where(
        memberships.c.team_id.in_(teams),
        memberships.c.valid_from <= last,
        memberships.c.valid_to.is_(None) | (memberships.c.valid_to >= first),
    )
    return frozenset(tx.execute(query).scalars())


def set_csv_dialect(tx: Tx, person: int, dialect: str) -> None:
    """Keep how somebody likes his CSV."""
    tx.execute(update(people).where(people.c.id == person).values(csv_dialect=dialect))


def set_password(tx: Tx, person: int, password_hash: str) -> None:
    """Set a password; every session made before ends."""
    tx.execute(
        update(people)
        .where(people.c.id == person)
        .values(password_hash=password_hash, auth_version=people.c.auth_version + 1)
    )


def end_access(tx: Tx, person: int, on: date) -> None:
    """End a person's access from a day on, and all his sessions at once."""
    tx.execute(
        update(people)
        .where(people.c.id == person)
        .values(ended_on=on, auth_version=people.c.auth_version + 1)
    )


def add_person(
    tx: Tx,
    *,
    number: str,
    name: str,
    login: str,
    zone: str,
    roles: frozenset[str],
    password_hash: str | None = None,
    started_on: date | None = None,
) -> int:
    """Add a person with his roles and return his id."""
    values = {
        "number": number,
        "name": name,
        "login": login.strip().lower(),
        "zone": zone,
        "password_hash": password_hash,
        "auth_version": 1,
        "locale": "en",
        "started_on": started_on,
    }
    person = add(tx, people, values)
    for role in sorted(roles):
        tx.execute(insert(grants).values(person_id=person, role=role))
    return person
