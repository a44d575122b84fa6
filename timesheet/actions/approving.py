"""A lead's approval of his people's days: how they stand, one tap for a day or a week, taken back.

What was approved is compared with how it stands now, whatever moved it since, so that nothing
changes behind an approval without being seen.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from timesheet.actions import changed_since, deriving
from timesheet.actions.changed_since import Said
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.approving import DayStood, Difference, Looking, differences, kept_from
from timesheet.core.closing import Refusal, State
from timesheet.core.model import Code, Instant, Seconds
from timesheet.errors import Missing
from timesheet.store import approvals, audit, clock, closing, derived, people, terms, totals
from timesheet.store import issues as stored
from timesheet.store import names as naming
from timesheet.store.approvals import Approval, Key
from timesheet.store.db import Tx, read, write
from timesheet.store.names import Names
from timesheet.store.selection import Selection

DAY = timedelta(days=1)
LONGEST = timedelta(days=6)
LOOK_BACK = timedelta(days=20)
"""How far back the crew page looks for days that wait for an approval."""


@dataclass(frozen=True, slots=True)
class PersonDay:
    """Somebody's day as it stands: what keeps the lead from approving it, and who approved it.

    ``labels`` are the codes of then and now in words, "" for what is unallocated. ``differences``
    are those since the approval, and ``since`` who said what of the day after it.
    """

    person: int
    name: str
    zone: str
    day: date
    stood: DayStood
    labels: Mapping[Code, str]
    kept: Refusal | None
    approval: Approval | None = None
    author: str = ""
    differences: tuple[Difference, ...] = ()
    since: tuple[Said, ...] = ()

    @property
    def approved(self) -> bool:
        """True where somebody approved the day as it stands."""
        return self.approval is not None and not self.differences

    @property
    def ready(self) -> bool:
        """True where the lead may approve it and nobody has, as it stands."""
        return self.kept is None and not self.approved


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with days that can be approved; ``mark`` tells whether they still stand the same."""

    person: int
    name: str
    seconds: Seconds
    mark: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody with days that the lead may not approve now, and why."""

    name: str
    why: Refusal
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class CrewDays:
    """Some days of a lead's crew, by day and name; people without work are not among them."""

    first: date
    last: date
    today: date
    rows: tuple[PersonDay, ...]

    def on(self, day: date) -> "CrewDays":
        """Return one of the days."""
        return replace(self, first=day, last=day, rows=tuple(r for r in self.rows if r.day == day))

    @property
    def days(self) -> list["CrewDays"]:
        """The days with work, each by itself."""
        return [self.on(day) for day in sorted({row.day for row in self.rows})]

    @property
    def ready(self) -> tuple[Member, ...]:
        """The people with something to approve, with what they have to be approved."""
        found: dict[int, list[PersonDay]] = {}
        for row in self.rows:
            if row.ready:
                found.setdefault(row.person, []).append(row)
        return tuple(_member(some) for some in found.values())

    @property
    def seconds(self) -> Seconds:
        """The hours that can be approved."""
        return sum(one.seconds for one in self.ready)

    @property
    def approved(self) -> list[PersonDay]:
        """What was approved and can be taken back."""
        return [row for row in self.rows if row.approval and row.kept is not Refusal.STATE]

    @property
    def changed(self) -> list[PersonDay]:
        """What has changed since it was approved."""
        return [row for row in self.rows if row.differences]

    @property
    def left_out(self) -> list[LeftOut]:
        """What can't be approved now, each reason of somebody once."""
        found: dict[tuple[str, int, Refusal], list[date]] = {}
        for row in self.rows:
            if row.kept and not row.approved:
                found.setdefault((row.name, row.person, row.kept), []).append(row.day)
        return [LeftOut(name, why, tuple(days)) for (name, _, why), days in found.items()]


def _member(rows: list[PersonDay]) -> Member:
    stood = "\n".join(f"{row.day} {row.stood.written()}" for row in rows)
    mark = hashlib.sha256(stood.encode()).hexdigest()[:16]
    return Member(rows[0].person, rows[0].name, sum(row.stood.seconds for row in rows), mark)


@dataclass(frozen=True, slots=True)
class Done:
    """What a tap did: people and hours, and the names of those whose days moved meanwhile."""

    people: int
    seconds: Seconds
    moved: tuple[str, ...] = ()


def crew_days(lead: Actor, first: date, last: date, now: Instant) -> CrewDays:
    """Return how some days of a lead's crew stand, with what was said since an approval."""
    with read() as tx:
        found = _crew_days(tx, lead, first, last, now)
        told = tuple(
            replace(row, since=changed_since.said(tx, row.person, row.approval, row.stood))
            if row.approval and row.differences
            else row
            for row in found.rows
        )
    return replace(found, rows=told)


def waiting(lead: Actor, now: Instant) -> list[CrewDays]:
    """Return the latest days before today that wait for the lead: first those that changed."""
    today = calendar.day_of(now, lead.zone)
    with read() as tx:
        found = _crew_days(tx, lead, today - LOOK_BACK, today - DAY, now)
    days = [one for one in reversed(found.days) if one.ready or one.changed]
    return sorted(days, key=lambda one: not one.changed)


def week_of(day: date) -> tuple[date, date]:
    """Return first and last day of the workweek of a day."""
    with read() as tx:
        first = terms.house(tx).week_of(day)
    return first, first + LONGEST


