"""How much workers may be asked."""

from timesheet.actions.setting_up.changes import Author, fingerprint
from timesheet.errors import Conflict, Refused
from timesheet.store import audit, db, questions
from timesheet.store.questions import Budget

LIMITS = (("per_week", 20), ("per_crew_day", 1000), ("least_cents", 100_000_000))


def budget() -> Budget:
    """Return what may be asked."""
    with db.read() as tx:
        return questions.budget(tx)


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
