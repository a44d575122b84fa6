"""People: who they are, what they may do, which team they belong to from when."""

from datetime import date

from timesheet.actions.setting_up import changes, following
from timesheet.actions.setting_up.changes import Author
from timesheet.actions.signing import hash_password
from timesheet.core import calendar
from timesheet.errors import Missing, Refused
from timesheet.store import audit, catalog, db, staff
from timesheet.store import people as stored
from timesheet.store.codes import Person, Site, Team
from timesheet.store.db import Tx

ROLES = ("worker", "lead", "accounting", "admin")


def save(person: Person, roles: set[str], seen: str, author: Author) -> int:
    """Add or change a person with his roles, and return his id.

    Whoever loses a role, or has ended, is signed out everywhere.
    """
    if not roles <= set(ROLES):
        raise Refused("Choose from the list.", field="roles")

    def check(tx: Tx, after: Person, before: Person | None) -> None:
        _check(tx, after)
        if before is not None:
            _keep_an_admin(tx, after, roles, author)

    def done(tx: Tx, after: Person, before: Person | None) -> None:
        _give_roles(tx, after, before, roles, author)
        if before is not None and before.zone != after.zone:
            following.mark(tx, people=[after.id])

    key = changes.save(person, seen, author, check, done, auth_version=1)
    following.derive()
    return key


def _check(tx: Tx, person: Person) -> None:
    changes.check_zone(person.zone)
    changes.check_reference(tx, Site, person.site_id, "site_id")
    changes.check_days(person.started_on, person.ended_on, "ended_on")
    if person.login != person.login.strip().lower() or " " in person.login:
        raise Refused("Lower case, without spaces.", field="login")


def _keep_an_admin(tx: Tx, person: Person, roles: set[str], author: Author) -> None:
    today = calendar.day_of(author.at, person.zone)
    ended = person.ended_on is not None and person.ended_on < today
    if ("admin" in roles and not ended) or staff.admins(tx, today) - {person.id}:
        return
    field = "ended_on" if ended else "roles"
    raise Refused("Nobody else is an admin: give somebody that role first.", field=field)


def _give_roles(
    tx: Tx, person: Person, before: Person | None, roles: set[str], author: Author
) -> None:
    held = stored.roles_of(tx, person.id)
    if roles != held:
        staff.set_roles(tx, person.id, roles)
        added, gone = sorted(roles - held), sorted(held - roles)
        audit.record(
            tx, author.person, "roles", "person", person.id, {"added": added, "removed": gone}
        )
    ends = before is not None and before.ended_on is None and person.ended_on is not None
    if ends or held - roles:
        staff.end_sessions(tx, person.id)


def join(person: int, team: int | None, first: date, author: Author) -> None:
    """Let a person belong to a team (None: to none) from a day on."""
    with db.write() as tx:
        if catalog.find(tx, Person, person, lock=True) is None:
            raise Missing("person")
        changes.check_reference(tx, Team, team, "team_id")
        if team is None:
            staff.leave(tx, person, first - staff.DAY)
        else:
            staff.join(tx, person, team, first)
        day = first.isoformat()
        audit.record(tx, author.person, "team", "person", person, {"team": team, "first": day})
        following.mark(tx, people=[person], first_day=first)
    following.derive()


def set_password(person: int, password: str, author: Author) -> None:
    """Give a person a new password; whoever was signed in with the old one is no more."""
    hashed = hash_password(password)
    with db.write() as tx:
        if catalog.find(tx, Person, person) is None:
            raise Missing("person")
        stored.set_password(tx, person, hashed)
        audit.record(tx, author.person, "password_set", "person", person)


def remove(person: int, author: Author) -> None:
    """Remove a person of whom nothing but roles was ever recorded; Refused otherwise."""
    with db.write() as tx:
        entry = catalog.find(tx, Person, person, lock=True)
        if entry is None:
            raise Missing("person")
        if set(catalog.uses(tx, entry)) - {"role_grant"}:
            raise Refused("This person is in the books and stays. Give a last day instead.")
        _keep_an_admin(tx, entry, set(), author)
        staff.forget_roles(tx, person)
        catalog.remove(tx, entry)
        audit.record(tx, author.person, "removed", "person", person)
