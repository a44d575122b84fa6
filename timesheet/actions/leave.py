"""Leave: asked for, decided by somebody else, entered, taken back; and what is left of it."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import declaring
from timesheet.actions.declaring import checked_reason, counter
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.pay import leave as accounts
from timesheet.core.pay.declared import EARNINGS, Declaration, Says, leave_days, standing
from timesheet.core.pay.leave import AccrualRule
from timesheet.core.pay.schema import PolicyError, read_block
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import audit, declarations, terms
from timesheet.store import leave as store
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.leave import LeaveKind
from timesheet.store.terms import House

DAY = timedelta(days=1)
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
LONGEST = timedelta(days=366)
FULL: Seconds = 24 * 3600
# How far back and ahead the page lists what was entered.
BACK, AHEAD = timedelta(days=60), timedelta(days=366)
LEAVE = (Says.LEAVE, Says.LEAVE_REQUESTED)
# What leads and accounting enter about days, and take back here.
DAYS = (*LEAVE, Says.MEAL_WAIVED, Says.REST_MISSED, Says.CALLOUT)


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of a kind of leave today, and what is booked for later; in seconds."""

    code: str
    name: str
    left: Seconds
    booked: Seconds


@dataclass(frozen=True, slots=True)
class Entry:
    """Leave or an earning as it stands: ``state`` is entered, waiting, approved or refused."""

    said: Declaration
    person: str
    author: str
    state: str
    hours: Seconds
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeavePage:
    """What the page shows: one's own, what waits for a decision, what stands for others."""

    kinds: tuple[LeaveKind, ...]
    balances: tuple[Balance, ...]
    own: tuple[Entry, ...]
    waiting: tuple[Entry, ...]
    others: tuple[Entry, ...]


def page(actor: Actor, seen: frozenset[int] | None, now: Instant) -> LeavePage:
    """Return the page of leave for somebody."""
    today = calendar.day_of(now, actor.zone)
    with read() as tx:
        kinds = tuple(kind for kind in store.leave_kinds(tx) if kind.active)
        balances = tuple(_balances(tx, actor.id, kinds, today))
        said = declarations.between(tx, today - BACK, today + AHEAD, tuple(Says), seen)
        names, house = naming.names(tx).people, terms.house(tx)
        gone = {d.about for d in said if d.says is Says.WITHDRAWN}
        teams = terms.teams_of(tx, {d.person for d in said})
        hours = {
            d.id: d.seconds * len(days_of(house, d, teams.get(d.person, ())))
            for d in said
            if d.id not in gone
        }
    # What people earn beside hours is accounting's to know.
    shown = (*DAYS, Says.EARNING) if actor.has("accounting", "admin") else DAYS
    kept = {d.id for d in standing(said)}
    decided = {d.about: d for d in said if d.says in _DECISIONS and d.id not in gone}
    found = [
        Entry(
            d, names[d.person].name, names[d.author].name, _state(d, kept, decided),
            hours[d.id], decided[d.id].reason if d.id in decided else "",
        )
        for d in said
        if d.says in shown and d.id not in gone
    ]  # fmt: skip
    others = [one for one in found if one.said.person != actor.id]
    return LeavePage(
        kinds,
        balances,
        tuple(one for one in found if one.said.person == actor.id and one.said.says in LEAVE),
        tuple(one for one in others if one.state == "waiting"),
        tuple(one for one in others if one.state != "waiting"),
    )


def days_of(house: House, leave: Declaration, teams: terms.Belonging) -> list[date]:
    """Return the days that leave is taken on: of several, the person's holidays don't count.

    ``teams`` are those of the person, from when to when (``terms.teams_of``).
    """
    if leave.says not in LEAVE or leave.first == leave.last:
        return leave_days(leave)
    return leave_days(leave, terms.free_days(house, leave.person, teams, leave.first, leave.last))


_DECISIONS = frozenset({Says.LEAVE_APPROVED, Says.LEAVE_REFUSED})


def _state(said: Declaration, kept: set[int], decided: dict[int | None, Declaration]) -> str:
    if said.says is not Says.LEAVE_REQUESTED:
        return "entered"
    if said.id in decided:
        return "approved" if said.id in kept else "refused"
    return "waiting"


