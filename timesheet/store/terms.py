"""The policy of each person in each workweek, as the line wants it (see ``pipeline.Terms``)."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import bindparam, case, exists, func, or_, select

from timesheet.core.calendar import PayCalendar, start_of_day, week_of
from timesheet.core.inference.evidence import Evidence, LastConfirmed
from timesheet.core.inference.places import Beside
from timesheet.core.inference.rules import Rule
from timesheet.core.model import Code, Instant, RosterShift, Seconds
from timesheet.core.pay.days import workday
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.core.pay.rates import RateFrom
from timesheet.core.pay.reach import reach
from timesheet.core.workweek import Terms, team_on
from timesheet.store import holidays, leave
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.policies import PayPolicyVersion, holding, pay_policies
from timesheet.store.quick import Quick
from timesheet.store.rules import in_use
from timesheet.store.tables import (
    Company,
    Membership,
    PayRate,
    Person,
    PunchRow,
    Roster,
    ShiftRow,
)

companies = table_of(Company)
people = table_of(Person)
memberships = table_of(Membership)
rates = table_of(PayRate)
rosters = table_of(Roster)
shifts = table_of(ShiftRow)
punches = table_of(PunchRow)

DAY = timedelta(days=1)
Belonging = Iterable[tuple[date, date | None, int]]
PLAIN = Policy.from_dict(PRESETS["plain"])


@dataclass(frozen=True)
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
    holidays: Mapping[str, Mapping[date, str]] = field(default_factory=dict)
    unpaid_leave: frozenset[str] = frozenset()
    show_pay: bool = False

    def week_of(self, day: date) -> date:
        """Return the first day of the company's workweek of a day."""
        return week_of(day, self.week_start)

    @cached_property
    def one_week(self) -> bool:
        """Whether everybody's workweek begins with the company's, at midnight."""
        return all(v.ended or _own_week(_policy(v.document)) is None for v in self.policies)

    def week(self, worker: "Worker", day: date) -> date:
        """Return the first day of a person's workweek of a day.

        A policy that says when its week begins is followed; where it doesn't (or says Monday,
        midnight), the company is. Where policies of different weeks follow one another, the week
        of the change is shorter or longer, so that no day lies in two weeks.
        """
        if self.one_week:
            return self.week_of(day)
        first = day
        while first > day - 14 * DAY and first.weekday() != self._begins(worker, first)[0]:
            first -= DAY
        return first

    def next_week(self, worker: "Worker", week: date) -> date:
        """Return the first day of the workweek after one."""
        following = week + DAY if not self.one_week else week + 7 * DAY
        while not self.one_week and following.weekday() != self._begins(worker, following)[0]:
            following += DAY
        return following

    def week_at(self, worker: "Worker", at: Instant) -> date:
        """Return the first day of a person's workweek of an instant."""
        day = workday(at, worker.zone)
        if self.one_week:
            return self.week_of(day)
        return self.week(worker, workday(at, worker.zone, self._begins(worker, day)[1]))

    def _begins(self, worker: "Worker", day: date) -> tuple[int, Seconds]:
        """Return the weekday on which workweeks begin as of a day, and the time of day."""
        policy = self.policy(worker.id, worker.team_on(day), day)
        return _own_week(policy) or (self.week_start, 0)

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
        return team_on(self.memberships, day)

    def near(self, start: Instant, end: Instant) -> Sequence[RosterShift]:
        """Return the planned shifts that began between a day before an instant and another."""
        low = bisect_left(self.roster, start - 86_400, key=_start)
        return self.roster[low : bisect_right(self.roster, end, key=_start)]


def _start(planned: RosterShift) -> Instant:
    return planned.start


