"""Background work: jobs of the database, run by whichever process takes them, one at a time.

A job is a row (``store/jobs``): it survives its process. Whoever runs it beats now and then; when
the beats stop, another process begins it anew, so a job must be one that can be run twice. It
works in small transactions of its own, so that presses hardly wait for it.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from timesheet import now
from timesheet.actions import deriving, reminding
from timesheet.core.model import Seconds
from timesheet.settings import Settings
from timesheet.store import derived
from timesheet.store import jobs as rows
from timesheet.store.db import read, write
from timesheet.store.jobs import JobRow

log = logging.getLogger(__name__)

EVERY: Seconds = 2
# After a failure of ours the same work is not tried again at once.
REST: Seconds = 60
KEPT: Seconds = 7 * 86_400
# So often people are looked for who are due a reminder.
REMIND: Seconds = 300
# Threads that want to write get their turn between two steps of a job.
PAUSE = 0.02


class Stopped(Exception):
    """The job was cancelled, or another process has taken it over."""


@dataclass(slots=True)
class Work:
    """What a job's function gets: its arguments, and the ways to say how far it is."""

    job: JobRow
    lease: str
    folder: Path
    result: str = field(default="")

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What was asked for."""
        return self.job.arguments

    def beat(self, done: int, total: int) -> None:
        """Say how far it is, at least every half minute; Stopped where it is to go no further."""
        with write() as tx:
            going = rows.beat(tx, self.job.id, self.lease, done, total, now.utc())
        if not going:
            raise Stopped
        time.sleep(PAUSE)

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """Give a path to write the result to; it is there when it is whole, or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f".{self.job.id}-{self.lease}.part"
        try:
            yield part
            self.result = f"{self.job.id}-{name}"
            part.replace(self.folder / self.result)
        finally:
            part.unlink(missing_ok=True)


def derive(work: Work) -> None:
    """Derive the stale workweeks."""
    deriving.derive_stale(work.beat)


def remind(work: Work) -> None:
    """Remind whoever is due something."""
    reminding.sweep(now.utc(), work.beat)


KINDS: dict[str, Callable[[Work], None]] = {"derive": derive, "remind": remind}


def run_all(settings: Settings) -> int:
    """Ask for what is due, and run jobs until none waits; return how many were run."""
    ask_for_what_is_due()
    number = 0
    while run_next(settings):
        number += 1
    return number


def ask_for_what_is_due() -> None:
    """Ask for the derivation of stale workweeks, where there are any, and for reminders."""
    with read() as tx:
        latest = [job for job in rows.listed(tx, 5) if job.kind == "derive"]
        stale = derived.stale_people(tx, most=1) and not _failed_just_now(latest)
        remind_now = reminding.wanted(tx) and not rows.asked_since(tx, "remind", now.utc() - REMIND)
    if stale:
        with write() as tx:
            rows.ask(tx, "derive", "derive", {}, now.utc())
    if remind_now:
        with write() as tx:
            # Every few minutes one: a list of jobs would show nothing else.
            rows.forget_before(tx, "remind", now.utc())
            rows.ask(tx, "remind", "remind", {}, now.utc())


def _failed_just_now(latest: list[JobRow]) -> bool:
    since = now.utc() - REST
    return any(job.state == "failed" and (job.finished_at or 0) > since for job in latest)


def run_next(settings: Settings) -> bool:
    """Take a job and run it to its end; False where there was none to take."""
    lease = uuid.uuid4().hex
    with read() as tx:
        waiting = rows.any_free(tx, now.utc())
    if not waiting:
        return False
    with write() as tx:
        job = rows.claim(tx, lease, now.utc())
    if job is None:
        return False
    work = Work(job, lease, settings.data_folder / "results")
    state, failure = _run(work)
    with write() as tx:
        rows.finish(tx, job.id, lease, state, now.utc(), result=work.result, failure=failure)
        old = rows.forget(tx, now.utc() - KEPT)
    for name in old:
        (work.folder / name).unlink(missing_ok=True)
    return True


def _run(work: Work) -> tuple[str, str]:
    """Run a job; return its last state, and why where it failed."""
    try:
        KINDS[work.job.kind](work)
    except Stopped:
        return "cancelled", ""
    except Exception as error:  # a job's failure is no reason to end the others
        log.exception("a job failed", extra={"job": work.job.id, "kind": work.job.kind})
        return "failed", type(error).__name__
    return "done", ""


class Runner(threading.Thread):
    """A thread that looks for jobs every few seconds; ``stop`` lets it end after its step."""

    def __init__(self, app: Flask, every: float = EVERY) -> None:
        super().__init__(name="jobs", daemon=True)
        self._app = app
        self._every = every
        self._ended = threading.Event()

    def run(self) -> None:
        """Look for jobs until told to stop."""
        settings: Settings = self._app.config["TIMESHEET"]
        while not self._ended.wait(self._every):
            try:
                with self._app.app_context():
                    run_all(settings)
            except Exception:  # the database may be away for a while
                log.exception("looking for jobs failed")

    def stop(self) -> None:
        """Look for no further job."""
        self._ended.set()
