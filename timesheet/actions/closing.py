"""Closing pay periods: how people stand, what a step would do, and taking it.

A step is a fact of one person's pay period. It is decided on under the lock that puts that person's
presses in order, so that a punch comes before it or after it: what comes after a lock is never lost
and never changes what was locked, it becomes an adjustment.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from timesheet.actions.approved_days import counted
from timesheet.actions.in_turns import in_turns
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.approving import Days
from timesheet.core.closing import WAYS, Refusal, State, Step, Taking, refusal
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.errors import Missing
from timesheet.store import audit, clock, closed, closing, derived, standing_people, terms, totals
from timesheet.store import issues as stored
from timesheet.store import names as naming
from timesheet.store.closing import Standing
from timesheet.store.db import Tx, read
from timesheet.store.names import NOBODY, Names
from timesheet.store.selection import Selection
from timesheet.store.standing_people import Look

DAY = timedelta(days=1)
EVERYBODY = Look()
"""The first of all people, as many as a page shows."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a pay period: his hours, how he stands, and what keeps him from the next step.

    ``blockers`` is the number of exceptions that must be settled; ``changed``: the hours are not
    those that were approved.
    """

    id: int
    number: str
    name: str
    seconds: Seconds
    cents: Cents
    standing: Standing
    blockers: int
    stale: bool
    changed: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a step would do: who would go, and who would stay for which reason."""

    first: date
    last: date
    step: Step
    goes: tuple[Person, ...]
    stays: tuple[tuple[Person, Refusal], ...]

    @property
    def seconds(self) -> Seconds:
        """The hours of those who would go."""
        return sum(one.seconds for one in self.goes)

    @property
    def cents(self) -> Cents:
        """The money of those who would go."""
        return sum(one.cents for one in self.goes)


