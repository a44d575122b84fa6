"""Importing people's history: a file is checked as a whole, then brought in a few rows at a time.

A transaction holds so few rows that no press waits for it, and says how far the import is; whoever
goes on after a crash begins there. The rows' punches have uuids of their own, so that no row comes
in twice whatever happens.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from timesheet.actions import deriving, import_check, refitting
from timesheet.actions.import_check import Asked, Found, Known, uuid_of
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.errors import Conflict, Missing, Refused
from timesheet.exchange import history
from timesheet.exchange.history import Entry, RowError
from timesheet.store import audit, bulk, clock, closing, derived, imports, policies, staging, terms
from timesheet.store.db import Tx, read, write
from timesheet.store.imports import KIND, Run
from timesheet.store.policies import Company
from timesheet.store.staging import Staged
from timesheet.store.terms import House, Worker

CHUNK = 500
"""Rows of one transaction: some hundredths of a second, whatever else waits to write."""
# Other processes that want to write get their turn between two transactions.
PAUSE = 0.005

Progress = Callable[[str, int, int], None]
IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or why it did nothing: ``errors`` or ``known`` (the same file again)."""

    rows: int = 0
    punches: int = 0
    weeks: int = 0
    known: bool = False
    errors: tuple[RowError, ...] = ()


def import_history(
    path: Path,
    zone: str,
    now: Instant,
    *,
    with_codes: bool = True,
    progress: Progress | None = None,
) -> Imported:
    """Import a history file and derive what follows from it.

    Every row is checked first; if any can't be used, nothing is written. An import that was broken
    off goes on where it was. Refused where the file as a whole or the zone can't be used.
    """
    tell = progress or _silent
    asked = Asked(zone, with_codes)
    digest = identity(_hashed(path), asked)
    if known(digest):
        return Imported(known=True)
    with tempfile.TemporaryDirectory() as folder, staging.made(Path(folder) / "rows") as staged:
        with path.open("rb") as file:
            found = check(staged, history.rows(file), asked, tell)
        if errors := import_check.wrong(staged):
            return Imported(rows=found.rows, errors=errors)
        staged.say(digest=digest, name=path.name, found=asdict(found))
        punches = bring(staged, asked, None, now, tell)
    return Imported(rows=found.rows, punches=punches, weeks=follow(now, tell))


def _silent(_what: str, _done: int, _total: int) -> None:
    pass


def _hashed(path: Path) -> str:
    try:
        return history.file_hash(path)
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise Refused(msg, field="file") from error


def identity(digest: str, asked: Asked) -> str:
    """Return what tells an import from others; Refused where there is no such zone.

    With its codes and without them, a file is two different imports.
    """
    try:
        calendar.zone(asked.zone)
    except ValueError as error:
        raise Refused(str(error), field="zone") from error
    return digest if asked.with_codes else f"{digest} without codes"


def known(digest: str) -> bool:
    """Tell whether a file is here already, to its last row."""
    with read() as tx:
        run = imports.of_file(tx, digest)
    return run is not None and run.finished_at is not None


def check(staged: Staged, rows: Iterator[history.Row], asked: Asked, tell: Progress) -> Found:
    """Check the rows of a file, and return what they would bring; what is wrong waits beside."""
    import_check.stage(staged, rows, asked, tell)
    wrong = import_check.wrong(staged)
    # Hours that nobody could read can't be compared with anything.
    return Found(rows=len(wrong)) if wrong else import_check.compare(staged, asked, tell)


def bring(staged: Staged, asked: Asked, author: int | None, now: Instant, tell: Progress) -> int:
    """Bring the rows in that aren't in yet, and return how many punches were new.

    Refused where a pay period was closed since the check, or the import is being taken back; what
    is in by then stays.
    """
    said = staged.said()
    with write() as tx:
        run, knows, house = _begun(tx, staged, asked, author, now)
    added, done = 0, run.rows_done
    while run.finished_at is None and done < run.rows:
        entries = [Entry(*row) for row in staged.after(done, CHUNK)]
        end = done + len(entries)
        with write() as tx:
            added += _Chunk(tx, house, knows, asked, run.id, now).add(entries)
            if not entries or not imports.advance(
                tx, run.id, done, end, now if end >= run.rows else None
            ):
                msg = "%(name)s is being brought in or taken back by somebody else."
                raise Conflict(msg, field="file", name=said["name"])
        done = end
        tell("importing", done, run.rows)
        time.sleep(PAUSE)
    return added


def follow(now: Instant, tell: Progress) -> int:
    """Derive what follows from an import, or from taking it back; return how many workweeks."""
    weeks = deriving.derive_stale(
        lambda done, total: tell("deriving", done, total), words_only=True
    )
    refitting.refit(now, lambda done, total: tell("inferring", done, total))
    return weeks


def _begun(
    tx: Tx, staged: Staged, asked: Asked, author: int | None, now: Instant
) -> tuple[Run, Known, House]:
    """Begin an import, or find the one that was broken off; people and codes are there then."""
    said = staged.said()
    run = imports.of_file(tx, said["digest"])
    if run is None:
        _Setting(tx, staged, asked).add()
        run = _record(tx, said, author, now)
    return run, Known.of(tx), terms.house(tx)


def _record(tx: Tx, said: dict[str, Any], author: int | None, now: Instant) -> Run:
    found = Found(**said["found"])
    key = imports.begin(
        tx, said["digest"], author, file_name=said["name"], row_count=found.rows, made_at=now,
        first_day=found.span[0], last_day=found.span[1],
        people=found.people, seconds=found.seconds,
    )  # fmt: skip
    told = {"sha256": said["digest"][:64], "rows": found.rows, "people": found.people}
    audit.record(tx, author, "imported", "import_batch", key, told)
    run = imports.find(tx, key)
    if run is None:
        raise Missing("import")
    return run


