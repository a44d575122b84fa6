"""Who may have to be reminded: few statements, however many people there are.

They only narrow: somebody too many may be named, whom ``core.reminding`` then leaves in peace. What
is found by averages here, the core decides by the shifts themselves (see ``store.situations``).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from timesheet.core import calendar
from timesheet.core.calendar import DAY
from timesheet.core.closing import State
from timesheet.core.model import HOUR, Instant, Seconds
from timesheet.core.punching import STALE
from timesheet.core.reminding import (
    COME_AFTER,
    COME_FOR,
    ENOUGH,
    LEFT_AFTER,
    LEFT_FOR,
    PRESSED,
    QUESTION_AFTER,
    QUESTION_FOR,
    WEEK_FOR,
    WEEKS_BACK,
    Cause,
)
from timesheet.core.shifts import leaving
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import (
    AllocationRow,
    Clock,
    Company,
    PeriodStep,
    Person,
    Question,
    Roster,
    SeenShift,
    ShiftRow,
    Workweek,
)
from timesheet.store.unsigned import Ended, unsigned

people = table_of(Person)
clocks = table_of(Clock)
plans = table_of(Roster)
shifts = table_of(ShiftRow)
questions = table_of(Question)
seen = table_of(SeenShift)
allocations = table_of(AllocationRow)
workweeks = table_of(Workweek)
steps = table_of(PeriodStep)
companies = table_of(Company)

LONGEST: Seconds = 36 * HOUR
LOOK_BACK = timedelta(days=7 * WEEKS_BACK)
SLACK: Seconds = HOUR
"""What an average may lie beside the usual time that the core finds."""
DAY_SECONDS = 24 * HOUR
WORDS = ("own_word", "lead_word", "accounting_word")
DONE = tuple(state.value for state in State if state is not State.OPEN)
EPOCH = date(1970, 1, 1)

_OUT = clocks.c.person_id.is_(None) | (clocks.c.state == "out")


def candidates(
    tx: Tx, now: Instant, causes: Collection[Cause], ended: Collection[Ended] = ()
) -> set[int]:
    """Return the ids of people who may be due a reminder now.

    ``ended`` are the declarations to be signed whose days are over.
    """
    found: set[int] = set()
    days = _days(tx, now)
    if Cause.CLOCK_OUT in causes:
        found |= _ids(tx, _over_by_roster(now)) | _ids(tx, _over_by_habit(now))
    if Cause.CLOCK_IN in causes:
        found |= _ids(tx, _planned(now))
        for day, zones in days.items():
            found |= _ids(tx, _used_to_come(now, day, zones))
    if Cause.QUESTION in causes:
        found |= _ids(tx, asked(now).with_only_columns(questions.c.person_id))
    if Cause.SIGN in causes:
        found |= unsigned(tx, ended).keys()
    if Cause.WEEK in causes:
        for day, zones in days.items():
            found |= _weeks_to_confirm(tx, day, zones)
    return found


def _ids(tx: Tx, query: Select[Any]) -> set[int]:
    return set(tx.execute(query).scalars())


def _days(tx: Tx, now: Instant) -> dict[date, list[str]]:
    """Return which local days it is now, with the zones of people where it is."""
    found: dict[date, list[str]] = defaultdict(list)
    for zone in tx.execute(select(people.c.zone).distinct()).scalars():
        found[calendar.day_of(now, zone)].append(zone)
    return dict(found)


def _over_by_roster(now: Instant) -> Select[Any]:
    return (
        select(clocks.c.person_id)
        .join(plans, plans.c.person_id == clocks.c.person_id)
        .where(
            clocks.c.state != "out",
            clocks.c.since <= now - PRESSED,
            plans.c.cancelled_at.is_(None),
            plans.c.start_at > now - LONGEST - LEFT_FOR,
            plans.c.end_at <= now - LEFT_AFTER,
            plans.c.end_at > now - LEFT_AFTER - LEFT_FOR,
        )
    )


def _over_by_habit(now: Instant) -> Select[Any]:
    """Who is in for longer than his shifts usually last, or for longer than anybody's."""
    before = shifts.alias("before")
    usual = func.avg(before.c.raw_end - before.c.raw_start)
    return (
        select(clocks.c.person_id)
        .join(shifts, shifts.c.person_id == clocks.c.person_id)
        .outerjoin(
            before,
            and_(
                before.c.person_id == clocks.c.person_id,
                before.c.start_at >= now - LOOK_BACK.days * DAY_SECONDS,
                before.c.start_at < shifts.c.start_at,
                ~before.c.is_open,
            ),
        )
        .where(
            clocks.c.state != "out",
            clocks.c.since <= now - PRESSED,
            shifts.c.is_open,
            shifts.c.start_at > now - LONGEST - LEFT_FOR,
            shifts.c.open_since == clocks.c.since,
        )
        .group_by(clocks.c.person_id, shifts.c.raw_start)
        .having(
            or_(
                usual + (LEFT_AFTER - SLACK) <= now - shifts.c.raw_start,
                now - shifts.c.raw_start > STALE,
            )
        )
    )