def house(tx: Tx) -> House:
    """Read what holds for the whole company; plain defaults before it is set up."""
    row = _COMPANY.one(tx, {})
    if row is None:
        return House()
    zone, week_start, kind, anchor, floor, gap, longest, show_pay = row
    return House(
        zone=zone,
        week_start=week_start,
        calendar=PayCalendar(kind, anchor),
        threshold=floor / 100,
        new_shift_gap=gap,
        max_shift=longest,
        rules=in_use(tx),
        policies=tuple(pay_policies(tx)),
        holidays=holidays.all_of(tx),
        unpaid_leave=leave.unpaid_codes(tx),
        show_pay=bool(show_pay),
    )


_COMPANY = Quick(
    select(
        companies.c.zone,
        companies.c.week_start,
        companies.c.pay_calendar,
        companies.c.pay_anchor,
        companies.c.confidence_floor,
        companies.c.shift_gap_seconds,
        companies.c.max_shift_seconds,
        companies.c.show_pay,
    )
)


@lru_cache(maxsize=512)
def _policy(document: str) -> Policy:
    return Policy.from_dict(json.loads(document))


def _own_week(policy: Policy) -> tuple[int, Seconds] | None:
    begins = policy.time.week_start
    return (begins.day, begins.at) if begins.day or begins.at else None


