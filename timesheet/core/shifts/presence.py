"""Where somebody is, by his clock and the roster: in, late, gone without a word, or off. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from timesheet.core import punching
from timesheet.core.model import Instant, RosterShift, Seconds
from timesheet.core.shifts import leaving

GRACE: Seconds = 5 * 60
"""So long after the planned start nobody is called late."""


class Presence(StrEnum):
    """What a lead sees of somebody, what needs him first."""

    FORGOT = "forgot"
    LATE = "late"
    ABSENT = "absent"
    IN = "in"
    BREAK = "break"
    DUE = "due"
    LEFT = "left"
    LEAVE = "leave"
    OFF = "off"


ORDER = tuple(Presence)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where somebody is, and the instant that says so: of the press, or of the planned start."""

    presence: Presence
    at: Instant | None = None


def whereabouts(
    state: str,
    since: Instant | None,
    now: Instant,
    day: tuple[Instant, Instant],
    roster: Sequence[RosterShift],
    *,
    came: Collection[Instant] = (),
    on_leave: bool = False,
) -> Whereabouts:
    """Return where somebody is now, within a local ``day`` (its first instant, and its end).

    ``state`` and ``since`` are his clock's; ``roster`` his planned shifts around the day, by
    start; ``came`` the starts of his shifts of the day.
    """
    if state != "out" and since is not None:
        forgot = punching.is_stale(state, since, now) or leaving.overdue(since, now, roster)
        shown = Presence.BREAK if state == "break" else Presence.IN
        return Whereabouts(Presence.FORGOT if forgot else shown, since)
    if on_leave:
        return Whereabouts(Presence.LEAVE)
    plans = [p for p in roster if day[0] <= p.start < day[1] or p.start <= now < p.end]
    if plan := _unmet(since, now, plans, came):
        return Whereabouts(_missed(plan, now), plan.start)
    return Whereabouts(Presence.LEFT, since) if came or plans else Whereabouts(Presence.OFF)


def _missed(plan: RosterShift, now: Instant) -> Presence:
    if now >= plan.end:
        return Presence.ABSENT
    return Presence.LATE if now >= plan.start + GRACE else Presence.DUE


def _unmet(
    since: Instant | None, now: Instant, plans: Sequence[RosterShift], came: Collection[Instant]
) -> RosterShift | None:
    """Return the planned shift that he didn't come for: the one running now before any other.

    Coming early counts, as does having left since it began: nights begin on another day.
    """
    unmet = [
        plan
        for plan in plans
        if not any(plan.start - leaving.EARLY <= at for at in came)
        and not (since is not None and plan.start <= since)
    ]
    return next((p for p in unmet if p.start <= now < p.end), next(iter(unmet), None))
