"""Past shifts brought in through the pages, as jobs that their sender watches.

A file is checked by one job; what it would bring waits in the data folder, one file a person,
until its sender says so; another job brings it in. Both may be run again after a crash.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from timesheet.actions import import_check, import_undo, importing, making
from timesheet.actions.import_check import Asked, Found
from timesheet.actions.signing import Actor
from timesheet.core.model import Instant, Seconds
from timesheet.errors import Missing, Refused
from timesheet.exchange import reading
from timesheet.exchange.history import Row, RowError
from timesheet.exchange.reading import Kind
from timesheet.store import imports, staging
from timesheet.store.db import read
from timesheet.store.imports import Run
from timesheet.store.jobs import JobRow

CHECK, BRING, UNDO = "import_check", "import_bring", "import_undo"
KINDS = frozenset({CHECK, BRING, UNDO})
ROLES = frozenset({"accounting", "admin"})
NOT_ANY_MORE = "You may not bring hours in any more."
LONG: Seconds = 300
"""How much of a processor's time a file of a million rows may take to be read."""
LONGEST_NAME = 120

Beat = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person's file waits until it is checked, and what is known of it afterwards."""

    folder: Path
    person: int

    @property
    def checked(self) -> Path:
        """The rows in order, and what they would bring."""
        return self.folder / "uploads" / f"history-{self.person}.rows"

    def sent(self, token: str) -> Path:
        """Return where a file lies as it was sent."""
        return self.folder / "uploads" / f"history-{self.person}-{token}.sent"

    def others(self, token: str) -> Iterator[Path]:
        """Yield files that were sent before, and that no job reads any more."""
        pattern = f"history-{self.person}-*"
        yield from (p for p in (self.folder / "uploads").glob(pattern) if token not in p.name)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a file that was checked would bring, and the rows that are in the way.

    ``known``: it is here already, to its last row; ``run``: its import was broken off.
    """

    name: str
    asked: Asked
    found: Found
    errors: tuple[RowError, ...]
    known: bool
    run: Run | None


def receive(
    place: Place, actor: Actor, name: str, file: IO[bytes], asked: Asked, now: Instant
) -> tuple[int, bool]:
    """Keep a file, and ask for it to be checked; as ``making.ask``. Refused: no such zone."""
    importing.identity("", asked)
    token = uuid.uuid4().hex
    sent = place.sent(token)
    sent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sent.touch(mode=0o600)
    with sent.open("wb") as kept:
        copyfileobj(file, kept)
    said = {"name": name[-LONGEST_NAME:] or "history", "token": token, "zone": asked.zone}
    job = making.ask(CHECK, said | {"codes": asked.with_codes}, actor, now)
    if job[1]:
        for other in place.others(token):
            other.unlink(missing_ok=True)
    else:
        sent.unlink()
    return job


def check(job: JobRow, folder: Path, now: Instant, beat: Beat) -> None:
    """Check a file that was sent; run again, it is checked anew."""
    said, actor = job.arguments, _asker(job, now)
    place = Place(folder, actor.id)
    sent = place.sent(said["token"])
    if not sent.exists():
        return
    asked = Asked(said["zone"], said["codes"], actor.has("admin"))
    rows = sent.with_suffix(".json")
    try:
        reading.read(sent, rows, LONG, Kind.HISTORY, lambda: beat(0, 0))
        with rows.open(encoding="utf-8") as lines, staging.made(place.checked) as staged:
            (digest,) = json.loads(next(lines))
            found = importing.check(
                staged, _rows(lines), asked, lambda _what, done, total: beat(done, total)
            )
            identity = importing.identity(digest, asked)
            staged.say(digest=identity, name=said["name"], asked=asdict(asked), found=asdict(found))
    finally:
        rows.unlink(missing_ok=True)
    sent.unlink(missing_ok=True)


def _rows(lines: Iterator[str]) -> Iterator[Row]:
    for line in lines:
        number, values = json.loads(line)
        yield number, values


def waiting(place: Place) -> Waiting | None:
    """Return what the file that was checked would bring; None where none waits."""
    if not place.checked.exists():
        return None
    with staging.opened(place.checked) as staged:
        said, errors = staged.said(), import_check.wrong(staged)
    with read() as tx:
        run = imports.of_file(tx, said["digest"])
    known = run is not None and run.finished_at is not None
    asked, found = Asked(**said["asked"]), Found(**said["found"])
    return Waiting(said["name"], asked, found, errors, known, run)


def drop(place: Place) -> None:
    """Throw the file that was checked away."""
    place.checked.unlink(missing_ok=True)


def ask_to_bring(place: Place, actor: Actor, now: Instant) -> tuple[int, bool]:
    """Ask for the file that was checked to be brought in; as ``making.ask``."""
    ready = waiting(place)
    if ready is None or ready.errors or ready.known:
        raise Refused("There is nothing to do.")
    return making.ask(BRING, {"name": ready.name, "total": ready.found.rows}, actor, now)


def bring(job: JobRow, folder: Path, now: Instant, beat: Beat, tell: Beat) -> None:
    """Bring the file that was checked in; run again, it goes on where it was.

    Cancelled half-way, what was in by then stays, and waits to be gone on with or taken back.
    """
    actor = _asker(job, now)
    place = Place(folder, actor.id)
    if place.checked.exists():
        with staging.opened(place.checked) as staged:
            asked = Asked(**staged.said()["asked"])
            if asked.adds and not actor.has("admin"):
                raise Refused(NOT_ANY_MORE)
            importing.bring(
                staged, asked, actor.id, job.asked_at,
                lambda _what, done, total: beat(done, total),
            )  # fmt: skip
        drop(place)
    importing.follow(now, lambda _what, done, total: tell(done, total))


def listed() -> list[Run]:
    """Return the latest imports, the newest first."""
    with read() as tx:
        return imports.listed(tx)


def ask_to_undo(key: int, reason: str, actor: Actor, now: Instant) -> tuple[int, bool]:
    """Ask for an import to be taken back; as ``making.ask``."""
    why = import_undo.may_be(key, reason)
    name = next((run.file_name for run in listed() if run.id == key), "")
    return making.ask(UNDO, {"name": name, "import": key, "reason": why}, actor, now)


def undo(job: JobRow, now: Instant, beat: Beat, tell: Beat) -> None:
    """Take an import back; run again, it goes on where it was."""
    actor, said = _asker(job, now), job.arguments
    import_undo.undo(said["import"], actor.id, said["reason"], job.asked_at, beat)
    importing.follow(now, lambda _what, done, total: tell(done, total))


def _asker(job: JobRow, now: Instant) -> Actor:
    return making.asker(job, now, ROLES, NOT_ANY_MORE)


def errors_of(place: Place) -> list[tuple[Any, ...]]:
    """Return the rows that can't be used, for a file: number, column, value and what to do."""
    ready = waiting(place)
    if ready is None or not ready.errors:
        raise Missing("import")
    return [(one.row, one.column, one.value, one.message) for one in ready.errors]
