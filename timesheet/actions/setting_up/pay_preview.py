"""What a version of a pay policy would change: past periods paid with it and without it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from timesheet.actions import deriving, histories
from timesheet.actions.setting_up import pay_examples
from timesheet.actions.setting_up.pay_examples import Run
from timesheet.actions.setting_up.pay_policies import Draft, library_days, people_of
from timesheet.core import calendar
from timesheet.core.model import Cents, Instant, PayLine
from timesheet.core.pay import preview as comparing
from timesheet.core.pay.preview import Change
from timesheet.store import catalog, db, derived, terms
from timesheet.store.codes import Person
from timesheet.store.db import Tx
from timesheet.store.policies import PayPolicyVersion
from timesheet.store.terms import House, Worker

PERIODS = (1, 2, 3, 6, 13)
# Workweeks that are replayed at most, so that the page answers within seconds.
LIMIT = 600
DAY = timedelta(days=1)
ALWAYS = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would have been paid otherwise for workweeks that began from ``first`` to ``last``.

    ``people`` are those whose pay would differ, with the difference in cents, the largest first;
    ``weeks`` of ``weeks_in_all`` workweeks were replayed. ``examples`` are the policy's own.
    """

    first: date
    last: date
    weeks: int
    weeks_in_all: int
    changes: Sequence[Change]
    people: Sequence[tuple[Person, Cents]]
    examples: Sequence[Run]

    @property
    def cents(self) -> Cents:
        """By how much pay would change in all."""
        return sum(cents for _, cents in self.people)

    @property
    def broken(self) -> list[Run]:
        """The examples that would no longer come out as expected."""
        return [run for run in self.examples if not run.checked.ok]


def preview(draft: Draft, periods: int, at: Instant) -> Preview:
    """Replay the last finished pay periods as if the version had held then; nothing is written."""
    with db.read() as tx:
        house = terms.house(tx)
        first, last = _span(house, periods, calendar.day_of(at, house.zone))
        keys = derived.weeks_between(tx, first, last + DAY, people_of(tx, draft))
        before: list[PayLine] = []
        after: list[PayLine] = []
        for was, becomes in _replay(tx, house, draft, keys[:LIMIT]):
            before += was
            after += becomes
        differ = comparing.affected(before, after)
        names = catalog.by_id(tx, Person, differ)
    people = sorted(differ.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return Preview(
        first,
        last,
        min(len(keys), LIMIT),
        len(keys),
        comparing.changes(before, after),
        [(names[person], cents) for person, cents in people],
        pay_examples.runs(draft.code, draft.document),
    )


def _span(house: House, periods: int, today: date) -> tuple[date, date]:
    """Return the first and last day of the last finished pay periods."""
    last = house.calendar.period_of(today)[0] - DAY
    first = last
    for _ in range(max(1, periods)):
        first = house.calendar.period_of(first)[0] - DAY
    return first + DAY, last


def _replay(
    tx: Tx, house: House, draft: Draft, keys: Sequence[tuple[int, date]]
) -> Iterator[tuple[Sequence[PayLine], Sequence[PayLine]]]:
    then = _then(house, draft, {week.year for _, week in keys})
    workers: dict[int, Worker] = {}
    for person, week in keys:
        worker = workers.get(person) or workers.setdefault(person, terms.worker(tx, person))
        history = histories.window(tx, house, worker, week)
        before = deriving.timecard(history, house, worker, week)
        moved = then.week(worker, week + 6 * DAY)
        if moved != week:
            history = histories.window(tx, then, worker, moved)
        after = deriving.timecard(history, then, worker, moved)
        yield before.pay_lines, after.pay_lines


def _then(house: House, draft: Draft, years: Iterable[int]) -> House:
    """Return the house as if the draft had always held, with the holidays that it asks for."""
    rule = draft.policy.holiday if draft.document else None
    found = dict(house.holidays)
    if rule and rule.calendar_id and rule.calendar_id not in found:
        found[rule.calendar_id] = library_days(rule.calendar_id, years)
    return replace(house, policies=tuple(_with(house.policies, draft)), holidays=found)


def _with(versions: Sequence[PayPolicyVersion], draft: Draft) -> Iterator[PayPolicyVersion]:
    """Yield the versions as if the draft had always held for those whom it is for."""
    whom = (draft.team, draft.person)
    for version in versions:
        if (version.team, version.person) != whom:
            yield version
    if draft.document:
        yield PayPolicyVersion(
            id=0, code=draft.code, version=0, name=draft.name, effective_from=ALWAYS,
            document=draft.document, team=draft.team, person=draft.person,
        )  # fmt: skip
