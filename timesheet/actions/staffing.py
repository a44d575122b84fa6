"""People and their access, from the command line."""

from datetime import timedelta

from timesheet import now
from timesheet.actions.signing import hash_password
from timesheet.core import calendar
from timesheet.errors import Refused
from timesheet.store import audit, people
from timesheet.store.db import Tx, write
from timesheet.store.people import Credentials


def add(login: str, name: str, zone: str, roles: frozenset[str], password: str) -> int:
    """Add a person who can sign in, and return his id; his number is the login."""
    try:
        calendar.zone(zone)
    except ValueError as error:
        raise Refused(str(error), field="zone") from error
    hashed = hash_password(password)
    with write() as tx:
        if people.credentials(tx, login) is not None:
            msg = f"{login} is taken"
            raise Refused(msg, field="login")
        key = people.add_person(
            tx, number=login, name=name, login=login, zone=zone, roles=roles, password_hash=hashed
        )
        audit.record(tx, None, "person_added", "person", key, {"roles": sorted(roles)})
        return key


def set_password(login: str, password: str) -> None:
    """Set a password and end all sessions."""
    hashed = hash_password(password)
    with write() as tx:
        found = _find(tx, login)
        people.set_password(tx, found.person, hashed)
        audit.record(tx, None, "password_set", "person", found.person)


def disable(login: str) -> None:
    """End somebody's access and sessions at once."""
    with write() as tx:
        found = _find(tx, login)
        yesterday = calendar.day_of(now.utc(), "UTC") - timedelta(days=1)
        people.end_access(tx, found.person, yesterday)
        audit.record(tx, None, "person_disabled", "person", found.person)


def _find(tx: Tx, login: str) -> Credentials:
    found = people.credentials(tx, login)
    if found is None:
        msg = f"nobody has the login {login}"
        raise Refused(msg, field="login")
    return found
