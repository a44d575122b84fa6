"""Importing people's history: all of a file, or nothing."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from timesheet.actions import deriving, refitting
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.errors import Missing, Refused
from timesheet.exchange import history
from timesheet.exchange.history import Entry, RowError, Unreadable
from timesheet.store import bulk, closing, derived, policies, terms
from timesheet.store.db import Tx, add, read, write
from timesheet.store.policies import Company
from timesheet.store.terms import Worker

KIND = "history"
NAMESPACE = uuid.UUID("6d5e7b0a-53c5-4d1c-9c0e-0f6f3c7a9f11")
MOST_ERRORS = 1_000
CLOSED_ROW = "the pay period of this day isn't open any more"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or why it did nothing: ``errors`` or ``known`` (the same file again)."""

    rows: int = 0
    punches: int = 0
    weeks: int = 0
    known: bool = False
    errors: tuple[RowError, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What a first pass over the file found: names, days, and rows that can't be used."""

    rows: int = 0
    people: dict[str, tuple[str, date]] = field(default_factory=dict)
    projects: dict[str, date] = field(default_factory=dict)
    tasks: set[tuple[str, str]] = field(default_factory=set)
    first: Instant | None = None
    last: Instant | None = None
    errors: list[RowError] = field(default_factory=list)


def import_history(
    path: Path,
    zone: str,
    now: Instant,
    *,
    with_codes: bool = True,
    progress: Progress | None = None,
) -> Imported:
    """Import a history file and derive what follows from it.

    The first pass checks every row; if any can't be used, nothing is written. The second adds
    people, teams, projects, tasks and two punches a row in one transaction. Refused where the
    file as a whole or the zone can't be used.
    """
    digest = _checked_file(path, zone, with_codes=with_codes)
    with read() as tx:
        if bulk.batch_of(tx, KIND, digest) is not None:
            return Imported(known=True)
    seen = _first_pass(path, zone, progress)
    if seen.errors:
        return Imported(rows=seen.rows, errors=tuple(seen.errors))
    if not seen.rows:
        msg = f"{path.name}: there are no rows"
        raise Refused(msg)
    if errors := _closed_rows(path, zone, seen):
        return Imported(rows=seen.rows, errors=errors)
    with write() as tx:
        added = _Import(tx, zone, now, with_codes=with_codes, total=seen.rows, progress=progress)
        punches = added.run(path, digest, seen)
    weeks = deriving.derive_stale(
        None if progress is None else lambda done, total: progress("deriving", done, total),
        words_only=True,
    )
    refitting.refit(
        now, None if progress is None else lambda done, total: progress("inferring", done, total)
    )
    return Imported(rows=seen.rows, punches=punches, weeks=weeks)


def _checked_file(path: Path, zone: str, *, with_codes: bool) -> str:
    try:
        calendar.zone(zone)
        # With its codes and without them, a file is two different imports.
        return history.file_hash(path) + ("" if with_codes else " without codes")
    except ValueError as error:
        raise Refused(str(error), field="zone") from error
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise Refused(msg, field="file") from error


def _first_pass(path: Path, zone: str, progress: Progress | None) -> _Seen:
    seen = _Seen()
    try:
        for entry in history.entries(path, zone):
            seen.rows += 1
            if isinstance(entry, RowError):
                seen.errors.append(entry)
                if len(seen.errors) >= MOST_ERRORS:
                    break
            else:
                _note(seen, entry, zone)
            if progress and seen.rows % 5_000 == 0:
                progress("checking", seen.rows, 0)
    except Unreadable as error:
        msg = f"{path.name}: {error}"
        raise Refused(msg, field="file") from error
    return seen


def _closed_rows(path: Path, zone: str, seen: _Seen) -> tuple[RowError, ...]:
    """Return the rows that lie in pay periods which aren't open any more."""
    first = calendar.day_of(seen.first or 0, zone)
    last = calendar.day_of(seen.last or 0, zone)
    with read() as tx:
        known = bulk.ids(tx, bulk.people, "number")
        shut = closing.shut(tx, (known[one] for one in seen.people if one in known), first, last)
    if not shut:
        return ()
    by_person: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for person, begins, ends in shut:
        by_person[person].append((begins, ends))
    found: list[RowError] = []
    for number, entry in enumerate(history.entries(path, zone), 2):
        if isinstance(entry, RowError):
            continue
        days = {calendar.day_of(at, zone) for at in (entry.start, entry.end)}
        spans = by_person.get(known.get(entry.person, 0), [])
        if any(begins <= day <= ends for day in days for begins, ends in spans):
            found.append(RowError(number, "start", str(entry.start), CLOSED_ROW))
            if len(found) >= MOST_ERRORS:
                break
    return tuple(found)


def _note(seen: _Seen, entry: Entry, zone: str) -> None:
    day = calendar.day_of(entry.start, zone)
    known = seen.people.get(entry.person)
    seen.people[entry.person] = (entry.team, min(day, known[1]) if known else day)
    if entry.project:
        seen.projects[entry.project] = min(day, seen.projects.get(entry.project, day))
        if entry.task:
            seen.tasks.add((entry.project, entry.task))
    seen.first = entry.start if seen.first is None else min(seen.first, entry.start)
    seen.last = entry.end if seen.last is None else max(seen.last, entry.end)


class _Import:
    """The second pass, within one transaction."""

    def __init__(
        self,
        tx: Tx,
        zone: str,
        now: Instant,
        *,
        with_codes: bool,
        total: int,
        progress: Progress | None,
    ) -> None:
        self.tx, self.zone, self.now = tx, zone, now
        self.with_codes, self.total, self.progress = with_codes, total, progress
        self.weeks: set[tuple[int, date]] = set()

    def run(self, path: Path, digest: str, seen: _Seen) -> int:
        """Add everything; return the number of new punches."""
        self._add_company()
        self._add_people(seen)
        self._add_codes(seen)
        values = {
            "kind": KIND,
            "file_name": path.name,
            "file_hash": digest,
            "row_count": seen.rows,
            "made_at": self.now,
            "first_day": calendar.day_of(seen.first or 0, self.zone),
            "last_day": calendar.day_of(seen.last or 0, self.zone),
        }
        batch = add(self.tx, bulk.batches, values)
        # The rows stream into the connection as they are made: making them asks it nothing.
        self.house = terms.house(self.tx)
        added = bulk.add_punches(self.tx, self._punches(path, batch))
        derived.mark_stale(self.tx, sorted(self.weeks))
        # What was known before may mean something else now: those weeks are derived again too.
        derived.mark_all_stale(self.tx, sorted({person for person, _ in self.weeks}))
        return added

    def _add_company(self) -> None:
        try:
            policies.company(self.tx)
        except Missing:
            policies.set_company(self.tx, Company(name="Company", zone=self.zone))

    def _add_people(self, seen: _Seen) -> None:
        names = {team for team, _ in seen.people.values() if team}
        bulk.insert_missing(self.tx, bulk.teams, ({"name": name} for name in sorted(names)))
        before = bulk.ids(self.tx, bulk.people, "number")
        fresh = [number for number in sorted(seen.people) if number not in before]
        bulk.insert_many(self.tx, bulk.people, (self._person(number) for number in fresh))
        self.people = bulk.ids(self.tx, bulk.people, "number")
        keys = [self.people[number] for number in fresh]
        bulk.insert_many(
            self.tx, bulk.grants, ({"person_id": key, "role": "worker"} for key in keys)
        )
        bulk.insert_many(
            self.tx, bulk.clocks, ({"person_id": key, "state": "out", "version": 0} for key in keys)
        )
        bulk.insert_missing(self.tx, bulk.memberships, self._memberships(seen, fresh))

    def _person(self, number: str) -> dict[str, Any]:
        return {
            "number": number,
            "name": number,
            "login": number.lower(),
            "zone": self.zone,
            "auth_version": 1,
            "locale": "en",
        }

    def _memberships(self, seen: _Seen, fresh: Iterable[str]) -> Iterator[dict[str, Any]]:
        teams = bulk.ids(self.tx, bulk.teams, "name")
        for number in fresh:
            team, first = seen.people[number]
            if team:
                yield {
                    "person_id": self.people[number],
                    "team_id": teams[team],
                    "valid_from": first,
                }

    def _add_codes(self, seen: _Seen) -> None:
        bulk.insert_missing(
            self.tx,
            bulk.projects,
            (
                {"code": code, "name": code, "attestation_required": False}
                for code in sorted(seen.projects)
            ),
        )
        self.projects = bulk.ids(self.tx, bulk.projects, "code")
        bulk.insert_missing(
            self.tx,
            bulk.tasks,
            (
                {"project_id": self.projects[project], "code": task, "name": task}
                for project, task in sorted(seen.tasks)
            ),
        )
        self.tasks = bulk.ids(self.tx, bulk.tasks, "project_id", "code")

    def _punches(self, path: Path, batch: int) -> Iterator[tuple[Any, ...]]:
        received = self.now * 1_000_000
        for number, entry in enumerate(history.entries(path, self.zone), 1):
            if isinstance(entry, RowError):
                msg = f"row {entry.row} changed while it was read"
                raise Refused(msg)
            person = self.people[entry.person]
            for at in (entry.start, entry.end):
                self.weeks.add((person, self.house.week_at(Worker(person, self.zone), at)))
            yield from self._two(entry, person, received, batch)
            if self.progress and number % 5_000 == 0:
                self.progress("importing", number, self.total)

    def _two(
        self, entry: Entry, person: int, received: int, batch: int
    ) -> Iterator[tuple[Any, ...]]:
        project = self.projects.get(entry.project) if self.with_codes else None
        task = self.tasks.get((project, entry.task)) if project is not None else None
        ends = (
            ("in", entry.start, project, task, 0),
            ("out", entry.end, None, None, entry.break_seconds),
        )
        for kind, at, project_id, task_id, rest in ends:
            name = f"{entry.person} {entry.entry_id} {entry.start} {entry.end} {kind}"
            yield (
                person,
                str(uuid.uuid5(NAMESPACE, name)),
                kind,
                at,
                received,
                self.zone,
                calendar.offset(at, self.zone),
                "import",
                False,
                project_id,
                task_id,
                f"{batch}:{entry.entry_id}",
                rest,
                "",
                KIND,
                batch,
            )
