"""Measuring the inference on confirmed history: a file's, or the company's own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from timesheet import now
from timesheet.actions import own_history
from timesheet.actions.demo import TRUTH
from timesheet.core.inference import evaluation
from timesheet.core.inference.evaluation import BUDGETS, WINDOW, Evaluation
from timesheet.core.inference.sample import Sample
from timesheet.core.model import Instant
from timesheet.errors import Missing, Refused
from timesheet.exchange import confirmed
from timesheet.exchange.confirmed import Found, Reading, Unordered
from timesheet.settings import Settings
from timesheet.store import evaluations, past, policies
from timesheet.store.db import Tx, read, write
from timesheet.store.policies import Company

NOTHING = "No shift is confirmed yet: there is nothing to measure by."


class Progress(Protocol):
    """Is told how many shifts there will be to replay in all, and how many more were."""

    def expect(self, number: int) -> None:
        """Add to what there is to do."""

    def done(self, number: int) -> None:
        """Add to what is done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure: budgets of questions a worker and week, over how many latest shifts.

    Of the company's own past ``most`` shifts are replayed: the latest, or where those would be of
    a few weeks, those of some crews.
    """

    budgets: Sequence[int] = BUDGETS
    window: int = WINDOW
    most: int = 100_000


def of_file(reading: Reading, asked: Asked, progress: Progress) -> Evaluation:
    """Measure on a file of the shared format; Refused where it can't be used."""
    began = time.monotonic()
    try:
        reading, counted, sample = _counted(reading, asked.window)
        progress.expect(sample.number)
        found = evaluation.evaluate(
            confirmed.cases(reading, Found()),
            "file",
            budgets=asked.budgets,
            window=asked.window,
            takes=sample.takes,
            progress=progress.done,
            began=progress.expect,
        )
    except OSError as error:
        msg = f"{reading.path.name}: {error}"
        raise Refused(msg, field="file") from error
    if not found.basis.confirmed:
        msg = f"{reading.path.name}: no row tells what its hours were for"
        raise Refused(msg, field="file")
    share = counted.uncoded / max(1, counted.rows - counted.unusable - counted.uncoded)
    shifts = round(found.basis.confirmed * (1 + share))
    basis = replace(found.basis, shifts=shifts, unusable=counted.unusable)
    return replace(found, basis=basis, took=time.monotonic() - began)


def of_company(folder: Path, asked: Asked, progress: Progress) -> Evaluation:
    """Measure on the company's own past; Refused where nobody has confirmed anything yet.

    ``folder`` is the installation's: a demo company has its truth there, which is measured by.
    """
    began = time.monotonic()
    own = own_history.load(folder / TRUTH if in_demo() else None, asked.most)
    if not own.cases:
        raise Refused(NOTHING)
    sample = Sample(own.cases, asked.window)
    progress.expect(sample.number)
    found = evaluation.evaluate(
        own.cases,
        own.source,
        budgets=asked.budgets,
        window=asked.window,
        takes=sample.takes,
        progress=progress.done,
        began=progress.expect,
    )
    basis = replace(found.basis, shifts=own.shifts)
    return replace(found, basis=basis, now=own.now, took=time.monotonic() - began)


def measure(folder: Path, asked: Asked, progress: Progress) -> Evaluation:
    """Measure on the company's own past, and keep the result for the page."""
    with write() as tx:
        key = evaluations.begin(tx, now.utc())
    try:
        found = of_company(folder, asked, progress)
    except BaseException:
        with write() as tx:
            evaluations.give_up(tx, key)
        raise
    with write() as tx:
        evaluations.finish(tx, key, now.utc(), json.dumps(found.to_dict()))
    return found


def start(settings: Settings) -> None:
    """Begin to measure in a process of its own, so that no click waits for it.

    Refused where there is nothing to measure by; nothing happens where one is under way.
    """
    with write() as tx:
        if not _measurable(tx, settings.data_folder):
            raise Refused(NOTHING)
        if evaluations.under_way(tx, now.utc()) is not None:
            return
        evaluations.begin(tx, now.utc())
    _started[:] = [one for one in _started if one.poll() is None]
    _started.append(_process(settings))


_started: list[subprocess.Popen[bytes]] = []


def _process(settings: Settings) -> subprocess.Popen[bytes]:
    told = {"TIMESHEET_DATA": str(settings.data_folder), "DATABASE_URL": settings.database_url}
    return subprocess.Popen(
        [sys.executable, "-m", "timesheet", "evaluate"],
        env=os.environ | told,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the newest measurement and its instant; since when one is under way.

    ``demo``: it is a demo company, where everybody may look. ``measurable``: there is history.
    """

    demo: bool
    zone: str
    found: Evaluation | None = None
    at: Instant | None = None
    under_way: Instant | None = None
    measurable: bool = False


def latest(folder: Path) -> Shown:
    """Return the newest measurement of the company."""
    with read() as tx:
        kept, going = evaluations.latest(tx), evaluations.under_way(tx, now.utc())
        company = _company(tx)
        return Shown(
            demo=company is not None and company.demo,
            zone=company.zone if company else "UTC",
            found=Evaluation.from_dict(json.loads(kept.document)) if kept else None,
            at=kept.at if kept else None,
            under_way=going.since if going else None,
            measurable=_measurable(tx, folder),
        )


def in_demo() -> bool:
    """Tell whether this is a demo company."""
    with read() as tx:
        return _is_demo(tx)


def _measurable(tx: Tx, folder: Path) -> bool:
    return past.confirmed(tx) or (_is_demo(tx) and (folder / TRUTH).is_file())


def _company(tx: Tx) -> Company | None:
    try:
        return policies.company(tx)
    except Missing:
        return None


def _is_demo(tx: Tx) -> bool:
    company = _company(tx)
    return company is not None and company.demo


def _counted(reading: Reading, window: int) -> tuple[Reading, Found, Sample]:
    """Return how the file is to be read, what stands in it, and which of it the frontier takes."""
    found = Found()
    try:
        return reading, found, Sample(confirmed.cases(reading, found), window)
    except Unordered:
        found, reading = Found(), replace(reading, sort=True)
        return reading, found, Sample(confirmed.cases(reading, found), window)
