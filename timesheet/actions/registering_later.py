"""A payroll register taken in: at once where it is small, or as a job that its sender watches."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from timesheet.actions import making, registering
from timesheet.actions.signing import Actor
from timesheet.core.model import Instant, Seconds
from timesheet.core.register_rows import Columns, Means
from timesheet.exchange import foreign, reading
from timesheet.exchange.reading import Kind
from timesheet.store.jobs import JobRow

AT_ONCE_BYTES = 200_000
"""How large a register may be that is read while somebody waits: about two thousand people."""
LONG: Seconds = 60
"""How much of a processor's time a large one may take."""
KIND = "register"
_LOOK = 1000

Beat = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a register of a pay period waits until it is read, and who sent it."""

    folder: Path
    first: date
    actor: Actor

    @property
    def sent(self) -> Path:
        """Where the file lies as it was sent."""
        return self.folder / "uploads" / f"register-{self.actor.id}-{self.first}.sent"

    def write(self, content: bytes, rest: IO[bytes] | None = None) -> None:
        """Keep a file as it was sent, for nobody else to read."""
        self.sent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sent.touch(mode=0o600)
        with self.sent.open("wb") as kept:
            kept.write(content)
            if rest is not None:
                copyfileobj(rest, kept)


def receive(place: Place, name: str, file: IO[bytes], now: Instant) -> bool | tuple[int, bool]:
    """Take a register in: True where it is kept, False where it was before.

    A large one is asked for as a job (as ``making.ask``). Refused where it is no table.
    """
    content = file.read(AT_ONCE_BYTES + 1)
    if len(content) <= AT_ONCE_BYTES:
        sent = registering.opened(name, content, foreign.each(content, foreign.SMALL))
        return registering.take(place.first, sent, place.actor.id, now)
    place.write(content, file)
    said = {"first": place.first.isoformat(), "name": name[-registering.LONGEST_NAME :]}
    return making.ask(KIND, said, place.actor, now)


def say(place: Place, means: list[str], now: Instant) -> tuple[int, bool] | None:
    """Say what the columns of a register are; a large one is read again by a job."""
    columns = registering.chosen(place.first, means)
    if columns is None:
        return None
    name, content = registering.content(place.first)
    if len(content) <= AT_ONCE_BYTES:
        sent = registering.opened(name, content, foreign.each(content, foreign.SMALL), columns)
        registering.say(place.first, sent, place.actor.id, now)
        return None
    said = {"first": place.first.isoformat(), "name": name, "means": [*columns.means]}
    return making.ask(KIND, said | {"heading": columns.heading}, place.actor, now)


def read(job: JobRow, folder: Path, now: Instant, beat: Beat) -> None:
    """Read a register that was sent, or with other columns; run again, it does nothing twice.

    A process of its own reads it, within bounds of time and memory, and this one row by row.
    """
    said = job.arguments
    place = Place(folder, date.fromisoformat(said["first"]), making.asker(job, now))
    columns = None
    if "means" in said:
        columns = Columns(said["heading"], tuple(map(Means, said["means"])))
        place.write(registering.content(place.first)[1])
    if not place.sent.exists():
        return
    content, part = place.sent.read_bytes(), place.sent.with_suffix(".part")
    try:
        reading.read(place.sent, part, LONG, Kind.TABLE)
        with part.open(encoding="utf-8") as rows:
            sent = registering.opened(said["name"], content, _watched(rows, beat), columns)
        keep = registering.take if columns is None else registering.say
        keep(place.first, sent, place.actor.id, job.asked_at)
    finally:
        part.unlink(missing_ok=True)
        place.sent.unlink(missing_ok=True)


def _watched(lines: Iterable[str], beat: Beat) -> Iterator[list[str]]:
    """Yield the rows that the other process read, below its head, saying how far it is."""
    for n, line in enumerate(lines):
        if n % _LOOK == 0:
            beat(n, 0)
        if n:
            yield json.loads(line)
