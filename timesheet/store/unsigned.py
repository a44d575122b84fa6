"""Whose signature a declaration lacks whose days are over: few statements, however many people."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, select

from timesheet.core.forms.signatures import Role
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import FormSignature, LaborWeekRow, Membership, Project, TeamLead

weeks = table_of(LaborWeekRow)
projects = table_of(Project)
memberships = table_of(Membership)
leads = table_of(TeamLead)
signatures = table_of(FormSignature)


class Ended(NamedTuple):
    """A form whose days are over: its code, whether both sign, its days, projects it is about."""

    code: str
    both: bool
    first: date
    last: date
    projects: frozenset[str]


def unsigned(
    tx: Tx, ended: Iterable[Ended], whose: Collection[int] | None = None
) -> dict[int, tuple[date, date]]:
    """Return the days of a declaration that lacks a person's signature, by person.

    His own, or that of somebody whom he leads. Where either of them signs, one signature is enough.
    One that was given and fails since is not looked for here. ``whose`` None is everybody.
    """
    found: dict[int, tuple[date, date]] = {}
    for one in ended:
        for query, who in ((_own(one), weeks.c.person_id), (_led(one), leads.c.person_id)):
            some = query if whose is None else query.where(who.in_(whose))
            for person in tx.execute(some.distinct()).scalars():
                found.setdefault(person, (one.first, one.last))
    return found


def _own(one: Ended) -> Select[Any]:
    return select(weeks.c.person_id).where(_worked(one), ~_signed(one, Role.PERSON))


def _led(one: Ended) -> Select[Any]:
    return (
        select(leads.c.person_id)
        .join(memberships, memberships.c.team_id == leads.c.team_id)
        .join(weeks, weeks.c.person_id == memberships.c.person_id)
        .where(
            _worked(one),
            leads.c.person_id != weeks.c.person_id,
            memberships.c.valid_from <= one.last,
            memberships.c.valid_to.is_(None) | (memberships.c.valid_to >= one.first),
            ~_signed(one, Role.SUPERVISOR),
        )
    )


def _worked(one: Ended) -> ColumnElement[bool]:
    """Say that somebody has hours on the projects in these days: a week begins or ends with one."""
    about = select(projects.c.id).where(projects.c.code.in_(one.projects))
    days = one.first, one.last
    inside = weeks.c.first_day.between(*days) | weeks.c.last_day.between(*days)
    return weeks.c.project_id.in_(about) & inside & (weeks.c.seconds > 0)


def _signed(one: Ended, role: Role) -> ColumnElement[bool]:
    held = exists().where(
        signatures.c.form == one.code,
        signatures.c.first_day == one.first,
        signatures.c.person_id == weeks.c.person_id,
    )
    return held.where(signatures.c.role == role.value) if one.both else held
