"""Corrections that take longer than somebody waits for, as jobs: reading a file, applying much."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from timesheet.actions import correcting, deriving, making, signing
from timesheet.actions.correcting import Place
from timesheet.core.model import Instant, Seconds
from timesheet.store.jobs import JobRow

MANY = 25
"""Changes beyond which they are applied by a job: about two seconds' work."""
LONG: Seconds = 30
"""How much of a processor's time a large file may take to be read."""


def ask_to_read(place: Place, name: str, now: Instant) -> tuple[int, bool]:
    """Ask for the file that was sent to be read; as ``making.ask``."""
    said = {"first": place.first.isoformat(), "name": name}
    return making.ask("read", said, place.actor, now)


def ask_to_apply(place: Place, stamp: str, uuid: str, now: Instant) -> tuple[int, bool]:
    """Ask for the changes shown under a stamp to be applied; as ``making.ask``."""
    said = {"first": place.first.isoformat(), "name": "", "stamp": stamp, "uuid": uuid}
    return making.ask("apply", said, place.actor, now)


def read(job: JobRow, folder: Path, now: Instant) -> None:
    """Read what a person sent; run again, there is nothing left to do."""
    place = _place(job, folder, now)
    if place.sent.exists():
        correcting.take(place, LONG)


def apply(job: JobRow, folder: Path, now: Instant, tell: Callable[[int, int], None]) -> None:
    """Apply what a person was shown; run again, it only derives what isn't derived yet.

    The words are one transaction. Once they are said, the job goes to its end.
    """
    said = job.arguments
    correcting.say(_place(job, folder, now), said["stamp"], said["uuid"], job.asked_at)
    deriving.derive_stale(tell)


def _place(job: JobRow, folder: Path, now: Instant) -> Place:
    actor = making.asker(job, now)
    first = date.fromisoformat(job.arguments["first"])
    return Place(folder, first, actor, signing.visible_people(actor, now))
