"""Reading exceptions: those that were derived, and those that only time has made."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, select

from timesheet.core import calendar
from timesheet.core.model import Seconds, Severity
from timesheet.core.reports.exceptions import WORST_FIRST
from timesheet.core.reports.views import IssueView
from timesheet.core.shifts.pairing import MAX_SHIFT
from timesheet.store import disputes
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.names import NOBODY, Names
from timesheet.store.selection import Selection, stream, whose, within
from timesheet.store.tables import Company, IssueRow, Person, ShiftRow

issues = table_of(IssueRow)
shifts = table_of(ShiftRow)
people = table_of(Person)
companies = table_of(Company)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exceptions, of what is chosen: of a kind, of a severity, not of somebody's own."""

    besides: int
    code: str = ""
    severity: str = ""
    most: int = 200

    def of(self, table: Table) -> list[ColumnElement[bool]]:
        """Return the same as conditions."""
        found = [table.c.person_id != self.besides]
        if self.code:
            found.append(table.c.code == self.code)
        if self.severity:
            found.append(table.c.severity == self.severity)
        return found

    def has(self, issue: IssueView) -> bool:
        """Tell whether an exception is one of them."""
        return (
            issue.person_id != self.besides
            and self.code in {"", issue.code}
            and self.severity in {"", issue.severity}
        )


def issue_views(tx: Tx, chosen: Selection, names: Names) -> Iterator[IssueView]:
    """Yield exceptions by person, day and time."""
    derived = select(issues).where(within(issues, chosen), issues.c.settled_id.is_(None))
    ordered = derived.order_by(issues.c.person_id, issues.c.day, issues.c.at)
    return merge(
        (_view(row, names) for row in stream(tx, ordered)),
        (_overdue_view(row, names) for row in _overdue(tx, chosen)),
        (_disputed_view(row, names) for row in disputes.open_ones(tx, chosen)),
        key=lambda issue: (issue.person_id, issue.day, issue.at),
    )


def worst_first(tx: Tx, chosen: Selection, names: Names, wanted: Wanted) -> list[IssueView]:
    """Return the first ``wanted.most`` exceptions: the worst, of them the earliest, by name."""
    of_people = issues.join(people, people.c.id == issues.c.person_id)
    rank = case({level.value: n for n, level in enumerate(WORST_FIRST)}, value=issues.c.severity)
    query = select(issues).select_from(of_people).where(*_open(chosen), *wanted.of(issues))
    order = (rank, issues.c.day, people.c.name, issues.c.at, issues.c.id)
    rows = tx.execute(query.order_by(*order).limit(wanted.most))
    found = [_view(row, names) for row in rows] + _by_time(tx, chosen, names, wanted)
    ranks = {level.value: n for n, level in enumerate(WORST_FIRST)}
    found.sort(key=lambda one: (ranks[one.severity], one.day, one.person, one.at))
    return found[: wanted.most]


def kinds(tx: Tx, chosen: Selection, names: Names, wanted: Wanted) -> Counter[tuple[str, str]]:
    """Return how many exceptions there are, by what they are called and their severity."""
    by = (issues.c.code, issues.c.severity)
    query = select(*by, func.count()).where(*_open(chosen), *wanted.of(issues)).group_by(*by)
    found = Counter({(code, severity): int(n) for code, severity, n in tx.execute(query)})
    found.update((one.code, one.severity) for one in _by_time(tx, chosen, names, wanted))
    return found


def _open(chosen: Selection) -> tuple[ColumnElement[bool], ...]:
    return within(issues, chosen), issues.c.settled_id.is_(None)


def _by_time(tx: Tx, chosen: Selection, names: Names, wanted: Wanted) -> list[IssueView]:
    """Return the exceptions that no derivation has made: a handful, as nobody lets them lie."""
    found = [_overdue_view(row, names) for row in _overdue(tx, chosen)]
    found += [_disputed_view(row, names) for row in disputes.open_ones(tx, chosen)]
    return [one for one in found if wanted.has(one)]


def issue_counts(tx: Tx, chosen: Selection) -> dict[str, int]:
    """Return how many exceptions there are, by severity."""
    unsettled = issues.c.settled_id.is_(None)
    query = select(issues.c.severity, func.count()).where(within(issues, chosen), unsettled)
    found = {row[0]: row[1] for row in tx.execute(query.group_by(issues.c.severity))}
    if overdue := len(_overdue(tx, chosen)):
        found[Severity.BLOCK.value] = found.get(Severity.BLOCK.value, 0) + overdue
    if disputed := len(disputes.open_ones(tx, chosen)):
        found[Severity.WARN.value] = found.get(Severity.WARN.value, 0) + disputed
    return found


