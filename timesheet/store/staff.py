"""Who people are to the company: roles, teams over time, leads. People themselves: ``catalog``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, delete, insert, select, update

from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.people import roles_of
from timesheet.store.tables import LaborLineRow, Membership, Person, RoleGrant, TeamLead

DAY = timedelta(days=1)

grants = table_of(RoleGrant)
memberships = table_of(Membership)
leads = table_of(TeamLead)
people = table_of(Person)
lines = table_of(LaborLineRow)


@dataclass(frozen=True, slots=True)
class Belonging:
    """A person belongs to a team from a day to a day, both inclusive (None: still)."""

    id: int
    person: int
    team: int
    first: date
    last: date | None


def set_roles(tx: Tx, person: int, roles: Iterable[str]) -> None:
    """Give a person exactly these roles."""
    held, wanted = roles_of(tx, person), frozenset(roles)
    gone = held - wanted
    query = delete(grants).where(grants.c.person_id == person, grants.c.role.in_(gone))
    tx.execute(query)
    for role in sorted(wanted - held):
        tx.execute(insert(grants).values(person_id=person, role=role))


def roles_by_person(tx: Tx, ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the roles of people, by id."""
    query = select(grants.c.person_id, grants.c.role).where(grants.c.person_id.in_(list(ids)))
    found: dict[int, list[str]] = {}
    for person, role in tx.execute(query.order_by(grants.c.role)):
        found.setdefault(person, []).append(role)
    return found


def teams_on(tx: Tx, ids: Iterable[int], day: date) -> dict[int, int]:
    """Return the team of each person on a day, for those who belong to one."""
    last = memberships.c.valid_to
    query = select(memberships.c.person_id, memberships.c.team_id).where(
        memberships.c.person_id.in_(list(ids)),
        memberships.c.valid_from <= day,
        last.is_(None) | (last >= day),
    )
    return {row.person_id: row.team_id for row in tx.execute(query)}


def forget_roles(tx: Tx, person: int) -> None:
    """Take all roles from a person who is to be removed."""
    tx.execute(delete(grants).where(grants.c.person_id == person))


def admins(tx: Tx, day: date) -> set[int]:
    """Return the people who have the admin's role on a day, and keep that so until commit."""
    return set(tx.execute(_holders("admin", day).with_for_update()).scalars())


def holders(tx: Tx, role: str, day: date) -> set[int]:
    """Return the people who have a role on a day."""
    return set(tx.execute(_holders(role, day)).scalars())


def _holders(role: str, day: date) -> Select[int]:
    return (
        select(grants.c.person_id)
        .join(people, people.c.id == grants.c.person_id)
        .where(grants.c.role == role)
        .where(people.c.ended_on.is_(None) | (people.c.ended_on >= day))
    )


def end_sessions(tx: Tx, person: int) -> None:
    """End every session of a person that was begun before now."""
    values = {"auth_version": people.c.auth_version + 1}
    tx.execute(update(people).where(people.c.id == person).values(**values))


def belongings(
    tx: Tx, *, person: int | None = None, team: int | None = None, day: date | None = None
) -> list[Belonging]:
    """Return who belongs where and when, of one person or team, on one day; by first day."""
    query = select(memberships).order_by(memberships.c.valid_from, memberships.c.id)
    if person is not None:
        query = query.where(memberships.c.person_id == person)
    if team is not None:
        query = query.where(memberships.c.team_id == team)
    if day is not None:
        last = memberships.c.valid_to
        query = query.where(memberships.c.valid_from <= day, last.is_(None) | (last >= day))
    return [
        Belonging(row.id, row.person_id, row.team_id, row.valid_from, row.valid_to)
        for row in tx.execute(query)
    ]


def join(tx: Tx, person: int, team: int, first: date) -> None:
    """Let a person belong to a team from a day on, until he next joins another."""
    later = [b.first for b in belongings(tx, person=person) if b.first > first]
    leave(tx, person, first - DAY)
    values = {"team_id": team, "valid_to": min(later) - DAY if later else None}
    same = (memberships.c.person_id == person) & (memberships.c.valid_from == first)
    if not tx.execute(update(memberships).where(same).values(**values)).rowcount:
        tx.execute(insert(memberships).values(person_id=person, valid_from=first, **values))


def leave(tx: Tx, person: int, last: date) -> None:
    """End the membership that reaches beyond a day, with that day."""
    reaches = memberships.c.valid_to.is_(None) | (memberships.c.valid_to > last)
    query = update(memberships).where(
        memberships.c.person_id == person, memberships.c.valid_from <= last, reaches
    )
    tx.execute(query.values(valid_to=last))


def leads_of(tx: Tx, team: int) -> set[int]:
    """Return who leads a team."""
    return set(tx.execute(select(leads.c.person_id).where(leads.c.team_id == team)).scalars())


def set_leads(tx: Tx, team: int, wanted: set[int]) -> None:
    """Let exactly these people lead a team."""
    held = leads_of(tx, team)
    gone = leads.c.person_id.in_(held - wanted)
    tx.execute(delete(leads).where(leads.c.team_id == team, gone))
    for person in sorted(wanted - held):
        tx.execute(insert(leads).values(team_id=team, person_id=person))


def with_hours_on(tx: Tx, *, project: int | None = None, team: int | None = None) -> list[int]:
    """Return the people that have labor lines on a project, or as members of a team."""
    query = select(lines.c.person_id).distinct()
    if project is not None:
        query = query.where(lines.c.project_id == project)
    if team is not None:
        query = query.where(lines.c.team_id == team)
    return sorted(tx.execute(query).scalars())


def members_ever(tx: Tx, teams: Iterable[int]) -> set[int]:
    """Return who belongs or belonged to any of the teams."""
    query = select(memberships.c.person_id).where(memberships.c.team_id.in_(list(teams)))
    return set(tx.execute(query).scalars())
