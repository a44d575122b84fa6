"""Sums over a selection of hours: by week where the weeks lie within it, else line by line.

``labor_week`` has a quarter of the rows of ``labor_line`` and is read from its index alone. Where
a week's sums have days inside and outside of a selection, the lines themselves are summed up.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import repeat
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, select

from timesheet.core.model import Cents, Code, Source
from timesheet.core.reports.views import SumView
from timesheet.store import owed
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.names import NOBODY, Names, ProjectName
from timesheet.store.selection import Selection, by_people, equal, whose, within
from timesheet.store.tables import LaborLineRow, LaborWeekRow, PayLineRow, ShiftRow, Workweek

lines = table_of(LaborLineRow)
weeks = table_of(LaborWeekRow)
pay_lines = table_of(PayLineRow)
shifts = table_of(ShiftRow)
workweeks = table_of(Workweek)

WEEK = timedelta(days=6)
DAY = timedelta(days=1)
# How many days after a shift's own day its hours may lie: night work, and then some.
LONGEST = timedelta(days=2)
NO_PROJECT = ProjectName("", "", "")


class PeriodSums(NamedTuple):
    """What the labor lines of one pay period sum to."""

    people: int
    seconds: int
    cents: int
    unallocated_seconds: int


class Control(NamedTuple):
    """Control totals, straight from the database."""

    rows: int
    seconds: int
    cents: int
    people: int
    unallocated_seconds: int
    attested_seconds: int
    expected_right_seconds: float


def control(tx: Tx, chosen: Selection, *, line_by_line: bool = False) -> Control:
    """Return the control totals of the labor lines chosen; ``line_by_line``: never from sums."""
    (row,) = _sums(tx, chosen, (), line_by_line=line_by_line)
    return Control(
        rows=int(row.line_count or 0),
        seconds=int(row.seconds or 0),
        cents=int(row.cents or 0),
        people=row.people,
        unallocated_seconds=int(row.unallocated or 0),
        attested_seconds=int(row.attested_seconds or 0),
        expected_right_seconds=float(row.right or 0),
    )


def by_period(tx: Tx, first: date, last: date) -> dict[date, PeriodSums]:
    """Return the sums of each pay period that begins within some days and has labor lines."""
    c = weeks.c
    sums = (func.sum(c.seconds), func.sum(c.cents), func.sum(c.seconds).filter(_codeless(weeks)))
    query = select(c.period, func.count(c.person_id.distinct()), *sums)
    rows = tx.execute(query.where(c.period.between(first, last)).group_by(c.period))
    return {row[0]: PeriodSums(*(int(value or 0) for value in row[1:])) for row in rows}


def sum_views(tx: Tx, chosen: Selection, keys: Sequence[str], names: Names) -> list[SumView]:
    """Return the labor lines chosen summed up by some of their columns, in order of these."""
    return _views(_sums(tx, chosen, keys), keys, names)


PAYROLL = ("person_id", "period", "pay_code", "last_day", "team_id")
PAYROLL_OF_CODES = ("person_id", "period", "pay_code", "team_id", "project_id", "task_id")


def payroll_views(
    tx: Tx, chosen: Selection, names: Names, keys: Sequence[str] = PAYROLL
) -> Iterator[SumView]:
    """Yield the labor lines chosen, summed up by columns of which the first is the person."""
    for some in by_people(tx, chosen):
        yield from _views(_sums(tx, some, keys), keys, names)


def sums_by_pay_code(tx: Tx, chosen: Selection) -> dict[str, tuple[int, int]]:
    """Return seconds and cents by pay code, line by line: files are checked against them."""
    rows = _sums(tx, chosen, ("pay_code",), line_by_line=True)
    return {row.pay_code: (int(row.seconds), int(row.cents)) for row in rows}


def hours_by_project(tx: Tx, chosen: Selection) -> list[tuple[int | None, int, int]]:
    """Return seconds and cents by project (None: unallocated), most hours first."""
    rows = _sums(tx, chosen, ("project_id",))
    found = [(row.project_id, int(row.seconds), int(row.cents)) for row in rows]
    return sorted(found, key=lambda sums: -sums[1])


def hours_by_task(tx: Tx, chosen: Selection) -> list[tuple[int | None, int | None, int, int]]:
    """Return seconds and cents by project and task."""
    rows = _sums(tx, chosen, ("project_id", "task_id"))
    return [(row.project_id, row.task_id, int(row.seconds), int(row.cents)) for row in rows]


def by_week(tx: Tx, chosen: Selection, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return week, keys and seconds of the labor lines chosen, by week."""
    names = ("week", *keys)
    rows = _sums(tx, chosen, names)
    return [(*row[: len(names)], int(row.seconds)) for row in rows]


