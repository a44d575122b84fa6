"""What a month end owes of a large company: worked out by a job, and kept for who asked.

The page shows what was worked out, with when; the accrual is made of just that.
"""

import json
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from timesheet.actions import accruing, making
from timesheet.actions.accruing import Accrued, Days
from timesheet.actions.estimating import Estimate
from timesheet.actions.making import FOLDER, Beat
from timesheet.actions.signing import Actor
from timesheet.core.journal.estimating import Basis, Finding, Guess
from timesheet.core.journal.making import Cost, Place
from timesheet.core.model import Instant
from timesheet.store import batches, jobs, totals, unpaid
from timesheet.store.db import read
from timesheet.store.jobs import JobRow
from timesheet.store.selection import Selection

KIND = "accrual"
REFUSAL = "You may not see what is owed any more."


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked out, and when; or the job that does it (``owed`` None)."""

    job: int
    at: Instant
    owed: Accrued | None


def lines(month_end: date) -> int:
    """Return how many labor lines a month end is about: more than ``making.LARGE`` are a job."""
    with read() as tx:
        first = min(unpaid.unposted(tx, month_end), default=month_end)
        return totals.control(tx, Selection(first, month_end)).rows


def ask(month_end: date, without: Days, actor: Actor, now: Instant) -> tuple[int, bool]:
    """Ask for what a month end owes to be worked out; as ``making.ask``."""
    said = {"end": month_end.isoformat(), "without": _marks(without)}
    return making.ask(KIND, said, actor, now)


def work_out(path: Path, job: JobRow, now: Instant, beat: Beat) -> None:
    """Write what is owed to the file of a job; run again, it writes what is owed then.

    Refused where who asked does accounting no more.
    """
    making.asker(job, now, refusal=REFUSAL)
    beat(0, 0)
    end = date.fromisoformat(job.arguments["end"])
    without = {(person, date.fromisoformat(day)) for person, day in job.arguments["without"]}
    found = accruing.owed(end, without, making.paced(beat))
    head = {
        "at": now, "mark": found.mark, "estimates": [_row(one) for one in found.estimates],
        "costs": [[list(one.place), *one[1:]] for one in found.costs],
    }  # fmt: skip
    packed = [zlib.compress(batches.canonical(some)) for some in (found.lines, found.estimated)]
    with path.open("wb") as out:
        text = json.dumps(head, ensure_ascii=False).encode()
        for part in (text, *packed):
            out.write(len(part).to_bytes(8, "big") + part)


def latest(
    month_end: date, without: Days, actor: Actor, folder: Path, *, whole: bool = False
) -> Worked | None:
    """Return what somebody had worked out last, or what is being worked out; None: neither.

    What was worked out before another payroll was posted counts no more. ``whole``: with its lines,
    of which the accrual is made.
    """
    said = {"end": month_end.isoformat(), "without": _marks(without)}
    with read() as tx:
        mine = [job for job in jobs.of_person(tx, actor.id) if job.kind == KIND]
        mark = accruing.mark_of(tx, month_end)
    for job in mine:
        path = folder / FOLDER / job.result
        if job.arguments != said:
            continue
        if job.finished_at is None:
            return Worked(job.id, job.asked_at, None)
        if job.state == "done" and job.result and path.is_file():
            found = _read(path, month_end, whole=whole)
            return found if found.owed and found.owed.mark == mark else None
    return None


def _read(path: Path, month_end: date, *, whole: bool) -> Worked:
    with path.open("rb") as file:

        def part() -> bytes:
            return file.read(int.from_bytes(file.read(8), "big"))

        head = json.loads(part())
        kept = [tuple(batches.unpacked(part())) for _ in range(2)] if whole else [(), ()]
    costs = tuple(Cost(Place(*place), *rest) for place, *rest in head["costs"])
    estimates = tuple(_estimate(*row) for row in head["estimates"])
    owed = Accrued(month_end, head["mark"], kept[0], kept[1], estimates, costs)
    return Worked(0, head["at"], owed)


def _row(one: Estimate) -> list[object]:
    guess = one.guess
    told = [guess.day.isoformat(), guess.start, guess.end, guess.finding, guess.basis]
    return [one.person_id, one.number, one.person, told, one.seconds, one.cents]


def _estimate(
    key: int, number: str, name: str, told: tuple[str, int, int, str, str], seconds: int, cents: int
) -> Estimate:
    day, start, end, finding, basis = told
    guess = Guess(date.fromisoformat(day), start, end, Finding(finding), Basis(basis))
    return Estimate(key, number, name, guess, seconds, cents)


def _marks(without: Days) -> list[list[object]]:
    return sorted([person, day.isoformat()] for person, day in without)
