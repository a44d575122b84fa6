"""How a timecard was computed: the line run once more over one week, and watched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import histories, learning
from timesheet.core import pipeline
from timesheet.core.model import Cents, Instant, PayLine, Seconds
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.steps import explain
from timesheet.core.pay.week import pay_week
from timesheet.core.pay.work import Step
from timesheet.errors import Missing
from timesheet.store import names as naming
from timesheet.store import terms
from timesheet.store.db import Tx, read
from timesheet.store.terms import House, Worker

DAY = timedelta(days=1)
EARLIEST, LATEST = date(1970, 2, 1), date(2199, 12, 1)


@dataclass(frozen=True, slots=True)
class Times:
    """A shift as punched beside what counts of it; ``drift`` is what rounding added, in seconds."""

    day: date
    raw_start: Instant
    raw_end: Instant
    start: Instant
    end: Instant
    punched: Seconds
    counted: Seconds
    drift: Seconds
    open: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The days of a week that one policy pays: its steps in words, and its pay lines."""

    first: date
    last: date
    policy: Policy
    steps: tuple[Step, ...]
    lines: tuple[PayLine, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """How a person's workweek was computed; drifts in seconds, of the week and the pay period."""

    person: int
    name: str
    first: date
    last: date
    zone: str
    parts: tuple[Part, ...]
    times: tuple[Times, ...]
    drift: Seconds
    period: tuple[date, date]
    period_drift: Seconds

    @property
    def seconds(self) -> Seconds:
        """The paid hours of the week."""
        return sum(line.seconds for part in self.parts for line in part.lines)

    @property
    def cents(self) -> Cents:
        """What the week pays."""
        return sum(line.cents for part in self.parts for line in part.lines)


def computed(person: int, day: date, seen: frozenset[int] | None) -> Computed:
    """Explain the workweek of a day; Missing for whom the asker may not see (``seen``)."""
    if (seen is not None and person not in seen) or not EARLIEST <= day <= LATEST:
        raise Missing("person")
    with read() as tx:
        name = naming.names(tx).people.get(person)
        if name is None:
            raise Missing("person")
        house, worker = terms.house(tx), terms.worker(tx, person)
        week = house.week(worker, day)
        facts, here = _slice(tx, house, worker, week)
        work = pipeline.worked(facts, here, learning.foresight(tx).of(worker))
        paid = pipeline.weeks_of_pay(facts, here, work)
        period = house.calendar.period_of(day)
        drift = sum(d for _, d in _drifts(tx, house, worker, period))
    start, end = here.bounds(week)
    times = tuple(
        Times(
            c.shift.day, c.shift.raw_start, c.shift.raw_end, c.shift.start, c.shift.end,
            p.seconds, c.shift.seconds, c.drift, c.shift.open,
        )
        for p, c in zip(work.punched, work.counted, strict=True)
        if start <= c.shift.raw_start < end
    )  # fmt: skip
    parts = tuple(
        Part(first, until - DAY, policy, explain(part, policy), pay_week(part, policy).lines)
        for (first, until, _), (part, policy) in zip(here.parts(week), paid, strict=True)
    )
    return Computed(
        person=person,
        name=name.name,
        first=week,
        last=here.week_end(week) - DAY,
        zone=worker.zone,
        parts=parts,
        times=times,
        drift=sum(one.drift for one in times),
        period=period,
        period_drift=drift,
    )


def _slice(
    tx: Tx, house: House, worker: Worker, week: date
) -> tuple[pipeline.Facts, pipeline.Terms]:
    return histories.slice_of(histories.window(tx, house, worker, week), house, worker, week)


def _drifts(
    tx: Tx, house: House, worker: Worker, period: tuple[date, date]
) -> Iterable[tuple[date, Seconds]]:
    """Yield the days of a pay period on which shifts began, with the drift of each shift."""
    first, last = period
    days = (first + n * DAY for n in range((last - first).days + 1))
    for week in sorted({house.week(worker, day) for day in days}):
        facts, here = _slice(tx, house, worker, week)
        start, end = here.bounds(week)
        for one in pipeline.worked(facts, here).counted:
            if start <= one.shift.raw_start < end and first <= one.shift.day <= last:
                yield one.shift.day, one.drift
