"""Looking at the whole audit log, from its first entry on: daily, and as it grows."""

from timesheet.core import calendar
from timesheet.core.model import Instant, Seconds
from timesheet.store import audit, jobs
from timesheet.store.audit import Look
from timesheet.store.db import Tx, read, write

KIND = "audit"
MANY = 1_000
"""Entries that a page walks along itself: some milliseconds."""
DAY: Seconds = 86_400
HOUR: Seconds = 3_600

WHOLE = "The log's chain of hashes is whole; its head is %(head)s."
BROKEN = "The log's chain of hashes is broken at entry %(number)s."
LOOKED = "All of it was last verified at %(time)s, up to entry %(number)s; what came after it, now."


def wanted(tx: Tx, now: Instant) -> bool:
    """Tell whether the whole log is to be looked at: daily where it is long, and as it grows."""
    last = audit.last_look(tx)
    old = last is not None and last.at < now - DAY
    return (old or audit.unseen(tx) >= MANY) and not jobs.asked_since(tx, KIND, now - HOUR)


def look(now: Instant) -> Look:
    """Look at the whole log, from its first entry on, and keep what was found."""
    with read() as tx:
        found = audit.look(tx)
    found = Look(found.upto, found.hash, now, found.broken)
    with write() as tx:
        audit.keep_look(tx, found)
    return found


def notes(tx: Tx, zone: str) -> tuple[str, ...]:
    """Return what a report says of the chain: what came since the last look is looked at now."""
    last = audit.last_look(tx)
    broken = last.broken if last and last.broken else audit.first_broken(tx, last)
    chain = WHOLE % {"head": audit.head(tx)} if broken is None else BROKEN % {"number": broken}
    if last is None:
        return (chain,)
    time = f"{calendar.local(last.at, zone):%Y-%m-%d %H:%M}"
    return chain, LOOKED % {"time": time, "number": last.upto}
