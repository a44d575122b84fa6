"""Rosters: planned shifts, added one by one or pasted from a sheet; a change cancels and adds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from timesheet.actions.setting_up import following
from timesheet.actions.setting_up.changes import Author
from timesheet.core import calendar
from timesheet.core.inference.places import WEEK_AROUND
from timesheet.core.model import Code, Instant, RosterShift
from timesheet.errors import Missing, TimesheetError
from timesheet.exchange.roster_paste import PlannedLine, Problem
from timesheet.store import audit, catalog, db, rosters, seen
from timesheet.store.codes import Entry, Person, Project, Site, Task
from timesheet.store.db import Tx

DAY = timedelta(days=1)
DAY_SECONDS = 86_400
REACH = range(-WEEK_AROUND - 1, WEEK_AROUND + 2)
E = TypeVar("E", bound=Entry)


class Unreadable(TimesheetError):
    """Lines that can't be planned as they are; nothing of them was saved."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def plan(lines: Iterable[PlannedLine], author: Author) -> int:
    """Add planned shifts, all or none, and return how many; Unreadable says what is wrong where.

    Times are those of the site's zone, or else of the person's own. Workweeks with the planned
    days are derived again.
    """
    wanted = list(lines)
    with db.write() as tx:
        known = Known.of(tx, wanted)
        problems: list[Problem] = []
        shifts = [s for line in wanted if (s := known.shift(line, problems)) is not None]
        problems += _overlaps(tx, wanted, shifts) if shifts and not problems else []
        if problems:
            raise Unreadable(problems)
        count = rosters.add_shifts(tx, shifts, author.at)
        if count:
            audit.record(tx, author.person, "planned", "roster", None, {"shifts": count})
            _follow(tx, shifts, min(line.day for line in wanted))
    following.derive()
    return count


def cancel(key: int, author: Author) -> None:
    """Cancel a planned shift."""
    with db.write() as tx:
        shift = rosters.find(tx, key)
        person = None if shift is None else catalog.find(tx, Person, shift.person)
        if shift is None or person is None:
            raise Missing("planned shift")
        rosters.cancel(tx, key, author.at)
        audit.record(tx, author.person, "cancelled", "roster", key)
        _follow(tx, [shift], calendar.day_of(shift.start, person.zone))
    following.derive()


def _follow(tx: Tx, shifts: list[RosterShift], first: date) -> None:
    """Let the workweeks of who is planned be derived again, and of who worked at those sites."""
    sites = {shift.site for shift in shifts if shift.site is not None}
    days = {(s.start + off * DAY_SECONDS) // DAY_SECONDS for s in shifts for off in REACH}
    people = {shift.person for shift in shifts} | seen.at_sites(tx, sites, days)
    following.mark(tx, people=sorted(people), first_day=first - DAY)


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines may name, by its text in lower case."""

    people: Mapping[str, list[Person]]
    sites: Mapping[str, list[Site]]
    projects: Mapping[str, list[Project]]
    tasks: Mapping[str, list[Task]]

    @classmethod
    def of(cls, tx: Tx, lines: list[PlannedLine]) -> "Known":
        """Look up all that some lines name."""
        return cls(
            catalog.by_text(tx, Person, "number", {line.person for line in lines}),
            catalog.by_text(tx, Site, "name", {line.site for line in lines}),
            catalog.by_text(tx, Project, "code", {line.project for line in lines}),
            catalog.by_text(tx, Task, "code", {line.task for line in lines}),
        )

    def shift(self, line: PlannedLine, problems: list[Problem]) -> RosterShift | None:
        """Return the shift that a line tells of; what is wrong with it goes to ``problems``."""
        before = len(problems)
        person = _one(self.people, line, "person", problems)
        site = _one(self.sites, line, "site", problems)
        project = _one(self.projects, line, "project", problems)
        task = self._task(line, project, problems)
        if person is None or len(problems) > before:
            return None
        span = _span(line, site.zone if site else person.zone, problems)
        if span is None:
            return None
        code = Code(project.id, task.id if task else None) if project else None
        return RosterShift(0, person.id, *span, site.id if site else None, code)

    def _task(
        self, line: PlannedLine, project: Project | None, problems: list[Problem]
    ) -> Task | None:
        if not line.task:
            return None
        for task in self.tasks.get(line.task.lower(), []):
            if project is not None and task.project_id == project.id:
                return task
        problems.append(Problem(line.line, "task", "That project has no such task.", line.task))
        return None


def _span(line: PlannedLine, zone: str, problems: list[Problem]) -> tuple[Instant, Instant] | None:
    last = line.day if line.end > line.start else line.day + DAY
    start, end = datetime.combine(line.day, line.start), datetime.combine(last, line.end)
    for column, wall in (("start", start), ("end", end)):
        if not calendar.exists(wall, zone):
            text = "Clocks are put forward over this time: it doesn't exist on that day."
            problems.append(Problem(line.line, column, text))
            return None
    return calendar.instant(start, zone), calendar.instant(end, zone)


def _one(
    known: Mapping[str, list[E]], line: PlannedLine, column: str, problems: list[Problem]
) -> E | None:
    text = getattr(line, column)
    if not text:
        return None
    if found := known.get(text.lower()):
        return found[0]
    problems.append(Problem(line.line, column, f"There is no such {column}.", text))
    return None


def _overlaps(tx: Tx, lines: list[PlannedLine], shifts: list[RosterShift]) -> Iterator[Problem]:
    first, last = min(s.start for s in shifts), max(s.end for s in shifts)
    taken: dict[int, list[RosterShift]] = defaultdict(list)
    for shift in rosters.planned(tx, first, last, {shift.person for shift in shifts}):
        taken[shift.person].append(shift)
    for line, shift in zip(lines, shifts, strict=True):
        if any(o.start < shift.end and shift.start < o.end for o in taken[shift.person]):
            yield Problem(line.line, "start", "Another shift of this person is planned then.")
        taken[shift.person].append(shift)
