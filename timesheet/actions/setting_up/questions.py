"""How much workers may be asked, and whether days are divided as confirmed days are."""

from typing import NamedTuple

from timesheet.actions.setting_up import following
from timesheet.actions.setting_up.changes import Author, fingerprint
from timesheet.core.model import Instant, Seconds
from timesheet.errors import Conflict, Refused
from timesheet.store import audit, db, derived, questions
from timesheet.store.names import names
from timesheet.store.questions import Budget
from timesheet.store.seen import pending_weeks

LATELY: Seconds = 28 * 86_400
LIMITS = (("per_week", 20), ("per_crew_day", 1000), ("least_cents", 100_000_000))


class Part(NamedTuple):
    """A code that divided days are partly on: shifts, people, seconds."""

    label: str
    shifts: int
    people: int
    seconds: Seconds


def budget() -> Budget:
    """Return what may be asked."""
    with db.read() as tx:
        return questions.budget(tx)


def divided(now: Instant) -> list[Part]:
    """Return what the days of the last four weeks that were divided have on each code."""
    with db.read() as tx:
        said = names(tx)
        rows = questions.divided(tx, now - LATELY)
    return [Part(said.spoken(r[0], r[1]), *r[2:]) for r in rows]


def save(new: Budget, seen: str, author: Author) -> None:
    """Let this much be asked from the next clock-out on; ``seen`` is what the author looked at."""
    for field, most in LIMITS:
        if not 0 <= getattr(new, field) <= most:
            raise Refused("That is out of bounds.", field=field)
    with db.write() as tx:
        before = questions.budget(tx)
        if fingerprint(before) != seen:
            raise Conflict("Somebody else has changed this meanwhile. Look again, then save.")
        questions.set_budget(tx, new)
        audit.record(tx, author.person, "changed", "question_budget", 1)
        if new.divides != before.divides:
            derived.mark_stale(tx, pending_weeks(tx))
    following.derive()
