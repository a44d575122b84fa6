"""Background work: jobs of the database, run by whichever process takes them, one at a time.

A job is a row (``store/jobs``): it survives its process. Whoever runs it beats now and then; when
the beats stop, another process begins it anew, so a job must be one that can be run twice. It
works in small transactions of its own, so that presses hardly wait for it. What the house needs
and the files that people wait for are run by two threads, so that neither waits for the other.
"""

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale

from timesheet import now
from timesheet.actions import (
    accepting,
    accruing_later,
    choosing,
    correcting_later,
    demo_people,
    deriving,
    importing_later,
    making,
    posting,
    registering_later,
    reminding,
    taking_back,
    watching,
)
from timesheet.core.model import Seconds
from timesheet.errors import Refused
from timesheet.settings import Settings
from timesheet.store import derived, owed
from timesheet.store import jobs as rows
from timesheet.store.db import read, write
from timesheet.store.jobs import JobRow
from timesheet.web import letters, row_words

log = logging.getLogger(__name__)

EVERY: Seconds = 2
# Somebody sits and waits for a file.
SOON = 0.5
# After a failure of ours the same work is not tried again at once.
REST: Seconds = 60
# A fact is derived right after its commit; what still waits for it by now was left behind.
OWED: Seconds = 30
# What was asked for and its file are there for so long; then both are gone.
KEPT: Seconds = making.KEPT
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
    settings: Settings
    result: str = field(default="")

    @property
    def folder(self) -> Path:
        """Where files are kept that jobs made."""
        return self.settings.data_folder / making.FOLDER

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

    def tell(self, done: int, total: int) -> None:
        """Say how far it is where there is no way back any more."""
        with suppress(Stopped):
            self.beat(done, total)

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """Give a path to write the result to; it is there when it is whole, or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whoever took the job over from a process that only seemed dead writes another file.
        part = self.folder / f".{self.job.id}-{self.lease}.part"
        try:
            part.touch(mode=0o600)
            yield part
            result = f"{self.job.id}-{self.lease[:8]}-{name}"
            part.replace(self.folder / result)
            self.result = result
        finally:
            part.unlink(missing_ok=True)


def derive(work: Work) -> None:
    """Derive the stale workweeks, and those of facts whose process ended before it could."""
    deriving.mark_owed(now.utc() - OWED)
    deriving.derive_stale(work.beat)


def remind(work: Work) -> None:
    """Remind whoever is due something, then send what waits to be sent."""
    reminding.sweep(now.utc(), work.beat)
    with letters.carriers(work.settings) as carriers:
        posting.deliver(now.utc(), carriers, work.beat)


def report(work: Work) -> None:
    """Write a report's file."""
    language = str(work.arguments.get("language", "en"))
    with work.file(work.arguments["name"]) as path, force_locale(language):
        making.write_report(path, work.job, now.utc(), work.beat, row_words.speaker)


def prove_address(work: Work) -> None:
    """Send the link that proves a mail address."""
    letters.prove_address(work.settings, int(work.arguments["person"]))


def read_corrections(work: Work) -> None:
    """Read a file of corrections that was sent."""
    work.beat(0, 0)
    correcting_later.read(work.job, work.folder.parent, now.utc())


def apply_corrections(work: Work) -> None:
    """Apply corrections that were shown."""
    work.beat(0, 0)
    correcting_later.apply(work.job, work.folder.parent, now.utc(), work.tell)


def read_register(work: Work) -> None:
    """Read a provider's payroll register that was sent."""
    work.beat(0, 0)
    registering_later.read(work.job, work.folder.parent, now.utc(), work.beat)


def watch(work: Work) -> None:
    """Look at the whole audit log."""
    work.beat(0, 0)
    watching.look(now.utc())


def check_import(work: Work) -> None:
    """Check a file of past shifts that was sent."""
    work.beat(0, 0)
    importing_later.check(work.job, work.settings.data_folder, now.utc(), work.beat)


def bring_in(work: Work) -> None:
    """Bring past shifts in that were checked."""
    importing_later.bring(work.job, work.settings.data_folder, now.utc(), work.beat, work.tell)


def take_import_back(work: Work) -> None:
    """Void what an import brought."""
    importing_later.undo(work.job, now.utc(), work.beat, work.tell)


def answers_of_the_demo(work: Work) -> None:
    """Let the people of a demo company answer what they are asked."""
    first = date.fromisoformat(work.arguments["first"])
    demo_people.answer(first, work.folder.parent, now.utc(), work.beat)


def accept(work: Work) -> None:
    """Accept the lines that accounting was shown."""
    accepting.accept(work.job, now.utc(), work.beat)


def take_back(work: Work) -> None:
    """Take back what one press said of many spans of work."""
    work.beat(0, 0)
    taking_back.take_back(work.job, now.utc(), work.beat)


