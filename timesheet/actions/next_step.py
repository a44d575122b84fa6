"""The one step that a pay period waits for, as whoever reads may take it."""

from dataclasses import dataclass
from enum import StrEnum

from timesheet.actions import asking_leads, closing, polling, reviewing
from timesheet.actions.closing import Period, Wanted
from timesheet.actions.reviewing import LIMIT
from timesheet.actions.signing import Actor
from timesheet.core.closing import CLOSED, WAYS, State, Step
from timesheet.core.model import Instant
from timesheet.store import names as naming
from timesheet.store import totals
from timesheet.store.db import read
from timesheet.store.selection import Selection

FORWARD = (Step.SUBMIT, Step.APPROVE, Step.LOCK)


class What(StrEnum):
    """What is to be done next."""

    ASK = "ask"
    REVIEW = "review"
    TAKE = "take"
    FILE = "file"
    SETTLE = "settle"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done next, for how many people (0: it isn't about people).

    ``step`` is the one to be taken where it is a step.
    """

    what: What
    people: int = 0
    step: Step | None = None


def of(shown: Period, actor: Actor, now: Instant) -> Next | None:
    """Return what is to be done next in a pay period; None before its end, and when all is done.

    First those are asked who were there, until no more is expected wrong than the limit; then
    everybody who may goes on; a file follows as soon as nobody may, and then what blocks the rest.
    """
    if shown.today <= shown.last or not shown.states:
        return None
    if shown.states.keys() - CLOSED:
        found = _doubt(shown, actor) or _step(shown, actor, now)
        if found:
            return found
    if locked := shown.count(State.LOCKED):
        return Next(What.FILE, locked)
    if shown.blocked:
        return Next(What.SETTLE, shown.blocked)
    if exported := shown.count(State.EXPORTED):
        return Next(What.POST, exported)
    return None


def _doubt(shown: Period, actor: Actor) -> Next | None:
    with read() as tx:
        money = totals.worked_cents(tx, Selection(shown.first, shown.last))
    wrong, limit = reviewing.expected(shown.first), money * LIMIT[0] // LIMIT[1]
    if wrong <= limit:
        return None
    poll, leads = polling.look(shown.first), asking_leads.tally(shown.first)
    if not leads.shifts:
        most = polling.offers(shown.first).offers[-1]
        # Asking is worth while it may bring half of what is missing to the limit.
        if most.questions > poll.open and 2 * (wrong - most.wrong) >= wrong - limit:
            return Next(What.ASK)
    may_know = leads.open or (not leads.shifts and (poll.open or poll.answered))
    return Next(What.REVIEW) if may_know or reviewing.queue(shown.first, actor).stop else None


def _step(shown: Period, actor: Actor, now: Instant) -> Next | None:
    """Return the first step that somebody may take for anybody."""
    with read() as tx:
        days = closing.days_in(tx, shown.first, now)
        chosen = Selection(*days[:2], now=now)
        people = closing.people_in(tx, chosen, naming.names(tx, ()))
        for step in FORWARD:
            here = [one for one in people if one.standing.state is WAYS[step].start]
            told = closing.refusals(tx, Wanted(shown.first, step, actor, None), here, days)
            if number := sum(why is None for why in told.values()):
                return Next(What.TAKE, number, step)
    return None
