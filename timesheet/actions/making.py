"""Files made in the background: asked for, watched, cancelled and fetched by one person.

What takes longer than a person waits for is a job (``jobs.py``); of a person one is live at a time.
Whether he may still see what he asked for is asked anew when it is made, and when it is fetched.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from timesheet.actions import exporting, reporting, signing
from timesheet.actions.exporting import Wanted
from timesheet.actions.reporting import Report, Request
from timesheet.actions.signing import Actor
from timesheet.core.model import Instant, Seconds
from timesheet.core.reports.asking import Asking
from timesheet.core.reports.table import Row, Rows
from timesheet.errors import Missing, Refused
from timesheet.exchange.fields import Speak, silent
from timesheet.store import jobs, people
from timesheet.store.db import read, write
from timesheet.store.jobs import JobRow

FOLDER = "results"
KEPT: Seconds = 2 * 86_400
"""How long a file that was made can be fetched."""
LARGE = 20_000
"""Labor lines beyond which nobody is kept waiting: about two seconds' work."""
_PAUSE = 0.5

Beat = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that somebody asked for: how far it is, or why there is none, in words to translate.

    ``state`` is that of the job, or "stopping". ``path`` is there once the file is whole.
    """

    id: int
    kind: str
    arguments: dict[str, Any]
    state: str
    done: int
    total: int
    asked_at: Instant
    until: Instant
    path: Path | None = None
    why: tuple[str, dict[str, Any]] = ("", {})

    @property
    def live(self) -> bool:
        """True while it is worth looking again."""
        return self.state in {"waiting", "running", "stopping"}

    @property
    def name(self) -> str:
        """What the file is called."""
        return str(self.arguments.get("name", ""))


def large(report: Report) -> bool:
    """Tell whether a report's file is rather made in the background."""
    summed_up = isinstance(report.table.rows, list | tuple)
    return not summed_up and report.control.rows > LARGE


def ask_report(
    report: Report, request: Request, wanted: Wanted, actor: Actor, language: str = "en"
) -> tuple[int, bool]:
    """Ask for a report's file; return the job's id, and whether it is that of this very file.

    Its words will be in the ``language`` of who asks.

    Where something of the same person is being made already, it is that one's, and False.
    """
    said = {
        "name": exporting.file_name(report, wanted.kind),
        "report": request.name,
        "first": request.first.isoformat(),
        "last": request.last.isoformat(),
        "asking": asdict(request.asking),
        "kind": wanted.kind,
        "dialect": wanted.dialect,
        "language": language,
    }
    return ask("report", said, actor, wanted.now)


def ask(kind: str, arguments: dict[str, Any], actor: Actor, now: Instant) -> tuple[int, bool]:
    """Ask for a job of a person; as ``ask_report``."""
    with write() as tx:
        fresh = jobs.ask(tx, kind, f"for {actor.id}", arguments, now, actor.id)
        if fresh is not None:
            return fresh, True
        live = next(one for one in jobs.of_person(tx, actor.id) if one.finished_at is None)
    return live.id, False


def remember_dialect(person: int, dialect: str) -> None:
    """Keep how somebody likes his CSV, on whatever browser."""
    with write() as tx:
        people.set_csv_dialect(tx, person, dialect)


def of_person(person: int, folder: Path) -> list[Made]:
    """Return what a person asked for lately, the newest first."""
    with read() as tx:
        return [_made(job, folder) for job in jobs.of_person(tx, person)]


def find(key: int, person: int, folder: Path) -> Made:
    """Return what a person asked for; Missing where it is another's, or forgotten by now."""
    with read() as tx:
        job = jobs.one(tx, key, person)
    if job is None:
        raise Missing("job")
    return _made(job, folder)


def cancel(key: int, person: int, now: Instant) -> bool:
    """Cancel one's own job; False where it has ended by now."""
    with write() as tx:
        if jobs.one(tx, key, person) is None:
            raise Missing("job")
        return jobs.cancel(tx, key, now)


def write_report(path: Path, job: JobRow, now: Instant, beat: Beat, speak: Speak = silent) -> None:
    """Write the file that a job is for; the same job writes the same bytes again.

    Refused where its person may not see reports any more.
    """
    said, actor = job.arguments, asker(job, now)
    asking = said["asking"]
    asking = Asking(**asking | {name: _tuples(asking[name]) for name in ("equal", "by", "columns")})
    first, last = date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
    seen = signing.visible_people(actor, now)
    wanted = Wanted(said["kind"], job.asked_at, actor.name, said["dialect"], speak)
    request = Request(said["report"], first, last, seen, asking, now=now)
    with reporting.opened(request) as opened, path.open("wb") as out:
        exporting.write(out, _watched(opened, beat), wanted)


def asker(
    job: JobRow,
    now: Instant,
    roles: frozenset[str] = frozenset({"accounting"}),
    refusal: str = "You may not see reports any more.",
) -> Actor:
    """Return who asked for a job, as he stands now; Refused where he has none of the roles now."""
    person = job.asked_by or 0
    with read() as tx:
        shown, held = people.shown(tx, person), people.roles_of(tx, person)
    if shown is None or roles.isdisjoint(held):
        raise Refused(refusal)
    name, zone, locale = shown
    return Actor(person, name, held, frozenset(), zone, locale, now)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def paced(beat: Beat) -> Beat:
    """Return a beat that may be called for every row: it is heard twice a second at most."""
    heard = 0.0

    def told(done: int, total: int) -> None:
        nonlocal heard
        if (at := time.monotonic()) - heard > _PAUSE:
            beat(done, total)
            heard = at

    return told


def _watched(report: Report, beat: Beat) -> Report:
    """Return a report that says how far it is while its rows are read."""
    source, total = report.table.rows, report.control.rows

    told = paced(beat)

    def rows() -> Iterator[Row]:
        for n, row in enumerate(source):
            told(min(n, total), total)
            yield row

    return replace(report, table=replace(report.table, rows=Rows(rows)))


def _made(job: JobRow, folder: Path) -> Made:
    path = folder / FOLDER / job.result if job.state == "done" and job.result else None
    return Made(
        id=job.id,
        kind=job.kind,
        arguments=dict(job.arguments),
        state="stopping" if job.stopping and job.state == "running" else job.state,
        done=job.done,
        total=job.total,
        asked_at=job.asked_at,
        until=(job.finished_at or 0) + KEPT,
        path=path,
        why=_why(job.failure),
    )


def _why(failure: str) -> tuple[str, dict[str, Any]]:
    """Return why a job was refused; what went wrong in another way is in the log only."""
    if not failure.startswith("["):
        return "", {}
    text, values = json.loads(failure)
    return text, values
