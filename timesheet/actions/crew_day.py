"""A lead's crew on a day: who is in, what they worked, and what nobody has said yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import answering
from timesheet.actions.asking import Choice
from timesheet.actions.my_week import ShiftOfMine, shift_of
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.inference.likely import likely_codes
from timesheet.core.model import Code, Instant, Seconds
from timesheet.errors import Refused
from timesheet.store import clock, people, queries, questions, recent, seen
from timesheet.store.clock import ClockState
from timesheet.store.db import Tx, read
from timesheet.store.names import Names, names
from timesheet.store.selection import Selection

EPOCH = date(1970, 1, 1)
LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the crew: his clock now, and his shifts of the day."""

    id: int
    name: str
    clock: ClockState
    shifts: tuple[ShiftOfMine, ...]
    seconds: Seconds
    pending: int


@dataclass(frozen=True, slots=True)
class CrewDay:
    """A crew's day; ``pending`` shifts are those of which nobody spoke, ``likely`` their codes."""

    day: date
    today: date
    members: tuple[Member, ...]
    pending: int
    likely: tuple[Choice, ...]
    codes: tuple[Choice, ...]


def crew_day(lead: Actor, now: Instant, day: date | None = None) -> CrewDay:
    """Return a day (default: today) of the people of a lead's teams, without himself."""
    today = calendar.day_of(now, lead.zone)
    shown = day or today
    with read() as tx:
        crew, said = _crew(tx, lead, shown), names(tx)
        members = tuple(sorted(_members(tx, crew, shown, said, now), key=lambda m: m.name))
        since = calendar.start_of_day(shown - LOOK_BACK, lead.zone)
        of_day = calendar.start_of_day(shown, lead.zone)
        ranked = likely_codes(
            recent.codes(tx, crew, since), recent.codes(tx, crew, of_day), (), now
        )
        codes = [_choice(code, said) for code in questions.codes_in_use(tx, of_day)]
    return CrewDay(
        shown,
        today,
        members,
        sum(member.pending for member in members),
        tuple(_choice(code, said) for code in ranked),
        tuple(sorted(codes, key=lambda one: one.label.lower())),
    )


def answer_for(lead: Actor, day: date, code: Code, uuid: str, now: Instant) -> int:
    """Record a lead's word for a crew's day; return of how many shifts nobody had spoken."""
    if day > calendar.day_of(now, lead.zone) + timedelta(days=1):
        raise Refused("That day is still to come.", field="day")
    with read() as tx:
        crew = _crew(tx, lead, day)
    return answering.for_crew(lead.id, crew, (day - EPOCH).days, code, uuid, now)


def _crew(tx: Tx, lead: Actor, day: date) -> frozenset[int]:
    return people.team_members(tx, lead.led, day, day) - {lead.id}


def _members(tx: Tx, crew: frozenset[int], day: date, said: Names, now: Instant) -> list[Member]:
    if not crew:
        return []
    shifts: dict[int, list[ShiftOfMine]] = {}
    views = list(queries.shift_views(tx, Selection(day, day, crew, now=now), said))
    parts = queries.allocations_of(tx, [(view.person_id, view.start) for view in views])
    for view in views:
        shift = shift_of(view, parts[view.person_id, view.start], said)[1]
        shifts.setdefault(view.person_id, []).append(shift)
    pending: dict[int, int] = {}
    for one in seen.of_people(tx, crew, (day - EPOCH).days):
        pending[one.person] = pending.get(one.person, 0) + one.pending
    return [
        Member(
            person,
            said.people[person].name,
            clock.state(tx, person),
            tuple(shifts.get(person, ())),
            sum(shift.seconds for shift in shifts.get(person, ())),
            pending.get(person, 0),
        )
        for person in crew
    ]


def _choice(code: Code, said: Names) -> Choice:
    return Choice(code, said.spoken(code.project, code.task))