def codes_by_team(tx: Tx, chosen: Selection) -> dict[int | None, Sequence[Code]]:
    """Return the codes that each team's hours of some days stand on, most hours first."""
    rows = _sums(tx, chosen, ("team_id", "project_id", "task_id"))
    found: dict[int | None, list[Code]] = {}
    for row in sorted(rows, key=lambda row: -row.seconds):
        if row.project_id is not None:
            found.setdefault(row.team_id, []).append(Code(row.project_id, row.task_id))
    return dict(found)


def worked_cents(tx: Tx, chosen: Selection) -> Cents:
    """Return the money of the days chosen without what nobody worked for: leave, holidays."""
    (row,) = _sums(tx, chosen, ())
    return int(row.cents or 0) - int(_unworked(tx, chosen).cents or 0)


def paid(tx: Tx, chosen: Selection) -> tuple[int, int]:
    """Return seconds and cents of the pay lines of whole pay periods, by their first days."""
    sums = [func.coalesce(func.sum(c), 0) for c in (pay_lines.c.seconds, pay_lines.c.cents)]
    query = select(*sums).where(
        pay_lines.c.period.between(chosen.first, chosen.last), whose(pay_lines, chosen)
    )
    seconds, cents = tx.execute(query).one()
    return int(seconds), int(cents)


def present(tx: Tx, chosen: Selection) -> int:
    """Return the seconds of presence in the shifts of the days chosen."""
    query = select(func.coalesce(func.sum(shifts.c.seconds), 0)).where(within(shifts, chosen))
    return int(tx.execute(query).scalar_one())


def allocated(tx: Tx, chosen: Selection, seconds: int) -> int:
    """Return the seconds of labor lines of the shifts that ``present`` counts.

    By shift, not by day: a night shift of the last day has hours on the day after. So from the
    ``seconds`` of the days chosen those are taken that came over their beginning, and added that
    went over their end.
    """
    came = _over_midnight(tx, chosen, chosen.first)
    return seconds - came + _over_midnight(tx, chosen, chosen.last + DAY)


def without_work(tx: Tx, chosen: Selection) -> int:
    """Return the paid seconds of the days chosen that nobody was present for: leave, holidays."""
    return int(_unworked(tx, chosen).seconds or 0)


def _unworked(tx: Tx, chosen: Selection) -> Any:
    policy = ("source", Source.POLICY.value)
    (row,) = _sums(tx, replace(chosen, equal=(*chosen.equal, policy)), ())
    return row


def _over_midnight(tx: Tx, chosen: Selection, day: date) -> int:
    """Return the seconds of lines on a day or after it whose shifts count for a day before it."""
    of_shift = and_(
        lines.c.person_id == shifts.c.person_id, lines.c.shift_start == shifts.c.start_at
    )
    query = select(func.coalesce(func.sum(lines.c.seconds), 0)).select_from(
        lines.join(shifts, of_shift)
    )
    near = lines.c.day.between(day, day + LONGEST)
    return int(tx.execute(query.where(near, shifts.c.day < day, whose(lines, chosen))).scalar_one())


