"""The daily job: settle what was said, fit the weights to it, and infer what is pending again.

Between two refits a word reaches the shifts that it touches; with the refit it reaches all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from timesheet.actions import deriving
from timesheet.actions.deriving import Progress
from timesheet.core.inference.learner import state
from timesheet.core.model import Instant
from timesheet.store import derived, learned, seen
from timesheet.store.db import read, write


@dataclass(frozen=True, slots=True)
class Refitted:
    """What a refit made: its version, the words behind it, the workweeks inferred again."""

    version: int
    words: int
    weeks: int


def refit(
    now: Instant, progress: Progress | None = None, *, force: bool = False
) -> Refitted | None:
    """Make a new version of the weights from all words; None where nothing was said since.

    What an earlier release fitted is fitted again, as this one learns otherwise from the same.
    """
    with read() as tx:
        saved = learned.document(tx, learned.version(tx).number)
        outdated = bool(saved) and not state.current(saved)
        if not (force or outdated or learned.anything_new(tx)):
            return None
        words = seen.all_words(tx)
    facts = [one.word for one in words if one.word is not None]
    learner = state.refit(facts)
    until = max((fact.sight.end for fact in facts), default=0)
    with write() as tx:
        learned.settle(tx, words)
        seen.flag(tx)
        version = learned.add_version(tx, learner, len(facts), until, now)
        derived.mark_stale(tx, seen.pending_weeks(tx))
    return Refitted(version, len(facts), deriving.derive_stale(progress))


def check() -> Iterator[str]:
    """Tell what of the counts and the weights isn't what the words give; nothing where all is."""
    with read() as tx:
        for key in learned.miscounted(tx):
            yield f"counts under {key} differ"
        for person, week in seen.misflagged(tx)[:20]:
            yield f"person {person}, week of {week}: what is counted of it is marked wrongly"
        version = learned.version(tx)
        words, saved = learned.settled_words(tx), learned.document(tx, version.number)
    if len(words) != version.size:
        yield f"{version.ref} names {version.size} words, and {len(words)} are counted"
    elif saved and not state.agree(saved, state.document(state.refit(words))):
        yield f"the weights of {version.ref} are not those that its words give"
