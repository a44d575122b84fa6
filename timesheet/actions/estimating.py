"""Hours that nobody clocked yet, estimated by the line that makes every hour.

What is likely missing is put where it would have been clocked, the workweek is derived with it,
and what it then has more is the estimate: by its policy, with the overtime of an unfinished week,
on the code that would be inferred. Nothing of it is kept.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter

from timesheet.actions import deriving, histories, learning
from timesheet.actions.deriving import Progress
from timesheet.actions.histories import History
from timesheet.actions.learning import Foresight
from timesheet.actions.worked_lines import news, of_row
from timesheet.core.closing import State
from timesheet.core.journal.estimating import Finding, Guess, guesses
from timesheet.core.model import Cents, Channel, Kind, Punch, Seconds
from timesheet.core.shifts.reach import clean_cuts
from timesheet.core.worked import Worked
from timesheet.store import closing, codes_of, derived, terms, unpaid
from timesheet.store.codes_of import CostCenters
from timesheet.store.db import Tx
from timesheet.store.names import NOBODY, Names
from timesheet.store.terms import House, Worker
from timesheet.store.unpaid import Employed

# Estimates are made for the open pay periods of these days before a month end.
NEAR = timedelta(days=35)
# Punches that nobody made: below all ids there are.
_IDS = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hours of a person's day that are likely and that nobody clocked, and what they pay."""

    person_id: int
    number: str
    person: str
    guess: Guess
    seconds: Seconds
    cents: Cents


@dataclass(frozen=True, slots=True)
class Estimated:
    """The estimates of a month end, and the lines that they are made of."""

    estimates: tuple[Estimate, ...] = ()
    lines: tuple[Worked, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every estimate of a month end is made on."""

    tx: Tx
    month_end: date
    house: House
    names: Names
    centers: CostCenters
    learner: Foresight


def estimated(
    tx: Tx,
    month_end: date,
    names: Names,
    people: Collection[int] | None = None,
    without: Collection[tuple[int, date]] = (),
    beat: Progress = deriving.unseen,
) -> Estimated:
    """Return what is likely missing until a month end, in pay periods that are open.

    ``without`` are people and days for which nothing is to be estimated. ``beat`` hears how many
    people were looked at, of how many.
    """
    house = terms.house(tx)
    ground = _Ground(tx, month_end, house, names, codes_of.cost_centers(tx), learning.foresight(tx))
    made: list[Estimate] = []
    lines: list[Worked] = []
    everybody = unpaid.employed(tx, _spans(house, month_end)[0][0], month_end, people)
    guessed = _guessed(tx, house, month_end, everybody, people)
    for n, (one, periods, found) in enumerate(guessed):
        beat(n, len(everybody))
        kept = [guess for guess in found if (one.id, guess.day) not in without]
        for rows, some in _weeks(ground, one.id, periods, kept):
            made += rows
            lines += some
    return Estimated(tuple(made), tuple(lines))


def _spans(house: House, month_end: date) -> Sequence[tuple[date, date]]:
    """Return the pay periods in which something may be estimated."""
    return house.calendar.periods(month_end - NEAR, month_end)


def _guessed(
    tx: Tx,
    house: House,
    month_end: date,
    everybody: Sequence[Employed],
    people: Collection[int] | None,
) -> Iterator[tuple[Employed, frozenset[date], list[Guess]]]:
    """Yield people with their open pay periods and what is likely missing in them."""
    spans = _spans(house, month_end)
    known = unpaid.known(tx, house, everybody, spans[0][0], month_end)
    states = {first: closing.standings(tx, first, people) for first, _ in spans}
    for one in everybody:
        found: list[Guess] = []
        still: set[date] = set()
        for first, last in spans:
            standing = states[first].get(one.id)
            if standing is None or standing.state is State.OPEN:
                still.add(first)
                days = max(first, one.first or first), min(last, month_end, one.last or last)
                found += guesses(known[one.id], *days)
        yield one, frozenset(still), found


def _weeks(
    ground: _Ground, key: int, periods: frozenset[date], found: Sequence[Guess]
) -> Iterator[tuple[list[Estimate], list[Worked]]]:
    """Yield a person's estimates by workweek, with their lines."""
    if not found:
        return
    worker, person = terms.worker(ground.tx, key), ground.names.people.get(key, NOBODY)
    weeks = {
        ground.house.week_at(worker, at) for guess in found for at in (guess.start, guess.end - 1)
    }
    for week in sorted(weeks):
        lines = _more(ground, worker, week, periods, found)
        here = [guess for guess in found if ground.house.week_at(worker, guess.start) == week]
        amounts = _shared([guess.day for guess in here], lines)
        rows = [
            Estimate(key, person.number, person.name, guess, *amount)
            for guess, amount in zip(here, amounts, strict=True)
        ]
        yield rows, lines


def _shared(days: Sequence[date], lines: Sequence[Worked]) -> list[tuple[Seconds, Cents]]:
    """Return what each of some days brings; the last has what lines of other days bring too.

    That is overtime which the policy spreads over the week, so that the parts sum to the whole.
    """
    found = [[0, 0] for _ in days]
    for line in lines:
        held = found[days.index(line.day) if line.day in days else -1] if days else [0, 0]
        held[0] += line.seconds
        held[1] += line.cents
    return [(seconds, cents) for seconds, cents in found]


def _more(
    ground: _Ground, worker: Worker, week: date, periods: frozenset[date], found: Sequence[Guess]
) -> list[Worked]:
    """Return what a workweek has more with guesses than without, in open periods until the end."""
    history = histories.window(ground.tx, ground.house, worker, week)
    rows = deriving.derive(
        _with(history, found, ground.house), ground.house, worker, week, ground.centers,
        ground.learner,
    )  # fmt: skip
    stored = unpaid.lines_of(ground.tx, worker.id, week)

    def counted(some: Sequence[Mapping[str, object]]) -> list[Worked]:
        of_open = [of_row(row, ground.names) for row in some if row["period"] in periods]
        return [line for line in of_open if line.day <= ground.month_end]

    return news(counted(rows[derived.labor_lines]), counted(stored))


def _with(history: History, found: Sequence[Guess], house: House) -> History:
    """Return a person's facts with the punches that guesses stand for."""
    added: list[Punch] = []
    for n, guess in enumerate(found):
        pair = None if guess.finding is Finding.OPEN_SHIFT else f"estimate-{n}"
        out = Punch(
            _IDS - 2 * n, history.person, guess.end, Kind.OUT, channel=Channel.IMPORT, pair=pair
        )
        added.append(out)
        if pair is not None:
            added.append(replace(out, id=out.id - 1, at=guess.start, kind=Kind.IN))
    counted = sorted([*history.effective, *added], key=attrgetter("at", "id"))
    cuts = clean_cuts(counted, house.new_shift_gap)
    return replace(history, punches=(*history.punches, *added), effective=counted, cuts=cuts)
