"""The journal of a pay period as a whole: what is booked, what the next file books, what is open.

What a batch booked is made again of the lines that it carried, by the same functions as its file.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from timesheet.actions import batches
from timesheet.actions.report_source import Source
from timesheet.actions.worked_lines import of_row, of_view
from timesheet.core.closing import CLOSED
from timesheet.core.export.missing import missing, unmapped_accounts
from timesheet.core.export.profile import BOOKED
from timesheet.core.journal.burden import Burden
from timesheet.core.journal.making import Cost, costs, entries
from timesheet.core.journal.nouns import Entry
from timesheet.core.model import Cents, Seconds
from timesheet.core.worked import Worked
from timesheet.store import batches as stored
from timesheet.store import burdens, closed, closing, terms

LEDGER = "journal"
OTHER_DAYS = "A journal is of a whole pay period of everybody; these days or people are not."
NOTHING = "There is nothing to book."
NOT_SAID = "Nothing can be booked before this is said:"
Part = tuple[str, str, tuple[Cost, ...]]


@dataclass(frozen=True, slots=True)
class Journal:
    """Entries with their states, and what is behind them: paid hours, wages with burden, in cents.

    Where there are no entries, ``reason`` says why.
    """

    booked: tuple[tuple[str, Entry], ...] = ()
    seconds: Seconds = 0
    cents: Cents = 0
    reason: str = ""


def journal(source: Source, seconds: Seconds, cents: Cents) -> Journal:
    """Return the journal of a pay period on the usual ledger.

    ``seconds`` and ``cents`` are what its labor lines come to, as the database sums them up.
    """
    tx, chosen = source.tx, source.chosen
    days = chosen.first, chosen.last
    if chosen.people is not None or terms.house(tx).calendar.period_of(days[0]) != days:
        return Journal(reason=OTHER_DAYS)
    profile = batches.profile_in(tx, stored.usual_ledger(tx) or LEDGER)
    names, burden = stored.names_at(tx, profile.code), burdens.burden(tx)
    standings = closing.standings(tx, days[0])
    people = frozenset(person for person, one in standings.items() if one.state in CLOSED)
    adjusted = [of_row(row, source.names) for row in closed.carried(tx, days[0], people)]
    parts = list(_parts(source, profile.code, people, adjusted, burden))
    booked = tuple(
        (state, entry)
        for key, state, spent in parts
        for entry in entries(key, 1, days[1], spent, batches.accounts(names))
    )
    problems = [*missing(profile, names, []), *unmapped_accounts(profile, names, map(_two, booked))]
    if problems:
        said = " ".join(dict.fromkeys(map(str, problems)))
        return Journal(reason=f"{NOT_SAID} {said}")
    every = [cost for _, _, spent in parts for cost in spent]
    return Journal(
        booked,
        seconds + sum(one.seconds for one in adjusted)
        - sum(cost.seconds for cost in every if not cost.cents),
        cents + sum(one.cents for one in adjusted) + sum(cost.burden for cost in every),
        "" if booked else NOTHING,
    )  # fmt: skip


def _two(one: tuple[str, Entry]) -> Entry:
    return one[1]


def _parts(
    source: Source, profile: str, people: Collection[int], adjusted: list[Worked], burden: Burden
) -> Iterator[Part]:
    """Yield key, state and costs of each batch, of what the next would book, and of the rest.

    What is booked of two states of a line is the difference, which sums by place show as well:
    no more than one batch's lines are held.
    """
    tx, first = source.tx, source.chosen.first
    before: list[Worked] = []
    apart = stored.own_named(tx, BOOKED[0])
    for number, lines in stored.carried_in_turn(tx, profile, first):
        yield f"TS-{number}", "booked", costs(chain(lines, map(_turned, before)), burden, (), apart)
        before = lines
    waiting = (of_view(view) for view in source.lines() if view.person_id in people)
    ready = costs(chain(waiting, adjusted, map(_turned, before)), burden, (), apart)
    yield f"TS-{stored.next_number(tx)}", "next journal", ready
    others = (of_view(view) for view in source.lines() if view.person_id not in people)
    yield f"OPEN-{source.chosen.last}", "not locked yet", costs(others, burden, (), apart)


def _turned(line: Worked) -> Worked:
    return line._replace(seconds=-line.seconds, cents=-line.cents)
