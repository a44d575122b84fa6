"""What a month end owes: wages not posted yet, an estimate of what is missing, and their burden.

As a table, and as a batch of a ledger: the accrual, and the reversal that cancels it on the day
after.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import batches, estimating
from timesheet.actions.deriving import Progress, unseen
from timesheet.actions.estimating import Estimate
from timesheet.actions.report_source import Parameters, Source
from timesheet.actions.signing import Actor
from timesheet.actions.worked_lines import of_row, of_view
from timesheet.core.export.making import journal_file
from timesheet.core.export.nouns import Made, Problem
from timesheet.core.export.profile import BOOKED, Family, Profile
from timesheet.core.journal.making import Cost, accrual, costs
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.reports.accrued_wages import accrued_wages
from timesheet.core.reports.table import Table
from timesheet.core.worked import Worked
from timesheet.errors import Missing, Refused
from timesheet.store import audit, burdens, closed, queries, terms, totals, unpaid
from timesheet.store import batches as stored
from timesheet.store import names as naming
from timesheet.store.batches import ACCRUAL, Batch, Kept
from timesheet.store.db import Tx, read, write
from timesheet.store.names import Names
from timesheet.store.selection import Selection

DAY = timedelta(days=1)
Days = Collection[tuple[int, date]]
POSTED = "A payroll was posted since this was worked out. Work it out again."


@dataclass(frozen=True, slots=True)
class Accrued:
    """What is owed at a month end: lines as they stand, the estimate, and both by place.

    ``mark`` is another one when another payroll is posted.
    """

    month_end: date
    mark: str = ""
    lines: tuple[Worked, ...] = ()
    estimated: tuple[Worked, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    costs: tuple[Cost, ...] = ()

    @property
    def seconds(self) -> Seconds:
        """All hours."""
        return sum(cost.seconds for cost in self.costs)

    @property
    def gross(self) -> Cents:
        """All wages."""
        return sum(cost.cents for cost in self.costs)

    @property
    def burden(self) -> Cents:
        """All burden."""
        return sum(cost.burden for cost in self.costs)

    @property
    def estimated_gross(self) -> Cents:
        """The wages among them that are estimated."""
        return sum(cost.cents for cost in self.costs if cost.place.estimated)


def accrued(
    tx: Tx,
    month_end: date,
    names: Names,
    people: Collection[int] | None = None,
    without: Days = (),
    beat: Progress = unseen,
) -> Accrued:
    """Return what is owed at a month end, to some people or all.

    ``without`` are the people and days for which nothing is to be estimated; ``beat`` hears how far
    it is.
    """
    lines = []
    for line in _unposted_lines(tx, month_end, names, people):
        lines.append(line)
        beat(len(lines), 0)
    missing = estimating.estimated(tx, month_end, names, people, without, beat)
    apart = stored.own_named(tx, BOOKED[0])
    spent = costs(lines, burdens.burden(tx), missing.lines, apart)
    return Accrued(
        month_end, mark_of(tx, month_end), tuple(lines), missing.lines, missing.estimates, spent
    )


def mark_of(tx: Tx, month_end: date) -> str:
    """Return the mark of what is posted at a month end."""
    owed = {str(first): sorted(some) for first, some in unpaid.unposted(tx, month_end).items()}
    return hashlib.sha256(json.dumps(owed).encode()).hexdigest()


def _unposted_lines(
    tx: Tx, month_end: date, names: Names, people: Collection[int] | None
) -> Iterator[Worked]:
    calendar = terms.house(tx).calendar
    for period, some in unpaid.unposted(tx, month_end).items():
        whose = some if people is None else some & frozenset(people)
        last = min(calendar.period_of(period)[1], month_end)
        if whose:
            chosen = Selection(period, last, whose)
            yield from map(of_view, queries.labor_lines(tx, chosen, names))
            carried = closed.carried(tx, period, whose)
            yield from (of_row(row, names) for row in carried if row["day"] <= month_end)
    for row in closed.outstanding(tx, date.min, month_end, people):
        if row.day <= month_end:
            yield of_row(dict(row._mapping), names)  # noqa: SLF001


def report(source: Source, parameters: Parameters) -> Table:
    """Make the report of what is owed at the last day, booked as in the usual ledger."""
    tx, chosen = source.tx, source.chosen
    found = accrued(tx, chosen.last, source.names, chosen.people)
    accounts = batches.accounts(stored.names_at(tx, stored.usual_ledger(tx)))
    since = min((line.day for line in found.lines), default=None)
    return accrued_wages(
        found.costs, lambda place: accounts.of(place)[0], since=since, parameters=parameters
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What the accrual of a month end would be now, in the file of a ledger.

    ``problems`` keep it from being made; ``made`` is the file where nothing does. ``batch`` is the
    one that counts already.
    """

    profile: Profile
    month_end: date
    accrued: Accrued
    problems: tuple[Problem, ...]
    made: Made | None
    batch: Batch | None