@dataclass(frozen=True, slots=True)
class Period:
    """A pay period and the people in it who somebody may see, by name.

    ``people`` are those that are looked at, of ``found``; ``states`` counts all of them, and
    ``blocked`` those with something that must be settled first. ``days`` are those of each person
    that leads have approved, by id.
    """

    first: date
    last: date
    today: date
    people: tuple[Person, ...]
    found: int
    blocked: int
    states: Mapping[State, int]
    days: Mapping[int, Days] = field(default_factory=dict)

    def count(self, state: State) -> int:
        """Return how many people stand in a state."""
        return self.states.get(state, 0)

    @property
    def is_paid(self) -> bool:
        """True where everybody's hours are in a file for payroll."""
        return bool(self.states) and self.states.keys() <= {State.EXPORTED, State.POSTED}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step that somebody wants to take in a pay period, for some people or all that he sees."""

    first: date
    step: Step
    actor: Actor
    seen: frozenset[int] | None
    people: frozenset[int] | None = None
    reason: str = ""

    @property
    def whose(self) -> frozenset[int] | None:
        """The people meant: of those asked for, the ones that the actor may see."""
        if self.people is None or self.seen is None:
            return self.seen if self.people is None else self.people
        return self.people & self.seen


def period(
    first: date, seen: frozenset[int] | None, now: Instant, look: Look | None = EVERYBODY
) -> Period:
    """Return how people stand in the pay period of a day; nobody by name where ``look`` is None."""
    with read() as tx:
        begins, ends, today = days_in(tx, first, now)
        chosen = Selection(begins, ends, seen, now=now)
        states, blocked = standing_people.tally(tx, chosen), len(stored.blocked_people(tx, chosen))
        some, found = standing_people.page(tx, chosen, look) if look else ([], 0)
        shown = replace(chosen, people=frozenset(some))
        people = people_in(tx, shown, naming.names(tx, some)) if some else []
        days = counted(tx, shown) if some else {}
    ordered = sorted(people, key=lambda one: (one.name, one.id))
    return Period(begins, ends, today, tuple(ordered), found, blocked, states, days)


def preview(wanted: Wanted, now: Instant) -> Preview:
    """Return what a step would do; nothing is written."""
    with read() as tx:
        begins, ends, today = days_in(tx, wanted.first, now)
        people = people_in(tx, Selection(begins, ends, wanted.whose, now=now), naming.names(tx))
        told = refusals(tx, wanted, people, (begins, ends, today))
    start = WAYS[wanted.step].start
    ordered = sorted(people, key=lambda one: (one.name, one.id))
    return Preview(
        begins,
        ends,
        wanted.step,
        tuple(one for one in ordered if told[one.id] is None),
        tuple(
            (one, why)
            for one in ordered
            if (why := told[one.id]) and (why is not Refusal.STATE or wanted.people is not None)
            if one.standing.state is start or wanted.people is not None
        ),
    )


def approved_daily(wanted: Wanted, now: Instant) -> Preview:
    """Return whose pay period lacks nothing but the step: every day of it is approved already."""
    shown = preview(wanted, now)
    with read() as tx:
        whose = frozenset(one.id for one in shown.goes)
        days = counted(tx, Selection(shown.first, shown.last, whose))
    done = {person for person, held in days.items() if held.all_approved}
    goes = tuple(one for one in shown.goes if one.id in done and not one.blockers)
    return replace(shown, goes=goes, stays=())


def take(wanted: Wanted, now: Instant) -> Preview:
    """Take a step for those who may go; return who went and who stayed.

    A few people at a time, each under his own lock: whoever stays keeps nobody else waiting.
    """
    shown = preview(wanted, now)
    went: list[Person] = []
    stayed: list[tuple[Person, Refusal]] = []

    def some(tx: Tx, people: Sequence[Person]) -> None:
        ids = frozenset(one.id for one in people)
        done = take_in(tx, replace(wanted, people=ids), now)
        went.extend(done.goes)
        stayed.extend(done.stays)

    in_turns(shown.goes, some)
    following.derive()
    return Preview(shown.first, shown.last, wanted.step, tuple(went), tuple(stayed))


def take_in(tx: Tx, wanted: Wanted, now: Instant) -> Preview:
    """Take a step for some people within a transaction."""
    some = sorted(wanted.whose or ())
    for person in some:
        clock.locked(tx, person)
    begins, ends, today = days_in(tx, wanted.first, now)
    names = naming.names(tx, some)
    people = people_in(tx, Selection(begins, ends, frozenset(some), now=now), names)
    told = refusals(tx, wanted, people, (begins, ends, today))
    goes = tuple(one for one in people if told[one.id] is None)
    for one in goes:
        _take_one(tx, wanted, one, (begins, ends), now)
    if goes:
        payload = {"period": begins.isoformat(), "people": [one.id for one in goes]}
        audit.record(tx, wanted.actor.id, f"period_{wanted.step}", "period", None, payload)
    stays = tuple((one, why) for one in people if (why := told[one.id]))
    return Preview(begins, ends, wanted.step, goes, stays)


def _take_one(tx: Tx, wanted: Wanted, one: Person, days: tuple[date, date], now: Instant) -> None:
    step = closing.add_step(
        tx, person_id=one.id, period=days[0], last_day=days[1], step=wanted.step.value,
        state=WAYS[wanted.step].end.value, author_id=wanted.actor.id, made_at=now,
        reason=" ".join(wanted.reason.split())[:500], seen=one.mark,
    )  # fmt: skip
    again: list[tuple[int, date]] = []
    if wanted.step is Step.LOCK:
        again = [(one.id, week) for week in closed.keep(tx, step, one.id, days)]
    elif wanted.step is Step.UNLOCK:
        again = closed.weeks_of_lock(tx, one.standing.step)
        again += derived.weeks_between(tx, days[0] - 6 * DAY, days[1] + DAY, [one.id])
    derived.mark_stale(tx, sorted(set(again)))


def days_in(tx: Tx, first: date, now: Instant) -> tuple[date, date, date]:
    """Return first and last day of the pay period that begins on a day, and today.

    Missing where none begins then.
    """
    house = terms.house(tx)
    begins, ends = house.calendar.period_of(first)
    if begins != first:
        msg = f"no pay period begins on {first}"
        raise Missing(msg)
    return begins, ends, calendar.day_of(now, house.zone)


def people_in(tx: Tx, chosen: Selection, names: Names) -> list[Person]:
    """Return how people stand in the pay period of days chosen, by their ids."""
    sums = {view.person_id: view for view in totals.sum_views(tx, chosen, ["person_id"], names)}
    marks, stale = totals.marks(tx, chosen), totals.stale_people(tx, chosen)
    blocked = stored.blocked_people(tx, chosen)
    standings = closing.standings(tx, chosen.first, chosen.people)
    return list(_each(chosen.first, names, sums, marks, (stale, blocked, standings)))


def _each(
    first: date,
    names: Names,
    sums: Mapping[int, object],
    marks: Mapping[int, str],
    more: tuple[Collection[int], Mapping[int, int], Mapping[int, Standing]],
) -> Iterator[Person]:
    stale, blocked, standings = more
    for key in sorted({*sums, *marks, *blocked, *standings}):
        named, held = names.people.get(key, NOBODY), standings.get(key, Standing(first))
        view = sums.get(key)
        cents = int(getattr(view, "cents", 0))
        mark = f"{marks.get(key, '')}:{cents}"
        approved = held.state is State.APPROVED
        yield Person(
            id=key,
            number=named.number,
            name=named.name,
            seconds=int(getattr(view, "seconds", 0)),
            cents=cents,
            standing=held,
            blockers=blocked.get(key, 0),
            stale=key in stale,
            changed=approved and held.seen != mark,
            mark=mark,
        )


def mended_by(tx: Tx, author: int, days: tuple[date, date, date]) -> set[int]:
    """Return the people whose punches somebody mended in a pay period; ``days`` as of refusals."""
    begins, ends, _ = days
    span = calendar.start_of_day(begins, "UTC"), calendar.start_of_day(ends + DAY, "UTC")
    return closing.mended_by(tx, author, *span)


def refusals(
    tx: Tx,
    wanted: Wanted,
    people: Sequence[Person],
    days: tuple[date, date, date],
    state: State | None = None,
) -> dict[int, Refusal | None]:
    """Return why the step may not be taken for each of some people (None: it may).

    As they stand, or once they stand in a ``state``. ``days`` as ``days_in`` gives them.
    """
    begins, ends, today = days
    actor, step = wanted.actor, wanted.step
    mended = mended_by(tx, actor.id, days) if step is Step.APPROVE else set()
    carried: set[int] = set()
    if step is Step.UNLOCK:
        carried = closed.carried_on(tx, begins, [one.id for one in people])
    return {
        one.id: refusal(
            state or one.standing.state,
            step,
            Taking(
                author=actor.id,
                roles=actor.roles,
                person=one.id,
                reason=wanted.reason,
                last_author=one.standing.author,
                edited=one.id in mended,
                days_left=(ends - today).days,
                stale=one.stale,
                blocked=one.blockers > 0,
                changed=one.changed,
                carried=one.id in carried,
            ),
        )
        for one in people
    }
