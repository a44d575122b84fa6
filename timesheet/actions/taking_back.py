"""Taking back what one press said of many spans of work: a job, some words at a time.

Whether all of it may be taken back is asked before any of it is. Begun anew, or asked for again
after it was cancelled, it goes on where it was.
"""

from timesheet.actions import deciding, deriving, making
from timesheet.actions.answering import check_uuid
from timesheet.actions.making import Beat
from timesheet.actions.signing import Actor
from timesheet.core.closing import Says
from timesheet.core.model import Instant
from timesheet.errors import Missing
from timesheet.store import closing, facts
from timesheet.store.db import read, write
from timesheet.store.jobs import JobRow

KIND = "take back"
MANY = 200
"""Words beyond which nobody is kept waiting."""
CHUNK = 50


def many(uuid: str, actor: Actor) -> bool:
    """Tell whether taking a press of somebody's back is rather a job."""
    check_uuid(uuid)
    with read() as tx:
        return len(facts.answers_of_press(tx, actor.id, uuid)) > MANY


def ask(uuid: str, first: str, page: str, actor: Actor, now: Instant) -> tuple[int, bool]:
    """Ask for a press to be taken back, from a page of the pay period; as ``making.ask``."""
    check_uuid(uuid)
    return making.ask(KIND, {"uuid": uuid, "first": first, "page": page}, actor, now)


def take_back(job: JobRow, now: Instant, beat: Beat) -> None:
    """Take back what a job is for.

    Conflict, and nothing is taken back, where a word lies in a period that was locked since;
    Refused where who asked does accounting no more.
    """
    actor = making.asker(job, now)
    with read() as tx:
        said = facts.answers_of_press(tx, actor.id, str(job.arguments["uuid"]))
        if not said:
            raise Missing("decision")
        for row in said:
            closing.check_instant(tx, row.person_id, actor.id, row.start_at, Says.CODE)
    for n in range(0, len(said), CHUNK):
        with write() as tx:
            deciding.withdraw(tx, said[n : n + CHUNK], now)
        beat(min(n + CHUNK, len(said)), len(said))
    deriving.derive_stale(beat)