def balances(person: int, today: date) -> list[Balance]:
    """Return what a person has left of each kind of leave that accrues."""
    with read() as tx:
        kinds = [kind for kind in store.leave_kinds(tx) if kind.active]
        return list(_balances(tx, person, kinds, today))


def _balances(
    tx: Tx, person: int, kinds: tuple[LeaveKind, ...] | list[LeaveKind], today: date
) -> list[Balance]:
    accruing = [(kind, rule) for kind in kinds if (rule := rule_of(kind)) is not None]
    if not accruing:
        return []
    said = [d for d in standing(declarations.all_of(tx, person)) if d.says is Says.LEAVE]
    worked, house = store.worked_by_day(tx, person), terms.house(tx)
    teams, since = terms.teams_of(tx, {person}).get(person, ()), store.hired_on(tx, person)
    found = []
    for kind, rule in accruing:
        hired = max(since or kind.effective_from, kind.effective_from)
        used: dict[date, Seconds] = {}
        for leave in said:
            for day in days_of(house, leave, teams) if leave.name == kind.code else []:
                used[day] = used.get(day, 0) + leave.seconds
        moves = accounts.entries(rule, hired, worked, used, today)
        later = sum(seconds for day, seconds in used.items() if day > today)
        found.append(Balance(kind.code, kind.name, moves[-1].balance if moves else 0, later))
    return found


def rule_of(kind: LeaveKind) -> AccrualRule | None:
    """Return how a kind of leave accrues; None where it doesn't."""
    data = json.loads(kind.accrual)
    return read_block(AccrualRule, data, "accrual") if data else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Leave that somebody asks for or enters: ``seconds`` are a day's."""

    person: int
    code: str
    first: date
    last: date
    seconds: Seconds
    reason: str


def request(wanted: Wanted, now: Instant) -> int:
    """Ask for leave for oneself; it counts once somebody else approved it."""
    return _put(wanted, Says.LEAVE_REQUESTED, wanted.person, now)


def enter(wanted: Wanted, actor: Actor, seen: frozenset[int] | None, now: Instant) -> int:
    """Enter leave for somebody else; Missing where he may not be seen."""
    if wanted.person == actor.id or (seen is not None and wanted.person not in seen):
        raise Missing("person")
    checked_reason(wanted.reason)
    return _put(wanted, Says.LEAVE, actor.id, now)


def _put(wanted: Wanted, says: Says, author: int, now: Instant) -> int:
    _check_days(wanted)
    said = Declaration(
        id=0, person=wanted.person, says=says, first=wanted.first, last=wanted.last,
        author=author, made_at=now, name=wanted.code, seconds=wanted.seconds,
        reason=" ".join(wanted.reason.split())[:500],
    )  # fmt: skip
    with write() as tx:
        if wanted.code not in {kind.code for kind in store.leave_kinds(tx) if kind.active}:
            raise Refused("Choose a kind of leave.", field="code")
        _check_free(tx, said)
        key = declaring.put(tx, said)
    following.derive()
    return key


def _check_days(wanted: Wanted) -> None:
    if not EARLIEST <= wanted.first <= wanted.last <= LATEST:
        raise Refused("The last day comes after the first.", field="last")
    if wanted.last - wanted.first > LONGEST:
        raise Refused("At most a year at a time.", field="last")
    if not 0 < wanted.seconds <= FULL:
        raise Refused("Between a few minutes and 24 hours a day.", field="hours")


def _check_free(tx: Tx, said: Declaration) -> None:
    """Refuse a second leave for hours of a day that are on leave, or asked for, already."""
    known, house = declarations.of(tx, said.person, said.first, said.last), terms.house(tx)
    gone = {d.about for d in known if d.says in {Says.WITHDRAWN, Says.LEAVE_REFUSED}}
    teams = terms.teams_of(tx, {said.person}).get(said.person, ())
    taken: dict[date, Seconds] = {}
    for one in known:
        for day in days_of(house, one, teams) if one.says in LEAVE and one.id not in gone else []:
            taken[day] = taken.get(day, 0) + one.seconds
    wanted = days_of(house, said, teams)
    if not wanted:
        raise Refused("There is no working day between these.", field="last")
    if any(taken.get(day) and taken[day] + said.seconds > 8 * 3600 for day in wanted):
        raise Conflict("There is leave on one of these days already.", field="first")