class _Setting:
    """The people, teams and codes that a file names and that aren't there yet."""

    def __init__(self, tx: Tx, staged: Staged, asked: Asked) -> None:
        self.tx, self.staged, self.asked = tx, staged, asked

    def add(self) -> None:
        """Add them, where the asker may."""
        self._add_company()
        if self.asked.adds:
            self._add_people()
            self._add_codes()

    def _add_company(self) -> None:
        try:
            policies.company(self.tx)
        except Missing:
            policies.set_company(self.tx, Company(name="Company", zone=self.asked.zone))

    def _add_people(self) -> None:
        names = sorted(self.staged.teams() - {""})
        bulk.insert_missing(self.tx, bulk.teams, ({"name": name} for name in names))
        before = bulk.ids(self.tx, bulk.people, "number")
        fresh = [one for one in self.staged.people() if one[0] not in before]
        bulk.insert_many(self.tx, bulk.people, (self._person(one[0]) for one in fresh))
        there = bulk.ids(self.tx, bulk.people, "number")
        keys = [there[number] for number, _team, _first in fresh]
        bulk.insert_many(
            self.tx, bulk.grants, ({"person_id": key, "role": "worker"} for key in keys)
        )
        bulk.insert_many(
            self.tx, bulk.clocks, ({"person_id": key, "state": "out", "version": 0} for key in keys)
        )
        teams = bulk.ids(self.tx, bulk.teams, "name")
        bulk.insert_missing(
            self.tx,
            bulk.memberships,
            (
                {
                    "person_id": there[number],
                    "team_id": teams[team],
                    "valid_from": calendar.day_of(first, self.asked.zone),
                }
                for number, team, first in fresh
                if team
            ),
        )

    def _person(self, number: str) -> dict[str, Any]:
        return {
            "number": number,
            "name": number,
            "login": number.lower(),
            "zone": self.asked.zone,
            "auth_version": 1,
            "locale": "en",
        }

    def _add_codes(self) -> None:
        codes = list(self.staged.codes())
        bulk.insert_missing(
            self.tx,
            bulk.projects,
            (
                {"code": code, "name": code, "attestation_required": False}
                for code in sorted({project for project, _task in codes})
            ),
        )
        projects = bulk.ids(self.tx, bulk.projects, "code")
        bulk.insert_missing(
            self.tx,
            bulk.tasks,
            (
                {"project_id": projects[project], "code": task, "name": task}
                for project, task in codes
                if task
            ),
        )


class _Chunk:
    """Some rows within the transaction that brings them."""

    def __init__(
        self, tx: Tx, house: House, known: Known, asked: Asked, batch: int, now: Instant
    ) -> None:
        self.tx, self.house, self.known, self.asked = tx, house, known, asked
        self.batch, self.received = batch, now * 1_000_000

    def add(self, entries: Sequence[Entry]) -> int:
        """Add the punches of rows, and say which workweeks are to be derived."""
        people = sorted({self.known.people[one.person] for one in entries})
        clock.hold(self.tx, people)
        self._check_open(entries, people)
        # Made before they are sent: a connection that takes rows in can't be asked anything.
        added = bulk.add_punches(self.tx, list(self._punches(entries)))
        derived.mark_stale(self.tx, sorted(self._weeks(entries)))
        # What was known before may mean something else now: those weeks are derived again too.
        derived.mark_all_stale(self.tx, people)
        return added

    def _check_open(self, entries: Sequence[Entry], people: Sequence[int]) -> None:
        """Refuse to bring anything into a pay period that was closed since the check."""
        zone = self.asked.zone
        days = [
            (self.known.people[one.person], calendar.day_of(at, zone), one.row)
            for one in entries
            for at in (one.start, one.end)
        ]
        seen = [day for _person, day, _row in days]
        shut = closing.shut(self.tx, people, min(seen), max(seen)) if seen else set()
        for person, day, row in days:
            if any(p == person and begins <= day <= ends for p, begins, ends in shut):
                msg = "Row %(row)s: its pay period was closed meanwhile. What was in stays."
                raise Refused(msg, field="file", row=row)

    def _weeks(self, entries: Sequence[Entry]) -> set[tuple[int, date]]:
        found = set()
        for one in entries:
            worker = Worker(self.known.people[one.person], self.asked.zone)
            found |= {(worker.id, self.house.week_at(worker, at)) for at in (one.start, one.end)}
        return found

    def _punches(self, entries: Sequence[Entry]) -> Iterator[tuple[Any, ...]]:
        taken_back = imports.any_taken_back(self.tx)
        for number, some in groupby(entries, key=lambda one: one.person):
            person, rows = self.known.people[number], list(some)
            again = import_check.generations(self.tx, person, rows) if taken_back else {}
            for one in rows:
                yield from self._two(one, person, again.get(one.row, (0, False))[0])

    def _two(self, entry: Entry, person: int, again: int) -> Iterator[tuple[Any, ...]]:
        codes = self.known if self.asked.with_codes else None
        project = codes.projects.get(entry.project) if codes else None
        task = codes.tasks.get((project, entry.task)) if codes and project is not None else None
        ends = (
            (IN, entry.start, project, task, 0),
            (OUT, entry.end, None, None, entry.break_seconds),
        )
        for kind, at, project_id, task_id, rest in ends:
            yield (
                person,
                uuid_of(entry, kind, again),
                kind,
                at,
                self.received,
                self.asked.zone,
                calendar.offset(at, self.asked.zone),
                "import",
                False,
                project_id,
                task_id,
                f"{self.batch}:{entry.entry_id}",
                rest,
                "",
                KIND,
                self.batch,
            )
