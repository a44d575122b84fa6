"""The policy of each person in each workweek, as the line wants it (see ``pipeline.Terms``)."""

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from timesheet.core.calendar import PayCalendar, start_of_day, week_of
from timesheet.core.inference.evidence import Evidence, LastConfirmed
from timesheet.core.inference.rules import Rule
from timesheet.core.model import Code, Instant, RosterShift
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pipeline import RateFrom, Terms
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.policies import PayPolicyVersion, holding, pay_policies
from timesheet.store.rules import in_use
from timesheet.store.tables import (
    Company,
    Membership,
    PayRate,
    Person,
    PunchRow,
    Roster,
)

companies = table_of(Company)
people = table_of(Person)
memberships = table_of(Membership)
rates = table_of(PayRate)
rosters = table_of(Roster)
punches = table_of(PunchRow)

PLAIN = Policy.from_dict(PRESETS["plain"])


@dataclass(frozen=True, slots=True)
class House:
    """What holds for the whole company: read once, used for everybody."""

    zone: str = "UTC"
    week_start: int = 0
    calendar: PayCalendar = field(default_factory=PayCalendar)
    threshold: float = 0.5
    new_shift_gap: int = 4 * 3600
    max_shift: int = 18 * 3600
    rules: tuple[Rule, ...] = ()
    policies: tuple[PayPolicyVersion, ...] = ()

    def week_of(self, day: date) -> date:
        """Return the first day of the workweek of a day."""
        return week_of(day, self.week_start)

    def policy(self, person: int, team: int | None, day: date) -> Policy:
        """Return the pay policy of a person on a day: the narrowest, then the latest."""
        version = holding(self.policies, person, team, day)
        return PLAIN if version is None else _policy(version.document)


@dataclass(frozen=True, slots=True)
class Worker:
    """What holds for one person, over time."""

    id: int
    zone: str
    memberships: tuple[tuple[date, date | None, int], ...] = ()
    rates: tuple[RateFrom, ...] = ()
    roster: tuple[RosterShift, ...] = ()

    def team_on(self, day: date) -> int | None:
        """Return the team that the person belongs to on a day."""
        for first, last, team in reversed(self.memberships):
            if first <= day and (last is None or day <= last):
                return team
        return None


def house(tx: Tx) -> House:
    """Read what holds for the whole company; plain defaults before it is set up."""
    row = tx.execute(_COMPANY).first()
    if row is None:
        return House()
    return House(
        zone=row.zone,
        week_start=row.week_start,
        calendar=PayCalendar(row.pay_calendar, row.pay_anchor),
        threshold=row.confidence_floor / 100,
        new_shift_gap=row.shift_gap_seconds,
        max_shift=row.max_shift_seconds,
        rules=in_use(tx),
        policies=tuple(pay_policies(tx)),
    )


_COMPANY = select(companies)


@lru_cache(maxsize=512)
def _policy(document: str) -> Policy:
    return Policy.from_dict(json.loads(document))


_MEMBERSHIPS = (
    select(memberships.c.valid_from, memberships.c.valid_to, memberships.c.team_id)
    .where(memberships.c.person_id == bindparam("person"))
    .order_by(memberships.c.valid_from)
)
_RATES = (
    select(rates.c.valid_from, rates.c.rate, rates.c.project_id)
    .where(rates.c.person_id == bindparam("person"))
    .order_by(rates.c.valid_from, rates.c.id)
)
_ROSTER = (
    select(
        rosters.c.id,
        rosters.c.start_at,
        rosters.c.end_at,
        rosters.c.site_id,
        rosters.c.project_id,
        rosters.c.task_id,
    )
    .where(
        rosters.c.person_id == bindparam("person"),
        rosters.c.cancelled_at.is_(None),
        rosters.c.start_at < bindparam("last"),
        rosters.c.start_at >= bindparam("first"),
    )
    .order_by(rosters.c.start_at, rosters.c.id)
)
_PERSON = select(people.c.zone).where(people.c.id == bindparam("person"))

FAR = 1 << 40


def worker(tx: Tx, person: int, first: Instant = -FAR, last: Instant = FAR) -> Worker:
    """Read what holds for a person; his roster between two instants only."""
    zone = tx.execute(_PERSON, {"person": person}).scalar_one()
    planned = tx.execute(_ROSTER, {"person": person, "first": first, "last": last})
    return Worker(
        person,
        zone,
        tuple((a, b, c) for a, b, c in tx.execute(_MEMBERSHIPS, {"person": person})),
        tuple(RateFrom(*row) for row in tx.execute(_RATES, {"person": person})),
        tuple(_roster_shift(person, row) for row in planned),
    )


def _roster_shift(person: int, row: Any) -> RosterShift:
    code = None if row.project_id is None else Code(row.project_id, row.task_id)
    return RosterShift(row.id, person, row.start_at, row.end_at, row.site_id, code)


_LAST_CODE = (
    select(punches.c.at, punches.c.project_id, punches.c.task_id, punches.c.cost_code_id)
    .where(
        punches.c.person_id == bindparam("person"),
        punches.c.project_id.is_not(None),
        punches.c.at < bindparam("before"),
    )
    .order_by(punches.c.at.desc())
    .limit(1)
)


def last_code(tx: Tx, person: int, before: Instant) -> tuple[Instant, Code] | None:
    """Return the last code that a person gave with a punch before an instant."""
    row = tx.execute(_LAST_CODE, {"person": person, "before": before}).first()
    return None if row is None else (row[0], Code(row[1], row[2], row[3]))


def terms_of(
    house: House, worker: Worker, week: date, last: tuple[Instant, Code] | None = None
) -> Terms:
    """Return the terms of one workweek of a person; ``last`` is his last word before its facts."""
    zone = worker.zone
    first = start_of_day(week - timedelta(days=3), zone)
    until = start_of_day(week + timedelta(days=10), zone)
    starts = [planned.start for planned in worker.roster]
    near = worker.roster[bisect_right(starts, first) : bisect_right(starts, until)]
    team = worker.team_on(week + timedelta(days=6)) or worker.team_on(week)
    evidence = Evidence(
        rules=house.rules,
        roster=near,
        last=None if last is None else LastConfirmed(last[1]),
        zone=zone,
        team=team,
        threshold=house.threshold,
    )
    return Terms(
        zone=zone,
        pay=house.policy(worker.id, team, week + timedelta(days=6)),
        calendar=house.calendar,
        evidence=evidence,
        rates=worker.rates,
        new_shift_gap=house.new_shift_gap,
        max_shift=house.max_shift,
    )
