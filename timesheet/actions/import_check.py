"""Checking a file of past shifts: what each row lacks, and what the file as a whole would bring.

Two passes, each of a few rows at a time. The first reads the rows and puts them in order beside the
database; the second holds them, person by person, against what is known.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from timesheet.core import calendar
from timesheet.core.model import Instant, Seconds
from timesheet.errors import Refused
from timesheet.exchange import history
from timesheet.exchange.history import Entry, Row, RowError
from timesheet.store import bulk, closing, imports
from timesheet.store.db import Tx, read
from timesheet.store.staging import Staged

Progress = Callable[[str, int, int], None]

NAMESPACE = uuid.UUID("6d5e7b0a-53c5-4d1c-9c0e-0f6f3c7a9f11")
MOST_ERRORS = 1_000
CHUNK = 1_000
LOOK = 5_000
MOST_NAMES = 30

CLOSED_ROW = (
    "The pay period of this day isn’t open any more: take the row out, or have the period opened"
    " again."
)
NO_PERSON = "Nobody here has this number: an admin adds the person, or brings this file in."
NO_PROJECT = "There is no project with this code: an admin adds it, or brings this file in."
NO_TASK = "This project has no such task: an admin adds it, or brings this file in."


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is brought in: the zone of its times, whether its codes count.

    ``adds``: people, teams and codes that aren't there yet are added; else their rows are wrong.
    """

    zone: str
    with_codes: bool = True
    adds: bool = True


@dataclass(slots=True)
class Found:
    """What a file would bring; ``twice``, ``beside`` and ``here`` are numbers of rows.

    ``twice``: of the same person and hours as another row; ``beside``: over hours that are there
    already; ``here``: brought by an earlier file, and left out. ``new``: numbers of people, teams,
    projects and tasks that aren't there yet; ``names``: the first of those people and projects.
    """

    rows: int = 0
    people: int = 0
    days: int = 0
    seconds: Seconds = 0
    first_day: str = ""
    last_day: str = ""
    projects: int = 0
    twice: int = 0
    beside: int = 0
    here: int = 0
    new: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    @property
    def span(self) -> tuple[date, date]:
        """The days of its first and of its last row."""
        return date.fromisoformat(self.first_day), date.fromisoformat(self.last_day)


@dataclass(frozen=True, slots=True)
class Known:
    """The people and codes that are there, by what a file calls them."""

    people: dict[Any, int]
    projects: dict[Any, int]
    tasks: dict[Any, int]
    teams: dict[Any, int]

    @classmethod
    def of(cls, tx: Tx) -> "Known":
        """Read them."""
        return cls(
            bulk.ids(tx, bulk.people, "number"),
            bulk.ids(tx, bulk.projects, "code"),
            bulk.ids(tx, bulk.tasks, "project_id", "code"),
            bulk.ids(tx, bulk.teams, "name"),
        )


def stage(staged: Staged, rows: Iterable[Row], asked: Asked, progress: Progress) -> None:
    """Read the rows of a file into the place where they wait, in order, and what is wrong."""
    number, wrong = 0, 0
    entries = (history.entry(row, asked.zone) for row in rows)
    for some in bulk.chunked(entries, LOOK):
        bad = [one for one in some if isinstance(one, RowError)]
        staged.add(tuple(one) for one in some if isinstance(one, Entry))
        refuse(staged, bad[: MOST_ERRORS - wrong])
        number, wrong = number + len(some), wrong + len(bad)
        progress("checking", number, 0)
        if wrong >= MOST_ERRORS:
            break
    if not number:
        raise Refused("There are no rows in this file.", field="file")
    staged.order()


def refuse(staged: Staged, errors: Iterable[RowError]) -> None:
    """Note rows that can't be used."""
    staged.refuse((one.row, one.column, one.value, one.message) for one in errors)


def wrong(staged: Staged) -> tuple[RowError, ...]:
    """Return the rows that can't be used, the first of them where they are very many."""
    return tuple(RowError(*one) for one in staged.wrong(MOST_ERRORS))


def compare(staged: Staged, asked: Asked, progress: Progress) -> Found:
    """Hold the rows against what is known; add what is wrong to the rows that can't be used."""
    with read() as tx:
        comparison = _Comparison(staged, asked, Known.of(tx))
    for done, some in chunks(staged):
        # A transaction of minutes would keep the database from tidying up.
        with read() as tx:
            refuse(staged, comparison.take(tx, some))
        progress("comparing", done, 0)
        if comparison.wrong >= MOST_ERRORS:
            break
    return comparison.summed()


def chunks(staged: Staged, done: int = 0, most: int = CHUNK) -> Iterator[tuple[int, list[Entry]]]:
    """Yield the rows after so many, some at a time, with how many are passed then."""
    while some := staged.after(done, most):
        done += len(some)
        yield done, [Entry(*row) for row in some]


