"""Exceptions and their fixes: every fix is a fact with a reason, looked at before it is made.

Nobody fixes his own: a lead mends his crew's, accounting everybody else's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from timesheet.actions import declaring, deriving, histories, learning, punching, standing
from timesheet.actions.corrections import show_again
from timesheet.actions.declaring import checked_reason
from timesheet.actions.histories import History
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.model import Cents, Correction, Instant, Kind, Seconds
from timesheet.core.pay.declared import Declaration, Says
from timesheet.core.reports.views import IssueView
from timesheet.core.shifts.effective import effective
from timesheet.core.shifts.reach import clean_cuts
from timesheet.errors import Missing, Refused
from timesheet.store import audit, facts, owed, terms
from timesheet.store import issues as stored
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.issues import Wanted
from timesheet.store.names import Names
from timesheet.store.selection import Selection
from timesheet.store.terms import House, Worker

DAY = timedelta(days=1)
NEXT_ID = 1 << 60
MOST = 200
MEALS = frozenset({"missed_meal", "short_meal", "late_meal"})


@dataclass(frozen=True, slots=True)
class Option:
    """A fix: what it does, when, and what the person's weeks pay before and after it.

    ``why`` says what speaks for the instant. ``settles``: the exception is gone with it.
    """

    name: str
    at: Instant | None
    why: tuple[str, ...]
    seconds: tuple[Seconds, Seconds]
    cents: tuple[Cents, Cents]
    settles: bool


@dataclass(frozen=True, slots=True)
class Case:
    """An exception with its fixes."""

    issue: IssueView
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A fix that somebody wants: of which exception, which, when, why."""

    person: int
    at: Instant
    code: str
    fix: str
    when: Instant | None
    reason: str


