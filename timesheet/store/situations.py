"""What is known of people around an instant, for ``core.reminding``: few statements for many."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from timesheet.core import calendar
from timesheet.core.calendar import DAY
from timesheet.core.model import Instant, RosterShift, Seconds
from timesheet.core.pay.declared import Says, leave_days, of_kind
from timesheet.core.pay.declared import standing as as_stands
from timesheet.core.reminding import QUESTION_FOR, Question, Situation
from timesheet.core.shifts.leaving import Stay
from timesheet.store import declarations, remindable, rosters
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.remindable import DAY_SECONDS, LOOK_BACK
from timesheet.store.tables import Clock, HolidayRow, Person, ShiftRow
from timesheet.store.unsigned import Ended, unsigned

people = table_of(Person)
clocks = table_of(Clock)
shifts = table_of(ShiftRow)
holidays = table_of(HolidayRow)

AROUND: Seconds = 8 * DAY_SECONDS
"""How far around an instant planned shifts tell of somebody."""


@dataclass(slots=True)
class _Known:
    """What was read of some people, by person."""

    came: Mapping[int, Instant]
    started: Mapping[int, list[Instant]]
    own: Mapping[int, list[Stay]]
    roster: Mapping[int, list[RosterShift]]
    away: Mapping[int, set[date]]
    questions: Mapping[int, Question]
    weeks: Mapping[int, date]
    unsigned: Mapping[int, tuple[date, date]]
    holidays: frozenset[date]


def situations(
    tx: Tx, now: Instant, whose: Collection[int], ended: Collection[Ended] = ()
) -> list[Situation]:
    """Return what is known of people who work here now, in the order of their ids.

    ``ended`` are the declarations to be signed whose days are over.
    """
    rows = list(tx.execute(_WHO, {"whose": sorted(whose)}))
    present = [row for row in rows if _works_here(row, calendar.day_of(now, row.zone))]
    if not present:
        return []
    known = _known(tx, now, {row.id: row.zone for row in present}, ended)
    return [_situation(row, known) for row in present]


_WHO = (
    select(
        people.c.id, people.c.zone, people.c.started_on, people.c.ended_on,
        clocks.c.state, clocks.c.since,
    )
    .outerjoin(clocks, clocks.c.person_id == people.c.id)
    .where(people.c.id.in_(bindparam("whose", expanding=True)))
    .order_by(people.c.id)
)  # fmt: skip


def _works_here(row: Any, today: date) -> bool:
    started = row.started_on is None or row.started_on <= today
    return started and (row.ended_on is None or row.ended_on > today)


def _situation(row: Any, known: _Known) -> Situation:
    return Situation(
        person=row.id,
        zone=row.zone,
        state=row.state or "out",
        since=row.since,
        came=known.came.get(row.id),
        started=tuple(known.started.get(row.id, ())),
        roster=tuple(known.roster.get(row.id, ())),
        own=tuple(known.own.get(row.id, ())),
        away=frozenset(known.away.get(row.id, ())),
        holidays=known.holidays,
        question=known.questions.get(row.id),
        week=known.weeks.get(row.id),
        unsigned=known.unsigned.get(row.id),
    )


def _known(tx: Tx, now: Instant, zones: Mapping[int, str], ended: Collection[Ended]) -> _Known:
    whose = list(zones)
    came, started, own = _shifts(tx, now, zones)
    roster: dict[int, list[RosterShift]] = defaultdict(list)
    for plan in rosters.planned(tx, now - AROUND, now + AROUND, whose):
        roster[plan.person].append(plan)
    today = calendar.day_of(now, "UTC")
    around = (today - DAY, today + DAY)
    return _Known(
        came, started, own, roster,
        away=_away(tx, around, whose),
        questions=_questions(tx, now, whose),
        weeks=_weeks(tx, now, zones),
        unsigned=unsigned(tx, ended, whose),
        holidays=_holidays(tx, around),
    )  # fmt: skip


_SHIFTS = (
    select(
        shifts.c.person_id, shifts.c.start_at, shifts.c.raw_start, shifts.c.raw_end,
        shifts.c.is_open, (shifts.c.open_since == clocks.c.since).label("runs"),
    )
    .outerjoin(clocks, clocks.c.person_id == shifts.c.person_id)
    .where(
        shifts.c.person_id.in_(bindparam("whose", expanding=True)),
        shifts.c.start_at >= bindparam("since"),
    )
    .order_by(shifts.c.person_id, shifts.c.start_at)
)  # fmt: skip


def _shifts(
    tx: Tx, now: Instant, zones: Mapping[int, str]
) -> tuple[dict[int, Instant], dict[int, list[Instant]], dict[int, list[Stay]]]:
    came: dict[int, Instant] = {}
    started: dict[int, list[Instant]] = defaultdict(list)
    own: dict[int, list[Stay]] = defaultdict(list)
    since = now - (LOOK_BACK.days + 2) * DAY_SECONDS
    for row in tx.execute(_SHIFTS, {"whose": list(zones), "since": since}):
        if row.start_at > now - 2 * DAY_SECONDS:
            started[row.person_id].append(row.raw_start)
        if row.is_open:
            if row.runs:
                came[row.person_id] = row.raw_start
            continue
        zone = zones[row.person_id]
        midnight = calendar.start_of_day(calendar.day_of(row.raw_start, zone), zone)
        stay = (row.raw_start, row.raw_end, row.raw_start - midnight, row.raw_end - midnight)
        own[row.person_id].append(Stay(*stay))
    return came, started, own


def _away(tx: Tx, around: tuple[date, date], whose: Sequence[int]) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    said = declarations.between(tx, *around, tuple(Says), whose)
    for one in of_kind(as_stands(said), Says.LEAVE):
        found[one.person].update(leave_days(one))
    return found


def _questions(tx: Tx, now: Instant, whose: Sequence[int]) -> dict[int, Question]:
    query = remindable.asked(now).where(remindable.questions.c.person_id.in_(whose))
    return {
        row.person_id: Question(row.raw_start, row.considered_at, row.considered_at + QUESTION_FOR)
        for row in tx.execute(query)
    }


def _weeks(tx: Tx, now: Instant, zones: Mapping[int, str]) -> dict[int, date]:
    on_day: dict[date, list[int]] = defaultdict(list)
    for person, zone in zones.items():
        on_day[calendar.day_of(now, zone)].append(person)
    found = {}
    for day, whose in on_day.items():
        if (week := remindable.last_week(tx, day)) is not None:
            found.update(dict.fromkeys(remindable.unconfirmed(tx, week, whose), week))
    return found


def _holidays(tx: Tx, around: tuple[date, date]) -> frozenset[date]:
    """Return the days around that are a public holiday of any calendar of the company."""
    query = select(holidays.c.day).where(holidays.c.day.between(*around), holidays.c.name != "")
    return frozenset(tx.execute(query).scalars())
