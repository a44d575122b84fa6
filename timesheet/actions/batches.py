"""Files for providers as batches: what a file would hold, making it, voiding it.

A batch is bytes that never change. The next one of the same profile and period carries only what is
new since those that count; where nothing is, none is made. A payroll batch takes its people from
locked to exported, and voiding it takes them back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from timesheet.actions import closing
from timesheet.actions.closing import Wanted
from timesheet.actions.declaring import checked_reason
from timesheet.actions.signing import Actor
from timesheet.core.closing import CLOSED, State, Step
from timesheet.core.export.making import journal_file, payroll_file
from timesheet.core.export.nouns import Made, Names, Occasion, Problem
from timesheet.core.export.profile import Family, Profile
from timesheet.core.journal.making import Accounts, burden_rate, entries
from timesheet.core.model import Instant
from timesheet.core.worked import Worked
from timesheet.errors import Conflict, Missing, Refused
from timesheet.exchange.profiles import shipped
from timesheet.store import audit, batches, closed, policies, queries, terms
from timesheet.store import closing as stored
from timesheet.store import names as naming
from timesheet.store.batches import Batch, Sum
from timesheet.store.db import Tx, read, write
from timesheet.store.names import NOBODY
from timesheet.store.names import Names as OurNames
from timesheet.store.selection import Selection

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
    """Return the export profiles, by name."""
    return list(shipped().values())


def profile(code: str) -> Profile:
    """Return a profile by its code; Missing where there is none."""
    found = shipped().get(code)
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
        return _draft(tx, first, profile(code), now)


def make(first: date, code: str, actor: Actor, now: Instant) -> int:
    """Make a file and return the number of its batch.

    Refused where something is in the way (the message names all of it) or nothing is new.
    """
    with write() as tx:
        # The audit's turn is this one's too: of two who press at once the second sees the first.
        audit.record(tx, actor.id, "export", "period", None, {"period": str(first), "to": code})
        wanted = Wanted(first, Step.EXPORT, actor, None)
        chosen = profile(code)
        if chosen.family is Family.PAYROLL:
            people = [p for p, one in stored.standings(tx, first).items() if _ready(one.state)]
            closing.take_in(tx, replace(wanted, people=frozenset(people)), now)
        made = _draft(tx, first, chosen, now)
        if made.problems:
            raise Refused("\n".join(str(problem) for problem in made.problems), field="profile")
        if made.empty or made.made is None:
            if not made.lines:
                raise Refused(NOBODY_CLOSED, field="profile")
            raise Refused(NOTHING_NEW, field="profile", number=made.since)
        days = made.first, made.last
        by = (actor.id, now)
        return batches.add_batch(tx, chosen, days, made.made, made.lines, made.holds, by)


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


def _draft(tx: Tx, first: date, chosen: Profile, now: Instant) -> Draft:
    begins, ends = terms.house(tx).calendar.period_of(first)
    if begins != first:
        msg = f"no pay period begins on {first}"
        raise Missing(msg)
    lines = closed_lines(tx, begins, ends)
    since, before = batches.carried(tx, chosen.code, begins)
    fresh = news(lines, before)
    holds = Sum(
        len({line.person for line in fresh}),
        sum(line.seconds for line in fresh),
        sum(line.cents for line in fresh),
    )
    names = batches.names_at(tx, chosen.code)
    company = policies.company(tx)
    number = batches.next_number(tx)
    when = datetime.fromtimestamp(now, UTC).replace(tzinfo=None)
    occasion = Occasion(begins, ends, number, when, company.name, company.currency)
    found = _file(chosen, names, occasion, (lines, before, fresh))
    problems = tuple(found) if isinstance(found, list) else ()
    made = None if isinstance(found, list) else found
    return Draft(chosen, begins, ends, since, holds, problems, made, tuple(lines))


def _file(
    chosen: Profile,
    names: Names,
    occasion: Occasion,
    lines: tuple[Sequence[Worked], Sequence[Worked], Sequence[Worked]],
) -> Made | list[Problem]:
    every, before, fresh = lines
    if chosen.family is Family.PAYROLL:
        return payroll_file(chosen, names, occasion, every, before)
    said = names.settings.get("burden_rate", "") or "0"
    rate = burden_rate(said)
    booked = accounts(names, rate or 0)
    journal = entries(f"TS-{occasion.batch}", 1, occasion.last, fresh, booked)
    found = journal_file(chosen, names, occasion, journal)
    if rate is not None:
        return found
    places = (("title", "Burden, % of wages"), ("value", said))
    wrong = Problem("setting", "burden_rate", "%(title)s can’t be “%(value)s”.", places)
    return [wrong, *(found if isinstance(found, list) else ())]


def accounts(names: Names, rate: int) -> Accounts:
    """Return the accounts of a ledger: the customer's numbers where he said them."""
    said, usual = names.settings, Accounts()
    given = {
        name: (said[name], getattr(usual, name)[1]) for name in LEDGER if said.get(name, "").strip()
    }
    return replace(usual, **given, burden_rate=rate)


def closed_lines(tx: Tx, first: date, last: date) -> list[Worked]:
    """Return what of a pay period is closed, and the adjustments that it settles with it."""
    standings = stored.standings(tx, first)
    people = frozenset(p for p, one in standings.items() if one.state in CLOSED)
    if not people:
        return []
    names = naming.names(tx)
    chosen = Selection(first, last, people)
    worked = [
        Worked(
            view.person_number, view.person, view.day, view.pay_code, view.seconds, view.cents,
            view.project, view.project_name, view.customer, view.task, view.cost_code,
            view.cost_center,
        )
        for view in queries.labor_lines(tx, chosen, names)
    ]  # fmt: skip
    return worked + [_adjusted(row, names) for row in closed.carried(tx, first, people)]


def _adjusted(row: Mapping[str, object], names: OurNames) -> Worked:
    def known(name: str) -> int | None:
        value = row[name]
        return value if isinstance(value, int) else None

    person = names.people.get(known("person_id") or 0, NOBODY)
    key, task = known("project_id"), known("task_id")
    project = names.projects.get(key) if key is not None else None
    day = row["day"]
    return Worked(
        person.number, person.name, day if isinstance(day, date) else date.min,
        str(row["pay_code"]), known("seconds") or 0, known("cents") or 0,
        project.code if project else "", project.name if project else "",
        project.customer if project else "", names.tasks.get(task or 0, ""),
        names.cost_codes.get(known("cost_code_id") or 0, ""),
        names.cost_centers.get(known("cost_center_id") or 0, ""),
    )  # fmt: skip


def news(lines: Sequence[Worked], before: Sequence[Worked]) -> list[Worked]:
    """Return what is in some lines and not in others, and what is no more with its sign turned."""
    held: dict[Worked, list[int]] = {}
    for sign, some in ((1, lines), (-1, before)):
        for line in some:
            sums = held.setdefault(line._replace(seconds=0, cents=0), [0, 0])
            sums[0] += sign * line.seconds
            sums[1] += sign * line.cents
    return [
        line._replace(seconds=seconds, cents=cents)
        for line, (seconds, cents) in held.items()
        if seconds or cents
    ]