def work_out_accrual(work: Work) -> None:
    """Work out what a month end owes."""
    with work.file(f"accrual-{work.arguments['end']}.owed") as path:
        accruing_later.work_out(path, work.job, now.utc(), work.beat)


KINDS: dict[str, Callable[[Work], None]] = {
    "derive": derive,
    "remind": remind,
    watching.KIND: watch,
    "report": report,
    choosing.PROVE: prove_address,
    "read": read_corrections,
    "apply": apply_corrections,
    registering_later.KIND: read_register,
    importing_later.CHECK: check_import,
    importing_later.BRING: bring_in,
    importing_later.UNDO: take_import_back,
    demo_people.KIND: answers_of_the_demo,
    accepting.KIND: accept,
    accruing_later.KIND: work_out_accrual,
    taking_back.KIND: take_back,
}
# What somebody waits for; all else is the house's own.
FILES = importing_later.KINDS | {
    "report", "read", "apply", registering_later.KIND, demo_people.KIND, accepting.KIND,
    accruing_later.KIND, taking_back.KIND,
}  # fmt: skip


def house() -> Collection[str]:
    """Return the kinds of jobs that nobody waits for before a page."""
    return KINDS.keys() - FILES


def run_all(settings: Settings) -> int:
    """Ask for what is due, and run jobs until none waits; return how many were run."""
    ask_for_what_is_due()
    return run_waiting(settings, KINDS.keys())


def run_waiting(settings: Settings, kinds: Collection[str]) -> int:
    """Run jobs of some kinds until none waits; return how many were run."""
    number = 0
    while run_next(settings, kinds):
        number += 1
    return number


def ask_for_what_is_due() -> None:
    """Ask for the derivation of stale workweeks, where there are any, and for reminders."""
    with read() as tx:
        latest = [job for job in rows.listed(tx, 5) if job.kind == "derive"]
        waits = derived.stale_people(tx, most=1) or owed.left(tx, now.utc() - OWED)
        stale = waits and not _failed_just_now(latest)
        remind_now = reminding.wanted(tx) and not rows.asked_since(tx, "remind", now.utc() - REMIND)
        watch_now = watching.wanted(tx, now.utc())
    if watch_now:
        with write() as tx:
            rows.ask(tx, watching.KIND, watching.KIND, {}, now.utc())
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


def run_next(settings: Settings, kinds: Collection[str] | None = None) -> bool:
    """Take a job (of some kinds) and run it to its end; False where there was none to take."""
    lease, kinds = uuid.uuid4().hex, KINDS.keys() if kinds is None else kinds
    with read() as tx:
        waiting = rows.any_free(tx, kinds, now.utc())
    if not waiting:
        return False
    with write() as tx:
        job = rows.claim(tx, kinds, lease, now.utc())
    if job is None:
        return False
    work = Work(job, lease, settings)
    _sweep(work.folder, job.id)
    state, failure = _run(work)
    with write() as tx:
        rows.finish(tx, job.id, lease, state, now.utc(), result=work.result, failure=failure)
        old = rows.forget(tx, now.utc() - KEPT)
    for key in old:
        _sweep(work.folder, key)
    return True


def _sweep(folder: Path, job: int) -> None:
    """Remove the files of a job: those that a process which was killed left, or that are old."""
    for pattern in (f".{job}-*.part", f"{job}-*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def _run(work: Work) -> tuple[str, str]:
    """Run a job; return its last state, and why where it failed."""
    try:
        KINDS[work.job.kind](work)
    except Stopped:
        return "cancelled", ""
    except Refused as refused:
        return "failed", json.dumps([refused.text, refused.values], default=str)
    except Exception as error:  # a job's failure is no reason to end the others
        log.exception("a job failed", extra={"job": work.job.id, "kind": work.job.kind})
        return "failed", type(error).__name__
    return "done", ""


class Runner(threading.Thread):
    """A thread that looks for jobs every so often; ``stop`` lets it end after its job."""

    def __init__(self, app: Flask, run: Callable[[Settings], int] = run_all, every: float = EVERY):
        super().__init__(name="jobs", daemon=True)
        self._app = app
        self._look = run
        self._every = every
        self._ended = threading.Event()

    def run(self) -> None:
        """Look for jobs until told to stop."""
        settings: Settings = self._app.config["TIMESHEET"]
        while not self._ended.wait(self._every):
            try:
                with self._app.app_context():
                    self._look(settings)
            except Exception:  # the database may be away for a while
                log.exception("looking for jobs failed")

    def stop(self) -> None:
        """Look for no further job."""
        self._ended.set()


def runners(app: Flask) -> tuple[Runner, Runner]:
    """Return the threads of a serving process: one for the house, one for files."""

    def due(settings: Settings) -> int:
        ask_for_what_is_due()
        return run_waiting(settings, house())

    def files(settings: Settings) -> int:
        return run_waiting(settings, FILES)

    return Runner(app, due), Runner(app, files, SOON)
