"""What a rule would do, before it does it: the last finished weeks, derived with and without it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from timesheet.actions import deriving, histories, learning
from timesheet.actions.histories import History
from timesheet.actions.setting_up import rules as setting_up
from timesheet.core import calendar
from timesheet.core.inference import what_if
from timesheet.core.inference.rules import Rule
from timesheet.core.inference.what_if import Clash, Move
from timesheet.core.model import Cents, Code, Instant, Seconds, Timecard
from timesheet.store import db, derived, rules, terms
from timesheet.store.db import Tx
from timesheet.store.terms import House, Worker

WEEKS = 4
LIMIT = 600
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Flow:
    """Hours and money that go from one code to another, and of how many people."""

    was: Code
    becomes: Code
    seconds: Seconds
    cents: Cents
    people: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have done to the workweeks from ``first`` to the day ``last``.

    ``weeks`` of ``weeks_in_all`` workweeks were replayed. ``agrees`` counts confirmed lines that
    the rule alone would have got right; ``clashes`` are those that it contradicts (people's words
    stand all the same). ``wages`` is by how much pay itself changes, where projects have rates of
    their own.
    """

    first: date
    last: date
    weeks: int
    weeks_in_all: int
    people: int
    seconds: Seconds
    cents: Cents
    wages: Cents
    flows: tuple[Flow, ...]
    agrees: int
    clashes: tuple[Clash, ...]


def preview(rule: Rule, at: Instant) -> Preview:
    """Replay the last finished weeks as if the rule had held then; nothing is written."""
    with db.read() as tx:
        setting_up.check(tx, rule)
        house = terms.house(tx)
        today = calendar.day_of(at, house.zone)
        first = house.week_of(today) - WEEKS * WEEK
        keys = _keys(tx, rule, first, first + WEEKS * WEEK)
        replayed = list(_replay(tx, rule, house, keys[:LIMIT]))
    return _summed(replayed, first, len(keys))


def _keys(tx: Tx, rule: Rule, first: date, end: date) -> list[tuple[int, date]]:
    people = setting_up.people_of(tx, rule)
    if rule.id:
        before = setting_up.people_of(tx, rules.versions(tx, rule.id)[-1].rule)
        people = None if people is None or before is None else people | before
    return derived.weeks_between(tx, first, end, people)


@dataclass(frozen=True, slots=True)
class _Week:
    moves: list[Move]
    wages: Cents
    agrees: list[Clash]
    clashes: list[Clash]


def _replay(tx: Tx, rule: Rule, house: House, keys: list[tuple[int, date]]) -> Iterator[_Week]:
    # As if it had always held: its days of validity say from when on it will.
    candidate = replace(rule, id=rule.id or rules.next_number(tx), valid_from=None, valid_to=None)
    others = tuple(r for r in house.rules if r.id != candidate.id)
    with_it = replace(house, rules=(*others, candidate))
    alone = replace(house, rules=(candidate,))
    workers: dict[int, Worker] = {}
    learner = learning.foresight(tx)
    for person, week in keys:
        worker = workers.get(person) or workers.setdefault(person, terms.worker(tx, person))
        history = histories.window(tx, house, worker, week)
        before = deriving.timecard(history, house, worker, week, learner)
        after = deriving.timecard(history, with_it, worker, week, learner)
        silent = deriving.timecard(_silent(history), alone, worker, week)
        agrees, clashes = what_if.against_words(before, silent)
        yield _Week(what_if.moves(before, after), _pay(after) - _pay(before), agrees, clashes)


def _silent(history: History) -> History:
    """Return a history in which nobody gave his word for any code."""
    return replace(
        history,
        answers=(),
        effective=[replace(punch, code=None) for punch in history.effective],
    )


def _pay(card: Timecard) -> Cents:
    return sum(line.cents for line in card.pay_lines)


def _summed(weeks: list[_Week], first: date, in_all: int) -> Preview:
    moves = [move for week in weeks for move in week.moves]
    by_flow: dict[tuple[Code, Code], list[Move]] = defaultdict(list)
    for move in moves:
        by_flow[move.was, move.becomes].append(move)
    flows = [
        Flow(
            was,
            becomes,
            sum(m.seconds for m in some),
            sum(m.cents for m in some),
            len({m.person for m in some}),
        )
        for (was, becomes), some in by_flow.items()
    ]
    return Preview(
        first=first,
        last=first + WEEKS * WEEK - timedelta(days=1),
        weeks=len(weeks),
        weeks_in_all=in_all,
        people=len({move.person for move in moves}),
        seconds=sum(move.seconds for move in moves),
        cents=sum(move.cents for move in moves),
        wages=sum(week.wages for week in weeks),
        flows=tuple(sorted(flows, key=lambda f: (-f.seconds, str(f.was), str(f.becomes)))),
        agrees=sum(len(week.agrees) for week in weeks),
        clashes=tuple(clash for week in weeks for clash in week.clashes),
    )