def weeks_paid(tx: Tx, chosen: Selection) -> list[tuple[int, date, int]]:
    """Return the paid seconds of each person's workweeks that touch the days chosen."""
    near = weeks.c.week.between(chosen.first - WEEK, chosen.last)
    query = select(weeks.c.person_id, weeks.c.week, func.sum(weeks.c.seconds))
    rows = tx.execute(
        query.where(near, whose(weeks, chosen)).group_by(weeks.c.person_id, weeks.c.week)
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def served(tx: Tx, some: Collection[int], last: date) -> dict[int, list[tuple[date, date]]]:
    """Return of some people the first and last days with hours of their weeks until a day."""
    query = select(
        weeks.c.person_id, func.min(weeks.c.first_day), func.max(weeks.c.last_day)
    ).where(weeks.c.person_id.in_(some), weeks.c.seconds > 0, weeks.c.first_day <= last)
    found: dict[int, list[tuple[date, date]]] = {}
    by = weeks.c.person_id, weeks.c.week
    for person, first, until in tx.execute(query.group_by(*by).order_by(*by)):
        found.setdefault(person, []).append((first, until))
    return found


def weeks_by_project(tx: Tx, chosen: Selection) -> Sequence[Any]:
    """Return the seconds of the days chosen by person, week, team, project, task and source."""
    return _sums(tx, chosen, ("person_id", "week", "team_id", "project_id", "task_id", "source"))


def marks(tx: Tx, chosen: Selection) -> dict[int, str]:
    """Return a mark of each person's hours: another one wherever a time or a shift is another."""
    sums = (shifts.c.start_at, shifts.c.end_at, shifts.c.seconds)
    query = select(shifts.c.person_id, func.count(), *(func.sum(one) for one in sums))
    rows = tx.execute(query.where(within(shifts, chosen)).group_by(shifts.c.person_id))
    return {row[0]: ":".join(str(int(n)) for n in row[1:]) for row in rows}


def stale_people(tx: Tx, chosen: Selection) -> set[int]:
    """Return whose workweeks with days among those chosen are still to be derived."""
    near = workweeks.c.week.between(chosen.first - WEEK, chosen.last)
    query = select(workweeks.c.person_id).where(workweeks.c.stale, near, whose(workweeks, chosen))
    return {*tx.execute(query.distinct()).scalars(), *owed.people(tx, chosen)}


def card_totals(tx: Tx, chosen: Selection) -> dict[str, int]:
    """Return the sums of the time cards chosen, by the names of their columns."""
    counted = shifts.c.end_at - shifts.c.start_at
    clock = case((shifts.c.is_open, counted), else_=shifts.c.raw_end - shifts.c.raw_start)
    sums = (clock, counted - shifts.c.seconds, clock - counted, shifts.c.seconds)
    query = select(*(func.coalesce(func.sum(one), 0) for one in sums), func.count())
    found = tx.execute(query.where(within(shifts, chosen))).one()
    names = ("clock_seconds", "break_seconds", "rounding_seconds", "seconds", "shifts")
    return dict(zip(names, map(int, found), strict=True))


def stale_weeks(tx: Tx, chosen: Selection) -> int:
    """Return how many workweeks with days among those chosen are still to be derived."""
    query = select(func.count()).select_from(workweeks)
    near = workweeks.c.week.between(chosen.first - WEEK, chosen.last)
    return int(
        tx.execute(query.where(workweeks.c.stale, near, whose(workweeks, chosen))).scalar_one()
    )


def stale_by_week(tx: Tx, chosen: Selection) -> Counter[date]:
    """Return how many workweeks are still to be derived, by first day of the week."""
    near = workweeks.c.week.between(chosen.first - WEEK, chosen.last)
    query = select(workweeks.c.week, func.count()).where(workweeks.c.stale, near)
    rows = tx.execute(query.where(whose(workweeks, chosen)).group_by(workweeks.c.week))
    return Counter({row[0]: int(row[1]) for row in rows})


def _sums(
    tx: Tx, chosen: Selection, keys: Sequence[str], *, line_by_line: bool = False
) -> Sequence[Any]:
    """Return a row for each value of the keys, in their order, with what is summed up by name."""
    named = {*keys, *(name for name, _ in chosen.equal)}
    if not line_by_line and all(name in weeks.c for name in named):
        first = weeks.c.first_day.between(chosen.first - WEEK, chosen.last)
        near = and_(first, weeks.c.last_day >= chosen.first, whose(weeks, chosen))
        days = func.min(weeks.c.first_day), func.max(weeks.c.last_day)
        query = _query(weeks, keys, (func.sum(weeks.c.lines), func.sum(weeks.c.right_seconds)))
        query = query.add_columns(days[0].label("first"), days[1].label("last"))
        rows = tx.execute(query.where(near, *equal(weeks, chosen))).all()
        if all(_inside(row, chosen) for row in rows):
            return rows
    right = func.sum(lines.c.seconds * lines.c.confidence)
    query = _query(lines, keys, (func.count(), right))
    return tx.execute(query.where(within(lines, chosen), *equal(lines, chosen))).all()


def _inside(row: Any, chosen: Selection) -> bool:
    return row.first is None or (chosen.first <= row.first and row.last <= chosen.last)


def _query(table: Table, keys: Sequence[str], counts: tuple[Any, Any]) -> Select[Any]:
    c = table.c
    by = [c[key] if key in c else c["day"] for key in keys]  # a line's last day is its day
    sums = [counts[0].label("line_count"), func.sum(c.seconds).label("seconds")]
    sums.append(func.sum(c.cents).label("cents"))
    if by:
        return select(*by, *sums).group_by(*by).order_by(*by)
    nothing = _codeless(table)
    return select(
        *sums,
        counts[1].label("right"),
        func.sum(c.seconds).filter(nothing).label("unallocated"),
        func.sum(c.seconds).filter(c.attested).label("attested_seconds"),
        func.count(c.person_id.distinct()).label("people"),
    )


def _codeless(table: Table) -> ColumnElement[bool]:
    """Say that hours stand on no code; for leave and mere amounts nobody has to find one."""
    c = table.c
    return and_(c.project_id.is_(None), c.cost_code_id.is_(None), c.source != Source.POLICY.value)


def _views(rows: Sequence[Any], keys: Sequence[str], names: Names) -> list[SumView]:
    """Return rows of ``_sums`` with their names; what isn't among the keys is left empty."""
    places = {key: n for n, key in enumerate(keys)}
    sums = len(keys)

    def column(key: str, show: Callable[[Any], Any], nothing: object = "") -> Iterable[Any]:
        if (n := places.get(key)) is None:
            return repeat(nothing)
        return [show(row[n]) for row in rows]

    people, projects = names.people, names.projects
    fields = (
        column("person_id", int, 0),
        column("person_id", lambda key: people.get(key, NOBODY).number),
        column("person_id", lambda key: people.get(key, NOBODY).name),
        column("team_id", lambda key: names.teams.get(key, "")),
        column("period", lambda day: day, date.min),
        column("project_id", lambda key: projects.get(key, NO_PROJECT).code),
        column("task_id", lambda key: names.tasks.get(key, "")),
        column("cost_center_id", lambda key: names.cost_centers.get(key, "")),
        column("pay_code", str),
        column("source", str),
        *([int(row[n]) for row in rows] for n in (sums + 1, sums + 2, sums)),
    )
    return list(map(SumView, *fields))


def week_cents(tx: Tx, person: int, week: date) -> int:
    """Return what a person's workweek pays, in cents."""
    query = select(func.coalesce(func.sum(pay_lines.c.cents), 0)).where(
        pay_lines.c.person_id == person, pay_lines.c.week == week
    )
    return int(tx.execute(query).scalar_one())
