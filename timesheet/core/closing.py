"""How one person's pay period is closed: its states, its steps, and who may take which. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a person's pay period is; each names all that went before."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"
    EXPORTED = "exported"
    POSTED = "posted"


class Step(StrEnum):
    """What takes a period from one state to the next, or back."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    REJECT = "reject"
    APPROVE = "approve"
    UNAPPROVE = "unapprove"
    LOCK = "lock"
    UNLOCK = "unlock"
    EXPORT = "export"
    VOID = "void"
    POST = "post"


class Refusal(StrEnum):
    """Why a step may not be taken."""

    STATE = "state"
    ROLE = "role"
    OWN = "own"
    SETS_RULES = "sets_rules"
    REASON = "reason"
    SECOND_PERSON = "second_person"
    EDITED = "edited"
    CLOCKED_IN = "clocked_in"
    EARLY = "early"
    STALE = "stale"
    BLOCKED = "blocked"
    CHANGED = "changed"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class Way:
    """A step of the table: from where to where, and by whom.

    ``own`` lets the person himself take it whatever his role, and ``others`` holds the roles that
    may take it for somebody else, or for themselves as well unless ``never_own``. ``reasoned``
    asks for a reason, and ``second`` for somebody other than who took the step before.
    """

    start: State
    end: State
    others: frozenset[str] = frozenset()
    own: bool = False
    never_own: bool = False
    reasoned: bool = False
    second: bool = False


_CHECKERS = frozenset({"lead", "accounting"})
_ACCOUNTING = frozenset({"accounting"})
_OPEN, _SUBMITTED, _APPROVED = State.OPEN, State.SUBMITTED, State.APPROVED
_LOCKED, _EXPORTED, _POSTED = State.LOCKED, State.EXPORTED, State.POSTED

WAYS = {
    Step.SUBMIT: Way(_OPEN, _SUBMITTED, _CHECKERS, own=True),
    Step.WITHDRAW: Way(_SUBMITTED, _OPEN, own=True),
    Step.REJECT: Way(_SUBMITTED, _OPEN, _CHECKERS, never_own=True, reasoned=True),
    Step.APPROVE: Way(_SUBMITTED, _APPROVED, _CHECKERS, never_own=True),
    Step.UNAPPROVE: Way(_APPROVED, _SUBMITTED, _CHECKERS, never_own=True),
    Step.LOCK: Way(_APPROVED, _LOCKED, _ACCOUNTING),
    Step.UNLOCK: Way(_LOCKED, _APPROVED, _ACCOUNTING, never_own=True, reasoned=True, second=True),
    Step.EXPORT: Way(_LOCKED, _EXPORTED, _ACCOUNTING),
    Step.VOID: Way(_EXPORTED, _LOCKED, _ACCOUNTING, never_own=True, reasoned=True, second=True),
    Step.POST: Way(_EXPORTED, _POSTED, _ACCOUNTING),
}

# The days that a period may still have when a step is taken: it is handed in on its last day.
_LATEST_LEFT = {Step.SUBMIT: 0, Step.APPROVE: 0, Step.LOCK: -1}
_BINDING = frozenset({Step.APPROVE, Step.LOCK})

# From here on hours, codes and money of the period stand as they are; later news are adjustments.
CLOSED = frozenset({State.LOCKED, State.EXPORTED, State.POSTED})


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody about to take a step for a person: his roles, his reason, who took the last one.

    ``last_author`` is who brought the period into its present state; None while it is open.
    ``edited``: the author mended these hours himself, so that somebody else is to approve them.
    ``days_left`` are those of the period after today. ``stale``: the hours are being recomputed;
    ``blocked``: exceptions must be settled; ``changed``: the hours aren't those that were approved;
    ``carried``: a later closed period has settled changes of this one.
    """

    author: int
    roles: frozenset[str]
    person: int
    reason: str = ""
    last_author: int | None = None
    edited: bool = False
    days_left: int = -1
    stale: bool = False
    blocked: bool = False
    changed: bool = False
    carried: bool = False


def refusal(state: State, step: Step, taking: Taking) -> Refusal | None:
    """Return why a step may not be taken from a state, or None where it may.

    Roles are those of section 4 of the accounting paper: the worker hands in and takes back, leads
    and accounting check, accounting closes. Nobody approves his own hours, and nobody who sets
    rules and rates approves the money that they move.
    """
    way = WAYS[step]
    own = taking.author == taking.person
    hindrances = (
        (Refusal.STATE, state is not way.start),
        (Refusal.OWN, own and way.never_own),
        (Refusal.ROLE, not (own and way.own) and not taking.roles & way.others),
        (Refusal.SETS_RULES, step is Step.APPROVE and "admin" in taking.roles),
        (Refusal.EDITED, step is Step.APPROVE and taking.edited),
        (Refusal.REASON, way.reasoned and not taking.reason.strip()),
        (Refusal.SECOND_PERSON, way.second and taking.last_author in (None, taking.author)),
        (Refusal.EARLY, taking.days_left > _LATEST_LEFT.get(step, taking.days_left)),
        (Refusal.STALE, taking.stale and step in _BINDING),
        (Refusal.BLOCKED, taking.blocked and step is Step.LOCK),
        (Refusal.CHANGED, taking.changed and step is Step.LOCK),
        (Refusal.CARRIED, taking.carried and step is Step.UNLOCK),
    )
    return next((why for why, holds in hindrances if holds), None)


def is_closed(state: State) -> bool:
    """Say whether nothing may change the period's lines any more."""
    return state in CLOSED


class Says(StrEnum):
    """What somebody's word changes: when a person was there, or what it was for."""

    TIME = "time"
    CODE = "code"


def may_say(state: State, roles: frozenset[str], *, own: bool, says: Says) -> bool:
    """Say whether a word of somebody with some roles still counts in a state (section 4 again).

    While a period is open, whoever may speak may. What was handed in is accounting's to change,
    and what was approved accounting's to code: hours are approved as they stand. Nothing is said of
    what is closed. ``own``: of himself; that is a worker's word, whatever else he is.
    """
    if state is State.OPEN:
        return True
    accounting = "accounting" in roles and not own
    return accounting and (
        state is State.SUBMITTED or (state is State.APPROVED and says is Says.CODE)
    )
