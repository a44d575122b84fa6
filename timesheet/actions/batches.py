"""Files for providers as batches: what a file would hold, making it, voiding it.

A batch is bytes that never change. The next one of the same profile and period carries only what is
new since those that count; where nothing is, none is made. A payroll batch takes its people from
locked to exported, and voiding it takes them back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeVar

from timesheet.actions import closing
from timesheet.actions.closing import Wanted
from timesheet.actions.declaring import checked_reason
from timesheet.actions.signing import Actor
from timesheet.actions.worked_lines import closed_lines, news
from timesheet.core.closing import State, Step
from timesheet.core.export.making import journal_file, payroll_file
from timesheet.core.export.nouns import Made, Names, Occasion, Problem
from timesheet.core.export.profile import BOOKED, Family, Profile
from timesheet.core.journal.making import Accounts, costs, entries
from timesheet.core.model import Instant
from timesheet.core.worked import Worked
from timesheet.errors import Conflict, Missing, Refused
from timesheet.exchange.profiles import shipped
from timesheet.store import audit, batches, burdens, own_profiles, policies, terms
from timesheet.store import closing as stored
from timesheet.store.batches import Batch, Kept, Sum
from timesheet.store.db import Tx, read, write

D = TypeVar("D")

NOTHING_NEW = "Nothing is new since batch %(number)s: there is no file to make."
NOBODY_CLOSED = "Nobody of this pay period is locked yet. Lock it first; then its files are made."
LEDGER = ("direct", "indirect", "burden", "wages_due", "taxes_due")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file would hold now: new people, hours and money since batch ``since`` (0: none).

    ``problems`` keep it from being made; ``made`` is the file where nothing does.
    """

    profile: Profile
    first: date
    last: date
    since: int
    holds: Sum
    problems: tuple[Problem, ...]
    made: Made | None
    lines: tuple[Worked, ...]

    @property
    def empty(self) -> bool:
        """True where nothing is new."""
        return not self.holds.people


def profiles() -> list[Profile]:
    """Return the export profiles: the company's own, then those that ship, by name."""
    with read() as tx:
        return list(_known(tx).values())


def profile(code: str) -> Profile:
    """Return a profile by its code; Missing where there is none."""
    with read() as tx:
        return profile_in(tx, code)


def _known(tx: Tx) -> dict[str, Profile]:
    own = sorted(own_profiles.own(tx).values(), key=lambda one: one.name)
    return {one.code: one for one in own} | shipped()


def profile_in(tx: Tx, code: str) -> Profile:
    """Return the same within a transaction."""
    found = _known(tx).get(code)
    if found is None:
        raise Missing("profile")
    return found


def of_period(first: date) -> list[Batch]:
    """Return the batches of a pay period, the newest first."""
    with read() as tx:
        return batches.of_period(tx, first)


def usual() -> str:
    """Return the code of the profile that is likely meant; "" where nothing tells."""
    with read() as tx:
        return batches.usual_profile(tx)


def draft(first: date, code: str, now: Instant) -> Draft:
    """Return what a file of a pay period would hold now; nothing is written."""
    with read() as tx:
        return _draft(tx, first, profile_in(tx, code), now, batches.next_number(tx))


def make(first: date, code: str, actor: Actor, now: Instant) -> int:
    """Make a file and return the number of its batch.

    Refused where something is in the way (the message names all of it) or nothing is new.
    """
    with write() as tx:
        # The audit's turn is this one's too: of two who press at once the second sees the first.
        audit.record(tx, actor.id, "export", "period", None, {"period": str(first), "to": code})
        wanted = Wanted(first, Step.EXPORT, actor, None)
        chosen = profile_in(tx, code)
        if chosen.family is Family.PAYROLL:
            people = [p for p, one in stored.standings(tx, first).items() if _ready(one.state)]
            closing.take_in(tx, replace(wanted, people=frozenset(people)), now)
        number, made = numbered(tx, lambda n: _checked(_draft(tx, first, chosen, now, n)))
        kept = Kept(number, chosen.family.value, (made.first, made.last), made.lines, made.holds)
        return batches.add_batch(tx, chosen, whole(made.made), kept, (actor.id, now))


def numbered(tx: Tx, make: Callable[[int], D]) -> tuple[int, D]:
    """Return the number of the batch that is being made, and what ``make`` makes under it.

    The likely number comes first, so that what is refused takes none; where another was to be had,
    it is made again.
    """
    likely = batches.next_number(tx)
    made = make(likely)
    number = batches.take_number(tx)
    return number, made if number == likely else make(number)


def whole(made: Made | None) -> Made:
    """Return the file of a draft that nothing is in the way of."""
    if made is None:
        msg = "there is no file"
        raise LookupError(msg)
    return made


def in_the_way(problems: Sequence[Problem], field: str) -> Refused:
    """Return the refusal that names all that is in the way of a file; a single thing by its text.

    A page can say that in another language.
    """
    if len(problems) == 1:
        return Refused(problems[0].text, field=field, **dict(problems[0].values))
    return Refused("\n".join(map(str, problems)), field=field)


