"""Sending the reminders that wait for it: each at most once a way, and only while it holds."""

from collections.abc import Callable, Mapping, Sequence

from timesheet.actions import reminding
from timesheet.actions.reminding import Beat
from timesheet.core.model import Instant, Seconds
from timesheet.core.reminding import Way
from timesheet.exchange.post.outcome import Outcome
from timesheet.store import reached, reminders, sendable
from timesheet.store.db import read, write
from timesheet.store.sendable import Waiting

Carrier = Callable[[Waiting], Outcome]

AT_ONCE = 200
MINUTE: Seconds = 60
PUT_OFF: Seconds = 5 * MINUTE
"""So long quiet hours are not looked at again."""
AGAIN: tuple[Seconds, ...] = (5 * MINUTE, 20 * MINUTE, 60 * MINUTE)
"""How long after each attempt in vain the next follows; there is none after the last."""


def deliver(now: Instant, carriers: Mapping[Way, Carrier], beat: Beat) -> int:
    """Send what waits, by each way that has a carrier; return how much was sent."""
    number = 0
    for way, carrier in carriers.items():
        for one in _ready(way, now):
            beat(number, 0)
            outcome = _try(one, carrier, now)
            number += outcome is Outcome.SENT
            if outcome is Outcome.AWAY:
                break
    return number


def _ready(way: Way, now: Instant) -> list[Waiting]:
    """Return what is to be sent now; what is not to be sent any more is let go."""
    with read() as tx:
        found = sendable.waiting(tx, way, now, AT_ONCE)
        rules = reminders.policy(tx)
        whose = sorted({one.reminder.person for one in found})
        holding = reminding.holding(tx, whose, now)
        wishes = reminders.wishes(tx, rules, whose)
    causes = rules.causes if way in rules.ways else ()
    dead = [
        one
        for one in found
        if not one.wanted
        or one.reminder.cause not in causes
        or one.reminder.occasion not in holding
    ]
    quiet = [
        one
        for one in found
        if one not in dead and wishes[one.reminder.person].quiet.holds(now, one.zone)
    ]
    _let_go(dead, quiet, now)
    return [one for one in found if one not in dead and one not in quiet]


def _let_go(dead: Sequence[Waiting], quiet: Sequence[Waiting], now: Instant) -> None:
    if dead or quiet:
        with write() as tx:
            for one in dead:
                sendable.drop(tx, one)
            for one in quiet:
                sendable.again(tx, one, now + PUT_OFF)


def _try(one: Waiting, carrier: Carrier, now: Instant) -> Outcome:
    with write() as tx:
        if not sendable.take(tx, one):
            return Outcome.NEVER
    outcome = carrier(one)
    with write() as tx:
        if outcome is Outcome.SENT:
            sendable.sent(tx, one, now)
        elif outcome in {Outcome.LATER, Outcome.AWAY} and one.tries < len(AGAIN):
            sendable.again(tx, one, now + AGAIN[one.tries])
        elif outcome is Outcome.GONE and one.device is not None:
            reached.forget_devices(tx, [one.device.id])
    return outcome
