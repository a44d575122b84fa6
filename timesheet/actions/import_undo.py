"""Taking an import back: what it brought is voided, punch by punch, as facts.

The import counts no more from the first moment on, so that its file may be brought again; the
punches follow a few at a time, and whoever goes on after a crash begins where they end.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from timesheet.actions.declaring import checked_reason
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import audit, clock, closing, derived, imports, terms
from timesheet.store.db import Tx, read, write
from timesheet.store.imports import Run
from timesheet.store.terms import Worker

CHUNK = 1_000
PAUSE = 0.005
DAY = timedelta(days=1)
CLOSED = (
    "The pay period %(first)s of somebody with hours of this import isn’t open any more: they"
    " stay. Have it opened again, or correct them one by one."
)

Progress = Callable[[int, int], None]


def may_be(key: int, reason: str) -> str:
    """Return the reason for taking an import back; Missing or Refused where it can't be."""
    with read() as tx:
        run = imports.find(tx, key)
    if run is None:
        raise Missing("import")
    if run.undone_at is not None:
        raise Conflict("That was taken back already.")
    return run.undo_reason or checked_reason(reason)


def undo(key: int, author: int, reason: str, now: Instant, tell: Progress) -> None:
    """Void every punch that an import brought and that isn't voided yet; run again, it goes on.

    Refused, and nothing is voided, where a pay period with such punches isn't open any more.
    """
    run = _begun(key, author, reason)
    while run.undone_at is None:
        with read() as tx:
            some = imports.punches_after(tx, key, run.undone_to, CHUNK)
        with write() as tx:
            _void(tx, run, some, author, now)
            to = some[-1].id if some else run.undone_to
            mine = imports.undone(tx, key, run.undone_to, to, None if some else now)
            run = _find(tx, key)
        if not mine and run.undone_at is None:
            raise Conflict("Somebody else is taking this import back.")
        tell(run.undone_to, 0)
        time.sleep(PAUSE)


def _begun(key: int, author: int, reason: str) -> Run:
    with read() as tx:
        run = _find(tx, key)
        if run.undo_by is None:
            _check_open(tx, run)
    if run.undo_by is None:
        with write() as tx:
            if imports.begin_to_undo(tx, key, author, reason):
                told = {"rows": run.rows_done}
                audit.record(tx, author, "import_taken_back", "import_batch", key, told)
            run = _find(tx, key)
    return run


def _find(tx: Tx, key: int) -> Run:
    run = imports.find(tx, key)
    if run is None:
        raise Missing("import")
    return run


def _check_open(tx: Tx, run: Run) -> None:
    """Refuse where a pay period that isn't open any more has punches of an import."""
    for person, zone, first, last, _number in list(imports.spans_of_people(tx, run.id)):
        days = calendar.day_of(first, zone), calendar.day_of(last, zone)
        for _person, begins, ends in closing.shut(tx, [person], *days):
            span = (calendar.start_of_day(day, zone) for day in (begins, ends + DAY))
            if imports.touches(tx, run.id, person, *span):
                raise Refused(CLOSED, first=begins)


def _void(tx: Tx, run: Run, some: Sequence[Any], author: int, now: Instant) -> None:
    if not some:
        return
    people = sorted({row.person_id for row in some})
    clock.hold(tx, people)
    days = [(row.person_id, calendar.day_of(row.at, row.zone)) for row in some]
    _check_days(tx, people, days)
    gone = imports.voided(tx, [row.id for row in some])
    imports.void(
        tx,
        (
            {
                "person_id": row.person_id,
                "punch_id": row.id,
                "reason": run.undo_reason,
                "author_id": author,
                "made_at": now,
            }
            for row in some
            if row.id not in gone
        ),
    )
    house = terms.house(tx)
    weeks = {
        (row.person_id, house.week_at(Worker(row.person_id, row.zone), row.at)) for row in some
    }
    derived.mark_stale(tx, sorted(weeks))
    derived.mark_all_stale(tx, people)


def _check_days(tx: Tx, people: Sequence[int], days: Sequence[tuple[int, date]]) -> None:
    seen = [day for _person, day in days]
    for person, begins, ends in sorted(closing.shut(tx, people, min(seen), max(seen))):
        if any(who == person and begins <= day <= ends for who, day in days):
            raise Refused(CLOSED, first=begins)