def _checked(made: Draft) -> Draft:
    if made.problems:
        raise in_the_way(made.problems, "profile")
    if not made.lines:
        raise Refused(NOBODY_CLOSED, field="profile")
    if made.empty:
        raise Refused(NOTHING_NEW, field="profile", number=made.since)
    return made


def _ready(state: State) -> bool:
    return state is State.LOCKED


def file_of(key: int) -> tuple[str, str, bytes]:
    """Return a batch's file, byte for byte: its name, media type and bytes."""
    with read() as tx:
        found = batches.content(tx, key)
    if found is None:
        raise Missing("batch")
    return found


def void(key: int, reason: str, actor: Actor, now: Instant) -> Batch:
    """Say that a batch doesn't count: payroll was not run with it.

    Refused for who made it (a second person is needed), without a reason, where a later batch of
    its profile counts, or where the period is posted.
    """
    why = checked_reason(reason)
    with write() as tx:
        held = batches.find(tx, key)
        if held is None:
            raise Missing("batch")
        if held.voided is not None:
            raise Conflict("This batch was voided already.", field="batch")
        if held.author == actor.id:
            text = "A second person is needed: you made this batch."
            raise Refused(text, field="batch")
        live = [one for one in batches.of_period(tx, held.period) if one.voided is None]
        if any(one.id > key and one.profile == held.profile for one in live):
            raise Refused("A later batch builds on this one: void that first.", field="batch")
        standings = stored.standings(tx, held.period)
        if held.family == Family.PAYROLL and any(
            one.state is State.POSTED for one in standings.values()
        ):
            raise Refused("This pay period is posted; what changes is adjusted.", field="batch")
        batches.add_void(tx, key, actor.id, why, now)
        others = [one for one in live if one.id != key and one.family == Family.PAYROLL]
        if held.family == Family.PAYROLL and not others:
            back = [p for p, one in standings.items() if one.state is State.EXPORTED]
            wanted = Wanted(held.period, Step.VOID, actor, None, frozenset(back), why)
            closing.take_in(tx, wanted, now)
        audit.record(tx, actor.id, "export_void", "batch", key, {})
    return held


def post(first: date, actor: Actor, now: Instant) -> int:
    """Say that payroll was run: who was exported is posted; return how many."""
    with write() as tx:
        standings = stored.standings(tx, first)
        people = frozenset(p for p, one in standings.items() if one.state is State.EXPORTED)
        if not people:
            return 0
        return len(closing.take_in(tx, Wanted(first, Step.POST, actor, None, people), now).goes)


def _draft(tx: Tx, first: date, chosen: Profile, now: Instant, number: int) -> Draft:
    begins, ends = terms.house(tx).calendar.period_of(first)
    if begins != first:
        msg = f"no pay period begins on {first}"
        raise Missing(msg)
    lines = closed_lines(tx, begins, ends)
    since, before = batches.carried(tx, chosen.code, begins)
    fresh = news(lines, before)
    found: Made | list[Problem]
    names, occasion = (
        batches.names_at(tx, chosen.code),
        occasion_of(tx, (begins, ends), number, now),
    )
    if chosen.family is Family.PAYROLL:
        found = payroll_file(chosen, names, occasion, lines, before)
    else:
        spent = costs(fresh, burdens.burden(tx), apart=batches.own_named(tx, BOOKED[0]))
        booked = entries(f"TS-{number}", 1, ends, spent, accounts(names))
        found = journal_file(chosen, names, occasion, booked)
    problems = tuple(found) if isinstance(found, list) else ()
    made = None if isinstance(found, list) else found
    return Draft(chosen, begins, ends, since, sum_of(fresh), problems, made, tuple(lines))


def sum_of(lines: Sequence[Worked]) -> Sum:
    """Return how much is in some lines."""
    people = {line.person for line in lines}
    return Sum(len(people), sum(one.seconds for one in lines), sum(one.cents for one in lines))


def occasion_of(tx: Tx, days: tuple[date, date], number: int, now: Instant) -> Occasion:
    """Return what a file is made for: some days, as the batch of a number, now."""
    company = policies.company(tx)
    when = datetime.fromtimestamp(now, UTC).replace(tzinfo=None)
    return Occasion(*days, number, when, company.name, company.currency)


def accounts(names: Names) -> Accounts:
    """Return the accounts of a ledger: the customer's where he said them."""
    said, usual = names.settings, Accounts()
    given = {
        name: (said[name], getattr(usual, name)[1]) for name in LEDGER if said.get(name, "").strip()
    }
    of_pay_codes, of_projects, of_cost_centers = (names.known.get(kind, {}) for kind in BOOKED)
    return replace(
        usual, **given, of_pay_codes=of_pay_codes, of_projects=of_projects,
        of_cost_centers=of_cost_centers,
    )  # fmt: skip
