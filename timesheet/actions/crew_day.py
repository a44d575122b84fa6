"""A lead's crew on a day: who is in, late or off, what they worked, and what nobody said yet."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import answering
from timesheet.actions.asking import Choice
from timesheet.actions.my_week import ShiftOfMine, shift_of
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.inference.likely import likely_codes
from timesheet.core.model import Code, Instant, RosterShift, Seconds
from timesheet.core.pay.declared import Says, leave_days, of_kind, standing
from timesheet.core.shifts import presence
from timesheet.core.shifts.presence import Presence, Whereabouts
from timesheet.errors import Refused
from timesheet.store import clock, declarations, people, queries, questions, recent, rosters, seen
from timesheet.store.db import Tx, read
from timesheet.store.names import Names, names
from timesheet.store.selection import Selection

EPOCH = date(1970, 1, 1)
LOOK_BACK = timedelta(days=14)
AROUND: Seconds = 24 * 3600
"""How far around today planned shifts tell of a forgotten clock-out."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the crew and his shifts of the day; ``now`` is None where that isn't today."""

    id: int
    name: str
    now: Whereabouts | None
    shifts: tuple[ShiftOfMine, ...]
    seconds: Seconds
    pending: int


@dataclass(frozen=True, slots=True)
class CrewDay:
    """A crew's day; ``pending`` shifts are those of which nobody spoke, ``likely`` their codes.

    ``counts`` says how many are in, late and so on: empty where the day isn't today.
    """

    day: date
    today: date
    members: tuple[Member, ...]
    counts: tuple[tuple[Presence, int], ...]
    pending: int
    likely: tuple[Choice, ...]
    codes: tuple[Choice, ...]


def crew_day(lead: Actor, now: Instant, day: date | None = None) -> CrewDay:
    """Return a day (default: today) of the people of a lead's teams, without himself."""
    today = calendar.day_of(now, lead.zone)
    shown = day or today
    with read() as tx:
        crew, said = _crew(tx, lead, shown), names(tx)
        there = _whereabouts(tx, lead, crew, today, said, now) if shown == today else {}
        members = tuple(sorted(_members(tx, crew, shown, said, there, now), key=_needs_a_look))
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
        _counts(members),
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


def _needs_a_look(member: Member) -> tuple[int, str]:
    order = 0 if member.now is None else presence.ORDER.index(member.now.presence)
    return order, member.name


def _counts(members: tuple[Member, ...]) -> tuple[tuple[Presence, int], ...]:
    found = Counter(member.now.presence for member in members if member.now)
    return tuple((one, found[one]) for one in presence.ORDER if found[one])


def _whereabouts(
    tx: Tx, lead: Actor, crew: frozenset[int], today: date, said: Names, now: Instant
) -> dict[int, Whereabouts]:
    """Return where everybody of a crew is now, by the crew's clocks, roster and leave."""
    if not crew:
        return {}
    day = (
        calendar.start_of_day(today, lead.zone),
        calendar.start_of_day(today + timedelta(days=1), lead.zone),
    )
    plans: dict[int, list[RosterShift]] = {person: [] for person in crew}
    for plan in rosters.planned(tx, day[0] - AROUND, day[1] + AROUND, crew):
        plans[plan.person].append(plan)
    came: dict[int, list[Instant]] = {person: [] for person in crew}
    for view in queries.shift_views(tx, Selection(today, today, crew, now=now), said):
        came[view.person_id].append(view.start)
    away = _on_leave(tx, crew, today)
    found = {}
    for one in crew:
        shown = clock.state(tx, one)
        found[one] = presence.whereabouts(
            shown.state, shown.since, now, day, plans[one], came=came[one], on_leave=one in away
        )
    return found


def _on_leave(tx: Tx, crew: frozenset[int], day: date) -> set[int]:
    said = standing(declarations.between(tx, day, day, tuple(Says), crew))
    return {one.person for one in of_kind(said, Says.LEAVE) if day in leave_days(one)}


def _members(
    tx: Tx,
    crew: frozenset[int],
    day: date,
    said: Names,
    there: dict[int, Whereabouts],
    now: Instant,
) -> list[Member]:
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
            there.get(person),
            tuple(shifts.get(person, ())),
            sum(shift.seconds for shift in shifts.get(person, ())),
            pending.get(person, 0),
        )
        for person in crew
    ]


def _choice(code: Code, said: Names) -> Choice:
    return Choice(code, said.spoken(code.project, code.task))