def decide(
    key: int, *, approve: bool, reason: str, actor: Actor, seen: frozenset[int] | None, now: Instant
) -> None:
    """Approve or refuse a request, never one's own; a refusal says why."""
    with write() as tx:
        held = declarations.find(tx, key)
        if held is None or held.says is not Says.LEAVE_REQUESTED or held.person == actor.id:
            raise Missing("request")
        if seen is not None and held.person not in seen:
            raise Missing("request")
        why = " ".join(reason.split())[:500] if approve else checked_reason(reason)
        gone = {d.about for d in declarations.of(tx, held.person, held.first, held.last)
                if d.says is Says.WITHDRAWN}  # fmt: skip
        if any(d.id not in gone for d in declarations.about(tx, key)):
            raise Conflict("That was decided already.")
        says = Says.LEAVE_APPROVED if approve else Says.LEAVE_REFUSED
        decision = Declaration(
            0, held.person, says, held.first, held.last, actor.id, now, reason=why, about=key
        )
        declaring.put(tx, decision)
    following.derive()


def withdraw(
    key: int, reason: str, actor: Actor, seen: frozenset[int] | None, now: Instant
) -> None:
    """Take back leave or an earning: one's own request before it begins, or somebody else's."""
    with write() as tx:
        held = declarations.find(tx, key)
        if held is None or held.says not in (*DAYS, Says.EARNING):
            raise Missing("leave")
        own = held.person == actor.id
        if own and (held.says is not Says.LEAVE_REQUESTED or held.author != actor.id):
            raise Missing("leave")
        if not own and (not actor.has("lead", "accounting", "admin")):
            raise Missing("leave")
        if not own and seen is not None and held.person not in seen:
            raise Missing("leave")
        why = "taken back" if own and not reason.strip() else checked_reason(reason)
        if any(d.says is Says.WITHDRAWN for d in declarations.about(tx, key)):
            raise Conflict("That was taken back already.")
        if own and held.first <= calendar.day_of(now, actor.zone) and _approved(tx, key):
            raise Refused("It has begun; ask your lead or accounting.", field="reason")
        declaring.put(tx, counter(held, actor.id, why, now))
    following.derive()


def _approved(tx: Tx, key: int) -> bool:
    return any(d.says is Says.LEAVE_APPROVED for d in declarations.about(tx, key))


def earn(
    person: int, name: str, cents: Cents, day: date, reason: str, actor: Actor, now: Instant
) -> int:
    """Enter an earning: for the week of a day, or (a salary, a day rate) from that day on."""
    if name not in EARNINGS:
        raise Refused("Choose a kind of earning.", field="name")
    if not 0 <= cents <= 100_000_000:
        raise Refused("An amount between 0 and 1,000,000.", field="amount")
    if not EARLIEST <= day <= LATEST:
        raise Refused("A day of our time, please.", field="day")
    if person == actor.id:
        raise Refused("Somebody else enters yours.", field="person")
    last = date(9999, 12, 31) if name in {"SALARY", "DAY_RATE"} else day
    why = checked_reason(reason)
    return declaring.declare(
        Declaration(
            0, person, Says.EARNING, day, last, actor.id, now, name=name, cents=cents, reason=why
        )
    )


def set_kind(kind: LeaveKind, actor: Actor, now: Instant) -> int:
    """Add a version of a kind of leave; weeks with such leave are derived again."""
    code = kind.code.strip().upper()
    if not (2 <= len(code) <= 12 and code.isascii() and code.isalnum()) or code in _RESERVED:
        raise Refused("Two to twelve letters that no other pay code has.", field="code")
    try:
        rule_of(kind)
    except PolicyError as error:
        raise Refused(str(error), field="grant") from error
    with write() as tx:
        version = store.add_kind(
            tx,
            LeaveKind(code, 0, kind.name.strip()[:80] or code, kind.paid, kind.effective_from,
                      kind.accrual, kind.active),
            now,
            actor.id,
        )  # fmt: skip
        audit.record(tx, actor.id, "leave_kind_set", "leave_kind", version, {"code": code})
        people = {
            d.person for d in declarations.between(tx, EARLIEST, LATEST, LEAVE) if d.name == code
        }
        following.mark(tx, people=sorted(people))
    following.derive()
    return version


_RESERVED = frozenset({"REG", "OT", "DT", "HOL", "PEN", *EARNINGS})