def ledgers() -> list[Profile]:
    """Return the profiles of ledgers, by name."""
    return [one for one in batches.profiles() if one.family is Family.JOURNAL]


def usual_ledger() -> str:
    """Return the code of the ledger that is likely meant."""
    with read() as tx:
        return stored.usual_ledger(tx) or "journal"


def of_month_end(month_end: date) -> list[Batch]:
    """Return the accruals that were made of a month end, the newest first."""
    with read() as tx:
        return stored.accruals(tx, month_end)


def owed(month_end: date, without: Days = (), beat: Progress = unseen) -> Accrued:
    """Return what is owed to everybody at a month end, as it is now."""
    _check(month_end)
    with read() as tx:
        return accrued(tx, month_end, naming.names(tx), None, without, beat)


def draft(found: Accrued, code: str, now: Instant) -> Draft:
    """Return what the accrual of what is owed would be; nothing is written."""
    with read() as tx:
        return _draft(tx, found, _ledger(tx, code), (stored.next_number(tx), now))


def make(found: Accrued, code: str, actor: Actor, now: Instant) -> int:
    """Make the accrual of what is owed with its reversal, and return the number of its batch.

    Refused where the ledger has one of that month end that counts, where nothing is owed, where a
    payroll was posted since, or where something is in the way (the message names all of it). What
    is owed was read before, so that no press waits meanwhile.
    """
    month_end = found.month_end
    with write() as tx:
        audit.record(tx, actor.id, "accrual", "month", None, {"end": str(month_end), "to": code})
        if found.mark != mark_of(tx, month_end):
            raise Refused(POSTED, field="profile")
        chosen = _ledger(tx, code)
        number, made = batches.numbered(tx, lambda n: _checked(_draft(tx, found, chosen, (n, now))))
        lines = (*found.lines, *found.estimated)
        days = month_end.replace(day=1), month_end
        kept = Kept(number, ACCRUAL, days, lines, batches.sum_of(lines))
        return stored.add_batch(tx, chosen, batches.whole(made.made), kept, (actor.id, now))


def _checked(made: Draft) -> Draft:
    if made.batch is not None:
        raise Refused(
            "The accrual of this month end is batch %(number)s already. Void it first.",
            field="profile", number=made.batch.id,
        )  # fmt: skip
    if made.problems:
        raise batches.in_the_way(made.problems, "profile")
    if not made.accrued.gross:
        raise Refused("Nothing is owed at this month end.", field="profile")
    return made


def _ledger(tx: Tx, code: str) -> Profile:
    chosen = batches.profile_in(tx, code)
    if chosen.family is not Family.JOURNAL:
        raise Missing("profile")
    return chosen


def _check(month_end: date) -> None:
    if (month_end + DAY).day != 1:
        raise Missing("month end")


def _draft(tx: Tx, found: Accrued, chosen: Profile, made_as: tuple[int, Instant]) -> Draft:
    (number, now), month_end = made_as, found.month_end
    names = stored.names_at(tx, chosen.code)
    booked = accrual(f"TS-{number}", 1, month_end, found.costs, batches.accounts(names))
    occasion = batches.occasion_of(tx, (month_end.replace(day=1), month_end), number, now)
    written = journal_file(chosen, names, occasion, booked)
    problems = [*_unready(tx, month_end), *(written if isinstance(written, list) else ())]
    file = written if isinstance(written, Made) else None
    live = (one for one in stored.accruals(tx, month_end) if one.voided is None)
    held = next((one for one in live if one.profile == chosen.code), None)
    return Draft(chosen, month_end, found, tuple(problems), file, held)


def _unready(tx: Tx, month_end: date) -> Iterator[Problem]:
    first = month_end - estimating.NEAR
    if waiting := totals.stale_weeks(tx, Selection(first, month_end)):
        text = "%(n)s workweeks are being recomputed. Try again in a moment."
        yield Problem("value", "", text, (("n", str(waiting)),))