class _Comparison:
    """Rows against what is known; they come in the order of people and starts."""

    def __init__(self, staged: Staged, asked: Asked, known: Known) -> None:
        self._staged, self._asked, self._known = staged, asked, known
        self._span = staged.span()
        self._person = ""
        self._day: date | None = None
        self._last: Entry | None = None
        self._shut: list[tuple[date, date]] = []
        self._spans: list[tuple[Instant, Instant]] = []
        self.found = Found()
        self.wrong = 0

    def take(self, tx: Tx, some: Sequence[Entry]) -> list[RowError]:
        """Count some rows; return what is wrong with them."""
        errors: list[RowError] = []
        for person, entries in groupby(some, key=lambda entry: entry.person):
            errors += self._of_person(tx, person, list(entries))
        self.wrong += len(errors)
        return errors

    def _of_person(self, tx: Tx, number: str, entries: list[Entry]) -> Iterator[RowError]:
        person = self._known.people.get(number)
        if number != self._person:
            self._begin(tx, number, person)
        if person is None and not self._asked.adds:
            yield from (RowError(one.row, "person", number, NO_PERSON) for one in entries)
            return
        here = _here(tx, person, entries) if person else frozenset()
        for one in entries:
            self._count(one)
            if one.row in here:
                self.found.here += 1
            elif any(a < one.end and b > one.start for a, b in self._near(one)):
                self.found.beside += 1
            if error := self._wrong(one):
                yield error

    def _begin(self, tx: Tx, number: str, person: int | None) -> None:
        self._person, self._day, self._last = number, None, None
        self._shut, self._spans = [], []
        self.found.people += 1
        if person is not None:
            first, last = (calendar.day_of(at, self._asked.zone) for at in self._span)
            shut = closing.shut(tx, [person], first, last)
            self._shut = [(begins, ends) for _person, begins, ends in shut]
            self._spans = imports.spans(tx, person, *self._span)

    def _count(self, one: Entry) -> None:
        day, last = calendar.day_of(one.start, self._asked.zone), self._last
        self.found.rows += 1
        self.found.seconds += one.end - one.start - one.break_seconds
        if last is not None and (last.start, last.end) == (one.start, one.end):
            self.found.twice += 1
        if day != self._day:
            self.found.days += 1
        self._day, self._last = day, one

    def _near(self, one: Entry) -> list[tuple[Instant, Instant]]:
        """Return the known shifts that don't end before a row begins; the rows come in order."""
        while self._spans and self._spans[0][1] <= one.start:
            self._spans.pop(0)
        return self._spans[:3]

    def _wrong(self, one: Entry) -> RowError | None:
        if self._shut:
            days = {calendar.day_of(at, self._asked.zone) for at in (one.start, one.end)}
            if any(begins <= day <= ends for day in days for begins, ends in self._shut):
                start = calendar.local(one.start, self._asked.zone)
                return RowError(one.row, "start", f"{start:%Y-%m-%dT%H:%M:%S}", CLOSED_ROW)
        if self._asked.adds or not self._asked.with_codes or not one.project:
            return None
        project = self._known.projects.get(one.project)
        if project is None:
            return RowError(one.row, "project", one.project, NO_PROJECT)
        if one.task and (project, one.task) not in self._known.tasks:
            return RowError(one.row, "task", one.task, NO_TASK)
        return None

    def summed(self) -> Found:
        """Return what the file would bring."""
        found, known, codes = self.found, self._known, list(self._staged.codes())
        first, last = (calendar.day_of(at, self._asked.zone) for at in self._span)
        found.first_day, found.last_day = first.isoformat(), last.isoformat()
        people = [one for one, _team, _first in self._staged.people() if one not in known.people]
        projects = {one for one, _task in codes}
        fresh = sorted(projects - known.projects.keys())
        tasks = [
            (one, task)
            for one, task in codes
            if task and (known.projects.get(one), task) not in known.tasks
        ]
        teams = self._staged.teams() - known.teams.keys() - {""}
        found.projects = len(projects)
        found.new = {
            "people": len(people), "teams": len(teams), "projects": len(fresh),
            "tasks": len(tasks),
        }  # fmt: skip
        found.names = {"people": people[:MOST_NAMES], "projects": fresh[:MOST_NAMES]}
        return found


def uuid_of(entry: Entry, kind: str, again: int = 0) -> str:
    """Return the uuid of a row's punch: the same row in another file is the same punch.

    ``again``: how many imports that had it were taken back since.
    """
    name = f"{entry.person} {entry.entry_id} {entry.start} {entry.end} {kind}"
    return str(uuid.uuid5(NAMESPACE, f"{name} again {again}" if again else name))


def generations(tx: Tx, person: int, entries: Sequence[Entry]) -> dict[int, tuple[int, bool]]:
    """Return of each row how many imports that had it were taken back, and whether it is here."""
    found: dict[int, tuple[int, bool]] = {}
    again, left = 0, list(entries)
    while left:
        named = defaultdict(list)
        for one in left:
            named[uuid_of(one, "in", again)].append(one)
        held = imports.brought(tx, person, named.keys())
        for uid, some in named.items():
            found |= dict.fromkeys((one.row for one in some), (again, uid in held))
        left = [one for uid, gone in held.items() if gone for one in named[uid]]
        again += 1
    return found


def _here(tx: Tx, person: int, entries: list[Entry]) -> frozenset[int]:
    """Return the rows that an import brought which counts."""
    found = generations(tx, person, entries)
    return frozenset(row for row, (_again, here) in found.items() if here)