@dataclass(frozen=True, slots=True)
class Look:
    """Which exceptions somebody looks for: of a kind, a severity, of people with a text."""

    code: str = ""
    severity: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The worst exceptions that were looked for, how many there are, and of all how many.

    ``codes`` are the kinds of all.
    """

    rows: list[IssueView]
    count: int
    every: int
    codes: list[str]


def open_ones(
    days: tuple[date, date], seen: frozenset[int] | None, look: Look, actor: Actor, now: Instant
) -> Found:
    """Return the first exceptions of some days that the actor may fix, the worst first."""
    chosen = Selection(*days, seen, now=now)
    every, wanted = Wanted(actor.id), Wanted(actor.id, look.code, look.severity, MOST)
    with read() as tx:
        names = naming.names(tx)
        of_all = stored.kinds(tx, chosen, names, every)
        if look.text:
            chosen = replace(chosen, people=_named(names, look.text, chosen.people))
        counted = stored.kinds(tx, chosen, names, wanted) if look != Look() else of_all
        rows = stored.worst_first(tx, chosen, names, wanted)
    codes = sorted({code for code, _severity in of_all})
    return Found(rows, counted.total(), of_all.total(), codes)


def _named(names: Names, text: str, seen: frozenset[int] | None) -> frozenset[int]:
    """Return the people, of those seen, whose name or number has a text."""
    text = text.lower()
    return frozenset(
        key
        for key, one in names.people.items()
        if (seen is None or key in seen) and text in f"{one.name} {one.number}".lower()
    )


def case(
    person: int,
    at: Instant,
    code: str,
    actor: Actor,
    seen: frozenset[int] | None,
    now: Instant,
    when: Instant | None = None,
) -> Case:
    """Return an exception with what each fix would do; ``when`` is a time of the asker's own.

    Missing where there is none such, or none that he may fix.
    """
    with read() as tx:
        issue = _issue(tx, person, at, code, actor, seen, now)
        house, worker = terms.house(tx), terms.worker(tx, person)
        offered = list(_offered(tx, house, worker, issue, now))
        if when is not None and code in _ADDS:
            offered.insert(0, (_ADDS[code], when, ("own",)))
        options = tuple(_looked_at(tx, house, worker, issue, actor, now, *each) for each in offered)
    return Case(issue, options)


_ADDS = {"missing_out": "add_out", "missing_in": "add_in"}


def _issue(
    tx: Tx,
    person: int,
    at: Instant,
    code: str,
    actor: Actor,
    seen: frozenset[int] | None,
    now: Instant,
) -> IssueView:
    if person == actor.id or (seen is not None and person not in seen):
        raise Missing("exception")
    if not 0 <= at < 1 << 33:
        raise Missing("exception")
    day = calendar.day_of(at, "UTC")
    chosen = Selection(day - 7 * DAY, day + DAY, frozenset({person}), now=now)
    for issue in stored.issue_views(tx, chosen, naming.names(tx)):
        if (issue.at, issue.code) == (at, code):
            return issue
    raise Missing("exception")


def _offered(
    tx: Tx, house: House, worker: Worker, issue: IssueView, now: Instant
) -> Iterator[tuple[str, Instant | None, tuple[str, ...]]]:
    """Yield the fixes of an exception: name, instant, what speaks for it."""
    if issue.code == "missing_out":
        for leaving in standing.leavings(tx, house, worker, issue.at, now):
            yield "add_out", leaving.at, leaving.why
    if issue.code == "missing_in":
        for plan in worker.roster:
            if plan.start < issue.at <= plan.end + 6 * 3600:
                yield "add_in", plan.start, ("roster",)
    if issue.code == "unapproved_overtime":
        yield "approve", None, ()
    if issue.code in MEALS:
        yield "waive", None, ()
    yield "accept", None, ()


def _looked_at(
    tx: Tx,
    house: House,
    worker: Worker,
    issue: IssueView,
    actor: Actor,
    now: Instant,
    name: str,
    at: Instant | None,
    why: tuple[str, ...],
) -> Option:
    fact = _fact(issue, name, at, actor.id, "looked at", now)
    seconds, cents, left = [0, 0], [0, 0], False
    learner = learning.foresight(tx)
    for week in histories.touched(house, worker, issue.at):
        history = histories.window(tx, house, worker, week)
        for n, one in enumerate((history, _with(history, fact, house))):
            card = deriving.timecard(one, house, worker, week, learner)
            seconds[n] += sum(line.seconds for line in card.pay_lines)
            cents[n] += sum(line.cents for line in card.pay_lines)
            if n:
                left |= any(
                    (i.code, i.at, i.settled) == (issue.code, issue.at, None) for i in card.issues
                )
    return Option(name, at, why, (seconds[0], seconds[1]), (cents[0], cents[1]), not left)


def _with(history: History, fact: Declaration | Correction, house: House) -> History:
    """Return the facts as they would be with one more."""
    if isinstance(fact, Declaration):
        return replace(history, declared=[*history.declared, replace(fact, id=NEXT_ID)])
    corrections = [*history.corrections, replace(fact, id=NEXT_ID)]
    counted = effective(history.punches, corrections)
    cuts = clean_cuts(counted, house.new_shift_gap)
    return replace(history, corrections=corrections, effective=counted, cuts=cuts)


def _fact(
    issue: IssueView, name: str, at: Instant | None, author: int, reason: str, now: Instant
) -> Declaration | Correction:
    person = issue.person_id
    if name in {"add_out", "add_in"}:
        if at is None:
            raise Refused("Say when.", field="time")
        kind = Kind.OUT if name == "add_out" else Kind.IN
        if (at <= issue.at) if kind is Kind.OUT else (at >= issue.at):
            raise Refused("An out comes after its in.", field="time")
        if abs(at - issue.at) > 24 * 3600 or at > now:
            raise Refused("That is too far from the punch, or in the future.", field="time")
        return Correction(0, person, None, at, kind, reason, author, now, zone=issue.zone)
    says = {
        "approve": Says.OVERTIME_APPROVED, "waive": Says.MEAL_WAIVED, "accept": Says.ACCEPTED,
    }.get(name)  # fmt: skip
    if says is None:
        raise Refused("Choose one of the fixes.", field="fix")
    return Declaration(
        id=0,
        person=person,
        says=says,
        first=issue.day,
        last=issue.day,
        author=author,
        made_at=now,
        name=issue.code if says is Says.ACCEPTED else "",
        number=1 if says is Says.MEAL_WAIVED else 0,
        seconds=issue.seconds if says is Says.OVERTIME_APPROVED else 0,
        start=issue.at if says is Says.ACCEPTED else None,
        reason=reason,
    )


def fix(asked: Asked, actor: Actor, seen: frozenset[int] | None, now: Instant) -> None:
    """Fix an exception by a fact, and derive what follows; Missing where it is there no more."""
    with write() as tx:
        issue = _issue(tx, asked.person, asked.at, asked.code, actor, seen, now)
        reason = checked_reason(asked.reason)
        allowed = {n for n, _, _ in _offered(tx, terms.house(tx), _bare(issue), issue, now)}
        allowed |= {_ADDS[asked.code]} if asked.code in _ADDS else set()
        if asked.fix not in allowed:
            raise Refused("Choose one of the fixes.", field="fix")
        fact = _fact(issue, asked.fix, asked.when, actor.id, reason, now)
        if isinstance(fact, Declaration):
            declaring.put(tx, fact)
        else:
            correct(tx, actor.id, now, fact.person, fact.at, _values(fact))
    _derive(fact)


def _bare(issue: IssueView) -> Worker:
    return Worker(issue.person_id, issue.zone)


def _values(fact: Correction) -> dict[str, Any]:
    kind = fact.kind.value if fact.kind else None
    return {"at": fact.at, "kind": kind, "zone": fact.zone, "reason": fact.reason}


def correct(
    tx: Tx, author: int, now: Instant, person: int, at: Instant | None, values: dict[str, Any]
) -> None:
    """Add a correction of somebody's punches, and let his clock show what holds then."""
    key = facts.add_correction(tx, person_id=person, author_id=author, made_at=now, **values)
    audit.record(tx, author, "corrected", "person", person, {"correction": key, "at": at})
    if at is not None:
        owed.note(tx, person, at, now)
    show_again(tx, person, now)


def _derive(fact: Declaration | Correction) -> None:
    if isinstance(fact, Declaration):
        following.derive()
    elif fact.at is not None:
        punching.derive_after(fact.person, fact.at)
