"""A lead presses for his crew at a tablet; and what was just pressed there is taken back."""

from dataclasses import dataclass, replace

from timesheet.actions import corrections, kiosk
from timesheet.actions.corrections import TAKEN_BACK, Said
from timesheet.actions.kiosk import Tapped
from timesheet.actions.punching import Pressed
from timesheet.actions.standing import UNDO
from timesheet.core import calendar, punching
from timesheet.core.model import Instant
from timesheet.errors import Missing, Refused
from timesheet.store import clock as clocks
from timesheet.store import facts, kiosks
from timesheet.store.db import read
from timesheet.store.kiosks import Tablet

UNPROVEN = "taken back at the kiosk, without a badge or PIN"


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of a crew as its lead sees him at a tablet; an in that was forgotten is none."""

    id: int
    name: str
    is_in: bool


def crew(tablet: Tablet, lead: int, now: Instant) -> tuple[Mate, ...]:
    """Return the people of the teams that somebody leads today, without himself; by name."""
    with read() as tx:
        found = kiosks.crew(tx, lead, calendar.day_of(now, tablet.zone))
        clock = {person: clocks.state(tx, person) for person, _name in found}
    return tuple(
        Mate(
            person,
            name,
            clock[person].state != "out"
            and not punching.is_stale(clock[person].state, clock[person].since, now),
        )
        for person, name in found
    )


def punch(tablet: Tablet, lead: int, person: int, tapped: Tapped) -> Pressed:
    """Record a press that a lead made for one of his crew; Missing where he leads no such one.

    It is a punch of that person's own, says who pressed, and can be disputed by its owner.
    """
    with read() as tx:
        found = kiosks.crew(tx, lead, calendar.day_of(tapped.made_at, tablet.zone))
    if person not in {key for key, _name in found}:
        raise Missing("person")
    return kiosk.punch(tablet, person, replace(tapped, lead=lead))


def take_back(
    tablet: Tablet, person: int, press: str, claimed: Instant | None, now: Instant
) -> None:
    """Take a press back that was made at a tablet at most ``UNDO`` seconds before.

    ``press`` is its uuid: only the screen that made it knows that. ``claimed`` is when it was
    taken back, as the tablet says, where that had to wait. Its author is whoever pressed. Doing
    so again changes nothing.
    """
    with read() as tx:
        made = facts.pressed_at_tablet(tx, tablet.id, person, press)
    if made is None:
        raise Missing("press")
    at = now if claimed is None else min(claimed, now)
    # The tablet's clock told the one time and may tell the other; ours told the rest.
    pressed_at = made.claim.made if claimed is not None and made.claim else made.at
    if not 0 <= at - pressed_at <= UNDO:
        msg = "Only the last five minutes can be taken back. Correct it in My week."
        raise Refused(msg, field="press")
    reason = UNPROVEN if made.actor is None else TAKEN_BACK
    try:
        corrections.remove(Said(person, made.actor or person, reason, now), made.id)
    except Missing:
        return  # a retry: it counts no more