def approve(lead: Actor, first: date, last: date, seen: Mapping[int, str], now: Instant) -> Done:
    """Approve the days of some people as the lead saw them; ``seen`` are their marks.

    Days that stand otherwise than he saw are left; the same tap again finds nothing to do.
    """
    with write() as tx:
        found = _locked(tx, lead, (first, last), seen, now)
        same = {one.person for one in found.ready if seen.get(one.person) == one.mark}
        rows = [row for row in found.rows if row.ready and row.person in same]
        _put(tx, lead, rows, now, holds=True)
        moved = [one.name for one in found.ready if one.person in seen and one.person not in same]
    following.derive()
    return Done(len(same), sum(row.stood.seconds for row in rows), tuple(moved))


def take_back(lead: Actor, first: date, last: date, whose: Collection[int], now: Instant) -> Done:
    """Take the approvals of some people's days back."""
    with write() as tx:
        found = _locked(tx, lead, (first, last), whose, now)
        rows = [row for row in found.approved if row.person in whose]
        _put(tx, lead, rows, now, holds=False)
    following.derive()
    return Done(len({row.person for row in rows}), sum(row.stood.seconds for row in rows))


def _locked(
    tx: Tx, lead: Actor, days: tuple[date, date], whose: Iterable[int], now: Instant
) -> CrewDays:
    """Return some days of the crew while nobody else changes those of some people.

    Missing where one of these was in no team of the lead's on any of the days.
    """
    first, last = days
    if not first <= last <= first + LONGEST:
        raise Missing("day")
    crew = people.team_members(tx, lead.led, first, last) - {lead.id}
    if not crew.issuperset(whose):
        raise Missing("person")
    for person in sorted(whose):
        clock.locked(tx, person)
    return _crew_days(tx, lead, first, last, now)


def _put(tx: Tx, lead: Actor, rows: list[PersonDay], now: Instant, *, holds: bool) -> None:
    for row in rows:
        approvals.put(tx, (row.person, row.day), row.stood, lead.id, now, holds=holds)
    if rows:
        days = sorted({row.day.isoformat() for row in rows})
        whose = sorted({row.person for row in rows})
        verb = "days_approved" if holds else "approval_taken_back"
        for person in whose:
            # What stood is evidence for the learner: the weeks are inferred again with it.
            derived.mark_stale(tx, deriving.stale_days(tx, person, rows[0].day, rows[-1].day))
        audit.record(tx, lead.id, verb, "day", None, {"days": days, "people": whose})


def _crew_days(tx: Tx, lead: Actor, first: date, last: date, now: Instant) -> CrewDays:
    crew = people.team_members(tx, lead.led, first, last)
    chosen = Selection(first, last, crew, now=now)
    names = naming.names(tx)
    rows = _rows(tx, lead, chosen, names) if crew else ()
    today = calendar.day_of(now, lead.zone)
    return CrewDays(first, last, today, tuple(sorted(rows, key=lambda row: (row.day, row.name))))


def _rows(tx: Tx, lead: Actor, chosen: Selection, names: Names) -> Iterator[PersonDay]:
    """Yield the days with work, an approval or something to settle, of people of the crew."""
    held, blocked = approvals.standing(tx, chosen), stored.blocked_days(tx, chosen)
    stood, unfinished = approvals.days(tx, chosen)
    days = {**dict.fromkeys([*held, *blocked], DayStood()), **stood}
    looked_at = _looking(tx, lead, chosen, names, days)
    for key, looking in looked_at.items():
        approval, day = held.get(key), days[key]
        if not (day.shifts or key in blocked or (approval and approval.stood.shifts)):
            continue  # nothing is left of the day, and that was approved as well
        named = names.people[key[0]]
        yield PersonDay(
            person=key[0],
            name=named.name,
            zone=named.zone,
            day=key[1],
            stood=day,
            labels=_labels(day, approval, names),
            kept=kept_from(replace(looking, clocked_in=key in unfinished, blocked=key in blocked)),
            approval=approval,
            author=names.people[approval.author].name if approval else "",
            differences=differences(approval.stood, day) if approval else (),
        )


def _labels(day: DayStood, approval: Approval | None, names: Names) -> dict[Code, str]:
    said = (*day.codes, *(approval.stood.codes if approval else ()))
    return {one.code: names.spoken(one.code.project, one.code.task) for one in said}


def _looking(
    tx: Tx, lead: Actor, chosen: Selection, names: Names, days: Mapping[Key, DayStood]
) -> dict[Key, Looking]:
    """Return what keeps the lead from which day, of people who were in his teams on it."""
    house = terms.house(tx)
    stale, mended = totals.stale_people(tx, chosen), _mended(tx, lead, chosen, names, days)
    crews = {day: people.team_members(tx, lead.led, day, day) for day in {d for _, d in days}}
    states = {
        person: closing.states(tx, person, chosen.first, chosen.last) for person, _ in days
    }  # fmt: skip
    return {
        (person, day): Looking(
            author=lead.id,
            roles=lead.roles,
            person=person,
            state=states[person].get(house.calendar.period_of(day)[0], (State.OPEN, 0))[0],
            edited=(person, day) in mended,
            stale=person in stale,
        )
        for person, day in days
        if person in crews[day]
    }


def _mended(
    tx: Tx, lead: Actor, chosen: Selection, names: Names, days: Mapping[Key, DayStood]
) -> set[Key]:
    """Return the days of which the lead mended a punch: by its time, or by the shift it is in."""
    start = calendar.start_of_day(chosen.first - DAY, "UTC")
    end = calendar.start_of_day(chosen.last + 3 * DAY, "UTC")
    found = set()
    for person, at in closing.mended_at(tx, lead.id, start, end):
        if person in names.people:
            day = calendar.day_of(at, names.people[person].zone)
            found.add((person, day))
            shifts = days.get((person, day - DAY), DayStood()).shifts
            if any(shift.start <= at <= shift.end for shift in shifts):
                found.add((person, day - DAY))
    return found