def _planned(now: Instant) -> Select[Any]:
    return (
        select(plans.c.person_id)
        .outerjoin(clocks, clocks.c.person_id == plans.c.person_id)
        .where(
            plans.c.cancelled_at.is_(None),
            plans.c.start_at > now - COME_FOR,
            plans.c.start_at <= now - COME_AFTER,
            plans.c.end_at > now,
            _OUT,
            clocks.c.since.is_(None) | (clocks.c.since < plans.c.start_at),
        )
    )


def _used_to_come(now: Instant, day: date, zones: Sequence[str]) -> Select[Any]:
    """Who worked on most such weekdays, usually began a while ago, and has no shift today."""
    before = {day - 7 * n * DAY: 7 * n * DAY_SECONDS for n in range(1, WEEKS_BACK + 1)}
    ahead = case(*((shifts.c.day == past, seconds) for past, seconds in before.items()))
    usual = func.avg(shifts.c.raw_start + ahead)
    return (
        select(shifts.c.person_id)
        .join(people, people.c.id == shifts.c.person_id)
        .outerjoin(clocks, clocks.c.person_id == shifts.c.person_id)
        .where(
            shifts.c.day.in_(list(before)),
            people.c.zone.in_(list(zones)),
            _OUT,
            clocks.c.since.is_(None) | (clocks.c.since < now - leaving.EARLY - COME_FOR),
        )
        .group_by(shifts.c.person_id)
        .having(
            and_(
                func.count(shifts.c.day.distinct()) >= ENOUGH,
                usual > now - COME_FOR - 2 * SLACK,
                usual <= now + SLACK,
            )
        )
    )


def asked(now: Instant) -> Select[Any]:
    """Questions that were asked a while ago, whose shifts nobody has spoken of since."""
    first = (calendar.day_of(now - QUESTION_FOR, "UTC") - EPOCH).days - 4
    return (
        select(questions.c.person_id, questions.c.raw_start, questions.c.considered_at)
        .join(
            seen,
            and_(
                seen.c.person_id == questions.c.person_id,
                seen.c.raw_start == questions.c.raw_start,
            ),
        )
        .where(
            questions.c.wall_day >= first,
            questions.c.considered_at > now - QUESTION_FOR,
            questions.c.considered_at <= now - QUESTION_AFTER,
            questions.c.asked,
            questions.c.outcome.is_(None),
            seen.c.pending,
        )
        .order_by(questions.c.considered_at)
    )


def _weeks_to_confirm(tx: Tx, day: date, zones: Sequence[str]) -> set[int]:
    week = last_week(tx, day)
    if week is None or day >= week + 7 * DAY + WEEK_FOR:
        return set()
    living = select(people.c.id).where(people.c.zone.in_(list(zones)))
    return set(unconfirmed(tx, week, living))


def last_week(tx: Tx, day: date) -> date | None:
    """Return the workweek of the company before that of a day."""
    begins = tx.execute(select(companies.c.week_start)).scalar()
    return None if begins is None else calendar.week_of(day, begins) - 7 * DAY


def unconfirmed(tx: Tx, week: date, whose: Any) -> Iterable[int]:
    """Return whose finished week holds hours on codes that nobody gave his word for.

    A person who has handed the pay period in, and one whose period is closed, is left in peace.
    """
    latest = (
        select(func.max(steps.c.id))
        .where(steps.c.period <= week + 6 * DAY, steps.c.last_day >= week)
        .group_by(steps.c.person_id, steps.c.period)
    )
    handed_in = select(steps.c.person_id).where(steps.c.id.in_(latest), steps.c.state.in_(DONE))
    query = (
        select(workweeks.c.person_id)
        .where(
            workweeks.c.week == week,
            ~workweeks.c.stale,
            workweeks.c.person_id.in_(whose),
            workweeks.c.person_id.not_in(handed_in),
            select(allocations.c.id)
            .where(
                allocations.c.person_id == workweeks.c.person_id,
                allocations.c.week == week,
                allocations.c.project_id.is_not(None),
                allocations.c.source.not_in(WORDS),
            )
            .exists(),
        )
        .order_by(workweeks.c.person_id)
    )
    return tx.execute(query).scalars()