_MEMBERSHIPS = Quick(
    select(memberships.c.valid_from, memberships.c.valid_to, memberships.c.team_id)
    .where(memberships.c.person_id == bindparam("person"))
    .order_by(memberships.c.valid_from)
)
_RATES = Quick(
    select(rates.c.valid_from, rates.c.rate, rates.c.project_id)
    .where(rates.c.person_id == bindparam("person"))
    .order_by(rates.c.valid_from, rates.c.id)
)
_ROSTER = Quick(
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
_PERSON = Quick(select(people.c.zone).where(people.c.id == bindparam("person")))

FAR = 1 << 40


def worker(tx: Tx, person: int, first: Instant = -FAR, last: Instant = FAR) -> Worker:
    """Read what holds for a person; his roster between two instants only."""
    key = {"person": person}
    found = _PERSON.one(tx, key)
    if found is None:
        msg = f"no person {person}"
        raise LookupError(msg)
    planned = _ROSTER.all(tx, {"person": person, "first": first, "last": last})
    return Worker(
        person,
        found[0],
        tuple((a, b, c) for a, b, c in _MEMBERSHIPS.all(tx, key)),
        tuple(RateFrom(*row) for row in _RATES.all(tx, key)),
        tuple(_roster_shift(person, row) for row in planned),
    )


def _roster_shift(person: int, row: Sequence[Any]) -> RosterShift:
    key, start, end, site, project, task = row
    code = None if project is None else Code(project, task)
    return RosterShift(key, person, start, end, site, code)


EARLY: Seconds = 4 * 3600
"""Who began so long before his planned shift, or within it, has come to it: not to another site."""
_THERE = exists().where(
    shifts.c.person_id == rosters.c.person_id,
    shifts.c.start_at >= rosters.c.start_at - EARLY,
    shifts.c.start_at < rosters.c.end_at,
    or_(shifts.c.site_id.is_(None), shifts.c.site_id == rosters.c.site_id),
)
_BESIDE = Quick(
    select(
        rosters.c.start_at,
        rosters.c.end_at,
        rosters.c.site_id,
        rosters.c.project_id,
        rosters.c.task_id,
        func.count(),
        func.sum(case((_THERE, 0), else_=1)),
    )
    .where(
        rosters.c.site_id == bindparam("site"),
        rosters.c.start_at >= bindparam("first"),
        rosters.c.start_at < bindparam("last"),
        rosters.c.project_id.is_not(None),
        rosters.c.cancelled_at.is_(None),
    )
    .group_by(*rosters.c["start_at", "end_at", "site_id", "project_id", "task_id"])
    .order_by(*rosters.c["start_at", "end_at", "project_id", "task_id"])
)


def beside(tx: Tx, sites: Mapping[int, tuple[Instant, Instant]]) -> list[Beside]:
    """Return what is planned at some sites, for whomever, each between two instants."""
    return [
        Beside(start, end, site, Code(project, task), people, int(absent))
        for wanted, (first, last) in sorted(sites.items())
        for start, end, site, project, task, people, absent in _BESIDE.all(
            tx, {"site": wanted, "first": first, "last": last}
        )
    ]


_LAST_CODE = Quick(
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
    row = _LAST_CODE.one(tx, {"person": person, "before": before})
    return None if row is None else (row[0], Code(row[1], row[2], row[3]))


def terms_of(
    house: House, worker: Worker, week: date, last: tuple[Instant, Code] | None = None
) -> Terms:
    """Return the terms of one workweek of a person; ``last`` is his last word before its facts."""
    zone, end = worker.zone, house.next_week(worker, week)
    changes = tuple(_policies(house, worker, week, end))
    pay = changes[-1][1]
    near, far = reach(pay, week)
    first = start_of_day(min(near, week - 3 * DAY), zone)
    until = start_of_day(max(far, end + 3 * DAY), zone)
    starts = [planned.start for planned in worker.roster]
    planned = worker.roster[bisect_right(starts, first) : bisect_right(starts, until)]
    evidence = Evidence(
        rules=house.rules,
        roster=planned,
        last=None if last is None else LastConfirmed(last[1]),
        zone=zone,
        team=worker.team_on(end - DAY) or worker.team_on(week),
        threshold=house.threshold,
    )
    return Terms(
        zone=zone,
        pay=pay,
        calendar=house.calendar,
        evidence=evidence,
        rates=worker.rates,
        holidays=_holidays(house, pay),
        new_shift_gap=house.new_shift_gap,
        max_shift=house.max_shift,
        changes=changes if len(changes) > 1 else (),
        end=end,
        teams=worker.memberships,
        unpaid_leave=house.unpaid_leave,
    )


def _policies(house: House, worker: Worker, week: date, end: date) -> Iterator[tuple[date, Policy]]:
    """Yield the first day of each pay policy within a week, with the policy."""
    last = None
    days = [week, *sorted(d for d in _changes(house, worker) if week < d < end)]
    for day in days:
        policy = house.policy(worker.id, worker.team_on(day), day)
        if policy is not last:
            yield day, policy
        last = policy


def _changes(house: House, worker: Worker) -> set[date]:
    """Return the days on which a person's pay policy may change."""
    days = {version.effective_from for version in house.policies}
    for first, last, _ in worker.memberships:
        days.add(first)
        if last is not None:
            days.add(last + DAY)
    return days


def _holidays(house: House, policy: Policy) -> Mapping[date, str]:
    """Return the public holidays of a policy: those of its calendar, else the company's."""
    wanted = policy.holiday.calendar_id if policy.holiday else ""
    return house.holidays.get(wanted) or house.holidays.get("", {})


def _any_holiday(house: House, first: date, last: date) -> set[date]:
    return {day for days in house.holidays.values() for day in days if first <= day <= last}


def free_days(
    house: House, person: int, teams: Belonging, first: date, last: date
) -> frozenset[date]:
    """Return a person's public holidays of some days, by the pay policies that hold then.

    ``teams`` are those of the person, in order of their first days.
    """
    known = _any_holiday(house, first, last)
    policy_on = {day: house.policy(person, team_on(teams, day), day) for day in known}
    return frozenset(day for day in known if day in _holidays(house, policy_on[day]))


def teams_of(tx: Tx, some: Collection[int]) -> dict[int, list[tuple[date, date | None, int]]]:
    """Return which teams people belong to, from when to when, in order of first day."""
    c = memberships.c
    query = select(c.person_id, c.valid_from, c.valid_to, c.team_id).where(c.person_id.in_(some))
    found: dict[int, list[tuple[date, date | None, int]]] = {}
    for person, *belonging in tx.execute(query.order_by(c.valid_from)):
        found.setdefault(person, []).append((belonging[0], belonging[1], belonging[2]))
    return found