def days_with_issues(tx: Tx, chosen: Selection) -> Counter[date]:
    """Return how many exceptions each day has, of those chosen; days without are left out."""
    query = select(issues.c.day, func.count()).where(
        within(issues, chosen), issues.c.settled_id.is_(None)
    )
    found = Counter({row[0]: int(row[1]) for row in tx.execute(query.group_by(issues.c.day))})
    found.update(_day(row) for row in _overdue(tx, chosen))
    found.update(row.day for row in disputes.open_ones(tx, chosen))
    return found


def blocked_people(tx: Tx, chosen: Selection) -> dict[int, int]:
    """Return how many exceptions must be settled before hours are closed, by person."""
    found: dict[int, int] = {}
    for (person, _day), number in blocked_days(tx, chosen).items():
        found[person] = found.get(person, 0) + number
    return found


def blocked_days(tx: Tx, chosen: Selection) -> dict[tuple[int, date], int]:
    """Return how many exceptions must be settled, by person and day."""
    unsettled = and_(issues.c.settled_id.is_(None), issues.c.severity == Severity.BLOCK.value)
    by = (issues.c.person_id, issues.c.day)
    query = select(*by, func.count()).where(within(issues, chosen), unsettled).group_by(*by)
    found = {(person, day): int(number) for person, day, number in tx.execute(query)}
    for row in _overdue(tx, chosen):
        key = (row.person_id, _day(row))
        found[key] = found.get(key, 0) + 1
    return found


def people_to_look_at(tx: Tx, chosen: Selection) -> set[int]:
    """Return the people with an exception to look at: one that is no mere notice."""
    loud = and_(issues.c.settled_id.is_(None), issues.c.severity != Severity.INFO.value)
    query = select(issues.c.person_id).where(within(issues, chosen), loud)
    found = set(tx.execute(query).scalars())
    late = {row.person_id for row in _overdue(tx, chosen)}
    return found | late | {row.person_id for row in disputes.open_ones(tx, chosen)}


def _overdue(tx: Tx, chosen: Selection) -> list[Any]:
    """Return the shifts that nobody ended within the longest shift allowed, by person.

    The next press would make each of them the same exception; until then only the clock does.
    """
    if not chosen.now:
        return []
    last = calendar.start_of_day(chosen.last + 2 * DAY, "UTC")
    query = select(shifts.c.person_id, shifts.c.open_since, shifts.c.zone).where(
        shifts.c.is_open,
        shifts.c.open_since >= calendar.start_of_day(chosen.first - DAY, "UTC"),
        shifts.c.open_since < min(chosen.now - _longest(tx), last),
        whose(shifts, chosen),
    )
    rows = tx.execute(query.order_by(shifts.c.person_id, shifts.c.open_since))
    return [row for row in rows if chosen.first <= _day(row) <= chosen.last]


def _longest(tx: Tx) -> Seconds:
    found = tx.execute(select(companies.c.max_shift_seconds)).scalar()
    return MAX_SHIFT if found is None else int(found)


def _day(row: Any) -> Any:
    return calendar.day_of(row.open_since, row.zone)


def _overdue_view(row: Any, names: Names) -> IssueView:
    person = names.people.get(row.person_id, NOBODY)
    return IssueView(
        person_id=row.person_id,
        person_number=person.number,
        person=person.name,
        team="",
        day=_day(row),
        at=row.open_since,
        zone=person.zone,
        code="missing_out",
        severity=Severity.BLOCK.value,
    )


def _disputed_view(row: Any, names: Names) -> IssueView:
    person = names.people.get(row.person_id, NOBODY)
    return IssueView(
        person_id=row.person_id,
        person_number=person.number,
        person=person.name,
        team="",
        day=row.day,
        at=row.at,
        zone=person.zone,
        code="disputed",
        severity=Severity.WARN.value,
        details=(("says", row.words),),
    )


def _view(row: Any, names: Names) -> IssueView:
    person = names.people.get(row.person_id, NOBODY)
    return IssueView(
        person_id=row.person_id,
        person_number=person.number,
        person=person.name,
        team="",
        day=row.day,
        at=row.at,
        zone=person.zone,
        code=row.code,
        severity=row.severity,
        details=tuple((name, value) for name, value in json.loads(row.details)),
        seconds=row.seconds,
        cents=row.cents,
    )
