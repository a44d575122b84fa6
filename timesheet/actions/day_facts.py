"""What is declared about somebody's days by his lead or accounting: waivers, rests, call-outs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from timesheet.actions import declaring
from timesheet.actions.declaring import checked_reason
from timesheet.actions.leave import EARLIEST, LATEST, LONGEST
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.model import Instant
from timesheet.core.pay.declared import Declaration, Says
from timesheet.errors import Missing, Refused
from timesheet.store import terms
from timesheet.store.db import read

KINDS = {
    "meal_1": Says.MEAL_WAIVED,
    "meal_2": Says.MEAL_WAIVED,
    "rest_missed": Says.REST_MISSED,
    "callout": Says.CALLOUT,
}


@dataclass(frozen=True, slots=True)
class DayFact:
    """What is declared: its kind, the days, for a call-out from when to when, and why."""

    person: int
    kind: str
    first: date
    last: date
    start: time | None
    end: time | None
    reason: str


def add(fact: DayFact, actor: Actor, seen: frozenset[int] | None, now: Instant) -> int:
    """Declare it; Missing for whom the actor may not see, or himself."""
    if fact.person == actor.id or (seen is not None and fact.person not in seen):
        raise Missing("person")
    says = KINDS.get(fact.kind)
    if says is None:
        raise Refused("Choose what to enter.", field="kind")
    last = fact.last if says is Says.MEAL_WAIVED else fact.first
    if not EARLIEST <= fact.first <= last <= LATEST or last - fact.first > LONGEST:
        raise Refused("The last day comes after the first.", field="last")
    why = checked_reason(fact.reason)
    start, end = _span(fact) if says is Says.CALLOUT else (None, None)
    return declaring.declare(
        Declaration(
            0, fact.person, says, fact.first, last, actor.id, now, start=start, end=end,
            number=int(fact.kind[-1]) if says is Says.MEAL_WAIVED else 0, reason=why,
        )
    )  # fmt: skip


def _span(fact: DayFact) -> tuple[Instant, Instant]:
    """Return a call-out as instants, in the person's zone; an end before its start is next day."""
    if fact.start is None or fact.end is None:
        raise Refused("Say from when to when.", field="start")
    with read() as tx:
        zone = terms.worker(tx, fact.person, 0, 0).zone
    after = fact.first + timedelta(days=1) if fact.end <= fact.start else fact.first
    walls = (datetime.combine(fact.first, fact.start), datetime.combine(after, fact.end))
    if not all(calendar.exists(wall, zone) for wall in walls):
        raise Refused("The clocks went forward over that time.", field="start")
    return calendar.instant(walls[0], zone), calendar.instant(walls[1], zone)
